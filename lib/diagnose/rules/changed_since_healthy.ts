/**
 * What was deployed when the application stopped being healthy, or what a sync would bring that fails. It is no cause
 * by itself, but the first question after it: did somebody change something?
 *
 * @module
 */
import type { HistoryEntry } from "../../argocd/wire/application.ts";
import { sourceChanges } from "../../views/history_view.ts";
import { revisionsOf, shortRevision } from "../../views/sources_of.ts";
import type { ChangeFacts } from "../change_facts.ts";
import {
  type DeployedSpan,
  deployedTime,
  type IdleSpan,
  lastDeployed,
  type OperationSpan,
} from "../change_span.ts";
import {
  agoText,
  byText,
  changeEvidence,
  commitsEvidence,
  lengthText,
  whatChanged,
} from "../change_words.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding, NextCall } from "../finding.ts";
import { isIllNode } from "../ill_node.ts";
import { keyOf } from "../object_key.ts";
import { syncsByItself } from "../operation_facts.ts";
import { ancestorsOf } from "../owners.ts";
import { type RenderedChange, renderedChanges } from "../rendered_changes.ts";

const SYNC: Readonly<Record<OperationSpan["state"], string>> = {
  failed: "sync that failed",
  retried: "sync that is tried again and again",
  "under way": "sync under way",
};

type Note = Omit<Finding, "severity">;

/** Objects that are ill, and what they belong to. */
function illKeys(facts: Facts): ReadonlySet<string> {
  const ill = facts.nodes.filter(isIllNode);
  return new Set(
    ill.flatMap((node) => [node, ...ancestorsOf(facts, node)]).map(keyOf),
  );
}

function compareCall(
  { ref }: Facts,
  from: HistoryEntry,
  to: string | undefined,
): NextCall {
  const both = to === undefined ? {} : { from: `#${from.id ?? 0}`, to };
  return {
    tool: "compare_application",
    arguments: { application: ref, ...both },
  };
}

function historyCall({ ref }: Facts): NextCall {
  return { tool: "get_application_history", arguments: { application: ref } };
}

/** With what sureness a change is why something is ill that is so since then. */
function confidenceOf(
  changes: readonly RenderedChange[] | undefined,
  ill: ReadonlySet<string>,
): number {
  if (!changes) return 0.4;
  if (changes.length === 0) return 0.2;
  return changes.some(({ ref }) => ill.has(keyOf(ref))) ? 0.7 : 0.4;
}

function deployedText(
  { from, deployments, lostAt }: DeployedSpan,
  facts: Facts,
): string {
  const [oldest] = deployments;
  const last = lastDeployed({ deployments });
  const when = agoText(deployedTime(last), facts);
  if (lostAt === undefined) {
    return `It has not been healthy yet: it was deployed for the first time ${when}`;
  }
  const lost = `It stopped being healthy ${agoText(lostAt, facts)}`;
  if (deployments.length > 1) {
    return `${lost}; deployments ${oldest.id ?? 0} to ${
      last.id ?? 0
    }, the last ${when}, lie between then and now`;
  }
  const lag = lostAt - deployedTime(last);
  const lead = Math.abs(lag) < 60_000
    ? "with"
    : `${lengthText(Math.abs(lag))} ${lag > 0 ? "after" : "before"}`;
  const which = from || (last.id ?? 0) > 0
    ? `deployment ${last.id ?? 0}`
    : "its first deployment";
  return `${lost}, ${lead} ${which}`;
}

function deployed(facts: Facts, change: ChangeFacts, span: DeployedSpan): Note {
  const { from } = span;
  const last = lastDeployed(span);
  const id = last.id ?? 0;
  const where = `Application/${facts.ref}@status.history[${id}]`;
  const lead = `deployed ${last.deployedAt ?? "?"}${byText(last)}`;
  const ill = illKeys(facts);
  const changes = change.pairs && renderedChanges(change.pairs, ill);
  const moved = from ? sourceChanges(last, from) : [];
  const source = moved.length > 0
    ? `; the source has another ${moved.join(", ")}`
    : "";
  const rollback = `rollback_application with id ${
    from?.id ?? 0
  } would put back what was there before${
    syncsByItself(facts.application)
      ? ", once automated sync is switched off"
      : ""
  }`;
  return {
    rule: span.lostAt === undefined ? "never-healthy" : "changed-since-healthy",
    confidence: confidenceOf(changes, ill),
    summary: `${deployedText(span, facts)}${
      moved.length > 0 && changes?.length === 0
        ? ""
        : whatChanged(changes, facts)
    }${source}`,
    where,
    evidence: [
      commitsEvidence(where, change, lead),
      ...changeEvidence(changes),
    ],
    next: from
      ? { ...compareCall(facts, from, `#${id}`), then: rollback }
      : historyCall(facts),
  };
}

function operation(
  facts: Facts,
  change: ChangeFacts,
  { from, revisions, state }: OperationSpan,
): Note {
  const where = `Application/${facts.ref}@status.operationState.syncResult`;
  const changes = change.pairs && renderedChanges(change.pairs, illKeys(facts));
  const to = revisions.map(shortRevision).join(", ");
  const sync = SYNC[state];
  const [revision, ...others] = revisions;
  return {
    rule: from ? "changed-since-deployed" : "never-deployed",
    confidence: from ? 0.5 : 0.3,
    summary: from
      ? `The ${sync} goes from ${
        revisionsOf(from).map(shortRevision).join(", ")
      } (deployment ${from.id ?? 0}, ${
        agoText(deployedTime(from), facts)
      }) to ${to}${whatChanged(changes, facts)}`
      : `It has never been deployed as a whole; the ${sync} goes to ${to}`,
    where,
    evidence: [
      commitsEvidence(where, change, ""),
      ...changeEvidence(changes),
    ],
    next: from
      ? compareCall(facts, from, others.length > 0 ? undefined : revision)
      // There is no history yet; the operation is all that there is.
      : { tool: "get_application", arguments: { application: facts.ref } },
  };
}

function idle(facts: Facts, { last, lostAt }: IdleSpan): Note {
  const where = `Application/${facts.ref}@status.history[${last.id ?? 0}]`;
  const before = lengthText(lostAt - deployedTime(last));
  return {
    rule: "not-deployed-lately",
    confidence: 0.3,
    summary: `Nothing was deployed when it stopped being healthy ${
      agoText(lostAt, facts)
    }: the last deployment was ${before} before`,
    where,
    evidence: [{ where, text: `deployed ${last.deployedAt ?? "?"}` }],
    next: {
      ...historyCall(facts),
      then:
        "look outside of Git: nodes, what it depends on, certificates, what people changed by hand",
    },
  };
}

function noteOn(facts: Facts, change: ChangeFacts): Note {
  const { span } = change;
  switch (span.kind) {
    case "deployed":
      return deployed(facts, change, span);
    case "operation":
      return operation(facts, change, span);
    case "idle":
      return idle(facts, span);
  }
}

/** Says what lies between the last good state and now. */
export const changedSinceHealthy: Rule = {
  names: [
    "changed-since-healthy",
    "changed-since-deployed",
    "never-healthy",
    "never-deployed",
    "not-deployed-lately",
  ],
  look(facts) {
    return facts.changes
      ? [{ severity: "note", ...noteOn(facts, facts.changes) }]
      : [];
  },
};
