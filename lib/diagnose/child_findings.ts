/**
 * What is wrong with the applications below: of an app of apps, or of an ApplicationSet.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { applicationReasons } from "../views/application_reasons.ts";
import { applicationState, isFine } from "../views/application_state.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { ChildFacts, Facts } from "./facts.ts";
import type { Evidence, Finding } from "./finding.ts";
import { keyOf, placeOf } from "./object_key.ts";

/** Of each child; the rest is its own diagnosis. */
const MOST_OF_ONE = 2;
const MOST_NAMED = 5;

function identity({ metadata }: Application) {
  const { name = "", namespace = "" } = metadata ?? {};
  return { group: "argoproj.io", kind: "Application", namespace, name };
}

function stateText(application: Application): string {
  const { sync, health, phase } = applicationState(application);
  const failed = phase === "Failed" || phase === "Error"
    ? `, last sync ${phase}`
    : "";
  return `${sync}, ${health}${failed}`;
}

function stateEvidence({ application }: ChildFacts): Evidence {
  return {
    where: placeOf(identity(application), "status"),
    text: stateText(application),
  };
}

function diagnoseChild({ ref }: ChildFacts): Finding["next"] {
  return { tool: "diagnose_application", arguments: { application: ref } };
}

/** What a child's own diagnosis says, in the name of the child. */
function lifted(child: ChildFacts, diagnosis: Diagnosis): readonly Finding[] {
  const key = keyOf(identity(child.application));
  return diagnosis.findings.filter(({ severity }) => severity !== "note")
    .slice(0, MOST_OF_ONE).map((finding) => ({
      ...finding,
      summary: `Application '${child.ref}' below it (${
        stateText(child.application)
      }): ${finding.summary}`,
      evidence: [...finding.evidence.slice(0, 2), stateEvidence(child)],
      explains: [...finding.explains ?? [], key],
    }));
}

function unexplained(child: ChildFacts, now: Date): Finding {
  const { application, ref } = child;
  const [reason] = applicationReasons(application, {
    now,
    max: 160,
    resources: 1,
  });
  return {
    rule: "child-application",
    severity: isBad(application) ? "broken" : "waiting",
    confidence: 0.5,
    summary: `Application '${ref}' below it is ${stateText(application)}${
      reason ? `: ${reason}` : ""
    }`,
    where: placeOf(identity(application), "status"),
    evidence: [stateEvidence(child)],
    next: diagnoseChild(child),
    symptom: true,
  };
}

/** Whether somebody has to act: not for what only moves, or is behind. */
function isBad(application: Application): boolean {
  const { sync, health, phase } = applicationState(application);
  return health === "Degraded" || health === "Missing" || sync === "Unknown" ||
    phase === "Failed" || phase === "Error";
}

/** Those that nobody has looked into. */
function others(children: readonly ChildFacts[]): readonly Finding[] {
  const [first] = children;
  if (!first) return [];
  const named = children.slice(0, MOST_NAMED).map(({ ref, application }) =>
    `${ref} (${stateText(application)})`
  );
  const more = children.length - named.length;
  return [{
    rule: "child-applications",
    severity: children.some(({ application }) => isBad(application))
      ? "broken"
      : "waiting",
    confidence: 0.4,
    summary: `${children.length} more ${
      children.length === 1 ? "application" : "applications"
    } below it ${children.length === 1 ? "is" : "are"} not fine`,
    where: placeOf(identity(first.application), "status"),
    evidence: [{
      where: "Applications",
      text: `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    }],
    next: diagnoseChild(first),
  }];
}

/**
 * Findings about children that are not fine. Argo CD says nothing of them: a parent is Synced and Healthy all the
 * same.
 *
 * @param diagnoseFacts Looks into those whose facts were gathered.
 */
export function childFindings(
  children: readonly ChildFacts[],
  { diagnoseFacts, now }: {
    readonly diagnoseFacts: (facts: Facts) => Diagnosis;
    readonly now: Date;
  },
): readonly Finding[] {
  const ill = children.filter(({ application }) =>
    !isFine(applicationState(application))
  );
  const known = ill.flatMap((child) => {
    if (!child.facts) return [];
    const found = lifted(child, diagnoseFacts(child.facts));
    return found.length > 0 ? found : [unexplained(child, now)];
  });
  return [...known, ...others(ill.filter(({ facts }) => !facts))];
}
