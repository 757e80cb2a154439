import assert from "node:assert/strict";
import {
  actionEffect,
  toggled,
  toggleEffect,
} from "../../lib/effects/action_effect.ts";

Deno.test("only actions that are known to be harmless are no destruction, whatever the case", () => {
  const tiers = [
    "restart",
    "resume",
    "pause",
    "Restart",
    "restart ",
    "scale",
    "create-job",
    "delete",
    "constructor",
    "",
  ].map((name) => [name, actionEffect(name).tier]);
  assert.deepEqual(Object.fromEntries(tiers), {
    restart: "write",
    resume: "write",
    pause: "write",
    Restart: "destructive",
    "restart ": "destructive",
    scale: "destructive",
    "create-job": "destructive",
    delete: "destructive",
    constructor: "destructive",
    "": "destructive",
  });
});

function withPolicy(automated: Record<string, boolean> | undefined) {
  return { spec: { syncPolicy: automated ? { automated } : {} } };
}

Deno.test("switching automated sync over is destructive where it prunes or heals, in either direction for prune", () => {
  const tier = (automated: Record<string, boolean> | undefined) =>
    toggleEffect(withPolicy(automated)).tier;
  assert.equal(tier(undefined), "write");
  assert.equal(tier({}), "write");
  assert.equal(tier({ prune: true }), "destructive");
  assert.equal(tier({ prune: true, enabled: false }), "destructive");
  assert.equal(tier({ selfHeal: true, enabled: false }), "destructive");
  assert.deepEqual(
    toggled(withPolicy({ prune: true, enabled: false })).spec?.syncPolicy
      ?.automated,
    { prune: true, enabled: true },
  );
});
