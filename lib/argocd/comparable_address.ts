/**
 * One form for all spellings of an address.
 *
 * @module
 */
import { parseServerAddress } from "./address.ts";

/** No address of a server is longer. */
const MAX_LENGTH = 2_048;
/** An IPv4 address that is written as an IPv6 one (`::ffff:10.0.0.1`): the same host, over the same network. */
const MAPPED_REGEXP = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * The form that all spellings of one Argo CD's address have in common: origin and root path, with a closing slash;
 * `undefined` for what is no usable address. Nothing is looked up and nothing is thrown, so that a text from anyone
 * can be compared with the addresses that an operator has registered. Only comparing is safe: a request goes to the
 * registered address, never to the text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(comparableAddress("ARGOCD.example.:443/argo/applications"), "https://argocd.example/argo/");
 * assert.equal(comparableAddress("http://[::ffff:10.0.0.1]"), comparableAddress("http://0xa.1"));
 * assert.equal(comparableAddress("https://argocd.example@evil.example"), undefined);
 * ```
 */
export function comparableAddress(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    // Plain http is compared like https; whether it may be used was decided when it was registered.
    const url = parseServerAddress(text, { plaintext: true });
    const [, high, low] = MAPPED_REGEXP.exec(url.hostname) ?? [];
    if (high !== undefined && low !== undefined) {
      const address = parseInt(high, 16) * 0x10000 + parseInt(low, 16);
      url.hostname = String(address);
    }
    return url.href;
  } catch {
    return undefined;
  }
}

/** Tells whether two texts are spellings of one address. What is no usable address equals nothing. */
export function sameAddress(a: string, b: string): boolean {
  const comparable = comparableAddress(a);
  return comparable !== undefined && comparable === comparableAddress(b);
}
