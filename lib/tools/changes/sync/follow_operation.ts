/**
 * Waiting for an operation that a write has started, where its caller wants that.
 *
 * @module
 */
import type {
  Application,
  ResourceResult,
} from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import type { Applied, ApplyContext } from "../../../tool_spec.ts";
import { isFailedResult } from "../../../views/application_reasons.ts";
import { applicationState } from "../../../views/application_state.ts";
import { compact } from "../../../views/compact.ts";
import { operationView } from "../../../views/operation_view.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { awaitOperation } from "../../await_operation.ts";
import { type FoundApplication, refOf } from "../../read_application.ts";

/** What is waited for. */
export interface FollowOptions {
  /** Before the operation was started. */
  readonly before: FoundApplication;
  /** What its `infos` say; absent for operations without. */
  readonly token?: string;
  /** Seconds; without them nothing is waited for. */
  readonly timeout: number | undefined;
  /** It is to end, whether it works or not. */
  readonly isEnd?: true;
}

const SHOWN = 40;

/** A hook that failed was applied all the same, so Argo CD says `Synced` of it: what became of it is its phase. */
function resultText(result: ResourceResult, home: string | undefined): string {
  const { status, hookPhase, hookType, message } = result;
  const word = hookType ? hookPhase || status : status || hookPhase;
  const hook = hookType ? ` (${hookType} hook)` : "";
  return `${resourceTitle(result, home)}${hook}: ${
    [word, message].filter(Boolean).join(", ")
  }`;
}

/** What became of each resource, those that failed first. */
function resultLines({ status, spec }: Application): readonly string[] {
  const results = status?.operationState?.syncResult?.resources ?? [];
  const home = spec?.destination?.namespace;
  const lines = results.map((one) => ({
    failed: isFailedResult(one),
    text: resultText(one, home),
  })).toSorted((a, b) => Number(b.failed) - Number(a.failed));
  const more = lines.length - SHOWN;
  return [
    ...lines.slice(0, SHOWN).map(({ text }) => text),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** The outcome of an operation as it is known of `application`. */
export function operationResult(
  application: Application,
): Readonly<Record<string, unknown>> {
  const { phase, message, finished, revisions, waiting_for_retry } =
    operationView(application) ?? {};
  const { sync, health } = applicationState(application);
  return compact({
    phase,
    message,
    finished,
    revisions,
    waiting_for_retry,
    sync,
    health,
    resources: resultLines(application),
  });
}

/** Waits for the operation and adds what came of it. That the wait failed is a warning: the write was done. */
export async function followOperation(
  applied: Applied,
  { before, token, timeout, isEnd }: FollowOptions,
  { argocd, signal, report }: ApplyContext,
): Promise<Applied> {
  if (timeout === undefined) {
    const next = isEnd
      ? 'wait_for_application with for=["operation"] tells when it has ended'
      : "wait_for_application tells when it is done and healthy";
    return { ...applied, result: { ...applied.result, next } };
  }
  const ref = refOf(before.key);
  try {
    const outcome = await awaitOperation(argocd, {
      ref,
      timeout,
      signal,
      report,
      known: before,
      before: before.application.status?.operationState,
      ...(token === undefined ? {} : { token }),
    });
    const { done, failed, missing, application, waited_s } = outcome;
    const hasEnded = failed !== undefined && isEnd;
    const state = hasEnded
      ? "ended"
      : failed !== undefined
      ? "failed"
      : done
      ? "done"
      : "not over";
    const warning = hasEnded || done ? undefined : failed ??
      `${
        missing.join("; ")
      }; it goes on: wait_for_application with for=["operation"] waits further`;
    return {
      ...applied,
      summary: `${applied.summary}; ${state} after ${waited_s} s`,
      ...(warning === undefined
        ? {}
        : { warnings: [...applied.warnings ?? [], warning] }),
      result: { ...applied.result, ...operationResult(application) },
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return {
      ...applied,
      warnings: [
        ...applied.warnings ?? [],
        `it was accepted, and waiting for its end failed: ${error.message}`,
      ],
    };
  }
}
