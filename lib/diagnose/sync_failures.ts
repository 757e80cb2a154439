/**
 * What the last sync could not apply.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { applicationState } from "../views/application_state.ts";
import type { Facts } from "./facts.ts";
import { keyOf, placeOf } from "./object_key.ts";
import { type OperationFacts, operationFacts } from "./operation_facts.ts";

/** One resource that Kubernetes or Argo CD refused. */
export interface SyncFailure {
  /** Absent where the operation failed as a whole. */
  readonly ref?: ResourceRef;
  readonly key: string;
  readonly message: string;
  /** Where the message stands. */
  readonly where: string;
  readonly hookType?: string;
}

/** A failed comparison or a spec that Argo CD refuses also fails the sync; those have rules of their own. */
const OTHERS_REGEXP =
  /ComparisonError|InvalidSpecError|failed to load|manifest generation|^operation terminated|rpc error/i;

/** Whether a failure has been overtaken: Argo CD compared again, with another revision, and all is as it should be. */
function isOver(
  { application }: Facts,
  operation: OperationFacts,
  ref?: ResourceRef,
): boolean {
  if (operation.isOfPresentRevision) return false;
  if (!ref) return applicationState(application).sync === "Synced";
  const status = application.status?.resources?.find((one) =>
    keyOf(one) === keyOf(ref)
  );
  return status
    ? status.status === "Synced"
    : applicationState(application).sync === "Synced";
}

/** Some messages repeat the whole object, which no rule needs: what failed stands before it, and why behind. */
const MOST_CHARS = 8_000;

function bounded(message: string): string {
  if (message.length <= MOST_CHARS) return message;
  const half = MOST_CHARS / 2;
  return `${message.slice(0, half)}…${message.slice(-half)}`;
}

/** The resources that the last sync could not apply and that are still not as they should be. */
export function syncFailures(facts: Facts): readonly SyncFailure[] {
  const { application, ref: own } = facts;
  const operation = operationFacts(application);
  const { phase, results, message, failed } = operation;
  const failures = results.filter((result) =>
    result.status === "SyncFailed" &&
    (Boolean(result.hookType) || !isOver(facts, operation, result))
  );
  if (failures.length === 0) {
    const isWhole = failed && phase !== "Running" &&
      !results.some(({ status, hookPhase }) =>
        status === "SyncFailed" || hookPhase === "Failed" ||
        hookPhase === "Error"
      ) && !OTHERS_REGEXP.test(message) && !isOver(facts, operation);
    const where = `Application/${own}@status.operationState.message`;
    return isWhole ? [{ key: "", message: bounded(message), where }] : [];
  }
  return failures.map((result) => {
    const { group = "", kind = "", namespace = "", name = "" } = result;
    const ref = { group, kind, namespace, name };
    return {
      ref,
      key: keyOf(ref),
      message: bounded(result.message || message),
      where: `Application/${own}@status.operationState.syncResult[${
        placeOf(ref)
      }]`,
      ...(result.hookType ? { hookType: result.hookType } : {}),
    };
  });
}
