/**
 * A short word that stands for a text.
 *
 * @module
 */

/**
 * FNV-1a in six characters, mixed well enough that neighbours are far apart: tells apart, protects nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.match(digest("shop"), /^[0-9a-z]{6}$/);
 * assert.notEqual(digest("shop-1"), digest("shop-2"));
 * ```
 */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  // The finalizer of MurmurHash3.
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  // Six digits of base 36 hold 31 bits.
  return ((hash ^ hash >>> 16) >>> 1).toString(36).padStart(6, "0");
}
