/**
 * A sync that runs and waits: for the health of a resource before the next wave, for something to be gone, for a
 * person to confirm a deletion.
 *
 * @module
 */
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import { span } from "../../views/age.ts";
import { finalizersOf } from "../deletion_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { laterText } from "../held_up_sync.ts";
import { keyOf, placeOf } from "../object_key.ts";
import {
  type Awaited,
  awaited,
  minutesSince,
  operationFacts,
} from "../operation_facts.ts";
import { argumentsFor } from "../explain_failures.ts";

const NAMES = [
  "sync-waits-for-health",
  "sync-waits-for-deletion",
  "sync-waits-for-confirmation",
] as const;
/** Longer than a rollout usually takes: then waiting alone helps no more. */
const LONG_MINUTES = 15;

/** The resource that is meant; the message does not say its namespace. */
function found({ nodes }: Facts, { ref }: Awaited): ResourceRef {
  const node = nodes.find(({ group = "", kind, name }) =>
    group === (ref.group ?? "") && kind === ref.kind && name === ref.name
  );
  if (!node) return ref;
  const { group = "", kind = "", namespace = "", name = "" } = node;
  return { group, kind, namespace, name };
}

function healthEvidence(facts: Facts, ref: ResourceRef): readonly Evidence[] {
  const health = facts.nodes.find((node) => keyOf(node) === keyOf(ref))?.health;
  return health?.message
    ? [{
      where: placeOf(ref, "health"),
      text: `${health.status}: ${health.message}`,
    }]
    : [];
}

function finding(facts: Facts, waits: Awaited): Finding {
  const { ref: own, now } = facts;
  const { startedAt, message } = operationFacts(facts.application);
  const ref = found(facts, waits);
  const title = `${ref.kind} '${ref.name}'`;
  const minutes = minutesSince(startedAt, now);
  const since = span(minutes * 60_000);
  const more = waits.more > 0 ? ` and ${waits.more} more` : "";
  const evidence = {
    where: `Application/${own}@status.operationState.message`,
    text: message,
  };
  const where = placeOf(ref);
  const then = "terminate_operation gives the sync up";
  const severity = minutes >= LONG_MINUTES ? "broken" : "waiting";
  if (waits.what === "confirmation") {
    return {
      rule: "sync-waits-for-confirmation",
      severity: "waiting",
      confidence: 1,
      summary:
        `The sync has waited ${since} for somebody to confirm that ${title}${more} may be pruned`,
      where,
      evidence: [evidence],
      next: {
        tool: "get_application_diff",
        arguments: argumentsFor(facts, ref),
        then:
          "confirm it (annotation argocd.argoproj.io/deletion-approved of the application, or the button in Argo CD)",
      },
    };
  }
  if (waits.what === "deletion") {
    const held = finalizersOf(facts, ref);
    return {
      rule: "sync-waits-for-deletion",
      severity,
      confidence: 0.8,
      summary: `The sync has waited ${since} for ${title}${more} to be gone${
        held && held.finalizers.length > 0
          ? `, which its finalizer '${held.finalizers[0]}' holds`
          : ""
      }`,
      where,
      evidence: [
        evidence,
        ...(held
          ? [{
            where: placeOf(ref, "metadata.finalizers"),
            text: JSON.stringify(held.finalizers),
          }]
          : []),
      ],
      next: {
        tool: "get_resource",
        arguments: argumentsFor(facts, ref),
        then,
      },
    };
  }
  return {
    rule: "sync-waits-for-health",
    severity,
    confidence: 0.5,
    symptom: true,
    summary:
      `The sync has waited ${since} for ${title}${more} to become healthy${
        laterText(facts)
      }`,
    where,
    evidence: [evidence, ...healthEvidence(facts, ref)],
    next: {
      tool: "get_application_events",
      arguments: { application: own, kind: ref.kind, name: ref.name },
      then,
    },
  };
}

/** Finds what a running sync waits for, besides hooks. */
export const syncWaits: Rule = {
  names: [...NAMES],
  look(facts) {
    const { phase, retrying, message } = operationFacts(facts.application);
    if (phase !== "Running" || retrying) return [];
    const waits = awaited(message);
    return waits && waits.what !== "hook" ? [finding(facts, waits)] : [];
  },
};
