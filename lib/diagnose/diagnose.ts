/**
 * From facts to a verdict.
 *
 * @module
 */
import { applicationState } from "../views/application_state.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { rankFindings } from "./rank_findings.ts";
import { RULES } from "./rules.ts";

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

/** Whether the application itself says that all is well; then what could not be read changes nothing. */
function looksWell({ application }: Facts): boolean {
  const { sync, health } = applicationState(application);
  return sync === "Synced" && health === "Healthy";
}

function verdictOf(facts: Facts, findings: readonly Finding[]): Verdict {
  const has = (severity: Finding["severity"]) =>
    findings.some((finding) => finding.severity === severity);
  if (has("broken")) return "broken";
  if (has("waiting")) return "waiting";
  return facts.unread.length > 0 && !looksWell(facts) ? "unknown" : "healthy";
}

/** Asks all rules. */
export function diagnose(facts: Facts): Diagnosis {
  const findings = rankFindings(RULES.flatMap((rule) => rule.look(facts)));
  return { verdict: verdictOf(facts, findings), findings };
}
