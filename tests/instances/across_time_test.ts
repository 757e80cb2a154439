import assert from "node:assert/strict";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import {
  type FaultServer,
  json,
  stall,
  stallAfter,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { answerBytes, summaryOf } from "../helpers/fleet_groups.ts";
import { entryOf, fleet, site } from "./fleet.ts";

const SOON = { answerMs: 400, wholeMs: 800 };
const TOKEN = "head.claims.signature";

function stalled(name: string, { url }: FaultServer) {
  return { name, baseUrl: url.href, token: TOKEN };
}

interface Structured {
  readonly total: number;
  readonly items?: readonly (readonly string[])[];
  readonly failed?: readonly {
    readonly instance: string;
    readonly error: string;
    readonly next: string;
  }[];
}

function structured({ isError, text, structured }: ToolResult): Structured {
  assert(!isError, text);
  return structured as unknown as Structured;
}

Deno.test("an instance that stalls is named, and what the others answered is complete", async () => {
  await using a = site();
  await using b = site();
  await using silent = startFaultServer({ replies: [stall] });
  await using halting = startFaultServer({
    replies: [json({ Version: "v3.5.0" }), stallAfter('{"items":[')],
  });
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b),
    stalled("halting", halting),
    stalled("silent", silent),
  ], { acrossLimits: SOON });
  for (
    const [tool, args] of [
      ["list_applications", { instances: "all", limit: 500 }],
      ["list_clusters", { instances: "all" }],
      ["get_fleet_summary", {}],
    ] as const
  ) {
    const [ofA, ofB, all] = [
      structured(await it.call(tool, { instance: "a" })),
      structured(await it.call(tool, { instance: "b" })),
      await it.call(tool, args),
    ];
    const { total, failed } = structured(all);
    assert.equal(total, ofA.total + ofB.total, tool);
    assert.deepEqual(
      failed?.map(({ instance, error }) => [instance, error.split(":")[0]]),
      [["halting", "TIMEOUT"], ["silent", "TIMEOUT"]],
    );
    for (const { instance, next } of failed ?? []) {
      assert.match(next, new RegExp(`instance=${instance}`));
    }
    assert.match(all.text, /\nwithout halting, silent:\n/);
  }
  assert(silent.requests.length > 0);
});

Deno.test("a fleet summary stays small whoever does not answer, and says of each application where it is", async () => {
  await using a = site({ applications: 300 });
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  const down = Array.from({ length: 12 }, (_, at) => ({
    name: `down-${at}`,
    baseUrl: `http://127.0.0.1:${port}/${at}`,
    token: TOKEN,
  }));
  await using it = await fleet([entryOf("a", a), ...down]);
  const result = await it.call("get_fleet_summary");
  const { total, failed } = structured(result);
  assert.equal(total, 324);
  assert.equal(failed?.length, 12);
  for (const { instance } of failed) {
    assert.match(
      result.text,
      new RegExp(`NOT ANSWERED by instance ${instance}: CONNECTION_REFUSED`),
    );
  }
  assert(answerBytes(result) <= 6_000, `${answerBytes(result)} bytes`);
  const groups = summaryOf(result).groups;
  assert(groups.length >= 5, `${groups.length} groups`);
  for (const row of groups) assert.match(row[6], /^a:/);
  assert.match(
    result.text,
    /list_applications {"instances":"all","fleet_group":"ID"}/,
  );
});

Deno.test("stalled instances do not keep their turn from those behind them", async () => {
  await using a = site();
  await using silent = startFaultServer({ replies: [stall] });
  const { port } = silent.url;
  const entries = Array.from({ length: 7 }, (_, at) => ({
    name: `quiet-${at}`,
    // The same server, under names that an instance can have beside the others.
    baseUrl: `http://127.0.0.1:${port}/${at}`,
    token: TOKEN,
  }));
  await using it = await fleet([...entries, entryOf("z", a)], {
    acrossLimits: { answerMs: 2_500, wholeMs: 3_000 },
  });
  const { total, failed } = structured(
    await it.call("list_applications", { instances: "all" }),
  );
  assert.equal(total, 24);
  assert.equal(failed?.length, 7);
});

Deno.test("rows whose details do not come in time are shown without them", async () => {
  const held = Promise.withResolvers<undefined>();
  await using a = site();
  await using slow = site({
    intercept: ({ url }) =>
      /\/applications\/./.test(new URL(url).pathname)
        ? held.promise
        : undefined,
  });
  await using it = await fleet([entryOf("a", a), entryOf("slow", slow)], {
    acrossLimits: SOON,
  });
  const result = await it.call("list_applications", {
    instances: "all",
    problems: true,
    limit: 500,
  });
  const fleetSummary = await it.call("get_fleet_summary", {});
  held.resolve(undefined);
  const { items = [], failed, total } = structured(result);
  assert.equal(failed, undefined, result.text);
  assert.equal(items.length, total);
  const reasons = items.filter(([owner]) => owner === "slow")
    .map((row) => row.at(-1));
  assert(reasons.includes("not readable: TIMEOUT"), String(reasons));
  const own = items.filter(([owner]) => owner === "a");
  assert(own.every((row) => !row.at(-1)?.startsWith("not readable")));

  const { total: all } = structured(fleetSummary);
  assert.equal(all, 48);
  assert.match(fleetSummary.text, /some could not be read: TIMEOUT/);
});

Deno.test("when none answers in time it is an error of each", async () => {
  await using silent = startFaultServer({ replies: [stall] });
  await using mute = startFaultServer({ replies: [stall] });
  await using it = await fleet(
    [stalled("mute", mute), stalled("silent", silent)],
    { acrossLimits: SOON },
  );
  const { isError, text } = await it.call("get_fleet_summary", {});
  assert(isError);
  assert.match(
    text,
    /^TIMEOUT: Cannot ask instance 'mute': .*nor did silent \(TIMEOUT\) answer/,
  );
});

Deno.test("a caller who cancels is not told that there was no time", async () => {
  await using silent = startFaultServer({ replies: [stall] });
  await using mute = startFaultServer({ replies: [stall] });
  await using it = await fleet([
    stalled("mute", mute),
    stalled("silent", silent),
  ]);
  const cancel = new AbortController();
  const call = it.call("list_applications", { instances: "all" }, {
    signal: cancel.signal,
  });
  setTimeout(() => cancel.abort(), 50);
  const { isError, text } = await call;
  assert(isError);
  assert.match(text, /^CANCELLED/);
});
