/**
 * The one address that a browser is sent back to.
 *
 * @module
 */

/** Fixed: Argo CD registers it. */
export const callbackPath = "/auth/callback";

/** Host and port of it. Never an IP address: Dex compares byte for byte, and a strict provider knows `localhost` only. */
export function callbackHost(port: number): string {
  return `localhost:${port}`;
}

/**
 * The whole address.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(redirectUri(8085), "http://localhost:8085/auth/callback");
 * ```
 */
export function redirectUri(port: number): string {
  return `http://${callbackHost(port)}${callbackPath}`;
}
