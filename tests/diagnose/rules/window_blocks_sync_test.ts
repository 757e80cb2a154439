import assert from "node:assert/strict";
import { windowBlocksSync } from "../../../lib/diagnose/rules/window_blocks_sync.ts";
import {
  application,
  facts,
  found,
  minutesAgo,
  OLDER,
  PRESENT,
} from "../sync_facts.ts";

const FREEZE = {
  kind: "deny",
  schedule: "0 8 * * *",
  duration: "8h",
  applications: ["*"],
};
const NIGHT = { ...FREEZE, kind: "allow", schedule: "0 22 * * *" };

function windows(active: readonly typeof FREEZE[], all = active) {
  return { activeWindows: active, assignedWindows: all, canSync: false };
}

function project(...syncWindows: readonly typeof FREEZE[]) {
  return { metadata: { name: "default" }, spec: { syncWindows } };
}

const AUTOMATED = { automated: {} };
const BEHIND = application({
  policy: AUTOMATED,
  state: {
    phase: "Succeeded",
    operation: { sync: { revision: OLDER } },
    syncResult: { revision: OLDER },
    finishedAt: minutesAgo(60),
  },
});

Deno.test("windowBlocksSync says which deny window holds automated sync back, and until when", () => {
  const about = facts(BEHIND, {
    windows: windows([FREEZE]),
    project: project(FREEZE),
  });
  const [finding] = windowBlocksSync.look(about);
  assert.equal(finding?.severity, "waiting");
  assert.equal(finding?.confidence, 1);
  assert.equal(
    finding?.summary,
    "A deny window is active (0 8 * * * for 8h UTC, until 2026-11-24T16:00:00Z), so automated sync does not apply what the source wants",
  );
  assert(finding?.evidence.some(({ text }) => text.includes('"kind":"deny"')));
});

Deno.test("windowBlocksSync says that no allow window is open, also where only the project could be read", () => {
  for (
    const parts of [
      { windows: windows([], [NIGHT]), project: project(NIGHT) },
      { project: project(NIGHT) },
    ]
  ) {
    assert.match(
      found(windowBlocksSync, facts(BEHIND, parts))[0] ?? "",
      /No allow window is open before 2026-11-24T22:00:00Z, so automated/,
    );
  }
});

Deno.test("windowBlocksSync is about people too, where their syncs are refused", () => {
  const about = facts(application(), { windows: windows([FREEZE]) });
  assert.match(found(windowBlocksSync, about)[0] ?? "", /nobody may sync/);
  const free = { ...windows([{ ...FREEZE }]), canSync: true };
  assert.deepEqual(
    found(windowBlocksSync, facts(application(), { windows: free })),
    [],
  );
});

Deno.test("windowBlocksSync finds an operation that a window lets wait, or not even end", () => {
  function blocked(phase: string) {
    const message = "Sync operation blocked by sync window";
    const state = { phase, message, startedAt: minutesAgo(30) };
    return windowBlocksSync.look(
      facts(application({ state, sync: "Synced" }), {
        windows: windows([FREEZE]),
        project: project(FREEZE),
      }),
    )[0];
  }
  assert.equal(blocked("Running")?.severity, "waiting");
  assert.equal(blocked("Terminating")?.severity, "broken");
});

Deno.test("windowBlocksSync is silent while nothing waits", () => {
  const state = {
    phase: "Succeeded",
    operation: { sync: { revision: PRESENT } },
  };
  const synced = application({ sync: "Synced", policy: AUTOMATED, state });
  const parts = { windows: windows([FREEZE]), project: project(FREEZE) };
  assert.deepEqual(found(windowBlocksSync, facts(synced, parts)), []);
  const open = { activeWindows: [], assignedWindows: [FREEZE], canSync: true };
  assert.deepEqual(
    found(windowBlocksSync, facts(BEHIND, { windows: open })),
    [],
  );
});
