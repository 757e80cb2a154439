import assert from "node:assert/strict";
import type { SimulatedVersion, World } from "../../lib/demo/simulator.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import {
  readPlannedWindowState,
  readWindowState,
} from "../../lib/tools/read_windows.ts";
import { failureOf } from "../helpers/open_client.ts";
import {
  type SimulatedClient,
  simulatedClient,
} from "../helpers/simulated_client.ts";

const NOW = new Date("2026-11-21T08:30:00Z");

async function stateOf({ client, signal }: SimulatedClient, ref: string) {
  const found = await readApplication(client, ref, signal);
  return await readWindowState(client, found, { ref, signal, now: NOW });
}

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "an application is closed, open by exception or open, as Argo CD says, on %s",
  async (version: SimulatedVersion) => {
    await using it = simulatedClient({ version, now: () => NOW });
    assert.deepEqual(await stateOf(it, "reports"), {
      subject: "application 'reports'",
      open: false,
      reason: "a deny window is active; manual syncs are refused, too",
    });
    assert.deepEqual(await stateOf(it, "ledger"), {
      subject: "application 'ledger'",
      open: true,
      reason: "a deny window is active; manual syncs are let through",
    });
    assert.deepEqual(await stateOf(it, "guestbook"), {
      subject: "application 'guestbook'",
      open: true,
      reason: "no window is assigned",
    });
  },
);

Deno.test("the state holds where the project cannot be read; only its times are missing", async () => {
  await using it = simulatedClient({ now: () => NOW, account: "limited" });
  it.simulator.world.projects.get("team-a")?.spec &&
    Object.assign(it.simulator.world.projects.get("team-a")?.spec ?? {}, {
      syncWindows: [{
        kind: "deny",
        schedule: "0 8 * * *",
        duration: "1h",
        applications: ["payments"],
      }],
    });
  assert.deepEqual(await stateOf(it, "payments"), {
    subject: "application 'payments'",
    open: false,
    reason: "a deny window is active; manual syncs are refused, too",
  });
});

Deno.test("what cannot be read is not taken for open", async () => {
  await using it = simulatedClient({ now: () => NOW });
  const found = await readApplication(it.client, "guestbook", it.signal);
  it.simulator.world.applications.clear();
  const failure = await failureOf(
    readWindowState(it.client, found, {
      ref: "guestbook",
      signal: it.signal,
      now: NOW,
    }),
  );
  assert.equal(failure.code, "NOT_FOUND");
});

function withWindows(...syncWindows: readonly unknown[]) {
  return (world: World) => {
    const project = world.projects.get("team-b");
    assert(project);
    Object.assign(project.spec, { syncWindows });
  };
}

const PLANNED = {
  name: "new",
  project: "team-b",
  destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
};

Deno.test("of an application that does not exist yet the project's windows tell", async () => {
  const freeze = { kind: "deny", schedule: "0 8 * * *", duration: "1h" };
  const cases: readonly [unknown, boolean][] = [
    [{ ...freeze, namespaces: ["sh*"] }, false],
    [{ ...freeze, clusters: ["https://kubernetes.default.svc"] }, false],
    [{ ...freeze, applications: ["n?w"] }, false],
    [{ ...freeze, applications: ["new"], manualSync: true }, true],
    [{ ...freeze, applications: ["other"] }, true],
    [{ ...freeze, kind: "allow", applications: ["*"] }, true],
    [{
      kind: "allow",
      schedule: "0 3 * * *",
      duration: "1h",
      namespaces: ["shop"],
    }, false],
  ];
  for (const [window, open] of cases) {
    await using it = simulatedClient({
      now: () => NOW,
      customize: withWindows(window),
    });
    const state = await readPlannedWindowState(it.client, PLANNED, {
      ref: "new",
      signal: it.signal,
      now: NOW,
    });
    assert.equal(state.open, open, JSON.stringify(window));
  }
});

Deno.test("the computed state is the one that Argo CD gives once the application exists", async () => {
  await using it = simulatedClient({ now: () => NOW });
  for (const name of ["reports", "ledger"]) {
    const destination = {
      server: "https://kubernetes.default.svc",
      namespace: name,
    };
    const planned = { name, project: "frozen", destination };
    const request = { ref: name, signal: it.signal, now: NOW };
    assert.deepEqual(
      await readPlannedWindowState(it.client, planned, request),
      await stateOf(it, name),
    );
  }
});

Deno.test("a window whose times cannot be read, or a project that cannot, refuses", async () => {
  const request = { ref: "new", now: NOW };
  await using it = simulatedClient({
    now: () => NOW,
    customize: withWindows({
      kind: "deny",
      schedule: "whenever",
      duration: "1h",
      applications: ["*"],
    }),
  });
  const { client, signal } = it;
  const unclear = await failureOf(
    readPlannedWindowState(client, PLANNED, { ...request, signal }),
  );
  assert.equal(
    unclear.toString(),
    "SYNC_WINDOW: Cannot tell whether application 'new' may be changed now: of the sync window 'whenever for 1h UTC' of project 'team-b' its schedule or duration is not readable\n" +
      "Next: get_sync_windows shows the windows of the project",
  );
  const missing = await failureOf(
    readPlannedWindowState(client, { ...PLANNED, project: "nope" }, {
      ...request,
      signal,
    }),
  );
  assert.equal(missing.code, "NOT_FOUND");
});
