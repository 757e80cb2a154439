/**
 * What a call would really do, whatever its tool is called.
 *
 * @module
 */
import { covers, type Tier } from "../tier.ts";

/** The tier of an effect, and what makes it destructive. */
export interface Effect {
  readonly tier: Tier;
  /** In words of its arguments or of the present state: `prune deletes 1 resource`. Empty below tier destructive. */
  readonly reasons: readonly string[];
}

/** Changes something, and the opposite call changes it back. */
export const REVERSIBLE: Effect = { tier: "write", reasons: [] };

/** Destroys something, for the reasons given; without any it is reversible. */
export function destructiveIf(
  reasons: readonly (string | false | undefined)[],
): Effect {
  const given = reasons.filter((reason): reason is string => Boolean(reason));
  return given.length === 0
    ? REVERSIBLE
    : { tier: "destructive", reasons: given };
}

/**
 * All of several effects: their highest tier and all reasons, each once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const all = combineEffects(REVERSIBLE, destructiveIf(["force", false]), destructiveIf(["force"]));
 * assert.deepEqual(all, { tier: "destructive", reasons: ["force"] });
 * ```
 */
export function combineEffects(...effects: readonly Effect[]): Effect {
  const tier = effects.reduce<Tier>(
    (highest, { tier }) => covers(highest, tier) ? highest : tier,
    "read",
  );
  return {
    tier,
    reasons: [...new Set(effects.flatMap(({ reasons }) => reasons))],
  };
}
