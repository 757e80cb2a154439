/**
 * From the arguments of a read to its answer.
 *
 * @module
 */
import { readCursor } from "../pipeline/cursor.ts";
import type { View } from "../pipeline/fit_size.ts";
import {
  addLeftOut,
  textWithLeftOut,
  withLeftOut,
} from "../pipeline/left_out.ts";
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
  { environment, other, onAllowed }: {
    readonly environment: RunEnvironment;
    readonly other?: RunEnvironment | undefined;
    readonly onAllowed: () => void;
  },
): Promise<ToolResult> {
  const { name } = spec;
  const { mask, request: { args: raw } } = call;
  const { policy, instance } = environment;
  const args = parseArguments(spec, raw, call.choosing);
  const asked = {
    ...args as Readonly<Record<string, unknown>>,
    instance: instance.name,
    ...(other && spec.other ? { [spec.other]: other.instance.name } : {}),
  };
  const offset = readCursor(name, asked);
  const about = { environment, other, args, onAllowed };
  const whole = await readWhole(spec, call, about);
  const part = takeWindow(whole.view, spec.paging, {
    tool: name,
    args: asked,
    offset,
  });
  const enriched = spec.enrich
    ? await spec.enrich(part.view as never, args, whole.context)
    : part.view;
  const leftOut = addLeftOut(whole.access.leftOut, whole.other?.leftOut);
  const view = viewOf(
    withLeftOut(mask.value(enriched as View), leftOut),
    environment,
  );
  const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
  return presentView({ ...part, view }, {
    text: textOf(text, environment),
    maxChars: spec.isForServer ? Infinity : policy.maxResultChars,
  });
}
