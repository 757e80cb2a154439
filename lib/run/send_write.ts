/**
 * A write on its way: from here on it is neither refused, repeated nor cancelled, and what came of it is recorded.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { Applied, ApplyContext, WriteSpec } from "../tool_spec.ts";
import type { CallRecorder } from "./record_call.ts";
import type { CallAccess, RunningCall } from "./run_environment.ts";

/** What sending needs. */
export interface Sending {
  readonly spec: WriteSpec<never, never>;
  readonly call: RunningCall;
  /** Bound to the tier of the effect, and deaf to the caller's signal. */
  readonly access: CallAccess;
  readonly recorder: CallRecorder;
}

function withWarning(applied: Applied, warning: string): Applied {
  return { ...applied, warnings: [...applied.warnings ?? [], warning] };
}

/** What was done stays done and is told, whatever becomes of waiting for its end. */
async function follow(
  send: never,
  applied: Applied,
  { spec, call, context }: {
    readonly spec: Sending["spec"];
    readonly call: RunningCall;
    readonly context: ApplyContext;
  },
): Promise<Applied> {
  try {
    return await spec.follow?.(send, applied, context) ?? applied;
  } catch (error) {
    if (!(error instanceof ToolError)) throw saidSo(error, call);
    return withWarning(
      applied,
      `it was not watched to its end: ${error.code}: ${error.message}`,
    );
  }
}

/** The error of a write that has or may have changed something all the same, and says so. */
function saidSo(error: unknown, { tool, upstream }: RunningCall): unknown {
  const { changes = 0 } = upstream;
  const isExpected = error instanceof ToolError;
  if (isExpected && (changes === 0 || error.outcomeUnknown)) return error;
  const message = isExpected
    ? error.message
    : `Cannot finish '${tool}': an unexpected error occurred`;
  const done = changes === 0
    ? "whether Argo CD carried anything out is not known"
    : `Argo CD had accepted ${changes} ${
      changes === 1 ? "change" : "changes"
    } before that`;
  return new ToolError(
    isExpected ? error.code : "INTERNAL",
    `${message}; ${done}`,
    {
      outcomeUnknown: true,
      hint:
        "Look at the present state before trying again; nothing was sent a second time",
      cause: error,
    },
  );
}

/** Sends, whatever becomes of the caller meanwhile, and records what came of it; then waits for its end. */
export async function sendWrite(
  send: never,
  { spec, call, access, recorder }: Sending,
): Promise<Applied> {
  const context: ApplyContext = {
    ...access.context,
    exact: access.exact,
    mask: (value) => call.mask.value(value),
    id: call.id,
  };
  recorder.allow();
  let applied: Applied;
  try {
    applied = await spec.apply(send, context);
  } catch (error) {
    throw saidSo(error, call);
  }
  const isRecorded = await recorder.outcome();
  const told = isRecorded ? applied : withWarning(
    applied,
    "it is not in the audit log, which cannot be written any more",
  );
  const { signal } = call.request;
  return await follow(send, told, {
    spec,
    call,
    context: { ...context, signal },
  });
}
