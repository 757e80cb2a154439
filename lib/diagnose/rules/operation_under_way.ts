/**
 * An operation that runs or is being ended, where nothing tells what it waits for.
 *
 * @module
 */
import { span } from "../../views/age.ts";
import type { Rule } from "../facts.ts";
import { hooksIn } from "../hook_facts.ts";
import { awaited, minutesSince, operationFacts } from "../operation_facts.ts";
import { quoted } from "../quote.ts";

const NAMES = ["sync-running", "operation-terminating"] as const;
/** Longer than applying takes, hooks and waves apart, which say so. */
const LONG_MINUTES = 30;

/** Says that an operation is under way. */
export const operationUnderWay: Rule = {
  names: [...NAMES],
  look(facts) {
    const { application, ref, now } = facts;
    const { phase, message, retrying, startedAt } = operationFacts(application);
    const isEnding = phase === "Terminating";
    if (phase !== "Running" && !isEnding || retrying) return [];
    if (!isEnding && awaited(message)) return [];
    if (hooksIn(facts, ["Running"]).length > 0) return [];
    const minutes = minutesSince(startedAt, now);
    const says = message ? `: ${quoted(message)}` : "";
    return [{
      rule: isEnding ? "operation-terminating" : "sync-running",
      severity: minutes >= LONG_MINUTES ? "broken" : "waiting",
      confidence: 0.45,
      symptom: true,
      summary: `${
        isEnding
          ? "An operation was terminated and has not ended yet; it began"
          : "A sync is under way; it began"
      } ${span(minutes * 60_000)} ago${says}`,
      where: `Application/${ref}@status.operationState`,
      evidence: [{
        where: `Application/${ref}@status.operationState`,
        text: [phase, message].filter(Boolean).join(": "),
      }],
      next: {
        tool: "get_application",
        arguments: { application: ref },
        then: isEnding
          ? "it ends when its hooks are gone and no sync window blocks it"
          : "if it stays so, see whether the application controller works",
      },
    }];
  },
};
