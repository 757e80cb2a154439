import assert from "node:assert/strict";
import type { ToolResult } from "../../../lib/pipeline/present.ts";
import {
  answerBytes,
  groupsOf,
  membersOf,
  summaryOf,
} from "../../helpers/fleet_groups.ts";
import { OTHER_CAUSES } from "../../helpers/other_causes.ts";
import { type PlantedFleet, plantFleet } from "../../helpers/planted_fleet.ts";
import {
  entryOf,
  type Fleet,
  fleet,
  type Site,
  site,
} from "../../instances/fleet.ts";

/** How many applications of the fleet, and of each cause, are on the first of the two instances. */
const SHARE = 0.6;
const APPLICATIONS = 5_000;

function siteOf({ now, intercept, fleet }: PlantedFleet): Site {
  return site({
    now: () => now,
    intercept,
    customize(world) {
      world.applications.clear();
      world.fleet = fleet;
    },
  });
}

interface TwoSites extends AsyncDisposable {
  readonly it: Fleet;
  readonly requests: () => number;
  /** `instance:name` by cause. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

async function twoSites(): Promise<TwoSites> {
  const there = (count: number) => Math.ceil(count * SHARE);
  const east = await plantFleet(
    OTHER_CAUSES.map((one) => ({ ...one, count: there(one.count) })),
    there(APPLICATIONS),
    7,
  );
  const west = await plantFleet(
    OTHER_CAUSES.map((one) => ({
      ...one,
      count: one.count - there(one.count),
    })),
    APPLICATIONS - there(APPLICATIONS),
    77,
  );
  const [a, b] = [siteOf(east), siteOf(west)];
  const it = await fleet([entryOf("east", a), entryOf("west", b)]);
  const prefixed = (instance: string, names: readonly string[] = []) =>
    names.map((name) => `${instance}:${name}`);
  return {
    it,
    requests: () => a.requests.length + b.requests.length,
    names: new Map(
      [...east.names].map(([id, names]) => [id, [
        ...prefixed("east", names),
        ...prefixed("west", west.names.get(id)),
      ]]),
    ),
    async [Symbol.asyncDispose]() {
      await it[Symbol.asyncDispose]();
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

Deno.test("40 other causes on two instances: the ten largest groups are the ten largest causes, member by member", async () => {
  await using sites = await twoSites();
  const { it, names } = sites;
  const result = await it.call("get_fleet_summary");
  assert(sites.requests() <= 60, `${sites.requests()} calls`);
  assert(answerBytes(result) <= 6_000, `${answerBytes(result)} bytes`);

  const { total, fine, more } = summaryOf(result);
  const ill = OTHER_CAUSES.reduce((sum, { count }) => sum + count, 0);
  assert.deepEqual([total, fine], [APPLICATIONS, APPLICATIONS - ill]);
  const groups = groupsOf(result);
  const shown = groups.reduce((sum, { apps }) => sum + apps, 0);
  assert.equal(shown + (more?.apps ?? 0), ill);

  const call = (args: Readonly<Record<string, unknown>>): Promise<ToolResult> =>
    it.call("list_applications", { instances: "all", ...args });
  for (const [at, { as = "" }] of OTHER_CAUSES.slice(0, 10).entries()) {
    const group = groups[at];
    assert(group, as);
    const members = await membersOf(group, call);
    assert.deepEqual(members, names.get(as)?.toSorted(), as);
  }
});

Deno.test("no two groups of a summary read alike", async () => {
  await using sites = await twoSites();
  const causes = groupsOf(await sites.it.call("get_fleet_summary"))
    .map(({ cause }) => cause);
  assert(causes.length >= 10);
  assert.deepEqual(causes, [...new Set(causes)]);
});
