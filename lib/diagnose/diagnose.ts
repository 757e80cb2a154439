/**
 * From facts to a verdict.
 *
 * @module
 */
import { applicationState } from "../views/application_state.ts";
import { childFindings } from "./child_findings.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { withHeldUpSync } from "./held_up_sync.ts";
import { rankFindings } from "./rank_findings.ts";
import { RULES } from "./rules.ts";
import { withServing } from "./serving.ts";

/**
 * `broken`: somebody has to act. `waiting`: in progress, paused or held back on purpose. `healthy`: nothing is wrong.
 * `unknown`: too little could be read to tell.
 */
export type Verdict = "broken" | "waiting" | "healthy" | "unknown";

/** What a diagnosis comes to. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** The cause first. */
  readonly findings: readonly Finding[];
}

/** Whether the application itself says that all is well; then what could not be read of it changes nothing. */
function looksWell({ application }: Facts): boolean {
  const { sync, health } = applicationState(application);
  return sync === "Synced" && health === "Healthy";
}

/** The verdict on findings; `isUncertain` where too little was read to call it healthy. */
export function verdictOf(
  findings: readonly Finding[],
  isUncertain: boolean,
): Verdict {
  const has = (severity: Finding["severity"]) =>
    findings.some((finding) => finding.severity === severity);
  if (has("broken")) return "broken";
  if (has("waiting")) return "waiting";
  return isUncertain ? "unknown" : "healthy";
}

/** Asks all rules, and the same of the applications below. */
export function diagnose(facts: Facts): Diagnosis {
  const ranked = rankFindings([
    ...RULES.flatMap((rule) => rule.look(facts)),
    ...childFindings(facts.children, {
      diagnoseFacts: diagnose,
      now: facts.now,
    }),
  ]);
  const findings = withHeldUpSync(facts, withServing(facts, ranked));
  const isWell = looksWell(facts);
  const isUncertain = facts.unread.some(({ aside, below }) =>
    below || !aside && !isWell
  );
  return { verdict: verdictOf(findings, isUncertain), findings };
}
