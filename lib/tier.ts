/**
 * What a tool or an endpoint may do to an Argo CD.
 *
 * @module
 */

/** From harmless to harmful; each one includes those before it. */
export const TIERS = ["read", "write", "destructive"] as const;

/** One of {@linkcode TIERS}. */
export type Tier = typeof TIERS[number];

/**
 * Tells whether a client bound to `granted` may use something that needs `needed`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(covers("write", "read"));
 * assert(!covers("read", "write"));
 * ```
 */
export function covers(granted: Tier, needed: Tier): boolean {
  return TIERS.indexOf(granted) >= TIERS.indexOf(needed);
}

/** The highest of some tiers; `read` of none. */
export function highest(tiers: readonly Tier[]): Tier {
  return tiers.reduce((a, b) => covers(a, b) ? a : b, "read");
}
