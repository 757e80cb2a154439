/**
 * The part of an Argo CD message that says something.
 *
 * @module
 */

/** Layers that gRPC, the repo-server and the controller put around the cause; they add no fact. */
const WRAPPERS: readonly RegExp[] = [
  /rpc error: code = \w+ desc = /g,
  /^Failed to load (?:live|target) state: /,
  /failed to generate manifest for source 1 of 1: /g,
  /Manifest generation error \(cached\): /g,
  /failed to get cluster (?:info|version) for (?:cluster )?"[^"]*": /g,
  /error synchronizing cache state : /g,
  /(?:failed to get server version: )+(?=failed to get server version: )/g,
  /failed to get server version: (?=Get ")/g,
  /^one or more [a-z ]+(?:, reason|not valid): /,
];

/**
 * A message on one line, without wrappers, cut to `max` characters.
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
 * assert.equal(shortMessage("a\n\n  b", 2), "a…");
 * ```
 */
export function shortMessage(message: string | undefined, max = 600): string {
  let text = (message ?? "").replace(/\s+/g, " ").trim();
  for (const wrapper of WRAPPERS) text = text.replace(wrapper, "");
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
