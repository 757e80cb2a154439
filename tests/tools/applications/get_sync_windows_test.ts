import assert from "node:assert/strict";
import { getSyncWindows } from "../../../lib/tools/applications/get_sync_windows.ts";
import { harness } from "../../helpers/tool_harness.ts";
import { denied } from "../../helpers/denied.ts";

const NOW = () => new Date("2026-11-21T08:30:00Z");

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`get_sync_windows on ${version}: a deny window closes both ways`, async () => {
    await using h = harness({ version, now: NOW });
    const { text, structured } = await h.call(getSyncWindows, {
      application: "reports",
    });
    assert.match(
      text,
      /^reports: sync now: by hand no, automated no \(a deny window is active; manual syncs are refused, too\)/,
    );
    assert.match(
      text,
      /\n- deny 0 0 \* \* \* for 24h UTC: ACTIVE until 2026-11-22T00:00:00Z; next /,
    );
    assert.deepEqual(structured?.["sync_now"], {
      manual: false,
      automated: false,
      reason: "a deny window is active; manual syncs are refused, too",
    });
  });
}

Deno.test("a deny window may let manual syncs through", async () => {
  await using h = harness({ now: NOW });
  const { text } = await h.call(getSyncWindows, { application: "ledger" });
  assert.match(text, /^ledger: sync now: by hand yes, automated no /);
});

Deno.test("an application without windows may be synced, and its project is not asked", async () => {
  await using h = harness({ now: NOW });
  const { text, structured } = await h.call(getSyncWindows, {
    application: "guestbook",
  });
  assert.match(text, /by hand yes, automated yes \(no window is assigned\)/);
  assert.deepEqual(structured?.["windows"], []);
  assert(!h.requests.some(({ path }) => path.startsWith("/api/v1/projects")));
});

Deno.test("a project shows all its windows with the next times", async () => {
  await using h = harness({ now: NOW });
  const { text, structured } = await h.call(getSyncWindows, {
    project: "frozen",
  });
  assert.match(text, /^project frozen: 3 sync windows, 2 active\n/);
  assert.match(
    text,
    /allow 0 3 1 1 \* for 1h UTC: not active; next 2027-01-01T03:00:00Z to 2027-01-01T04:00:00Z \(in 40d\)/,
  );
  assert.equal((structured?.["windows"] as unknown[]).length, 3);
});

Deno.test("when the project cannot be read, what is known is said, and what is not", async () => {
  await using h = harness({
    now: NOW,
    intercept: (request) =>
      new URL(request.url).pathname.startsWith("/api/v1/projects/")
        ? denied()
        : undefined,
  });
  const { text } = await h.call(getSyncWindows, { application: "reports" });
  assert.match(text, /^reports: sync now: by hand no, automated no /);
  assert.match(text, /- deny 0 0 \* \* \* for 24h: ACTIVE\n/);
  assert.match(
    text,
    /times are not known \(\w+\): project 'frozen' cannot be read/,
  );
  assert.doesNotMatch(text, /until|next 2/);
});

Deno.test("get_sync_windows takes one of application and project", async () => {
  await using h = harness();
  for (const args of [{}, { application: "reports", project: "frozen" }]) {
    const { text } = await h.call(getSyncWindows, args);
    assert.match(
      text,
      /^INVALID_ARGUMENT: .*either 'application' or 'project'/,
    );
  }
  assert.deepEqual(h.requests, []);
});
