import assert from "node:assert/strict";
import fc from "fast-check";
import type { Policy } from "../../lib/guards/guard.ts";
import { narrowPolicy } from "../../lib/guards/narrow_policy.ts";
import { requireEffect, requireTier } from "../../lib/guards/require_tier.ts";
import { restrictionOf, type Scope } from "../../lib/guards/scope.ts";
import { covers, type Tier, TIERS } from "../../lib/tier.ts";
import { anyApplication, anyScope, anySurroundings } from "./scopes.ts";

const REST: Omit<Policy, "tier"> = {
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

function optional<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(of, { nil: undefined });
}

function policyOf(tier: Tier, scope: Scope | undefined): Policy {
  return { ...REST, tier, ...(scope ? { scope } : {}) };
}

Deno.test("narrowPolicy() allows nothing that the policy or the limits refuse", () => {
  const tier = fc.constantFrom(...TIERS);
  fc.assert(fc.property(
    tier,
    optional(anyScope),
    optional(tier),
    optional(anyScope),
    fc.record({ app: anyApplication, known: anySurroundings, needed: tier }),
    (tier, outer, maxTier, inner, { app, known, needed }) => {
      const isIn = (scope: Scope | undefined) =>
        !scope || restrictionOf(app, scope, known) === undefined;
      const allows = (policy: Policy) =>
        covers(policy.tier, needed) && isIn(policy.scope);
      const policy = policyOf(tier, outer);
      const limits = {
        ...(maxTier ? { maxTier } : {}),
        ...(inner ? { scope: inner } : {}),
      };
      const isTwoClusters = outer?.cluster !== undefined &&
        inner?.cluster !== undefined && outer.cluster !== inner.cluster;
      if (isTwoClusters) {
        assert.throws(() => narrowPolicy(policy, limits), {
          code: "CONFIGURATION",
        });
        return;
      }
      assert.equal(
        allows(narrowPolicy(policy, limits)),
        allows(policy) && covers(maxTier ?? needed, needed) && isIn(inner),
      );
    },
  ));
});

Deno.test("narrowPolicy() keeps everything else", () => {
  const policy: Policy = {
    ...REST,
    tier: "destructive",
    rateLimit: { calls: 1, windowSeconds: 2 },
  };
  assert.deepEqual(narrowPolicy(policy, {}), policy);
  assert.deepEqual(narrowPolicy(policy, { maxTier: "write" }), {
    ...policy,
    tier: "write",
  });
});

Deno.test("a refusal names the setting that holds the tier down", () => {
  const tierSetting = "max_tier of 'prod' in registry.yaml";
  const policy = narrowPolicy(policyOf("destructive", undefined), {
    maxTier: "read",
    tierSetting,
  });
  const call = {
    tool: "sync_application",
    args: {},
    effect: { tier: "write", reasons: [] },
    policy,
    facts: {
      restrictionOf: () => Promise.resolve(undefined),
      restrictionOfState: () => Promise.resolve(undefined),
    },
    signal: new AbortController().signal,
  } as const;
  assert.throws(() => requireTier(call), {
    code: "READ_ONLY",
    message:
      "Cannot call 'sync_application': max_tier of 'prod' in registry.yaml allows reads only",
    hint:
      "To enable it, the operator raises max_tier of 'prod' in registry.yaml; nothing was sent",
  });
  assert.throws(
    () =>
      requireEffect({ tier: "destructive", reasons: ["force"] }, {
        allowed: "write",
        setting: tierSetting,
        purpose: "sync 'shop'",
      }),
    {
      code: "DESTRUCTIVE_DISABLED",
      message:
        "Cannot sync 'shop': it is destructive (force), and max_tier of 'prod' in registry.yaml refuses that",
    },
  );
});

Deno.test("a limit above the policy is not named: it is not what refuses", () => {
  for (const tier of ["read", "write"] as const) {
    const policy = narrowPolicy(policyOf(tier, undefined), {
      maxTier: "write",
      tierSetting: "max_tier of 'prod'",
    });
    assert.equal(policy.tier, tier);
    assert.equal(policy.tierSetting, undefined);
  }
});
