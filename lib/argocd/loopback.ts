/**
 * Addresses that do not leave this machine.
 *
 * @module
 */

/**
 * Tells whether a URL points at this machine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(isLoopback(new URL("http://127.0.0.1:8080")));
 * assert(isLoopback(new URL("http://[::1]/")));
 * assert(!isLoopback(new URL("http://127.0.0.1.example.com")));
 * ```
 */
export function isLoopback(url: URL): boolean {
  // URL has turned every spelling of an IPv4 address into four decimal numbers.
  return /^127\.\d+\.\d+\.\d+$/.test(url.hostname) ||
    url.hostname === "[::1]" ||
    url.hostname === "localhost" || url.hostname.endsWith(".localhost");
}
