/**
 * How a rule that knows the reason of a failed sync says it.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { plural } from "../views/plural.ts";
import { shortMessage } from "../views/short_message.ts";
import { shortRevision } from "../views/sources_of.ts";
import type { Facts } from "./facts.ts";
import type { Evidence, Finding, NextCall } from "./finding.ts";
import { placeOf } from "./object_key.ts";
import { operationFacts, syncsByItself } from "./operation_facts.ts";
import { quoteAround } from "./quote.ts";
import { type SyncFailure, syncFailures } from "./sync_failures.ts";

/** The reason of a failure, as a rule knows it. */
export interface Explanation {
  readonly rule: string;
  /** Failures of one cause are one finding; by default each has its own. */
  readonly cause?: string;
  /** The cause in one sentence. */
  readonly summary: string;
  /** The part of the message that says so. */
  readonly decisive: RegExp;
  /** The field of the resource that decides. */
  readonly field?: string;
  /** By default the differences of the resource are shown. */
  readonly next?: Pick<NextCall, "tool" | "arguments">;
  /** What a person does. */
  readonly then: string;
  readonly evidence?: readonly Evidence[];
  /** Default 1. */
  readonly confidence?: number;
  readonly symptom?: true;
}

/** The kind and name of what failed. */
export function titleOf({ ref }: SyncFailure): string {
  return ref ? `${ref.kind} '${ref.name}'` : "The sync";
}

/** The arguments with which tools name a resource. */
export function argumentsFor(
  { ref: application }: Pick<Facts, "ref">,
  { kind, namespace, name, group }: ResourceRef,
): Readonly<Record<string, unknown>> {
  return {
    application,
    kind,
    name,
    ...(namespace ? { namespace } : {}),
    ...(group ? { group } : {}),
  };
}

function showCall(
  facts: Facts,
  { ref, hookType }: SyncFailure,
): Pick<NextCall, "tool" | "arguments"> {
  const application = facts.ref;
  if (!ref) return { tool: "get_application", arguments: { application } };
  if (hookType) {
    const { name } = ref;
    return {
      tool: "get_application_manifests",
      arguments: { application, name },
    };
  }
  return { tool: "get_application_diff", arguments: argumentsFor(facts, ref) };
}

/** What the operation as a whole adds to the message of one resource. */
function operationEvidence(
  { application, ref }: Facts,
  { message }: SyncFailure,
): readonly Evidence[] {
  const { message: whole, failed } = operationFacts(application);
  const condition = application.status?.conditions?.find(({ type }) =>
    type === "SyncError"
  );
  const [first = ""] = shortMessage(message, Infinity).split(":");
  const text = shortMessage(whole, 200);
  const addsNothing = !failed || text.includes(first) ||
    /^one or more [a-z ]+\.?(?: \(retried \d+ times?\)\.?)?$/.test(text);
  return [
    ...(condition
      ? [{
        where: `Application/${ref}@status.conditions[SyncError]`,
        text: shortMessage(condition.message, 130),
      }]
      : []),
    ...(addsNothing ? [] : [{
      where: `Application/${ref}@status.operationState.message`,
      text,
    }]),
  ];
}

/** What becomes of the sync by itself. */
export function outlook({ application }: Facts): string {
  const { retrying, tries, dryRun, revisions, isOfPresentRevision } =
    operationFacts(application);
  if (dryRun) return " (seen in a dry run)";
  if (retrying) {
    const behind = isOfPresentRevision || revisions.length === 0
      ? ""
      : ` with the older revision ${revisions.map(shortRevision).join(", ")}`;
    return `; Argo CD tries again${behind}${
      tries > 0 ? ` (${plural(tries, "retry", "retries")} so far)` : ""
    }`;
  }
  return syncsByItself(application) && isOfPresentRevision
    ? "; automated sync does not try this revision again"
    : "";
}

/** Lets a rule explain the failures of the last sync; those of one cause together. */
export function explainFailures(
  facts: Facts,
  explain: (failure: SyncFailure) => Explanation | undefined,
): readonly Finding[] {
  const groups = new Map<string, [SyncFailure, Explanation][]>();
  for (const failure of syncFailures(facts)) {
    const explanation = explain(failure);
    if (!explanation) continue;
    const cause = `${explanation.rule} ${explanation.cause ?? failure.key}`;
    const group = groups.get(cause) ?? [];
    group.push([failure, explanation]);
    groups.set(cause, group);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const [failure, explanation] = first;
    const { rule, summary, field, then, confidence = 1, symptom } = explanation;
    const more = others.length > 0
      ? ` (and ${plural(others.length, "more resource")})`
      : "";
    return [{
      rule,
      severity: "broken" as const,
      confidence,
      summary: `${summary}${more}${outlook(facts)}`,
      where: failure.ref
        ? placeOf(failure.ref, field)
        : `Application/${facts.ref}@status.operationState`,
      evidence: [
        {
          where: failure.where,
          text: quoteAround(failure.message, explanation.decisive),
        },
        ...(explanation.evidence ?? []),
        ...operationEvidence(facts, failure),
      ],
      next: { ...(explanation.next ?? showCall(facts, failure)), then },
      // What is only a symptom explains nothing.
      ...(symptom ? { symptom } : {
        explains: [failure, ...others.map(([one]) => one)].map(({ key }) =>
          key
        ),
      }),
    }];
  });
}
