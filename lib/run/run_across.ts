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
import { takeWindow } from "../pipeline/take_window.ts";
import type { ToolSpec } from "../tool_spec.ts";
import { readWhole, type WholeAnswer } from "./read_whole.ts";
import type { RunEnvironment, RunningCall } from "./run_environment.ts";

/** Whom to ask, and how. */
export interface AcrossOptions {
  readonly instances: readonly Instance[];
  readonly environmentOf: (instance: Instance) => Promise<RunEnvironment>;
  readonly maxChars: number;
  readonly onAllowed: () => void;
}

interface Answered extends WholeAnswer {
  readonly name: string;
}

interface Failed {
  readonly name: string;
  readonly error: ToolError;
}

/** An error of one instance in a line. */
interface FailureView {
  readonly instance: string;
  readonly error: string;
  readonly open?: string;
}

function failureView({ name, error }: Failed): FailureView {
  return {
    instance: name,
    error: `${error.code}: ${error.message}`,
    ...(error.open ? { open: error.open.href } : {}),
  };
}

function withFailures(
  text: (view: View) => string,
): (view: View) => string {
  return (view) => {
    const failed = (view["failed"] ?? []) as readonly FailureView[];
    return [
      ...failed.map(({ instance, error, open }) =>
        `NOT ANSWERED by instance ${instance}: ${error}${
          open ? ` (open ${open})` : ""
        }`
      ),
      text(view),
    ].join("\n");
  };
}

/** When nobody answered, the first one says why, and how many others there are. */
function allFailed([first, ...others]: readonly Failed[]): Error {
  if (!first) return new TypeError("Cannot ask no instance");
  if (others.length === 0) return first.error;
  const { code, message, hint, open } = first.error;
  const names = others.map(({ name, error }) => `${name} (${error.code})`);
  return new ToolError(
    code,
    `${message} (instance ${first.name}); nor did ${
      names.slice(0, 5).join(", ")
    }${names.length > 5 ? ` and ${names.length - 5} more` : ""} answer`,
    {
      ...(hint ? { hint } : {}),
      ...(open ? { open } : {}),
      cause: first.error,
    },
  );
}

/** Runs a read of several instances. */
export async function runAcross(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { instances, environmentOf, maxChars, onAllowed }: AcrossOptions,
): Promise<ToolResult> {
  const { name: tool, paging } = spec;
  const { mask, request: { args: raw } } = call;
  const args = parseArguments(spec, raw, call.choosing);
  const names = instances.map(({ name }) => name);
  const asked = { ...args as Readonly<Record<string, unknown>>, names };
  const offset = readCursor(tool, asked);
  const field = paging?.field ?? "items";

  async function ask(instance: Instance): Promise<Answered | Failed> {
    const { name } = instance;
    try {
      const environment = await environmentOf(instance);
      const about = { environment, args, onAllowed };
      return { name, ...await readWhole(spec, call, about) };
    } catch (error) {
      if (error instanceof ToolError && error.code !== "INTERNAL") {
        return { name, error };
      }
      throw error;
    }
  }
  const answers = await mapLimited(instances, ask);
  const answered = answers.filter((one) => "view" in one);
  const failed = answers.filter((one) => "error" in one);
  if (answered.length === 0) throw allFailed(failed);

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
  const items = [...(merged[field] ?? []) as readonly unknown[]];
  if (order) items.sort(order);
  const part = takeWindow({ ...merged, [field]: items }, paging, {
    tool,
    args: asked,
    offset,
  });
  const kept = part.view[field] as readonly unknown[];
  const finished = await finish(kept, { spec, args, owners, field, merged });
  const columns = merged["columns"];
  const leftOut = new Map<string, number>();
  for (const { access } of answered) {
    for (const [kind, count] of access.leftOut) {
      leftOut.set(kind, (leftOut.get(kind) ?? 0) + count);
    }
  }
  const view = {
    instances: names,
    ...(failed.length > 0 ? { failed: failed.map(failureView) } : {}),
    ...part.view,
    ...finished.rest,
    ...(Array.isArray(columns) ? { columns: ["instance", ...columns] } : {}),
    [field]: finished.items,
  };
  const shown = withLeftOut(mask.value(view), leftOut);
  const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
  return presentView({ ...part, view: shown }, {
    text: withFailures(text),
    maxChars,
  });
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
): Promise<{ readonly items: readonly unknown[]; readonly rest: View }> {
  const done = new Map<unknown, unknown>();
  const rest: Record<string, unknown> = {};
  const groups = Map.groupBy(items, (item) => owners.get(item));
  await mapLimited([...groups], async ([owner, own]) => {
    if (!owner) return;
    let shown: readonly unknown[] = own;
    if (spec.enrich) {
      const view = await spec.enrich(
        { ...merged, [field]: own } as never,
        args,
        owner.access.context,
      ) as View;
      shown = view[field] as readonly unknown[];
      if (view["note"] !== merged["note"]) rest["note"] = view["note"];
    }
    own.forEach((item, at) => done.set(item, itemOf(owner.name, shown[at])));
  });
  return { items: items.map((item) => done.get(item)), rest };
}
