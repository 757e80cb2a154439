/**
 * What Argo CD made of what was written: an older one drops the keys that it does not know, and says 200.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import { isRecord } from "../../../views/manifest_yaml.ts";
import { isAutomated } from "../../../views/sync_policy.ts";

/** Go leaves out what is empty; but that `automated` is there at all means something, and so does `enabled: false`. */
function isNothing(key: string, value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (value === false) return key !== "enabled";
  if (key === "automated" || typeof value !== "object") return false;
  return Object.entries(value).every(([name, member]) =>
    !Array.isArray(value) && isNothing(name, member)
  );
}

function stepTo(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function differences(
  path: string,
  meant: unknown,
  got: unknown,
): readonly string[] {
  const key = path.slice(path.lastIndexOf(".") + 1);
  const [isMeant, isThere] = [!isNothing(key, meant), !isNothing(key, got)];
  if (!isMeant && !isThere) return [];
  if (!isThere) return [`${path} was not kept`];
  if (!isMeant) return [`${path} is there, and was not meant to be`];
  if (Array.isArray(meant) && Array.isArray(got)) {
    return meant.length === got.length
      ? meant.flatMap((item, index) =>
        differences(`${path}[${index}]`, item, got[index])
      )
      : [`${path} has ${got.length} entries instead of ${meant.length}`];
  }
  if (isRecord(meant) && isRecord(got)) {
    return [...new Set([...Object.keys(meant), ...Object.keys(got)])]
      .flatMap((one) => differences(stepTo(path, one), meant[one], got[one]));
  }
  return meant === got ? [] : [`${path} is not what was sent`];
}

/** Argo CD may answer with both ways to name a cluster. */
function withoutTwin(meant: Application, got: Application): unknown {
  const { server, name, ...others } = got.spec?.destination ?? {};
  const wanted = meant.spec?.destination;
  return {
    ...got.spec,
    destination: {
      ...others,
      ...(wanted?.server || !wanted?.name ? { server } : {}),
      ...(wanted?.name || !wanted?.server ? { name } : {}),
    },
  };
}

function missingTexts(
  path: string,
  meant: Readonly<Record<string, string>> = {},
  got: Readonly<Record<string, string>> = {},
): readonly string[] {
  return Object.entries(meant).flatMap(([key, text]) =>
    got[key] === text ? [] : [`${path} '${key}' is not what was sent`]
  );
}

/**
 * Where the answer to a write differs from what was meant; paths only, for a value may be a secret.
 *
 * @param got The answer, exact.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const meant = { spec: { syncPolicy: { automated: { enabled: false } } } };
 * assert.deepEqual(writtenDifferences(meant, { spec: { syncPolicy: { automated: {} } } }), [
 *   "spec.syncPolicy.automated.enabled was not kept",
 *   "automated sync is ON, and was meant to be off",
 * ]);
 * ```
 */
export function writtenDifferences(
  meant: Application,
  got: Application,
): readonly string[] {
  const [wanted, real] = [meant, got].map(({ spec }) =>
    isAutomated(spec?.syncPolicy)
  );
  const words = (on: boolean | undefined) => on ? "ON" : "OFF";
  return [
    ...differences("spec", meant.spec, withoutTwin(meant, got)),
    ...missingTexts("label", meant.metadata?.labels, got.metadata?.labels),
    ...missingTexts(
      "annotation",
      meant.metadata?.annotations,
      got.metadata?.annotations,
    ),
    ...(wanted === real ? [] : [
      `automated sync is ${words(real)}, and was meant to be ${
        words(wanted).toLowerCase()
      }`,
    ]),
  ];
}
