/**
 * Argo CD has not compared the application, and no condition says why.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import { failureTexts } from "../failure_text.ts";
import type { Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";

const REFRESH = "argocd.argoproj.io/refresh";
/** The controller takes a new application within seconds; its own interval is 2 to 3 minutes. */
const PATIENCE_SECONDS = 180;
/** Operators may set longer intervals than the usual ones. */
const OLD_SECONDS = 6 * 3600;

function unprocessed(facts: Facts, seconds: number): Finding {
  const { ref } = facts;
  return {
    rule: "not-reconciled",
    severity: "broken",
    confidence: 0.8,
    summary: `No controller of Argo CD has looked at the application for ${
      spanText(seconds)
    }, although it is asked to`,
    where: `Application/${ref}@status.reconciledAt`,
    evidence: [{
      where: `Application/${ref}@status.reconciledAt`,
      text: facts.application.status?.reconciledAt ?? "absent",
    }],
    next: {
      tool: "get_server_info",
      arguments: {},
      then:
        "check the application controller (running, its shard, the namespaces it watches: application.namespaces)",
    },
  };
}

function unknown({ ref, application }: Facts): Finding {
  return {
    rule: "comparison-unknown",
    severity: "broken",
    confidence: 0.4,
    summary:
      "Argo CD could not compare the application, and no condition says why",
    where: `Application/${ref}@status.sync.status`,
    evidence: [{
      where: `Application/${ref}@status.sync.status`,
      text: application.status?.sync?.status || "absent",
    }],
    next: {
      tool: "refresh_application",
      arguments: { application: ref, hard: true },
      then: "look at its conditions again",
    },
    symptom: true,
  };
}

/** A comparison that is missing or old. */
export const comparisonState: Rule = {
  names: ["not-reconciled", "comparison-unknown", "old-comparison"],
  look(facts) {
    const { application, ref, now } = facts;
    const { metadata, status, operation } = application;
    if (failureTexts(facts).length > 0) return [];
    const since = status?.reconciledAt ?? metadata?.creationTimestamp;
    const seconds = secondsSince(since, now) ?? 0;
    const isAsked = !status?.sync?.status || metadata?.annotations?.[REFRESH] ||
      operation && !status.operationState;
    if (isAsked && seconds > PATIENCE_SECONDS) {
      return [unprocessed(facts, seconds)];
    }
    if (status?.sync?.status === "Unknown") return [unknown(facts)];
    if (!status?.reconciledAt || seconds < OLD_SECONDS) return [];
    return [{
      rule: "old-comparison",
      severity: "note",
      confidence: 0.6,
      summary: `The last comparison is ${
        spanText(seconds)
      } old: what Argo CD shows may not be so any more`,
      where: `Application/${ref}@status.reconciledAt`,
      evidence: [{
        where: `Application/${ref}@status.reconciledAt`,
        text: status.reconciledAt,
      }],
      next: { tool: "refresh_application", arguments: { application: ref } },
    }];
  },
};
