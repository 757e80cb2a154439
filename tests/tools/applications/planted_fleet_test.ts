import assert from "node:assert/strict";
import { getFleetSummary } from "../../../lib/tools/applications/get_fleet_summary.ts";
import { listApplications } from "../../../lib/tools/applications/list_applications.ts";
import {
  answerBytes,
  groupsOf,
  membersOf,
  summaryOf,
} from "../../helpers/fleet_groups.ts";
import { FORTY_CAUSES } from "../../helpers/planted_causes.ts";
import { type PlantedFleet, plantFleet } from "../../helpers/planted_fleet.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

const APPLICATIONS = 5_000;
/** What the recorded faults of the ten largest groups say. */
const LARGEST: readonly (readonly [id: string, says: RegExp])[] = [
  ["f37-cluster", /11443: connect: connection refused/],
  ["f30-repo-down", /127\.0\.0\.1:18: connect: connection refused/],
  ["f01-catalog", /ImagePullBackOff.*not found/],
  ["f03-orders", /CrashLoopBackOff/],
  ["f60-policy", /images must not use the tag latest/],
  ["f29-branch", /release\/2026-11' to a commit SHA/],
  ["f27-helm", /helm template/],
  ["f34-dest-denied", /project 'f-dest'/],
  ["f22-crd", /coreos\.com\/v1/],
  ["f32-repo-cert", /has expired or is not yet valid/],
];

type Version = "3.5" | "3.2" | "2.14";

async function plantedHarness(
  version: Version,
  intercept: (request: Request) => Response | undefined = () => undefined,
): Promise<{ readonly h: Harness; readonly planted: PlantedFleet }> {
  const planted = await plantFleet(FORTY_CAUSES, APPLICATIONS);
  const h = harness({
    version,
    now: () => planted.now,
    intercept: (request) => intercept(request) ?? planted.intercept(request),
    customize(world) {
      world.applications.clear();
      world.fleet = planted.fleet;
    },
  });
  return { h, planted };
}

function count<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const key = keyOf(item);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`5,000 applications with 40 causes on ${version} are one page of at most 6 kB, and 60 calls`, async () => {
    const { h, planted } = await plantedHarness(version);
    await using _h = h;
    const result = await h.call(getFleetSummary);
    const { total, fine } = summaryOf(result);
    const ill = [...planted.names.values()].flat();
    assert.equal(total, APPLICATIONS);
    assert.equal(fine, APPLICATIONS - ill.length);
    assert(h.requests.length <= 60, `${h.requests.length} calls`);
    assert(answerBytes(result) <= 6_000, `${answerBytes(result)} bytes`);
    // Nothing is read of what is fine.
    const read = h.requests.flatMap(({ path }) =>
      /^\/api\/v1\/applications\/([^/]+)/.exec(path)?.[1] ?? []
    );
    assert(read.length > 30);
    for (const name of read) assert(ill.includes(name), name);
  });
}

Deno.test("the counts of a fleet are exact", async () => {
  const { h, planted } = await plantedHarness("3.5");
  await using _h = h;
  const { states, projects, clusters, failed_syncs } = summaryOf(
    await h.call(getFleetSummary),
  );
  const apps = [...planted.fleet.members(h.simulator.world)].map(({ app }) =>
    app
  );
  const ill = new Set([...planted.names.values()].flat());
  assert.deepEqual(
    { ...states },
    count(
      apps,
      ({ status }) => `${status.health.status}/${status.sync.status}`,
    ),
  );
  assert.equal(
    failed_syncs,
    apps.filter(({ status }) => status.operationState?.phase === "Failed")
      .length,
  );
  const isIll = ({ metadata }: typeof apps[number]) => ill.has(metadata.name);
  const byProject = (app: typeof apps[number]) => app.spec.project;
  const byCluster = ({ spec }: typeof apps[number]) =>
    spec.destination.server === "https://kubernetes.default.svc"
      ? "in-cluster"
      : (spec.destination.server ?? "").replace("https://", "");
  for (
    const [{ rows, more }, keyOf] of [
      [projects, byProject],
      [clusters, byCluster],
    ] as const
  ) {
    const all = count(apps, keyOf);
    const sick = count(apps.filter(isIll), keyOf);
    for (const [name, total, some] of rows) {
      assert.deepEqual([total, some], [all[name], sick[name] ?? 0], name);
    }
    assert(rows.length >= 3);
    const sum = (at: 1 | 2) =>
      [...rows, ...more ? [more] : []].reduce((n, row) => n + row[at], 0);
    assert.deepEqual([sum(1), sum(2)], [APPLICATIONS, ill.size]);
  }
});

Deno.test("the largest groups are the largest causes, and list_applications shows exactly their members", async () => {
  const { h, planted } = await plantedHarness("3.5");
  await using _h = h;
  const groups = groupsOf(await h.call(getFleetSummary));
  assert(groups.length >= LARGEST.length, `${groups.length} groups`);
  for (const [id, says] of LARGEST) {
    const names = planted.names.get(id) ?? [];
    const group = groups.find(({ cause }) => says.test(cause));
    assert(group, `${id} is in no group: ${says}`);
    assert.equal(group.apps, names.length, id);
    const members = await membersOf(
      group,
      (args) => h.call(listApplications, args),
    );
    assert.deepEqual(members, [...names].sort(), id);
  }
});

Deno.test("where the stream is cut off, what nothing on the list sets apart is one group that says how much of it was read", async () => {
  const { h, planted } = await plantedHarness(
    "3.5",
    ({ url }) =>
      url.includes("/stream/") ? new Response("", { status: 502 }) : undefined,
  );
  await using _h = h;
  const groups = groupsOf(await h.call(getFleetSummary));
  const group = groups.find(({ cause }) =>
    cause.includes("use the tag latest")
  );
  assert(group, "the policy is named");
  assert.match(group.cause, /^\d+ of \d+ read: /);
  assert(group.read < group.apps);
  const members = await membersOf(
    group,
    (args) => h.call(listApplications, args),
  );
  assert.equal(members.length, group.apps);
  for (const name of planted.names.get("f60-policy") ?? []) {
    assert(members.includes(name), name);
  }
});
