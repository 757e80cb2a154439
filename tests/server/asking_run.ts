/**
 * A stand-in for the runner, which asks a person and tells what came of it.
 *
 * @module
 */
import type { Person, Question, Reply } from "../../lib/guards/person.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import type { ReportProgress } from "../../lib/pipeline/progress.ts";
import type { Run } from "../../lib/tool.ts";

/** What the servers of these tests allow. */
export const ASKING_POLICY: Policy = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

/** A tool that exists; none is run. */
export const TOOL = "get_application";

/** The question about a call. */
export function questionOf(expected: unknown): Question {
  return {
    message: `Delete '${expected}' and all it manages`,
    expected: String(expected),
  };
}

/** What the stand-in was handed, and what came back. */
export interface AskingHooks {
  readonly onCall?: (
    request: { readonly person?: Person; readonly report?: ReportProgress },
  ) => void;
  readonly onReply?: (reply: Reply | undefined) => void;
  /** How long the call takes at least. */
  readonly until?: Promise<void>;
  /** @default questionOf the argument `expected` */
  readonly question?: () => Question;
}

/** Asks once per call and answers with the reply as JSON, `null` where nobody can be asked. */
export function askingRun(hooks: AskingHooks = {}): Run {
  const { onCall, onReply, until, question: given } = hooks;
  return async (_tool, { args, signal, person, report }) => {
    const { expected, steps } = args as { expected: string; steps?: number };
    onCall?.({ ...(person ? { person } : {}), ...(report ? { report } : {}) });
    for (let progress = 1; progress <= (steps ?? 0); progress++) {
      report?.({ progress, total: steps ?? 0, message: `step ${progress}` });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until;
    const question = given?.() ?? questionOf(expected);
    const reply = await person?.ask(question, signal);
    onReply?.(reply);
    return {
      text: JSON.stringify(reply ?? null),
      isError: false,
      ...(reply?.action === "pending" ? { question } : {}),
    };
  };
}
