/**
 * Refuses what Argo CD would refuse or let hang, before anything is planned.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { applicationState } from "../../../views/application_state.ts";
import { shortMessage } from "../../../views/short_message.ts";

/** Whether an operation is requested or under way; one that waits for its retry is. */
export function isBusy(application: Application): boolean {
  const { phase } = application.status?.operationState ?? {};
  return application.operation !== undefined || phase === "Running" ||
    phase === "Terminating";
}

/**
 * Passes applications that are not being deleted.
 *
 * @throws {ToolError} `CONFLICT`
 */
export function requireNotDeleting(
  { metadata }: Application,
  purpose: string,
): void {
  if (!metadata?.deletionTimestamp) return;
  throw new ToolError(
    "CONFLICT",
    `Cannot ${purpose}: it is being deleted since ${metadata.deletionTimestamp}`,
    {
      hint:
        'wait_for_application with for=["deleted"] waits for its end; finalizers that hang show in get_application',
    },
  );
}

/**
 * Passes applications without an operation in progress: Argo CD runs one at a time.
 *
 * @throws {ToolError} `CONFLICT`
 */
export function requireIdle(application: Application, purpose: string): void {
  requireNotDeleting(application, purpose);
  if (!isBusy(application)) return;
  const { startedAt, message } = application.status?.operationState ?? {};
  const { phase } = applicationState(application);
  const since = startedAt ? ` since ${startedAt}` : "";
  throw new ToolError(
    "CONFLICT",
    `Cannot ${purpose}: another operation is in progress: ${
      phase || "requested"
    }${since}${message ? ` (${shortMessage(message, 200)})` : ""}`,
    {
      hint:
        'wait_for_application with for=["operation"] waits for its end; terminate_operation ends it',
    },
  );
}
