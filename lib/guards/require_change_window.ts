/**
 * Refuses writes at times that the operator of this server does not allow.
 *
 * Not the sync windows of Argo CD: those belong to its projects, and `require_open_window.ts` is about them. These are
 * set where the freeze is, by the same person, so the code is the freeze's.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** What the operator's windows say now. */
export interface ChangeWindowState {
  readonly open: boolean;
  /** Which rule decides, and until when: `windows[1] (deny …) is active until …`. */
  readonly reason: string;
  /** When closed ones open, where that is known. */
  readonly opensAt?: string;
  /** Whose windows they are: `instance 'prod' in registry.yaml`. */
  readonly source: string;
}

/** Tells it at the moment that it is asked. */
export type ReadChangeWindow = () => ChangeWindowState;

function closedText(
  { source, reason }: Pick<ChangeWindowState, "source" | "reason">,
): string {
  return `the windows of ${source} do not allow changes now: ${reason}`;
}

/** The closed windows in one line; `undefined` when writes may happen. */
export function changeWindowText(
  read: ReadChangeWindow | undefined,
): string | undefined {
  const state = read?.();
  return !state || state.open ? undefined : closedText(state);
}

/**
 * Passes when the operator's windows allow changes now.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `FROZEN` with the rule and when it opens.
 */
export function requireChangeWindow(
  read: ReadChangeWindow | undefined,
  purpose: string,
): void {
  const state = read?.();
  if (!state || state.open) return;
  const when = state.opensAt
    ? `Changes are allowed from ${state.opensAt} on`
    : "It is not known when changes are allowed";
  throw new ToolError("FROZEN", `Cannot ${purpose}: ${closedText(state)}`, {
    hint: `${when}; only the operator of this server can change its windows`,
  });
}
