/**
 * From the arguments of a read to the whole answer of one Argo CD.
 *
 * @module
 */
import { requireScope } from "../guards/require_scope.ts";
import { requireTier } from "../guards/require_tier.ts";
import { requireValidNames } from "../guards/require_valid_names.ts";
import type { View } from "../pipeline/fit_size.ts";
import type { ToolSpec } from "../tool_spec.ts";
import {
  type CallAccess,
  openAccess,
  type RunEnvironment,
  type RunningCall,
} from "./run_environment.ts";

/** A whole answer, and the way that it came. */
export interface WholeAnswer {
  readonly view: View;
  readonly access: CallAccess;
}

/**
 * Asks one Argo CD, once all guards have let the call pass; `onAllowed` is told of that.
 *
 * @param args As the tool's schema has parsed them.
 */
export async function readWhole(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { environment, args, onAllowed }: {
    readonly environment: RunEnvironment;
    readonly args: never;
    readonly onAllowed: () => void;
  },
): Promise<WholeAnswer> {
  const { name } = spec;
  const { signal } = call.request;
  const { policy } = environment;
  const access = openAccess(environment, call, { tier: "read", signal });
  const { facts, context } = access;
  const effect = { tier: spec.tier, reasons: [] };
  const guarded = { tool: name, effect, args, policy, facts, signal };
  requireTier(guarded);
  requireValidNames(guarded);
  await requireScope(guarded);
  onAllowed();
  return { view: await spec.handler(args, context), access };
}
