/**
 * From the arguments of a read to the whole answer of one Argo CD.
 *
 * @module
 */
import { errorsOf } from "../errors.ts";
import { requireScope } from "../guards/require_scope.ts";
import { requireTier } from "../guards/require_tier.ts";
import { requireValidNames } from "../guards/require_valid_names.ts";
import type { View } from "../pipeline/fit_size.ts";
import type { ToolContext, ToolSpec } from "../tool_spec.ts";
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
  /** What the handler was given. */
  readonly context: ToolContext;
  /** The way to the second Argo CD of the call. */
  readonly other?: CallAccess;
}

/**
 * Asks one Argo CD, once all guards have let the call pass; `onAllowed` is told of that.
 *
 * @param args As the tool's schema has parsed them.
 * @param other The second one of the call, whose own guards must let it pass as well.
 */
export async function readWhole(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { environment, other, args, onAllowed }: {
    readonly environment: RunEnvironment;
    readonly other?: RunEnvironment | undefined;
    readonly args: never;
    readonly onAllowed: () => void;
  },
): Promise<WholeAnswer> {
  const access = await openGuarded(spec, call, { environment, args });
  const second = other && await errorsOf(
    other.instance.name,
    openGuarded(spec, call, { environment: other, args }),
  );
  onAllowed();
  const context = second
    ? { ...access.context, other: second.context }
    : access.context;
  const view = await spec.handler(args, context);
  return { view, access, context, ...(second ? { other: second } : {}) };
}

/** A way to one Argo CD, once its guards have let the call pass. */
async function openGuarded(
  spec: ToolSpec<never, never>,
  call: RunningCall,
  { environment, args }: {
    readonly environment: RunEnvironment;
    readonly args: never;
  },
): Promise<CallAccess> {
  const { signal } = call.request;
  const { policy } = environment;
  const access = openAccess(environment, call, { tier: "read", signal });
  const { facts } = access;
  const effect = { tier: spec.tier, reasons: [] };
  const guarded = { tool: spec.name, effect, args, policy, facts, signal };
  requireTier(guarded);
  requireValidNames(guarded);
  await requireScope(guarded);
  return access;
}
