/**
 * The version of an Argo CD, and what depends on it.
 *
 * @module
 */

/** Major and minor of a server; `0.0` when its answer could not be read, which behaves like the oldest. */
export interface ServerVersion {
  /** As the server says it, `v3.5.1+abcdef0`; `unknown` when it could not be read. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

const VERSION_REGEXP = /^v?(\d+)\.(\d+)/;

/**
 * Reads the `Version` of `GET /api/version`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseServerVersion("v3.5.1+37ee009"), { text: "v3.5.1+37ee009", major: 3, minor: 5 });
 * assert.equal(parseServerVersion(undefined).major, 0);
 * ```
 */
export function parseServerVersion(text: string | undefined): ServerVersion {
  const match = VERSION_REGEXP.exec(text ?? "");
  return {
    text: text || "unknown",
    major: Number(match?.[1] ?? 0),
    minor: Number(match?.[2] ?? 0),
  };
}

/**
 * Tells whether a server is at least `major.minor`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(isAtLeast(parseServerVersion("v3.2.12"), "2.14"));
 * assert(!isAtLeast(parseServerVersion("v3.2.12"), "3.5"));
 * ```
 */
export function isAtLeast(
  version: ServerVersion,
  minimum: `${number}.${number}`,
): boolean {
  const [major = 0, minor = 0] = minimum.split(".").map(Number);
  return version.major > major ||
    (version.major === major && version.minor >= minor);
}
