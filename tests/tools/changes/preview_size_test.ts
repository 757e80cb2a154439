import assert from "node:assert/strict";
import { addWideApplication } from "../../../scripts/bench/wide_world.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import type { Tool } from "../../../lib/tool.ts";
import { structured } from "../../helpers/apply_write.ts";
import { changeHarness, refusal } from "../../helpers/change_harness.ts";

const MOST_CHARS = 24_000;
const MOST_REQUESTS = 20;
const WIDE = { application: "wide" };

for (
  const [what, tool, args, counts] of [
    ["a sync that changes everything and prunes", syncApplication, {
      prune: true,
    }, { prune: 100, changed: 400 }],
    ["a sync that leaves what it should prune", syncApplication, {}, {
      changed: 400,
      not_pruned: 100,
    }],
    ["a sync to another revision", syncApplication, { revision: "v1" }, {
      synced: 400,
      unknown: 100,
    }],
    ["a rollback", rollbackApplication, { id: 0 }, {
      synced: 400,
      unknown: 100,
    }],
  ] as const satisfies readonly (readonly [string, Tool, object, object])[]
) {
  Deno.test(`the preview of ${what} of 500 resources is short, and asks little`, async () => {
    await using h = changeHarness({ customize: addWideApplication });
    const preview = await h.call(tool, { ...WIDE, ...args });
    const view = structured(preview);
    assert.deepEqual(view["counts"], counts);
    const chars = preview.text.length + JSON.stringify(view).length;
    assert(chars <= MOST_CHARS, `${chars} characters`);
    assert(
      h.requests.length <= MOST_REQUESTS,
      `${h.requests.length} requests`,
    );
    assert.deepEqual(h.changes(), []);
    // Whatever was left out, the plan is whole.
    assert(preview.text.endsWith(String(view["plan"])));
    if (view["tier"] === "write") return;
    const { code, message } = refusal(
      await h.call(tool, { ...WIDE, ...args, dry_run: false, confirm: true }),
    );
    assert.equal(code, "CONFIRMATION_REQUIRED");
    assert(message.length < 2_000);
  });
}

Deno.test("what has moved of 500 resources is told in a few words", async () => {
  await using h = changeHarness({ customize: addWideApplication });
  const args = { ...WIDE, prune: true };
  const preview = await h.call(syncApplication, args);
  for (const live of h.world.home.objects.values()) {
    if (live.kind === "Service" && live.metadata.namespace === "wide") {
      h.world.home.put({
        ...structuredClone(live),
        spec: { type: "ClusterIP", ports: [{ port: 9 }] },
      });
    }
  }
  h.record("wide").dirty = true;
  const { code, message } = refusal(
    await h.apply(syncApplication, args, preview),
  );
  assert.equal(code, "PLAN_OUTDATED");
  assert.match(message, / has changed and 92 more$/);
  assert(message.length < 1_500);
});
