/**
 * From the arguments of a read to its answer.
 *
 * @module
 */
import { readCursor } from "../pipeline/cursor.ts";
import type { View } from "../pipeline/fit_size.ts";
import { textWithLeftOut, withLeftOut } from "../pipeline/left_out.ts";
import { parseArguments } from "../pipeline/parse_arguments.ts";
import { presentView, type ToolResult } from "../pipeline/present.ts";
import { takeWindow } from "../pipeline/take_window.ts";
import type { ToolSpec } from "../tool_spec.ts";
import { readWhole } from "./read_whole.ts";
import type { RunEnvironment, RunningCall } from "./run_environment.ts";
import { textOf, viewOf } from "./whose_answer.ts";

/** Runs a read. `onAllowed` is told when all guards have let it pass. */
export async function runRead(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { environment, onAllowed }: {
    readonly environment: RunEnvironment;
    readonly onAllowed: () => void;
  },
): Promise<ToolResult> {
  const { name } = spec;
  const { mask, request: { args: raw } } = call;
  const { policy, instance } = environment;
  const args = parseArguments(spec, raw, call.choosing);
  const asked = { ...args as object, instance: instance.name };
  const offset = readCursor(name, {
    ...args as Readonly<Record<string, unknown>>,
    instance: instance.name,
  });
  const whole = await readWhole(spec, call, { environment, args, onAllowed });
  const { context, leftOut } = whole.access;
  const part = takeWindow(whole.view, spec.paging, {
    tool: name,
    args: asked,
    offset,
  });
  const enriched = spec.enrich
    ? await spec.enrich(part.view as never, args, context)
    : part.view;
  const view = viewOf(
    withLeftOut(mask.value(enriched as View), leftOut),
    environment,
  );
  const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
  return presentView({ ...part, view }, {
    text: textOf(text, environment),
    maxChars: policy.maxResultChars,
  });
}
