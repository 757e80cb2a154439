/**
 * One read of several Argo CDs: asked side by side, told as one list, and what failed at one of them is told beside
 * what the others said.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import { mapLimited } from "../map_limited.ts";
import { readCursor } from "../pipeline/cursor.ts";
import type { View } from "../pipeline/fit_size.ts";
import { textWithLeftOut, withLeftOut } from "../pipeline/left_out.ts";
import { itemOf, mergeViews } from "../pipeline/merge_views.ts";
import { parseArguments } from "../pipeline/parse_arguments.ts";
import { presentView, type ToolResult } from "../pipeline/present.ts";
import { type Part, takeWindow } from "../pipeline/take_window.ts";
import type { ToolSpec } from "../tool_spec.ts";
import { withinTime } from "../within_time.ts";
import { type AcrossLimits, AcrossTime } from "./across_time.ts";
import {
  allFailed,
  type Failed,
  failureViews,
  withInstances,
} from "./failed_instances.ts";
import { readWhole, type WholeAnswer } from "./read_whole.ts";
import type { RunEnvironment, RunningCall } from "./run_environment.ts";

/** Whom to ask, and how. */
export interface AcrossOptions {
  readonly instances: readonly Instance[];
  readonly environmentOf: (instance: Instance) => Promise<RunEnvironment>;
  readonly maxChars: number;
  /** How long it may take; see {@linkcode AcrossTime}. */
  readonly limits?: AcrossLimits | undefined;
  readonly onAllowed: () => void;
}

/** The words around the names of instances and their failures. */
const BESIDE_BYTES = 100;
/** So long one waits for those before it; then they are asked side by side. */
const TURN_MS = 1_000;

interface Answered extends WholeAnswer {
  readonly name: string;
}

/** Runs a read of several instances. */
export async function runAcross(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { instances, environmentOf, maxChars, limits, onAllowed }: AcrossOptions,
): Promise<ToolResult> {
  const { name: tool, paging } = spec;
  const { mask, request: { args: raw } } = call;
  const args = parseArguments(spec, raw, call.choosing);
  const names = instances.map(({ name }) => name);
  const asked = { ...args as Readonly<Record<string, unknown>>, names };
  const offset = readCursor(tool, asked);
  const field = paging?.field ?? "items";

  using time = new AcrossTime(call.request.signal, limits);
  function ask(instance: Instance): Promise<Answered | Failed> {
    const { name } = instance;
    const answer = time.answer(name, async (signal) => {
      const environment = await environmentOf(instance);
      const about = { environment, args, onAllowed };
      const own = { ...call, request: { ...call.request, signal } };
      return { name, ...await readWhole(spec, own, about) };
    });
    return orFailed(name, () => answer);
  }
  const asking: Promise<Answered | Failed>[] = [];
  await mapLimited(instances, async (instance) => {
    const answer = ask(instance);
    asking.push(answer);
    await withinTime(TURN_MS, answer);
  });
  const answers = await Promise.all(asking);
  const answered = answers.filter((one) => "view" in one);
  const failed = answers.filter((one) => "error" in one);
  if (answered.length === 0) throw allFailed(failed);
  function present(part: Part): ToolResult {
    const leftOut = new Map<string, number>();
    for (const { access } of answered) {
      for (const [kind, count] of access.leftOut) {
        leftOut.set(kind, (leftOut.get(kind) ?? 0) + count);
      }
    }
    const shown = {
      instances: names,
      ...(failed.length > 0 ? { failed: failureViews(failed, mask) } : {}),
      ...withLeftOut(mask.value(part.view), leftOut),
    };
    const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
    return presentView({ ...part, view: shown }, {
      text: withInstances(text),
      maxChars,
    });
  }
  if (spec.merge) {
    const parts = answered.map(({ view, access: { context } }) => ({
      result: view as never,
      context,
    }));
    // It stands there twice, as structure and in a few more words as text.
    const about = JSON.stringify([names, failureViews(failed, mask)]);
    const beside = BESIDE_BYTES + 2 * new TextEncoder().encode(about).length;
    const view: View = await spec.merge(parts, args, beside);
    return present({ view, page: () => undefined });
  }

  const owners = new Map<unknown, Answered>();
  for (const one of answered) {
    for (const item of (one.view[field] ?? []) as readonly unknown[]) {
      owners.set(item, one);
    }
  }
  const merged = mergeViews(answered, field);
  const order = spec.order?.(args) as
    | ((a: unknown, b: unknown) => number)
    | undefined;
  const items = (merged[field] ?? []) as unknown[];
  if (order) items.sort(order);
  const part = takeWindow({ ...merged, [field]: items }, paging, {
    tool,
    args: asked,
    offset,
  });
  const kept = part.view[field] as readonly unknown[];
  const finished = await finish(kept, { spec, args, owners, field, merged });
  failed.push(...finished.failed);
  const columns = merged["columns"];
  const { note } = finished;
  return present({
    ...part,
    view: {
      ...part.view,
      ...(note === undefined ? {} : { note }),
      ...(Array.isArray(columns) ? { columns: ["instance", ...columns] } : {}),
      [field]: finished.items,
    },
  });
}

/** What `work` comes to for one instance; an error that was written for a reader is a fact about that instance. */
async function orFailed<Result>(
  name: string,
  work: () => Promise<Result>,
): Promise<Result | Failed> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError && error.code !== "INTERNAL") {
      return { name, error };
    }
    throw error;
  }
}

/** What became of the items that are shown. */
interface Finished {
  readonly items: readonly unknown[];
  readonly note: string | undefined;
  readonly failed: readonly Failed[];
}

/** Adds what is costly to the items that are shown, each by its own instance, and says whose they are. */
async function finish(
  items: readonly unknown[],
  { spec, args, owners, field, merged }: {
    readonly spec: ToolSpec<never, never>;
    readonly args: never;
    readonly owners: ReadonlyMap<unknown, Answered>;
    readonly field: string;
    readonly merged: View;
  },
): Promise<Finished> {
  const { note: before, ...rest } = merged;
  const notes = typeof before === "string" ? [before] : [];
  const done = new Map<unknown, unknown>();
  const failed: Failed[] = [];

  async function finishOwn(
    { name, access }: Answered,
    own: readonly unknown[],
  ): Promise<void> {
    const part = { ...rest, [field]: own };
    const view = spec.enrich
      ? await spec.enrich(part as never, args, access.context) as View
      : part;
    const shown = view[field] as readonly unknown[];
    own.forEach((item, at) => done.set(item, itemOf(name, shown[at])));
    const { note } = view as { readonly note?: unknown };
    if (typeof note === "string") notes.push(`${name}: ${note}`);
  }
  const groups = Map.groupBy(items, (item) => owners.get(item));
  await mapLimited([...groups], async ([owner, own]) => {
    if (!owner) return;
    const end = await orFailed(owner.name, () => finishOwn(owner, own));
    if (end) failed.push(end);
  });
  return {
    items: items.flatMap((item) => done.has(item) ? [done.get(item)] : []),
    note: notes.length > 0 ? notes.join("; ") : undefined,
    failed,
  };
}
