import assert from "node:assert/strict";
import { getFleetSummary } from "../../lib/tools/applications/get_fleet_summary.ts";
import { listApplications } from "../../lib/tools/applications/list_applications.ts";
import { groupsOf, membersOf, summaryOf } from "../helpers/fleet_groups.ts";
import { plantFleet } from "../helpers/planted_fleet.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "../helpers/tool_harness.ts";

const PLANTED = [
  { id: "f60-policy", count: 30, bond: "nothing" },
  { id: "f59-toolong", count: 20, bond: "nothing" },
  { id: "f67-b64", count: 10, bond: "nothing" },
] as const;

type Planting = Awaited<ReturnType<typeof plantFleet>>;

/** A simulator with nothing but that fleet. */
function harnessOf(
  { now, fleet, intercept: answer }: Planting,
  { intercept = () => undefined, ...options }: HarnessOptions = {},
): Harness {
  return harness({
    now: () => now,
    customize(world) {
      world.applications.clear();
      world.fleet = fleet;
    },
    intercept: async (request) => await intercept(request) ?? answer(request),
    ...options,
  });
}

async function planted(options: HarnessOptions = {}) {
  const fleet = await plantFleet(PLANTED, 300);
  return { h: harnessOf(fleet, options), names: fleet.names };
}

const SAYS = [/use the tag latest/, /Too long/, /illegal base64/];

Deno.test("what applications tell of themselves divides them exactly, with one request", async () => {
  const { h, names } = await planted();
  await using _h = h;
  const groups = groupsOf(await h.call(getFleetSummary));
  assert(h.requests.length <= 4, `${h.requests.length} requests`);
  assert.equal(groups.length, PLANTED.length);
  // Of these the list shows nothing that sets them apart.
  assert.match(groups[0]?.token ?? "", /^t/);
  for (const [at, { id, count }] of PLANTED.entries()) {
    const group = groups[at];
    assert(group, id);
    assert.match(group.cause, SAYS[at] ?? /^$/);
    assert.deepEqual([group.apps, group.read], [count, count], id);
    const members = await membersOf(
      group,
      (args) => h.call(listApplications, args),
    );
    assert.deepEqual(members, names.get(id)?.toSorted(), id);
  }
});

Deno.test("the stream is asked for nothing but what tells, and for a few projects only for these", async () => {
  const { h } = await planted();
  await using _h = h;
  await h.call(getFleetSummary, { project: ["team-1", "team-2"] });
  const asked = h.requests.filter(({ path }) => path.includes("/stream/"));
  assert.equal(asked.length, 1);
  const [{ query } = { query: new URLSearchParams() }] = asked;
  assert.deepEqual(query.getAll("projects").toSorted(), ["team-1", "team-2"]);
  const fields = query.get("fields")?.split(",") ?? [];
  assert(fields.includes("error"));
  assert(fields.includes("result.application.status.conditions"));
  assert(fields.every((field) => !field.endsWith("syncResult")));
});

Deno.test("few that can tell are read one by one, without a stream", async () => {
  const fleet = await plantFleet(
    [{ id: "f60-policy", count: 4, bond: "nothing" }],
    50,
  );
  await using h = harnessOf(fleet);
  const [group] = groupsOf(await h.call(getFleetSummary));
  assert.equal(group?.apps, 4);
  assert.match(group.cause, /use the tag latest/);
  assert(h.requests.every(({ path }) => !path.includes("/stream/")));
});

Deno.test("where each tells something else, the list says what they share", async () => {
  const fleet = await plantFleet([
    {
      id: "f30-repo-down",
      count: 40,
      bond: "repository",
      says: [["connection refused", "connection refused (trace {number})"]],
    },
    { id: "f60-policy", count: 20, bond: "nothing" },
  ], 300);
  await using h = harnessOf(fleet);
  const [first, second, ...others] = groupsOf(await h.call(getFleetSummary));
  assert.deepEqual(others, []);
  assert.deepEqual([first?.apps, second?.apps], [40, 20]);
  assert.match(first?.cause ?? "", /^1 of 40 read: .*38 more causes$/);
  assert.match(first?.shared ?? "", /^repository 127\.0\.0\.1:18/);
});

Deno.test("one that has gone since it was listed keeps nobody waiting, and the others are told", async () => {
  const { h } = await planted({
    async intercept(request) {
      const url = new URL(request.url);
      if (!url.pathname.includes("/stream/")) return undefined;
      const answer = await h.simulator.fetch(request);
      const body = answer.body?.pipeThrough(new TextDecoderStream())
        .pipeThrough(
          new TransformStream<string, string>({
            transform(text, controller) {
              const kept = text.split("\n").filter((line) =>
                !line.includes('"app-00003"')
              );
              controller.enqueue(kept.join("\n"));
            },
          }),
        ).pipeThrough(new TextEncoderStream());
      return new Response(body ?? null, answer);
    },
  });
  await using _h = h;
  const groups = groupsOf(await h.call(getFleetSummary));
  assert.equal(groups.reduce((sum, { apps }) => sum + apps, 0), 60);
  assert.deepEqual(groups.slice(1).map(({ apps }) => apps), [20, 10]);
});

Deno.test("a stream that is refused costs only what it would have told, and a group that goes by it is not shown in part", async () => {
  let isOpen = true;
  const { h } = await planted({
    intercept: ({ url }) =>
      isOpen || !url.includes("/stream/")
        ? undefined
        : Response.json({ message: "no", code: 12 }, { status: 501 }),
  });
  await using _h = h;
  const [group] = groupsOf(await h.call(getFleetSummary));
  assert(group);
  isOpen = false;
  const result = await h.call(getFleetSummary);
  assert.equal(summaryOf(result).total, 300);
  assert(groupsOf(result).length > 0);
  const list = await h.call(listApplications, { fleet_group: group.token });
  assert(list.isError, list.text);
});

Deno.test("a scope holds for the stream, too", async () => {
  const { h } = await planted({
    policy: { scope: { projects: ["team-1", "team-2", "team-3"] } },
  });
  await using _h = h;
  const result = await h.call(getFleetSummary);
  const { total, projects } = summaryOf(result);
  assert(total > 0 && total < 300);
  assert(projects.rows.every(([name]) => /^team-[123]$/.test(name)));
  const [group] = groupsOf(result);
  assert(group && group.apps < 30 && group.read === group.apps);
});
