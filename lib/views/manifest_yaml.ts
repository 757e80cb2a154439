/**
 * Kubernetes objects as YAML for a reader: the same object always gives the same text.
 *
 * @module
 */
import { stringify } from "yaml";
import { ToolError } from "../errors.ts";
import { PLUS_MASK_REGEXP } from "../guards/secret_marks.ts";

/** A parsed Kubernetes object. */
export type Manifest = Readonly<Record<string, unknown>>;

/** Where `kubectl apply` keeps a second copy of the whole object. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Keys of the metadata that the cluster alone writes, never the source. */
export const BOOKKEEPING: readonly string[] = [
  "managedFields",
  "resourceVersion",
  "uid",
  "generation",
  "creationTimestamp",
  "selfLink",
];

/** Argo CD's runs of plus signs are about one key in two states; here there is one state and several keys. */
const PLUS_NOTE =
  "# values masked by Argo CD: equal marks do not mean equal values";

/** Narrows to a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses one of Argo CD's JSON texts; `"null"`, which means "absent", gives `undefined`.
 *
 * @throws {ToolError} `BAD_RESPONSE` for what is no object, because "absent" would be a wrong thing to say about it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseManifest('{"kind":"Pod"}'), { kind: "Pod" });
 * assert.equal(parseManifest("null"), undefined);
 * ```
 */
export function parseManifest(text: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable("it is not JSON", cause);
  }
  if (value === null) return undefined;
  if (!isRecord(value)) throw unreadable("it is no JSON object");
  return value;
}

function unreadable(reason: string, cause?: unknown): ToolError {
  return new ToolError(
    "BAD_RESPONSE",
    `Cannot read a manifest that Argo CD sent: ${reason}`,
    {
      hint: "A proxy in between may have cut the answer; try again",
      cause,
    },
  );
}

/** A copy of `object` without `keys`; an object that has none of them is returned as it is. */
export function omit(object: Manifest, keys: readonly string[]): Manifest {
  if (!keys.some((key) => Object.hasOwn(object, key))) return object;
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => !keys.includes(key)),
  );
}

/**
 * A copy of `object` without the named keys of its metadata and the named annotations;
 * what is empty afterwards goes as well.
 */
export function withoutMetadata(
  object: Manifest,
  options: {
    readonly keys: readonly string[];
    readonly annotations: readonly string[];
  },
): Manifest {
  const { metadata } = object;
  if (!isRecord(metadata)) return object;
  const { annotations, ...others } = omit(metadata, options.keys);
  const kept = isRecord(annotations)
    ? omit(annotations, options.annotations)
    : {};
  return {
    ...object,
    metadata: Object.keys(kept).length > 0
      ? { ...others, annotations: kept }
      : others,
  };
}

/** Any value as YAML: sorted keys, long lines left whole, texts of several lines as blocks. */
export function dumpYaml(value: unknown): string {
  return stringify(value, {
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    blockQuote: "literal",
    // Kubernetes reads YAML 1.1, where a bare `yes` is a boolean.
    compat: "yaml-1.1",
  });
}

function hasPlusMarks({ kind, data }: Manifest): boolean {
  return kind === "Secret" && isRecord(data) &&
    Object.values(data).some((value) =>
      typeof value === "string" && PLUS_MASK_REGEXP.test(value)
    );
}

/**
 * A live or rendered object as YAML, without the book-keeping that no reader wants: who owns which field, and
 * the copy that `kubectl apply` left.
 *
 * @param object Already masked: what is text cannot be masked by key any more.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   manifestYaml({ metadata: { name: "shop", managedFields: [] }, kind: "ConfigMap" }),
 *   "kind: ConfigMap\nmetadata:\n  name: shop\n",
 * );
 * ```
 */
export function manifestYaml(object: Manifest): string {
  const yaml = dumpYaml(
    withoutMetadata(object, {
      keys: ["managedFields"],
      annotations: [LAST_APPLIED],
    }),
  );
  return hasPlusMarks(object) ? `${PLUS_NOTE}\n${yaml}` : yaml;
}
