/**
 * From the facts about an ApplicationSet to a verdict.
 *
 * @module
 */
import type { Manifest } from "../views/manifest_yaml.ts";
import {
  generatedNames,
  generatorKinds,
  setError,
  setPlace,
  setRef,
} from "./application_set.ts";
import { applicationSetError } from "./application_set_error.ts";
import { childFindings } from "./child_findings.ts";
import { diagnose, type Diagnosis, verdictOf } from "./diagnose.ts";
import type { ChildFacts, Unread } from "./facts.ts";
import { textAt } from "./fields.ts";
import type { Finding } from "./finding.ts";
import { secondsSince, spanText } from "./moment.ts";
import { conditionsOf } from "./pod_facts.ts";
import { rankFindings } from "./rank_findings.ts";
import { stalledRollout } from "./stalled_rollout.ts";

/** Everything that was read about a set. */
export interface ApplicationSetFacts {
  readonly now: Date;
  /** As the caller named it. */
  readonly ref: string;
  readonly set: Manifest;
  /** The applications that it generates, as far as this account may see them. */
  readonly applications: readonly ChildFacts[];
  readonly unread: readonly Unread[];
}

/** The controller takes a new set within seconds. */
const PATIENCE_SECONDS = 180;
/** Find nothing on most days. */
const OFTEN_EMPTY: readonly string[] = ["pullRequest", "scmProvider", "plugin"];

/** A set that no controller looks at: its namespace is not watched, or the controller does not run. */
function unprocessed({ set, now }: ApplicationSetFacts): readonly Finding[] {
  const seconds = secondsSince(
    textAt(set, "metadata", "creationTimestamp"),
    now,
  ) ?? 0;
  if (conditionsOf(set).length > 0 || seconds < PATIENCE_SECONDS) return [];
  const where = setPlace(set, "status.conditions");
  return [{
    rule: "applicationset-not-processed",
    severity: "broken",
    confidence: 0.9,
    summary: `No controller has looked at ApplicationSet '${setRef(set)}' for ${
      spanText(seconds)
    }: it has no condition at all`,
    where,
    evidence: [{ where, text: "absent" }],
    next: {
      tool: "get_server_info",
      arguments: {},
      then:
        "check that the ApplicationSet controller runs and watches the namespace of the set",
    },
  }];
}

/** A set without an error that makes nothing. */
function empty({ set }: ApplicationSetFacts): readonly Finding[] {
  if (
    conditionsOf(set).length === 0 || setError(set) ||
    generatedNames(set).length > 0
  ) return [];
  const kinds = generatorKinds(set);
  const isUsual = kinds.some((kind) => OFTEN_EMPTY.includes(kind));
  const where = setPlace(set, "status.resources");
  return [{
    rule: "applicationset-empty",
    severity: isUsual ? "note" : "broken",
    confidence: 0.6,
    summary: `ApplicationSet '${
      setRef(set)
    }' works without an error and generates no application: its ${
      kinds.join(", ") || "generator"
    } ${kinds.length > 1 ? "generators find" : "generator finds"} nothing`,
    where,
    evidence: [{ where, text: "empty" }],
    next: {
      tool: kinds.includes("clusters") ? "list_clusters" : "list_repositories",
      arguments: {},
      then:
        "compare selectors, paths and filters of the generators with what is there",
    },
  }];
}

/** Applications that the set speaks of and that are not there. */
function missing(
  { set, applications, unread }: ApplicationSetFacts,
): readonly Finding[] {
  if (unread.length > 0) return [];
  const known = new Set(
    applications.map(({ application }) => application.metadata?.name),
  );
  const names = generatedNames(set).filter((name) => !known.has(name));
  if (names.length === 0) return [];
  const where = setPlace(set, "status.resources");
  return [{
    rule: "applicationset-missing",
    severity: "note",
    confidence: 0.6,
    summary:
      `${names.length} of its applications are not there, or not to be seen by this account`,
    where,
    evidence: [{ where, text: names.slice(0, 5).join(", ") }],
    next: { tool: "list_applications", arguments: {} },
  }];
}

/** Diagnoses a set with its applications. */
export function diagnoseApplicationSet(facts: ApplicationSetFacts): Diagnosis {
  const findings = rankFindings([
    ...applicationSetError(facts.set).map((finding) => ({
      ...finding,
      // The call that is being answered would say nothing more.
      next: {
        ...finding.next,
        tool: "list_repositories",
        arguments: {},
      },
    })),
    ...unprocessed(facts),
    ...empty(facts),
    ...missing(facts),
    ...stalledRollout(facts.set, facts),
    ...childFindings(facts.applications, {
      diagnoseFacts: diagnose,
      now: facts.now,
    }),
  ]);
  return {
    verdict: verdictOf(findings, facts.unread.length > 0),
    findings,
  };
}
