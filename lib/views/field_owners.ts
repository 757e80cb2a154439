/**
 * In which fields two states of an object differ, and who wrote those of the live one, as the cluster keeps record of
 * it in `metadata.managedFields`.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** Who wrote a field last. Several may own it, when they wrote the same value. */
export interface FieldOwner {
  /** A name that the writer gave itself: `kubectl-edit`. */
  readonly manager: string;
  /** `scale` or `status`, when it was not written to the object itself. */
  readonly subresource?: string;
  readonly time?: string;
}

/** One field, as deep as it can be told. */
export interface FieldDifference {
  /** `spec.template.spec.containers[web].image` */
  readonly path: string;
  /** `undefined` when it is not there. */
  readonly live: unknown;
  readonly desired: unknown;
  readonly applied: unknown;
  readonly owners: readonly FieldOwner[];
}

/** Three states of one object. */
export interface FieldStates {
  readonly live: Manifest;
  readonly desired: Manifest;
  /** What was applied last, where that is known. */
  readonly applied: Manifest | undefined;
}

/** The part of an owner's record that is about one place; absent when it owns nothing there. */
type Node = Readonly<Record<string, unknown>> | undefined;

interface Place {
  readonly path: string;
  readonly nodes: readonly Node[];
  readonly live: unknown;
  readonly desired: unknown;
  readonly applied: unknown;
}

const PLAIN_KEY_REGEXP = /^[\w-]+$/;
/** Enough to tell causes apart; a rewritten object has thousands. */
const MOST_FIELDS = 200;

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The owners of an object with their records. */
function recordsOf(
  live: Manifest,
): readonly { readonly owner: FieldOwner; readonly node: Node }[] {
  const { metadata } = live;
  const all = isRecord(metadata) ? metadata["managedFields"] : undefined;
  if (!Array.isArray(all)) return [];
  return all.filter(isRecord).map((entry) => {
    const { manager, subresource, time, fieldsV1 } = entry;
    return {
      owner: {
        manager: text(manager) || "unknown",
        ...(subresource ? { subresource: text(subresource) } : {}),
        ...(time ? { time: text(time) } : {}),
      },
      node: isRecord(fieldsV1) ? fieldsV1 : undefined,
    };
  });
}

/** Whether anybody has applied it server-side: then what the cluster fills in by itself has no owner. */
export function isAppliedServerSide({ metadata }: Manifest): boolean {
  const all = isRecord(metadata) ? metadata["managedFields"] : undefined;
  return Array.isArray(all) &&
    all.some((entry) => isRecord(entry) && entry["operation"] === "Apply");
}

/**
 * The records one step below. One without further ones in it is about all that is below, unless others have records
 * there: then it is about a map or a list that was written empty.
 */
function below(
  nodes: readonly Node[],
  find: (node: Readonly<Record<string, unknown>>) => unknown,
): readonly Node[] {
  const found = nodes.map((node) => node && find(node));
  const isSplit = found.some(isRecord);
  return found.map((child, index) => {
    if (isRecord(child)) return child;
    const node = nodes[index];
    const isWhole = node && Object.keys(node).length === 0 && !isSplit;
    return isWhole ? node : undefined;
  });
}

/** The keys that name an entry of a list: those that the cluster uses, else `name` where that does it. */
function listKeys(
  { nodes, live, desired }: Place,
): readonly string[] | undefined {
  for (const node of nodes) {
    const key = Object.keys(node ?? {}).find((key) => key.startsWith("k:"));
    if (key) return Object.keys(entryKey(key));
  }
  const names = [live, desired].map((list) =>
    (list as readonly unknown[]).map((item) =>
      isRecord(item) ? item["name"] : undefined
    )
  );
  const isNamed = names.every((all) =>
    all.every((name) => typeof name === "string") &&
    new Set(all).size === all.length
  );
  return isNamed ? ["name"] : undefined;
}

/** `k:{"name":"web"}` as an object. */
function entryKey(key: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(key.slice(2));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function valuesOf(item: unknown, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => isRecord(item) ? item[key] : item));
}

function items(
  list: unknown,
  keys: readonly string[],
): ReadonlyMap<string, unknown> {
  const all = Array.isArray(list) ? list : [];
  return new Map(all.map((item) => [valuesOf(item, keys), item]));
}

function child(place: Place, key: string): Place {
  const of = (value: unknown) => isRecord(value) ? value[key] : undefined;
  const step = PLAIN_KEY_REGEXP.test(key) ? `.${key}` : `["${key}"]`;
  return {
    path: place.path === "" ? step.replace(/^\./, "") : `${place.path}${step}`,
    nodes: below(place.nodes, (node) => node[`f:${key}`]),
    live: of(place.live),
    desired: of(place.desired),
    applied: of(place.applied),
  };
}

function entries(place: Place, keys: readonly string[]): readonly Place[] {
  const [live, desired, applied] = [place.live, place.desired, place.applied]
    .map((list) => items(list, keys));
  const ids = new Set([...live?.keys() ?? [], ...desired?.keys() ?? []]);
  return [...ids].map((id) => {
    const item = live?.get(id) ?? desired?.get(id);
    const name = keys.flatMap((key) =>
      isRecord(item) ? [String(item[key] ?? "")] : []
    ).filter(Boolean).join(",");
    return {
      path: `${place.path}[${name}]`,
      nodes: below(place.nodes, (node) => {
        const entry = Object.entries(node).find(([key]) =>
          key.startsWith("k:") && valuesOf(entryKey(key), keys) === id
        );
        return entry?.[1];
      }),
      live: live?.get(id),
      desired: desired?.get(id),
      applied: applied?.get(id),
    };
  });
}

function* differences(place: Place): Generator<Place> {
  const { live, desired } = place;
  if (isDeepStrictEqual(live, desired)) return;
  if (isRecord(live) && isRecord(desired)) {
    const keys = new Set([...Object.keys(live), ...Object.keys(desired)]);
    for (const key of keys) yield* differences(child(place, key));
    return;
  }
  if (Array.isArray(live) && Array.isArray(desired)) {
    const keys = listKeys(place);
    const inner = keys?.length
      ? entries(place, keys).flatMap((entry) => [...differences(entry)])
      : [];
    // An order alone is no difference of an entry.
    if (inner.length > 0) {
      yield* inner;
      return;
    }
  }
  yield place;
}

/**
 * The fields that differ.
 *
 * @param states As they are compared, without what is no difference.
 * @param recorded The live object with its `managedFields`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const managedFields = [{ manager: "kubectl-edit", time: "2026-11-21T06:00:00Z", fieldsV1: { "f:spec": { "f:replicas": {} } } }];
 * assert.deepEqual(
 *   fieldDifferences(
 *     { live: { spec: { replicas: 3 } }, desired: { spec: { replicas: 2 } }, applied: { spec: { replicas: 2 } } },
 *     { metadata: { managedFields } },
 *   ),
 *   [{
 *     path: "spec.replicas",
 *     live: 3,
 *     desired: 2,
 *     applied: 2,
 *     owners: [{ manager: "kubectl-edit", time: "2026-11-21T06:00:00Z" }],
 *   }],
 * );
 * ```
 */
export function fieldDifferences(
  states: FieldStates,
  recorded: Manifest,
): readonly FieldDifference[] {
  const records = recordsOf(recorded);
  const nodes = records.map(({ node }) => node);
  const found: FieldDifference[] = [];
  for (const place of differences({ path: "", nodes, ...states })) {
    if (found.length === MOST_FIELDS) break;
    const { path, live, desired, applied } = place;
    const owners = live === undefined ? [] : records
      .filter((_, index) => place.nodes[index] !== undefined)
      .map(({ owner }) => owner);
    found.push({ path, live, desired, applied, owners });
  }
  return found;
}
