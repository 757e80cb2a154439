/**
 * Waiting for an operation that was just started, and not for the one before it or after it.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import type {
  Application,
  Operation,
  OperationState,
} from "../argocd/wire/application.ts";
import {
  applicationState,
  hasFailedOperation,
} from "../views/application_state.ts";
import { failedOperationText, type Outlook } from "../views/awaited_states.ts";
import { runningOperation } from "../views/operation_progress.ts";
import { initiator } from "../views/operation_view.ts";
import {
  awaitApplication,
  type WaitOptions,
  type WaitOutcome,
} from "./await_application.ts";

/** The entry of an operation's `infos` that says whose it is. */
const INFO_NAME = "argocd-mcp";

/** The `infos` of a sync by which {@linkcode awaitOperation} knows it again. */
export function operationInfos(
  token: string,
): readonly { readonly name: string; readonly value: string }[] {
  return [{ name: INFO_NAME, value: token }];
}

/** Which operation, and how it is waited for. */
export interface OperationWait extends Omit<WaitOptions, "until"> {
  /** What {@linkcode operationInfos} was called with; absent for operations without `infos`, such as a rollback. */
  readonly token?: string;
  /** The operation before it, as it was read before it was started. */
  readonly before?: OperationState | null | undefined;
}

type Ownership = Pick<OperationWait, "token" | "before">;

function hasToken(
  operation: Operation | undefined,
  token: string | undefined,
): boolean {
  return token === undefined ||
    operation?.info?.some(({ name, value }) =>
        name === INFO_NAME && value === token
      ) === true;
}

/** The clock of the cluster is not ours: an operation is later than another when its beginning is not the same. */
function isOwn(
  state: OperationState | null | undefined,
  { token, before }: Ownership,
): boolean {
  if (!state || !hasToken(state.operation, token)) return false;
  return token !== undefined || state.startedAt !== before?.startedAt;
}

function outlookOf(
  application: Application,
  options: Ownership & { readonly wasSeen: boolean },
): Outlook & { readonly seen: boolean } {
  const state = application.status?.operationState;
  if (isOwn(state, options)) {
    const running = runningOperation(application);
    if (running !== undefined) return { missing: [running], seen: true };
    if (!hasFailedOperation(applicationState(application))) {
      return { missing: [], seen: true };
    }
    const failed = failedOperationText(application);
    return { missing: [failed], failed, seen: true };
  }
  const { operation } = application;
  if (operation && hasToken(operation, options.token)) {
    return { missing: ["sync waits for the controller"], seen: true };
  }
  const isLater = state && state.startedAt !== options.before?.startedAt;
  const by = initiator(state?.operation?.initiatedBy);
  const other = `another operation${by ? ` by ${by}` : ""}`;
  if (options.wasSeen && isLater) {
    const failed =
      `${other} has taken its place before its end was seen; get_application_history tells whether it was done`;
    return { missing: [failed], failed, seen: true };
  }
  return {
    missing: [
      isLater
        ? `Argo CD shows ${other} and not this one`
        : "the operation has not begun",
    ],
    seen: false,
  };
}

/**
 * Waits until an operation has ended and Argo CD has compared again, so that sync and health of the returned
 * application are what it led to. Whether it worked is in `failed` and in the application.
 *
 * @throws {ToolError} as {@linkcode awaitApplication} does.
 */
export async function awaitOperation(
  argocd: ArgocdClient,
  { token, before, ...options }: OperationWait,
): Promise<WaitOutcome> {
  let wasSeen = false;
  return await awaitApplication(argocd, {
    ...options,
    until(application) {
      if (!application) {
        const failed = "the application was deleted meanwhile";
        return { missing: [failed], failed };
      }
      const { seen, ...outlook } = outlookOf(application, {
        ...(token === undefined ? {} : { token }),
        before,
        wasSeen,
      });
      wasSeen ||= seen;
      return outlook;
    },
  });
}
