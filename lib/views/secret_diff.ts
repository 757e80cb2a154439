/**
 * What may be said about the values of a Secret: which key is the same, differs, comes or goes.
 *
 * @module
 */
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** Where a Secret has its values. */
const FIELDS = ["data", "stringData"] as const;

/** Whether `object` is a core Secret; its group decides, others may use the kind. */
export function isSecret(object: Manifest | undefined): boolean {
  const version = object?.["apiVersion"];
  return object?.["kind"] === "Secret" && typeof version === "string" &&
    !version.includes("/");
}

function describeKeys(
  own: unknown,
  other: unknown,
  side: "live" | "desired",
): readonly string[] | undefined {
  if (!isRecord(own)) return undefined;
  const others = isRecord(other) ? other : {};
  return Object.keys(own).sort().map((key) => {
    if (!Object.hasOwn(others, key)) return `${key} (masked)`;
    if (own[key] === others[key]) return `${key} (masked, same)`;
    return side === "live"
      ? `${key} (masked)`
      : `${key} (masked, differs from live)`;
  });
}

/**
 * Replaces the values of two states of one Secret by what their comparison says.
 *
 * Argo CD masks them by runs of plus signs, whose length is about one key only: two keys with equal runs need not
 * be equal, so no run and no mark of ours is shown at all.
 *
 * @returns The two states; a list of keys stands where the values were.
 */
export function hideSecretValues(
  live: Manifest | undefined,
  desired: Manifest | undefined,
): readonly [Manifest | undefined, Manifest | undefined] {
  function hidden(
    own: Manifest | undefined,
    other: Manifest | undefined,
    side: "live" | "desired",
  ): Manifest | undefined {
    if (!own) return undefined;
    const copy: Record<string, unknown> = { ...own };
    for (const field of FIELDS) {
      const keys = describeKeys(own[field], other?.[field], side);
      if (keys) copy[field] = keys;
      else if (field in copy) copy[field] = "(masked)";
    }
    return copy;
  }
  return [hidden(live, desired, "live"), hidden(desired, live, "desired")];
}
