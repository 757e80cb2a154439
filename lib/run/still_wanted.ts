/**
 * What may have changed while a write was thought through: whether anybody still wants it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { requireChangeWindow } from "../guards/require_change_window.ts";
import { requireNotFrozen } from "../guards/require_not_frozen.ts";
import type { RunEnvironment } from "./run_environment.ts";

/**
 * Passes when the operator has not stopped changes, for now or at this time of the week.
 *
 * @throws {ToolError} `FROZEN`
 */
export async function requireUnfrozen(
  { freeze, windows }: RunEnvironment,
  purpose: string,
): Promise<void> {
  await requireNotFrozen(freeze, purpose);
  requireChangeWindow(windows, purpose);
}

/**
 * Passes a call that its caller still wants.
 *
 * @throws {ToolError} `CANCELLED`
 */
export function requireGoing(signal: AbortSignal, purpose: string): void {
  if (!signal.aborted) return;
  throw new ToolError(
    "CANCELLED",
    `Cannot ${purpose}: the call was cancelled`,
    { hint: "Nothing was sent" },
  );
}
