/**
 * What may be said about the values of a Secret: which key is the same, differs, comes or goes.
 *
 * @module
 */
import { PLUS_MASK_REGEXP } from "../guards/secret_marks.ts";
import { isRecord, type Manifest, omit } from "./manifest_yaml.ts";

/** Where a Secret has its values. */
const FIELDS = ["data", "stringData"] as const;

/** A Secret's two states without values, and what their comparison says about its keys. */
export interface SecretDiff {
  readonly live: Manifest | undefined;
  readonly desired: Manifest | undefined;
  /** `values masked, keys: api-key differs, old only live, token same`; empty without keys. */
  readonly keys: string;
}

/** Whether `object` is a core Secret; its group decides, others may use the kind. */
export function isSecret(object: Manifest | undefined): boolean {
  const version = object?.["apiVersion"];
  return object?.["kind"] === "Secret" && typeof version === "string" &&
    !version.includes("/");
}

function values(object: Manifest | undefined): ReadonlyMap<string, unknown> {
  const all = FIELDS.flatMap((field) => {
    const data = object?.[field];
    return isRecord(data) ? Object.entries(data) : [];
  });
  return new Map(all);
}

/**
 * Compares the values of two states of one Secret and takes them out of both.
 *
 * Argo CD masks them by runs of plus signs whose length is about one key only: two keys with equal runs need not be
 * equal. So no run and no mark of ours is shown at all.
 *
 * @param live Runs of plus signs are as Argo CD gave them, marks of ours are equal for equal values.
 */
export function hideSecretValues(
  live: Manifest | undefined,
  desired: Manifest | undefined,
): SecretDiff {
  const [here, there] = [values(live), values(desired)];
  const keys = [...new Set([...here.keys(), ...there.keys()])].sort().map(
    (key) => {
      if (!there.has(key)) return desired ? `${key} only live` : key;
      if (!here.has(key)) return live ? `${key} only desired` : key;
      return `${key} ${here.get(key) === there.get(key) ? "same" : "differs"}`;
    },
  );
  return {
    live: live && omit(live, FIELDS),
    desired: desired && omit(desired, FIELDS),
    keys: keys.length > 0 ? `values masked, keys: ${keys.join(", ")}` : "",
  };
}

/** Two renderings of one Secret without values, and what can be said of these. */
export interface RenderedSecrets {
  readonly from: Manifest;
  readonly to: Manifest;
  /** `values masked, keys: api-key cannot be told, old only in main`; empty without keys. */
  readonly keys: string;
  /** Keys or values are surely not the same. */
  readonly differ: boolean;
  /** Argo CD masks some values, in each answer by itself: whether they are the same cannot be told. */
  readonly masked: boolean;
}

/**
 * Compares the values of a Secret in two answers of Argo CD and takes them out of both. Its runs of plus signs are about
 * one answer only; marks of ours are equal for equal values, whichever answer they are in.
 *
 * @param labels What the two sides are called.
 */
export function compareRenderedSecrets(
  from: Manifest,
  to: Manifest,
  labels: { readonly from: string; readonly to: string },
): RenderedSecrets {
  const [here, there] = [values(from), values(to)];
  let [differ, masked] = [false, false];
  function verdict(key: string): string {
    const [one, other] = [here.get(key), there.get(key)];
    if (!there.has(key) || !here.has(key)) {
      differ = true;
      return `${key} only in ${there.has(key) ? labels.to : labels.from}`;
    }
    if ([one, other].some((value) => PLUS_MASK_REGEXP.test(String(value)))) {
      masked = true;
      return `${key} cannot be told`;
    }
    if (one === other) return `${key} same`;
    differ = true;
    return `${key} differs`;
  }
  const keys = [...new Set([...here.keys(), ...there.keys()])].sort()
    .map(verdict);
  return {
    from: omit(from, FIELDS),
    to: omit(to, FIELDS),
    keys: keys.length > 0 ? `values masked, keys: ${keys.join(", ")}` : "",
    differ,
    masked,
  };
}

/**
 * A rendered Secret with the values that the live one has under the same keys: what Argo CD masks in two answers cannot
 * be compared, so it counts as equal, and only the keys tell.
 */
export function withAppliedValues(target: Manifest, live: Manifest): Manifest {
  const known = values(live);
  const data = Object.fromEntries(
    [...values(target)].map(([key, value]) => [
      key,
      known.has(key) ? known.get(key) : value,
    ]),
  );
  const plain = omit(target, FIELDS);
  return Object.keys(data).length > 0 ? { ...plain, data } : plain;
}
