/**
 * Single values in which two states of an object differ.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import { isSecret } from "../views/secret_diff.ts";
import { shortMessage } from "../views/short_message.ts";
import type { ComparedResource } from "../views/resource_states.ts";
import type { Evidence } from "./finding.ts";
import { placeOf } from "./object_key.ts";

/** One value; `undefined` on a side that does not have it. */
export interface LeafDifference {
  /** `spec.template.spec.containers[app].image` */
  readonly path: string;
  readonly live: unknown;
  readonly desired: unknown;
}

const VALUE_CHARS = 60;

/** Members of a list by their names, where all have one; else by place. */
function members(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const names = list.map((one) => isRecord(one) ? one["name"] : undefined);
  const named = names.every((name) => typeof name === "string") &&
    new Set(names).size === names.length;
  return new Map(
    list.map((one, at) => [named ? String(names[at]) : String(at), one]),
  );
}

function* walk(
  path: string,
  live: unknown,
  desired: unknown,
): Generator<LeafDifference> {
  if (isDeepStrictEqual(live, desired)) return;
  if (isRecord(live) && isRecord(desired)) {
    for (
      const key of new Set([...Object.keys(live), ...Object.keys(desired)])
    ) {
      yield* walk(path ? `${path}.${key}` : key, live[key], desired[key]);
    }
  } else if (Array.isArray(live) && Array.isArray(desired)) {
    const [before, after] = [members(live), members(desired)];
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      yield* walk(`${path}[${key}]`, before.get(key), after.get(key));
    }
  } else {
    yield { path, live, desired };
  }
}

/**
 * The values that differ, in the order of the object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(leafDifferences({ data: { a: "1", b: "2" } }, { data: { a: "5", b: "2" } }), [
 *   { path: "data.a", live: "1", desired: "5" },
 * ]);
 * ```
 */
export function leafDifferences(
  live: Manifest,
  desired: Manifest,
): readonly LeafDifference[] {
  return [...walk("", live, desired)];
}

function valueText(key: string, value: unknown): string {
  return value === undefined
    ? `no ${JSON.stringify(key)}`
    : `${JSON.stringify(key)}:${
      shortMessage(JSON.stringify(value), VALUE_CHARS)
    }`;
}

/** The first differences of a resource as evidence; the values of Secrets are not shown. */
export function differenceEvidence(
  { ref, live, desired }: ComparedResource,
  most = 1,
): readonly Evidence[] {
  if (!live || !desired) return [];
  const hides = isSecret(desired);
  return leafDifferences(live, desired).slice(0, most).map((one) => {
    const key = one.path.split(/[.[]/).at(-1)?.replace("]", "") ?? one.path;
    return {
      where: placeOf(ref, one.path),
      text: hides
        ? "differs (values of Secrets are not shown)"
        : `in the cluster ${valueText(key, one.live)}, in the source ${
          valueText(key, one.desired)
        }`,
    };
  });
}

/** The path that differs first, and how many others do. */
export function differingPath(
  { live, desired }: ComparedResource,
): string {
  const paths = live && desired
    ? leafDifferences(live, desired).map(({ path }) => path)
    : [];
  return paths.length > 1
    ? `${paths[0]} and ${paths.length - 1} more`
    : paths[0] ?? "";
}

/** How a reader names a resource. */
export function nameOf({ kind, name }: ResourceRef): string {
  return `${kind} '${name}'`;
}
