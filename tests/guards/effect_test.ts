import assert from "node:assert/strict";
import fc from "fast-check";
import {
  combineEffects,
  destructiveIf,
  type Effect,
  REVERSIBLE,
} from "../../lib/guards/effect.ts";
import { requireEffect } from "../../lib/guards/require_tier.ts";
import { covers, type Tier } from "../../lib/tier.ts";

Deno.test("destructiveIf() is destructive for every reason that holds", () => {
  assert.deepEqual(destructiveIf([]), REVERSIBLE);
  assert.deepEqual(destructiveIf([false, undefined, ""]), REVERSIBLE);
  assert.deepEqual(destructiveIf([false, "a", undefined, "b"]), {
    tier: "destructive",
    reasons: ["a", "b"],
  });
});

Deno.test("combineEffects() of nothing reads, and keeps each reason once", () => {
  assert.deepEqual(combineEffects(), { tier: "read", reasons: [] });
  assert.deepEqual(
    combineEffects(destructiveIf(["a", "b"]), REVERSIBLE, destructiveIf(["b"])),
    { tier: "destructive", reasons: ["a", "b"] },
  );
});

const TIERS: readonly Tier[] = ["read", "write", "destructive"];
const EFFECT: fc.Arbitrary<Effect> = fc.record({
  tier: fc.constantFrom(...TIERS),
  reasons: fc.array(fc.string()),
});

Deno.test("combineEffects() never lowers the tier, and loses no reason", () => {
  fc.assert(fc.property(fc.array(EFFECT), EFFECT, (effects, more) => {
    const before = combineEffects(...effects);
    for (
      const after of [
        combineEffects(...effects, more),
        combineEffects(more, ...effects),
        combineEffects(before, more),
      ]
    ) {
      assert(covers(after.tier, before.tier) && covers(after.tier, more.tier));
      assert([before.tier, more.tier].includes(after.tier));
      const all = new Set([...before.reasons, ...more.reasons]);
      assert.deepEqual(new Set(after.reasons), all);
    }
  }));
});

for (
  const [allowed, tier, code] of [
    ["read", "read", undefined],
    ["read", "write", "READ_ONLY"],
    ["read", "destructive", "READ_ONLY"],
    ["write", "read", undefined],
    ["write", "write", undefined],
    ["write", "destructive", "DESTRUCTIVE_DISABLED"],
    ["destructive", "read", undefined],
    ["destructive", "write", undefined],
    ["destructive", "destructive", undefined],
  ] as const
) {
  Deno.test(`where '${allowed}' is allowed, '${tier}' ${code ? `is refused as ${code}` : "passes"}`, () => {
    const effect = { tier, reasons: [] };
    const check = () => requireEffect(effect, { allowed, purpose: "do it" });
    if (code) assert.throws(check, { code });
    else check();
  });
}

Deno.test("the refusal of something destructive says why it is, and both settings", () => {
  const effect = destructiveIf(["prune deletes 1 resource", "force"]);
  assert.throws(
    () => requireEffect(effect, { allowed: "write", purpose: "sync 'shop'" }),
    {
      message:
        "Cannot sync 'shop': it is destructive (prune deletes 1 resource; force), and MCP_DISABLE_DESTRUCTIVE refuses that",
      hint:
        "To enable it, the operator sets MCP_READ_ONLY=false and MCP_DISABLE_DESTRUCTIVE=false and restarts the server; nothing was sent",
    },
  );
});
