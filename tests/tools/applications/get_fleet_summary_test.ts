import assert from "node:assert/strict";
import { getFleetSummary } from "../../../lib/tools/applications/get_fleet_summary.ts";
import { listApplications } from "../../../lib/tools/applications/list_applications.ts";
import { entryOf, fleet, site } from "../../instances/fleet.ts";
import {
  answerBytes,
  groupsOf,
  membersOf,
  summaryOf,
} from "../../helpers/fleet_groups.ts";
import { plantFleet } from "../../helpers/planted_fleet.ts";
import { harness, type HarnessOptions } from "../../helpers/tool_harness.ts";

type Total = Readonly<Record<"total" | "fine", number>>;

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`get_fleet_summary counts what list_applications counts on ${version}`, async () => {
    await using h = harness({ version });
    for (
      const args of [{}, { project: ["team-a"] }, { cluster: "in-cluster" }]
    ) {
      const { total, fine } = summaryOf(await h.call(getFleetSummary, args));
      const list = await h.call(listApplications, args);
      const listed = list.structured as unknown as Total;
      assert.deepEqual({ total, fine }, {
        total: listed.total,
        fine: listed.fine,
      });
    }
  });
}

Deno.test("every application that is not fine is in one group, and each group can be listed", async () => {
  await using h = harness();
  const groups = groupsOf(await h.call(getFleetSummary));
  const problems = await h.call(listApplications, { problems: true });
  const ill = (problems.structured?.["items"] as string[][])
    .map(([name = ""]) => name).sort();
  const grouped: string[] = [];
  for (const group of groups) {
    const members = await membersOf(
      group,
      (args) => h.call(listApplications, args),
    );
    assert.equal(members.length, group.apps, group.cause);
    grouped.push(...members);
  }
  assert.deepEqual(grouped.sort(), ill);
});

Deno.test("the call that a narrowed summary prints lists its groups and no others", async () => {
  await using h = harness();
  for (
    const narrowed of [
      {},
      { project: ["team-a"] },
      { cluster: "in-cluster", selector: "team!=nobody" },
    ]
  ) {
    const result = await h.call(getFleetSummary, narrowed);
    const [, printed = ""] =
      /^groups by cause.*\(list_applications (\{.*\}) shows one\):$/m.exec(
        result.text,
      ) ?? [];
    for (const { token, apps, cause } of groupsOf(result)) {
      const list = await h.call(
        listApplications,
        JSON.parse(printed.replace("ID", token)),
      );
      assert.equal(list.structured?.["total"], apps, cause);
    }
  }
});

Deno.test("causes are Argo CD's own words", async () => {
  await using h = harness();
  const causes = groupsOf(await h.call(getFleetSummary))
    .map(({ cause }) => cause);
  for (
    const says of [
      /ImagePullBackOff/,
      /CrashLoopBackOff/,
      /app path does not exist/,
      /Deployment is paused/,
      /PreSync hook failed/,
    ]
  ) {
    assert(causes.some((cause) => says.test(cause)), `${says}`);
  }
});

Deno.test("of a single application its own names and numbers are told", async () => {
  await using h = harness();
  const alone = groupsOf(await h.call(getFleetSummary)).filter(({ apps }) =>
    apps === 1
  );
  const causes = alone.map(({ cause }) => cause);
  assert(causes.includes("billing/does-not-exist: app path does not exist"));
  assert.deepEqual(causes.filter((cause) => /(?:^|[ =])[#*]/.test(cause)), []);
});

Deno.test("the text says all that the structure says", async () => {
  await using h = harness({ applications: 300 });
  const result = await h.call(getFleetSummary);
  const { groups, total, fine, states, projects } = summaryOf(result);
  const { text } = result;
  for (const row of groups) {
    for (const cell of row.filter((cell) => typeof cell === "string")) {
      assert(text.includes(cell), cell);
    }
  }
  for (const [name, all, ill] of projects.rows) {
    assert(text.includes(`${name} ${ill}/${all}`), name);
  }
  for (const [state, count] of Object.entries(states)) {
    assert(text.includes(`${count} ${state}`), state);
  }
  assert(
    text.startsWith(`${total} applications: ${fine} fine, ${total - fine} not`),
  );
});

Deno.test("a change within the last hour is counted, an older one is not", async () => {
  for (const [hours, expected] of [[0.5, 2], [3, undefined]] as const) {
    let now = new Date();
    await using h = harness({
      now: () => now,
      customize: ({ applications }) => {
        for (const { app } of applications.values()) {
          delete app.status.operationState;
        }
        for (const name of ["guestbook", "hooked"]) {
          const app = applications.get(`argocd/${name}`)?.app;
          assert(app, name);
          app.status.operationState = {
            operation: { sync: {}, initiatedBy: {}, retry: {} },
            phase: "Succeeded",
            startedAt: now.toISOString(),
            finishedAt: now.toISOString(),
          };
        }
      },
    });
    now = new Date(now.getTime() + hours * 3_600_000);
    const { last_hour } = summaryOf(await h.call(getFleetSummary));
    assert.equal(last_hour.synced, expected, `${hours} h`);
  }
});

const FEW = [
  { id: "f37-cluster", count: 12, bond: "cluster" },
  { id: "f60-policy", count: 9, bond: "nothing" },
  { id: "f01-catalog", count: 1, bond: "image" },
] as const;

async function few(options: HarnessOptions = {}) {
  const planted = await plantFleet(FEW, 200);
  return harness({
    now: () => planted.now,
    intercept: planted.intercept,
    customize(world) {
      world.applications.clear();
      world.fleet = planted.fleet;
    },
    ...options,
  });
}

Deno.test("a condition that applications share is one group, whatever else they do not share", async () => {
  await using h = await few();
  const [first, second] = groupsOf(await h.call(getFleetSummary));
  assert.equal(first?.apps, 12);
  assert.equal(first.shared, "cluster 127.0.0.1:11443");
  assert.equal(second?.apps, 9);
  assert.match(second.cause, /images must not use the tag latest/);
});

Deno.test("where details may not be read the groups of the list remain, and it is said", async () => {
  await using h = await few({
    intercept(request) {
      const { pathname } = new URL(request.url);
      if (!/applications\/.|\/stream\//.test(pathname)) return undefined;
      const message = "permission denied";
      return Response.json({ error: message, code: 7, message }, {
        status: 403,
      });
    },
  });
  const result = await h.call(getFleetSummary);
  const { note, total, fine } = summaryOf(result);
  assert.deepEqual([total, fine], [200, 178]);
  assert.match(note ?? "", /^some could not be read: FORBIDDEN/);
  const groups = groupsOf(result);
  assert.deepEqual(groups.map(({ apps }) => apps), [12, 9, 1]);
  assert.equal(groups[0]?.cause, "not read");
  assert.equal(groups[0].shared, "cluster 127.0.0.1:11443");
  assert(h.requests.length <= 60, `${h.requests.length} calls`);
});

Deno.test("a rate limit ends the reading, not the summary", async () => {
  await using h = await few({
    policy: { rateLimit: { calls: 6, windowSeconds: 60 } },
    monotonic: () => 0,
  });
  const result = await h.call(getFleetSummary);
  assert.equal(summaryOf(result).total, 200);
  assert(h.requests.length <= 8, `${h.requests.length} calls`);
});

Deno.test("somebody who is not logged in gets no empty fleet", async () => {
  await using h = harness({
    customize: (world) => void (world.anonymous = true),
    account: "anonymous",
  });
  const result = await h.call(getFleetSummary);
  assert(result.isError);
  assert.match(result.text, /^UNAUTHENTICATED/);
});

Deno.test("a fleet_group that is none is refused", async () => {
  await using h = harness();
  for (const fleet_group of ["", "x", "gABC", "g1", "../x"]) {
    const result = await h.call(listApplications, { fleet_group });
    assert(result.isError, fleet_group);
    assert.match(result.text, /^INVALID_ARGUMENT: Cannot find the group/);
  }
});

Deno.test("several instances are one fleet, asked without being told, within one number of calls", async () => {
  await using a = site({ applications: 300 });
  await using b = site({ applications: 300 });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const result = await it.call("get_fleet_summary");
  const { total, by_instance, groups } = summaryOf(result);
  assert.equal(total, 2 * 324);
  assert.deepEqual(by_instance?.rows.map(([name, total]) => [name, total]), [
    ["a", 324],
    ["b", 324],
  ]);
  assert(a.requests.length + b.requests.length <= 60);
  assert(answerBytes(result) <= 6_000, `${answerBytes(result)} bytes`);
  assert(groups.length > 3);
  const [first] = groupsOf(result);
  assert(first);
  assert(result.text.includes('{"instances":"all","fleet_group":"ID"}'));
  const list = await it.call("list_applications", {
    instances: "all",
    fleet_group: first.token,
    limit: 500,
  });
  assert.equal(list.structured?.["total"], first.apps, list.text);
});

Deno.test("one instance is asked when the call names it, and one that fails stands beside the others", async () => {
  await using a = site();
  await using b = site({
    intercept: ({ url }) =>
      url.includes("/api/v1/applications")
        ? Response.json({ message: "down", code: 14 }, { status: 500 })
        : undefined,
  });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const one = await it.call("get_fleet_summary", { instance: "a" });
  assert.equal(summaryOf(one).total, 24);
  assert.match(one.text, /^instance a\n24 applications/);
  const both = await it.call("get_fleet_summary", {});
  assert.equal(summaryOf(both).total, 24);
  assert.match(both.text, /NOT ANSWERED by instance b/);
});
