import assert from "node:assert/strict";
import { stalledRollout } from "../../lib/diagnose/stalled_rollout.ts";

const now = new Date("2026-11-21T09:00:00Z");
const LONG_AGO = "2026-11-21T06:00:00Z";

type Step = readonly [application: string, status: string, step?: string];

function set(steps: readonly Step[], since = LONG_AGO) {
  return {
    metadata: { name: "fleet", namespace: "argocd" },
    status: {
      applicationStatus: steps.map(([application, status, step]) => ({
        application,
        status,
        message: `it is ${status}`,
        lastTransitionTime: since,
        ...(step ? { step } : {}),
      })),
    },
  };
}

Deno.test("the application is named at which a progressive sync stands", () => {
  const [finding] = stalledRollout(
    set([
      ["done", "Healthy", "1"],
      ["next", "Waiting", "3"],
      ["idle", "Waiting", "2"],
      ["held", "Pending", "2"],
    ]),
    { now },
  );
  assert.equal(finding?.severity, "waiting");
  assert.match(
    finding?.summary ?? "",
    /stands at step 2 for 3 h: application 'held' is Pending, and 2 applications/,
  );
  assert.deepEqual(finding?.next.arguments, { application: "held" });
});

Deno.test("a set without numbers of steps is read, too", () => {
  const [finding] = stalledRollout(
    set([["one", "Waiting"], ["two", "Progressing"]]),
    { now },
  );
  assert.match(finding?.where ?? "", /applicationStatus\[two\]$/);
});

Deno.test("a progressive sync that goes on, is done, or is none says nothing", () => {
  for (
    const quiet of [
      set([["one", "Progressing", "1"]], "2026-11-21T08:55:00Z"),
      set([["one", "Healthy", "1"]]),
      set([]),
    ]
  ) assert.deepEqual(stalledRollout(quiet, { now }), []);
});
