import * as assert from "node:assert/strict";
import {
  canSync,
  durationMilliseconds,
  isActive,
  type SyncWindow,
} from "../../lib/demo/model/windows.ts";
import { Simulated } from "./simulated.ts";

function window(fields: Partial<SyncWindow>): SyncWindow {
  return { kind: "deny", schedule: "0 22 * * *", duration: "8h", ...fields };
}

Deno.test("durationMilliseconds() reads Go durations", () => {
  assert.equal(durationMilliseconds("1h30m"), 5_400_000);
  assert.equal(durationMilliseconds("45s"), 45_000);
});

Deno.test("isActive() opens a window at its schedule and closes it after its duration", () => {
  const night = window({});
  const at = (time: string) => isActive(night, new Date(time));
  assert.equal(at("2026-11-20T21:59:59Z"), false);
  assert.equal(at("2026-11-20T22:00:00Z"), true);
  assert.equal(at("2026-11-21T05:59:00Z"), true);
  assert.equal(at("2026-11-21T06:00:30Z"), false);
});

Deno.test("isActive() counts days of the week, steps and time zones", () => {
  const weekend = window({ schedule: "0 0 * * 6,7", duration: "24h" });
  assert.equal(
    isActive(weekend, new Date("2026-11-21T12:00:00Z")),
    true,
    "a Saturday",
  );
  assert.equal(
    isActive(weekend, new Date("2026-11-22T12:00:00Z")),
    true,
    "Sunday may be 7",
  );
  assert.equal(isActive(weekend, new Date("2026-11-20T12:00:00Z")), false);
  const quarter = window({ schedule: "*/15 * * * *", duration: "1m" });
  assert.equal(isActive(quarter, new Date("2026-11-20T12:30:20Z")), true);
  assert.equal(isActive(quarter, new Date("2026-11-20T12:31:20Z")), false);
  const tokyo = window({
    schedule: "0 9 * * *",
    duration: "1h",
    timeZone: "Asia/Tokyo",
  });
  assert.equal(isActive(tokyo, new Date("2026-11-20T00:30:00Z")), true);
  assert.equal(isActive(tokyo, new Date("2026-11-20T09:30:00Z")), false);
});

Deno.test("canSync() lets a person through only where every open deny window does", () => {
  const now = new Date("2026-11-20T23:00:00Z");
  assert.equal(canSync([], now, false), true);
  assert.equal(canSync([window({})], now, true), false);
  assert.equal(canSync([window({ manualSync: true })], now, true), true);
  assert.equal(canSync([window({ manualSync: true })], now, false), false);
  assert.equal(
    canSync([window({ manualSync: true }), window({})], now, true),
    false,
  );
  const closed = window({
    kind: "allow",
    schedule: "0 3 * * *",
    duration: "1h",
  });
  assert.equal(canSync([closed], now, true), false);
  assert.equal(canSync([{ ...closed, manualSync: true }], now, true), true);
  assert.equal(canSync([closed, window({ kind: "allow" })], now, true), true);
});

Deno.test("a frozen application refuses a sync, dry or not, and takes a rollback that then waits", async () => {
  const simulated = new Simulated();
  for (const dryRun of [false, true]) {
    const { status, body } = await simulated.post(
      "/api/v1/applications/reports/sync",
      { dryRun },
    );
    assert.equal(status, 403);
    assert.equal(body.error, "cannot sync: blocked by sync window");
  }
  assert.equal(
    (await simulated.post("/api/v1/applications/ledger/sync")).status,
    200,
    "manual sync is allowed there",
  );
  assert.equal(
    (await simulated.post("/api/v1/applications/reports/rollback", { id: 0 }))
      .status,
    200,
  );
  simulated.clock.pass(2);
  const waiting = await simulated.application("reports");
  assert.equal(
    waiting.status.operationState.message,
    "Sync operation blocked by sync window",
  );
  await simulated.send("DELETE", "/api/v1/applications/reports/operation");
  simulated.clock.pass(60);
  assert.equal(
    (await simulated.application("reports")).status.operationState.phase,
    "Terminating",
    "the window keeps it",
  );
  const project = simulated.simulator.world.projects.get("frozen");
  if (project !== undefined) project.spec.syncWindows = [];
  simulated.clock.pass(1);
  assert.equal(
    (await simulated.application("reports")).status.operationState.phase,
    "Failed",
  );
});

Deno.test("syncwindows tells which windows are open and whether a person may sync", async () => {
  const simulated = new Simulated();
  const read = async (name: string) =>
    (await simulated.get(`/api/v1/applications/${name}/syncwindows`)).body;
  assert.deepEqual(await read("guestbook"), { canSync: true });
  assert.equal((await read("reports")).canSync, false);
  const ledger = await read("ledger");
  assert.equal(ledger.canSync, true);
  assert.deepEqual(ledger.activeWindows, [{
    kind: "deny",
    schedule: "0 0 * * *",
    duration: "24h",
    manualSync: true,
  }]);
  assert.equal(
    (await simulated.get("/api/v1/projects/frozen/syncwindows")).body.windows
      .length,
    2,
    "only open ones",
  );
});
