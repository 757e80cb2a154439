/**
 * An object below the resources that is ill and could not be read itself: what Argo CD and its events say of it.
 *
 * @module
 */
import type { ResourceNode, ResourceRef } from "../../argocd/wire/resources.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ancestorsOf } from "../owners.ts";
import { eventEvidence, eventsCall } from "../pod_finding.ts";
import { quoted } from "../quote.ts";

const RULE = "unread-object";
/** What is only on its way may take so long; seconds. */
const PATIENCE = 300;
const MOST_EVENTS = 2;

/** What made it does well without it: another pod has done its work, or stands in its place. */
function isReplaced(
  { nodes }: Facts,
  above: readonly ResourceRef[],
): boolean {
  const [maker] = above;
  return maker !== undefined &&
    nodes.find((node) => keyOf(node) === keyOf(maker))?.health?.status ===
      "Healthy";
}

/** What people call the thing that it is one of. */
function workloadOf(above: readonly ResourceRef[]): string {
  const workload = above.find(({ kind }) => kind !== "ReplicaSet") ?? above[0];
  return workload ? ` of ${workload.kind} ${workload.name}` : "";
}

function evidenceOf(facts: Facts, node: ResourceNode): readonly Evidence[] {
  const warnings = eventsOf(facts, node, { type: "Warning" });
  // Of like reasons the newest one; "Error: ErrImagePull" and the like say less than what is longer.
  const told = warnings.toSorted((a, b) =>
    (b.message?.length ?? 0) - (a.message?.length ?? 0)
  ).slice(0, MOST_EVENTS);
  const { message } = node.health ?? {};
  return [
    ...told.map(eventEvidence),
    ...(message ? [{ where: placeOf(node, "health"), text: message }] : []),
  ];
}

function look(facts: Facts, node: ResourceNode): readonly Finding[] {
  const status = node.health?.status ?? "";
  const above = ancestorsOf(facts, node);
  if (isReplaced(facts, above)) return [];
  const evidence = evidenceOf(facts, node);
  const [first] = evidence;
  if (!first) return [];
  const isYoung = status === "Progressing" &&
    (secondsSince(node.createdAt, facts.now) ?? Infinity) < PATIENCE;
  return [{
    rule: RULE,
    severity: isYoung ? "waiting" : "broken",
    confidence: 0.5,
    symptom: true,
    summary: `A ${node.kind}${workloadOf(above)} is ${status}: ${
      quoted(first.text, 140)
    } (the object itself could not be read)`,
    where: placeOf(node),
    evidence,
    next: eventsCall(facts, node),
    explains: above.map(keyOf),
  }];
}

/** Shows what is known of ill objects that could not be read. */
export const unreadObject: Rule = {
  names: [RULE],
  look: (facts) =>
    facts.nodes.filter((node) =>
      ["Degraded", "Progressing"].includes(node.health?.status ?? "") &&
      node.parentRefs?.length && node.uid !== undefined &&
      !facts.objects.has(keyOf(node)) &&
      facts.unread.some(({ what }) => what.startsWith(placeOf(node)))
    ).flatMap((node) => look(facts, node)),
};
