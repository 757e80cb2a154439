/**
 * Waiting for an application.
 *
 * @module
 */
import * as z from "zod";
import type { Application } from "../../argocd/wire/application.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { applicationState } from "../../views/application_state.ts";
import {
  AWAITED_STATES,
  awaitedOutlook,
  type AwaitedState,
  type Outlook,
} from "../../views/awaited_states.ts";
import { compact } from "../../views/compact.ts";
import { operationIsOver } from "../../views/operation_progress.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { application } from "../arguments.ts";
import { awaitApplication, type WaitOutcome } from "../await_application.ts";

const DEFAULT_STATES: readonly AwaitedState[] = [
  "synced",
  "healthy",
  "operation",
];
const DEFAULT_SECONDS = 120;
const MAX_SECONDS = 900;
/** Facts of one answer. */
const MOST = 10;

const input = z.strictObject({
  application,
  for: z.array(z.enum(AWAITED_STATES)).optional().describe(
    "default all but deleted",
  ),
  timeout: z.int().min(1).max(MAX_SECONDS).optional().describe(
    `seconds, default ${DEFAULT_SECONDS}`,
  ),
});

type Args = z.infer<typeof input>;

interface Waited {
  readonly application: string;
  readonly done: boolean;
  /** Seconds. */
  readonly waited: number;
  readonly sync?: string;
  readonly health?: string;
  /** Phase of the running or last one. */
  readonly operation?: string;
  /** Why waiting longer is of no use. */
  readonly failed?: string;
  readonly missing?: readonly string[];
  readonly note?: string;
  readonly next?: string;
}

function wantedStates({ for: asked = [] }: Args): readonly AwaitedState[] {
  if (asked.length === 0) return DEFAULT_STATES;
  if (asked.includes("deleted") && asked.length > 1) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      "Cannot wait for 'deleted' and something else: an application that is gone has no state",
      { hint: "Ask for 'deleted' alone" },
    );
  }
  return asked;
}

function outlook(
  seen: Application | undefined,
  wanted: readonly AwaitedState[],
): Outlook {
  if (seen) return awaitedOutlook(seen, wanted);
  if (wanted.includes("deleted")) return { missing: [] };
  const failed = "it was deleted while it was waited for";
  return { missing: [failed], failed };
}

function noteOn({ gone, successor }: WaitOutcome): string | undefined {
  if (!gone) return undefined;
  return successor
    ? `another application of that name exists since ${successor.metadata?.creationTimestamp}: something makes it again`
    : "Argo CD has it neither in its project nor elsewhere that this account may see";
}

function nextStep(
  { done, failed, gone, application: seen }: WaitOutcome,
  wanted: readonly AwaitedState[],
): string | undefined {
  if (done || gone) return undefined;
  if (failed !== undefined) {
    return "get_application shows why; what failed has to be cured and synced again";
  }
  const { sync, deleting } = applicationState(seen);
  if (wanted.includes("deleted")) {
    return deleting
      ? "get_application_resource_tree shows what is left; call this again to go on waiting"
      : "waiting does not delete it";
  }
  const needsSync = wanted.includes("synced") && sync === "OutOfSync" &&
    operationIsOver(seen) && !isAutomated(seen.spec?.syncPolicy);
  return needsSync
    ? "get_application_diff shows what a sync would change"
    : "get_application shows more; call this again to go on waiting";
}

function view(
  ref: string,
  { outcome, wanted }: {
    readonly outcome: WaitOutcome;
    readonly wanted: readonly AwaitedState[];
  },
): Waited {
  const { done, failed, missing, gone, waited_s } = outcome;
  const { sync, health, phase } = applicationState(outcome.application);
  const facts = missing.filter((text) => text !== failed);
  return {
    application: ref,
    done,
    waited: waited_s,
    ...(gone ? {} : compact({ sync, health, operation: phase })),
    ...compact({
      failed,
      missing: facts.length > MOST
        ? [
          ...facts.slice(0, MOST - 1),
          `${facts.length - MOST + 1} more`,
        ]
        : facts,
      note: noteOn(outcome),
      next: nextStep(outcome, wanted),
    }),
  };
}

/** Of one that is absent at the beginning Argo CD does not say whether it ever was there, or is only hidden. */
function absent(ref: string, error: unknown): Waited {
  const isAbsent = error instanceof ToolError &&
    (error.code === "NOT_FOUND" || error.code === "NOT_FOUND_OR_FORBIDDEN");
  if (!isAbsent) throw error;
  return {
    application: ref,
    done: true,
    waited: 0,
    note:
      "it was not there when the wait began: deleted before, never made, or not to be seen by this account; " +
      "Argo CD answers all of them the same way",
  };
}

/** Waits for an application, and says what is still missing when the time is up. */
export const waitForApplication: Tool = defineTool({
  name: "wait_for_application",
  title: "Wait for an application",
  tier: "read",
  description:
    "Waits until an application is synced and healthy with no operation running, or deleted; says what is missing. " +
    "Ends early when the operation failed for good.",
  input,
  output: z.looseObject({
    application: z.string(),
    done: z.boolean(),
    waited: z.number(),
  }),
  async handler(args: Args, context: ToolContext): Promise<Waited> {
    const { application: ref, timeout = DEFAULT_SECONDS } = args;
    const wanted = wantedStates(args);
    const { signal, report } = context;
    try {
      const outcome = await awaitApplication(context.argocd, {
        ref,
        timeout,
        signal,
        report,
        until: (seen) => outlook(seen, wanted),
      });
      return view(ref, { outcome, wanted });
    } catch (error) {
      if (wanted.includes("deleted")) return absent(ref, error);
      throw error;
    }
  },
  text(waited: Waited): string {
    const { done, sync, health, operation, failed, missing = [] } = waited;
    const state = [sync, health, operation ? `operation ${operation}` : ""]
      .filter(Boolean).join(", ");
    const result = done ? "done" : failed === undefined ? "not done" : "failed";
    return [
      `${waited.application}: ${result} after ${waited.waited} s${
        state ? `: ${state}` : ""
      }`,
      ...(failed === undefined ? [] : [failed]),
      ...missing.map((text) => `- ${text}`),
      ...(waited.note ? [waited.note] : []),
      ...(waited.next ? [`next: ${waited.next}`] : []),
    ].join("\n");
  },
});
