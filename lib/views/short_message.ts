/**
 * The part of an Argo CD message that says something.
 *
 * @module
 */

/** Layers that gRPC, the repo-server and the controller put around the cause; they add no fact. */
const WRAPPERS: readonly RegExp[] = [
  /rpc error: code = \w+ desc = /g,
  /Failed to load (?:live|target) state: /g,
  /failed to generate manifest for source 1 of 1: /g,
  /Manifest generation error \(cached\): /g,
  /failed to get cluster (?:info|version) for (?:cluster )?"[^"]*": /g,
  /error synchronizing cache state : /g,
  /failed to get server version: (?=Get "|failed to get server version: )/g,
  /Get "[^"]*\/version\?timeout=\d+s": (?=dial )/g,
  /^one or more [a-z ]+(?:, reason|not valid): /,
];

/** One operation fails of several errors, which Argo CD joins so. */
const JOINT_REGEXP = /;\s*(?=\w+Error: )/;

/**
 * A message on one line, without wrappers and repetitions; what is longer than `max` characters is cut in the middle,
 * for errors begin with what failed and end with why.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   shortMessage(
 *     "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown " +
 *       "desc = Manifest generation error (cached): shop: app path does not exist",
 *   ),
 *   "shop: app path does not exist",
 * );
 * assert.equal(
 *   shortMessage("SyncError: Failed to load live state: refused;SyncError: Failed to load target state: refused"),
 *   "SyncError: refused",
 * );
 * assert.equal(shortMessage("begin\n\n and the end", 8), "begi…end");
 * ```
 */
export function shortMessage(message: string | undefined, max = 600): string {
  const parts = (message ?? "").replace(/\s+/g, " ").trim()
    .split(JOINT_REGEXP).map((part) =>
      WRAPPERS.reduce((text, wrapper) => text.replace(wrapper, ""), part)
    );
  const text = [...new Set(parts)].join("; ");
  if (text.length <= max) return text;
  const head = Math.ceil((max - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`;
}
