/**
 * A preview held against what really happens when it is applied.
 *
 * @module
 */
import assert from "node:assert/strict";
import * as z from "zod";
import type { SimulatedVersion, World } from "../../lib/demo/simulator.ts";
import { REVERSIBLE } from "../../lib/guards/effect.ts";
import { defineWriteTool, type Tool } from "../../lib/tool.ts";
import { rollbackApplication } from "../../lib/tools/changes/rollback_application.ts";
import { planRollback } from "../../lib/tools/changes/sync/rollback_plan.ts";
import { syncApplication } from "../../lib/tools/changes/sync_application.ts";
import { syncInput } from "../../lib/tools/changes/sync/sync_arguments.ts";
import { planSync } from "../../lib/tools/changes/sync/sync_plan.ts";
import { isPruned } from "../../lib/views/resource_change.ts";
import type { ComparedResource } from "../../lib/views/resource_states.ts";
import { confirmed, structured } from "./apply_write.ts";
import {
  type Changes,
  changesBetween,
  Clock,
  snapshot,
  titlesOf,
} from "./cluster_changes.ts";
import { harness } from "./tool_harness.ts";

const POLICY = { tier: "destructive" } as const;
/** Arguments of a sync or a rollback. */
export type Args = Readonly<Record<string, unknown>> & {
  readonly application: string;
};

/** A tool that only thinks a write through, and keeps what it thought. */
function thinker<Own>(
  input: z.ZodType<Own>,
  think: (
    args: Own,
    context: Parameters<typeof planSync>[1],
  ) => Promise<readonly ComparedResource[] | undefined>,
): { readonly tool: Tool; rows(): readonly ComparedResource[] } {
  let rows: readonly ComparedResource[] | undefined;
  const tool = defineWriteTool<Own, undefined>({
    name: "sync_application",
    title: "Think",
    tier: "write",
    description: "Thinks.",
    input,
    async prepare(args, context) {
      rows = await think(args, context);
      return {
        purpose: "think",
        name: "x",
        effect: REVERSIBLE,
        facts: {},
        windows: [],
        preview: { summary: "thought" },
        send: undefined,
      };
    },
    apply: () => Promise.reject(new Error("never applied")),
  });
  return {
    tool,
    rows() {
      assert(rows);
      return rows;
    },
  };
}

const THINKERS = new Map<Tool, ReturnType<typeof thinker>>([
  [
    syncApplication,
    thinker(
      syncInput,
      async (args, context) => (await planSync(args, context)).compared,
    ),
  ],
  [
    rollbackApplication,
    thinker(
      z.strictObject({
        application: z.string(),
        id: z.number(),
        prune: z.boolean().optional(),
      }),
      async (args, context) => (await planRollback(args, context)).compared,
    ),
  ],
]);

/** What is compared, and where. */
export interface Comparing {
  readonly version: SimulatedVersion;
  /** `sync_application` by default. */
  readonly tool?: Tool;
  readonly customize?: (world: World) => void;
}

/** What is previewed; of some resources nobody can tell whether they change. */
interface Previewed extends Changes {
  readonly unknown: readonly string[];
}

function previewed(
  rows: readonly ComparedResource[],
  prune: boolean,
): Previewed {
  return {
    create: titlesOf(rows, "create"),
    changed: titlesOf(rows, "changed"),
    prune: prune ? titlesOf(rows.filter(isPruned), "prune") : [],
    unknown: titlesOf(rows, "unknown"),
  };
}

function nameOf(application: string): string {
  return application.split("/").at(-1) ?? "";
}

function recordOf(world: World, application: string) {
  const [name = "", namespace] = application.split("/").reverse();
  const record = world.application(name, namespace);
  assert(record, application);
  return record;
}

/** Previews, thinks, applies, lets the controller work, and compares. */
async function compareOne(
  args: Args,
  { version, tool = syncApplication, customize }: Comparing,
): Promise<string> {
  const think = THINKERS.get(tool);
  assert(think);
  const clock = new Clock();
  await using h = harness({
    version,
    policy: POLICY,
    now: clock.now,
    ...(customize ? { customize } : {}),
  });
  const { world } = h.simulator;
  const what = `${version} ${tool.name} ${JSON.stringify(args)}`;
  const before = snapshot(world);
  const preview = await h.call(tool, args);
  assert.deepEqual(h.changes(), [], what);
  if (preview.isError) return /^\w+/.exec(preview.text)?.[0] ?? preview.text;
  const thought = await h.call(think.tool, args);
  assert(!thought.isError, thought.text);
  const { unknown, ...expected } = previewed(
    think.rows(),
    args["prune"] === true,
  );
  const { counts = {} } = structured(preview) as {
    readonly counts?: Readonly<Record<string, number>>;
  };
  assert.deepEqual(
    ["create", "changed", "prune", "unknown"].map((key) => counts[key] ?? 0),
    [...Object.values(expected), unknown].map(({ length }) => length),
    what,
  );
  const applied = await h.call(tool, {
    ...args,
    ...confirmed(preview, nameOf(args.application)),
  });
  assert.deepEqual(changesBetween(before, snapshot(world)), {
    create: [],
    changed: [],
    prune: [],
  }, `${what}: nothing has happened yet`);
  if (applied.isError) return /^\w+/.exec(applied.text)?.[0] ?? applied.text;
  assert.equal(h.changes().length, 1, what);
  const record = recordOf(world, args.application);
  for (let s = 0; s < 20 && record.app.operation !== undefined; s++) {
    clock.pass(world, 1);
  }
  const { phase, message } = record.app.status.operationState ?? {};
  if (phase !== "Succeeded") return `${phase}: ${message}`;
  const actual = changesBetween(before, snapshot(world));
  const known = {
    ...actual,
    changed: actual.changed.filter((title) => !unknown.includes(title)),
  };
  assert.deepEqual(known, expected, what);
  const { create, changed, prune } = expected;
  return [create, changed, prune].map(({ length }) => length).join(" ");
}

/**
 * Applies each call in a world of its own, and asserts that the resources that were created, changed and pruned are
 * those of its preview.
 *
 * @returns `created changed pruned` for each call, or why it was refused or did not succeed.
 */
export async function comparePreviews(
  calls: Readonly<Record<string, Args>>,
  comparing: Comparing,
): Promise<Readonly<Record<string, string>>> {
  const outcomes: [string, string][] = [];
  for (const [key, args] of Object.entries(calls)) {
    outcomes.push([key, await compareOne(args, comparing)]);
  }
  return Object.fromEntries(outcomes);
}
