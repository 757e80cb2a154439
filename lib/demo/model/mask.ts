/**
 * How Argo CD hides the values of Secrets. Equal values of one key get equal runs of plus signs, so a
 * difference still shows; everything else, environment variables and Helm values too, stays readable and is
 * a client's to hide.
 *
 * @module
 */
import { type Dict, isDict, sortedJson } from "./json.ts";
import { type KubeObject, LAST_APPLIED } from "./kube_object.ts";
import { lastApplied } from "./apply.ts";

/** Whether the object is a core Secret, the only kind Argo CD masks. */
export function isSecret(object: KubeObject): boolean {
  return object.apiVersion === "v1" && object.kind === "Secret";
}

/**
 * Replaces the values of Secrets by runs of plus signs. Within one call equal values of one key
 * get equal runs and different ones a longer run, in the order target, live, last applied.
 */
export function maskSecrets(
  target: KubeObject | undefined,
  live: KubeObject | undefined,
): (object: KubeObject) => KubeObject {
  const runs = new Map<string, Map<unknown, string>>();
  const applied = live === undefined ? undefined : lastApplied(live);
  for (const object of [target, live, applied]) {
    for (const field of ["data", "stringData"]) {
      const data = isDict(object) ? object[field] : undefined;
      if (isDict(data)) {
        for (const [key, value] of Object.entries(data)) {
          run(runs, key, value);
        }
      }
    }
  }
  return (object) => mask(object, runs);
}

function run(
  runs: Map<string, Map<unknown, string>>,
  key: string,
  value: unknown,
): string {
  const known = runs.get(key) ?? new Map<unknown, string>();
  runs.set(key, known);
  const text = known.get(value) ?? "+".repeat(8 + 4 * known.size);
  known.set(value, text);
  return text;
}

function mask(
  object: KubeObject,
  runs: Map<string, Map<unknown, string>>,
): KubeObject {
  const copy: KubeObject = { ...object };
  for (const field of ["data", "stringData"]) {
    const data = copy[field];
    if (!isDict(data)) continue;
    const masked: Dict = {};
    for (const [key, value] of Object.entries(data)) {
      masked[key] = run(runs, key, value);
    }
    copy[field] = masked;
  }
  const applied = lastApplied(object);
  if (isDict(applied)) {
    const masked = mask(applied as KubeObject, runs);
    copy.metadata = {
      ...copy.metadata,
      annotations: {
        ...copy.metadata.annotations,
        [LAST_APPLIED]: sortedJson(masked),
      },
    };
  }
  return copy;
}

/** The object as the API shows it: masked if it is a Secret. */
export function shown(object: KubeObject): KubeObject {
  return isSecret(object) ? maskSecrets(undefined, object)(object) : object;
}
