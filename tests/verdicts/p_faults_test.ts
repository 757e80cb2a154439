/**
 * Verdict p), faults that Argo CD shows in an odd place, or nowhere.
 *
 * | verdict                                                                                | recorded as (v3.5 unless the simulator does it)                           |
 * | -------------------------------------------------------------------------------------- | ------------------------------------------------------------------------- |
 * | project does not exist: GET 400, only the list shows the condition                     | (the simulator, with the recorded text)                                   |
 * | **a Degraded child leaves its parent Synced and Healthy**, no health in the tree       | (the simulator)                                                           |
 * | an object that a finalizer holds: `Pending deletion`                                   | (the health of the record of faults, in the simulator's answers)          |
 * | **blocked or Terminating in a deny window: Synced, Healthy, no condition**             | windows: `application after rollback in a deny window`, `application whose terminated …` |
 * | self-heal again and again shows only in `autoHealAttemptsCount`                        | (the simulator)                                                           |
 * | events of the scheduler have no count, or `null`, and a series at most                 | events: `events of a crashing Pod`                                        |
 * | log errors as lines                                                                    | see verdict n)                                                            |
 * | a generated application is undone by its ApplicationSet                                | applications: `GET application fleet-dev`                                 |
 *
 * @module
 */
import assert from "node:assert/strict";
import type { World } from "../../lib/demo/simulator.ts";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, everything, toolNamed } from "./all_reads.ts";

const getApplication = toolNamed("get_application");
const listApplications = toolNamed("list_applications");

function withoutProject(world: World): void {
  const record = world.application("kust");
  if (!record) throw new Error("no kust");
  record.app.spec.project = "retail";
  record.dirty = true;
}

for (const version of ["2.14", "3.5"] as const) {
  Deno.test(`an application whose project does not exist is shown with that reason, though Argo CD refuses it (${version})`, async () => {
    await using h = harness({ version, customize: withoutProject });
    const one = await h.call(getApplication, { application: "kust" });
    assert(!one.isError, one.text);
    assert.match(
      one.text,
      /^kust: cannot compare, because InvalidSpecError: Application referencing project retail which does not exist/,
    );
    assert.deepEqual(asked(h), [
      "GET /api/v1/applications/kust",
      "GET /api/v1/applications?name=kust",
    ]);
    const list = await h.call(listApplications, {
      problems: true,
      search: "kust",
    });
    assert.match(
      list.text,
      /kust +retail +Unknown .*InvalidSpecError: Application referencing project retail which does not exist/,
    );
    const diff = await h.call(toolNamed("get_application_diff"), {
      application: "kust",
    });
    assert.match(diff.text, /^COMPARISON_FAILED: .*project retail/);
    for (
      const tool of ["get_application_resource_tree", "get_sync_windows"]
    ) {
      const { text } = await h.call(toolNamed(tool), { application: "kust" });
      assert.match(text, /^COMPARISON_FAILED: .*project "?retail/, tool);
      assert.doesNotMatch(text, /INVALID/);
    }
  });
}

Deno.test("a project that does not exist and an application that does not exist are not mixed up", async () => {
  await using h = harness({ customize: withoutProject });
  const { text } = await h.call(getApplication, { application: "no-such-app" });
  assert.match(text, /^NOT_FOUND_OR_FORBIDDEN: /);
});

Deno.test("a parent of a Degraded child is not passed off as well without a word on its children", async () => {
  await using h = harness({
    customize: (world) => {
      const child = world.application("child-one");
      if (child) child.app.status.health = { status: "Degraded" };
    },
  });
  const { text } = await h.call(getApplication, { application: "root" });
  assert.match(text, /^root: Synced, Healthy/, "as Argo CD says");
  assert.match(
    text,
    /sync and health say nothing about its 2 child applications/,
  );
  const tree = await h.call(toolNamed("get_application_resource_tree"), {
    application: "root",
  });
  assert.match(
    tree.text,
    /Application child-one · health: see get_application/,
  );
  const problems = await h.call(listApplications, {
    problems: true,
    search: "child",
  });
  assert.match(problems.text, /child-one +default +Synced +Degraded/);
  const plain = await h.call(getApplication, { application: "kust" });
  assert.doesNotMatch(plain.text, /child application/);
});

Deno.test("an object that a finalizer holds is named as pending deletion, though the sync succeeded", async () => {
  const held = { status: "Progressing", message: "Pending deletion" };
  await using h = harness({
    intercept: onGet(
      /\/applications\/payments(\/resource-tree)?$/,
      async (request) => {
        const answer = await (await h.simulator.fetch(request)).json();
        const all = [...answer.status?.resources ?? [], ...answer.nodes ?? []];
        for (const one of all) {
          if (one.name === "payments-legacy") one.health = held;
        }
        return Response.json(answer);
      },
    ),
  });
  const one = await h.call(getApplication, { application: "payments" });
  assert.match(one.text, /; last sync Succeeded/);
  assert.match(
    one.text,
    /^- ConfigMap payments-legacy Progressing: Pending deletion$/m,
  );
  const tree = await h.call(toolNamed("get_application_resource_tree"), {
    application: "payments",
  });
  assert.match(tree.text, /ConfigMap payments-legacy: Progressing · Pending/);
});

/** A clock that only moves when it is told to. */
function stoppedClock() {
  let time = Date.parse("2026-11-20T10:00:00Z");
  return {
    now: () => new Date(time),
    pass(seconds: number) {
      time += seconds * 1000;
    },
  };
}

async function send(
  h: Harness,
  request: { readonly method: string; readonly path: string },
  body: unknown = {},
): Promise<number> {
  const answer = await h.simulator.fetch(
    new Request(`http://argocd/api/v1/applications/${request.path}`, {
      method: request.method,
      headers: {
        authorization: `Bearer ${h.simulator.credentials.admin.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    }),
  );
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("blocked and Terminating operations in deny windows are problems of applications that are Synced and Healthy", async () => {
  const clock = stoppedClock();
  await using h = harness({ now: clock.now });
  const before = await h.call(listApplications, { problems: true });
  assert.doesNotMatch(before.text, /^reports/m);

  assert.equal(
    await send(h, { method: "POST", path: "reports/rollback" }, { id: 0 }),
    200,
    "it is accepted in spite of the window",
  );
  clock.pass(2);
  await h.call(getApplication, { application: "reports" });
  clock.pass(300);
  const blocked = await h.call(getApplication, { application: "reports" });
  assert.match(
    blocked.text,
    /^reports: Synced, Healthy; sync Running since \d+m/,
  );
  assert.match(blocked.text, /Sync operation blocked by sync window/);
  // Another question each time: the same list would be taken from what is kept for some seconds.
  const list = await h.call(listApplications, {
    problems: true,
    project: ["frozen"],
  });
  assert.match(
    list.text,
    /^reports +frozen +Synced +Healthy +sync Running since \d+m: .*blocked by sync window/m,
  );

  assert.equal(
    await send(h, { method: "DELETE", path: "reports/operation" }),
    200,
  );
  clock.pass(300);
  const stuck = await h.call(getApplication, { application: "reports" });
  assert.match(
    stuck.text,
    /^reports: Synced, Healthy; sync Terminating since \d+m/,
  );
  assert.match(stuck.text, /blocked by sync window/);
  const listed = await h.call(listApplications, {
    problems: true,
    selector: "team=data",
  });
  assert.match(listed.text, /^reports +frozen .*sync Terminating since \d+m/m);

  const windows = await h.call(toolNamed("get_sync_windows"), {
    application: "reports",
  });
  assert.match(
    windows.text,
    /by hand no, automated no .*deny window is active/,
  );
});

Deno.test("operations that real servers left blocked and stuck read the same", async () => {
  for (
    const [name, phase] of [
      ["application after rollback in a deny window", "Running"],
      [
        "application whose terminated, window-blocked rollback stays in phase Terminating (minutes later)",
        "Terminating",
      ],
    ] as const
  ) {
    await using h = harness({
      intercept: onGet(
        "/api/v1/applications/reports",
        recordedResponse({ version: "v3.5", file: "windows", name }),
      ),
    });
    const { text } = await h.call(getApplication, { application: "reports" });
    assert.match(text, new RegExp(`; sync ${phase} since `));
    assert.match(text, /^- sync \w+ since .*: Sync operation blocked by/m);
  }
});

Deno.test("an application that heals itself again and again is told, though it is Synced and Healthy", async () => {
  await using h = harness({
    customize: (world) => {
      const sync = world.application("selfheal")?.app.status.operationState
        ?.operation.sync;
      if (!sync) throw new Error("no operation");
      sync.autoHealAttemptsCount = 7;
      sync.resources = [{ kind: "ConfigMap", name: "selfheal-config" }];
    },
  });
  const { text, structured } = await h.call(getApplication, {
    application: "selfheal",
  });
  assert.match(text, /^selfheal: Synced, Healthy/);
  assert.match(text, /7 self-heal attempts/);
  assert.match(
    text,
    /undid changes in the cluster 7 times in a row: something keeps making them/,
  );
  assert.match(JSON.stringify(structured), /"self_heal_attempts":7/);
});

Deno.test("events of the scheduler, which have no count, happened once, and have a time", async () => {
  const message = "0/3 nodes are available: 3 node(s) had untolerated taint(s)";
  const counts: (number | null | undefined)[] = [];
  await using h = harness({
    customize: (world) => {
      const [pod] = world.home.list("Pod", "worker");
      if (!pod) throw new Error("no pod");
      world.home.event(pod, {
        type: "Warning",
        reason: "FailedScheduling",
        message,
        component: "default-scheduler",
        scheduler: true,
      });
    },
    intercept: onGet(/\/events$/, async (request) => {
      const answer = await (await h.simulator.fetch(request)).json();
      for (const event of answer.items ?? []) {
        if (event.reason === "FailedScheduling") counts.push(event.count);
        // The recorded ones leave it out; others write null, and a series where they repeat.
        if (event.reason === "Scheduled") {
          Object.assign(event, { count: null, series: { count: 3 } });
        }
      }
      return Response.json(answer);
    }),
  });
  const { structured } = await h.call(toolNamed("get_application_events"), {
    application: "worker",
  });
  assert.deepEqual(counts, [undefined]);
  const events = structured?.["events"] as Record<string, unknown>[];
  const find = (wanted: string) =>
    events.find(({ reason }) => reason === wanted) ?? {};
  const failed = find("FailedScheduling");
  assert.equal(failed["message"], message);
  assert.match(String(failed["last"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert(!("count" in failed));
  assert.equal(find("Scheduled")["count"], 3);
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`an application that an ApplicationSet made names it, for it would undo changes, on ${version}`, async () => {
    await using h = harness({ version });
    const { text, structured } = await h.call(getApplication, {
      application: "fleet-dev",
    });
    assert.equal(structured?.["managed_by"], "ApplicationSet fleet");
    assert.match(text, /^managed by: ApplicationSet fleet$/m);
    const own = await h.call(getApplication, { application: "kust" });
    assert.doesNotMatch(everything(own), /managed[_ ]by/);
  });
}
