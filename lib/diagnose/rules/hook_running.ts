/**
 * A sync waits for a hook that has not ended: the rest is not started before.
 *
 * @module
 */
import { span } from "../../views/age.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { type HookFacts, hooksIn, logPlace, logsOf } from "../hook_facts.ts";
import { placeOf } from "../object_key.ts";
import { minutesSince, operationFacts } from "../operation_facts.ts";
import { quoted } from "../quote.ts";

const RULE = "hook-running";
/** Migrations take minutes; most deadlines of pipelines are not longer. */
const LONG_MINUTES = 15;

interface LastLine extends Evidence {
  readonly repeated: number;
}

/** What the hook last wrote, and how often in a row. */
function lastLine(facts: Facts, hook: HookFacts): LastLine | undefined {
  for (const pod of hook.pods) {
    for (const log of logsOf(facts, pod)) {
      const lines = log.lines.filter((line) => line.trim() !== "");
      const text = lines.at(-1) ?? "";
      const other = lines.findLastIndex((line) => line !== text);
      return { where: logPlace(log), text, repeated: lines.length - 1 - other };
    }
  }
  return undefined;
}

function finding(facts: Facts, hook: HookFacts): Finding {
  const { application, ref: own, now } = facts;
  const { ref, key, type } = hook;
  const { startedAt, message, phase } = operationFacts(application);
  const minutes = minutesSince(startedAt, now);
  const line = lastLine(facts, hook);
  const [pod] = hook.pods;
  const repeats = line && line.repeated > 1
    ? ` (${line.repeated} times in a row)`
    : "";
  return {
    rule: RULE,
    severity: minutes >= LONG_MINUTES ? "broken" : "waiting",
    confidence: line ? 0.9 : 0.7,
    summary: `The sync${
      phase === "Terminating" ? ", which is being terminated," : ""
    } has waited ${
      span(minutes * 60_000)
    } for ${type} hook ${ref.kind} '${ref.name}', which has not ended${
      line ? `; it last says ${quoted(line.text)}${repeats}` : ""
    }`,
    where: placeOf(ref),
    evidence: [
      {
        where: `Application/${own}@status.operationState.message`,
        text: message,
      },
      ...(line ? [{ where: line.where, text: line.text }] : []),
      { where: hook.where, text: hook.message || "Running" },
    ],
    next: {
      tool: pod ? "get_application_logs" : "get_application_resource_tree",
      arguments: {
        application: own,
        ...(pod ? { pod: pod.ref.name } : {}),
      },
      then:
        "let the hook end, or mend what it waits for; terminate_operation gives the sync up",
    },
    explains: [key],
  };
}

/** Finds hooks that an operation waits for. */
export const hookRunning: Rule = {
  names: [RULE],
  look(facts) {
    const { phase, retrying } = operationFacts(facts.application);
    const isUnderWay = phase === "Running" || phase === "Terminating";
    if (!isUnderWay || retrying) return [];
    return hooksIn(facts, ["Running"]).map((hook) => finding(facts, hook));
  },
};
