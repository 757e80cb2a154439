/**
 * From the arguments of a read to its answer.
 *
 * @module
 */
import { requireScope } from "../guards/require_scope.ts";
import { requireTier } from "../guards/require_tier.ts";
import { requireValidNames } from "../guards/require_valid_names.ts";
import { readCursor } from "../pipeline/cursor.ts";
import type { View } from "../pipeline/fit_size.ts";
import { textWithLeftOut, withLeftOut } from "../pipeline/left_out.ts";
import { parseArguments } from "../pipeline/parse_arguments.ts";
import { presentView, type ToolResult } from "../pipeline/present.ts";
import { takeWindow } from "../pipeline/take_window.ts";
import type { ToolSpec } from "../tool_spec.ts";
import {
  openAccess,
  type RunEnvironment,
  type RunningCall,
} from "./run_environment.ts";

/** Runs a read. `onAllowed` is told when all guards have let it pass. */
export async function runRead(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { environment, onAllowed }: {
    readonly environment: RunEnvironment;
    readonly onAllowed: () => void;
  },
): Promise<ToolResult> {
  const { name, input } = spec;
  const { mask, request: { args: raw, signal } } = call;
  const { policy } = environment;
  const args = parseArguments({ name, input }, raw);
  const given = args as Readonly<Record<string, unknown>>;
  const access = openAccess(environment, call, { tier: "read", signal });
  const { facts, context, leftOut } = access;
  const effect = { tier: spec.tier, reasons: [] };
  const guarded = { tool: name, effect, args: given, policy, facts, signal };
  requireTier(guarded);
  requireValidNames(guarded);
  await requireScope(guarded);
  const offset = readCursor(name, given);
  onAllowed();
  const whole: View = await spec.handler(args, context);
  const part = takeWindow(whole, spec.paging, {
    tool: name,
    args: given,
    offset,
  });
  const enriched = spec.enrich
    ? await spec.enrich(part.view as never, args, context)
    : part.view;
  const view = withLeftOut(mask.value(enriched as View), leftOut);
  const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
  return presentView({ ...part, view }, {
    text,
    maxChars: policy.maxResultChars,
  });
}
