/**
 * What an operator makes for others, and the pods that wait for it.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import { eventsOf } from "./event_facts.ts";
import type { Facts } from "./facts.ts";
import { textAt } from "./fields.ts";
import type { Evidence } from "./finding.ts";
import type { PodFacts } from "./pod_facts.ts";
import { containerPlace, eventEvidence } from "./pod_finding.ts";

/** A pod that cannot start without a Secret, and its word about that. */
export interface Waiter {
  readonly pod: PodFacts;
  readonly evidence: Evidence;
}

/** The name of the Secret that an object is there to make; `undefined` when it makes none. */
function secretOf(
  { kind = "", name = "" }: ResourceNode,
  object: Manifest | undefined,
): string | undefined {
  if (!isRecord(object?.["spec"])) return undefined;
  const given = textAt(object, "spec", "secretName") ||
    textAt(object, "spec", "target", "name") ||
    textAt(object, "spec", "destination", "name") ||
    textAt(object, "spec", "template", "metadata", "name");
  return /Secret$/.test(kind) ? given || name : given || undefined;
}

function wordOf(
  facts: Facts,
  pod: PodFacts,
  isAbout: (text: string) => boolean,
): Evidence | undefined {
  for (const container of pod.containers) {
    const { reason = "", message = "" } = container.waiting ?? {};
    if (isAbout(message)) {
      return {
        where: containerPlace(pod, container, `state.waiting[${reason}]`),
        text: message,
      };
    }
  }
  const event = eventsOf(facts, pod.ref, { type: "Warning" })
    .find(({ message = "" }) => isAbout(message));
  return event && eventEvidence(event);
}

/** The pods that wait for the Secret that an operator does not make. */
export function waitersFor(
  facts: Facts,
  node: ResourceNode,
  object: Manifest | undefined,
): readonly Waiter[] {
  const secret = secretOf(node, object);
  if (!secret) return [];
  const isAbout = (text: string) =>
    text.includes(`secret "${secret}" not found`);
  return facts.pods.filter(({ ref, ready }) =>
    !ready && ref.namespace === node.namespace
  ).flatMap((pod) => {
    const evidence = wordOf(facts, pod, isAbout);
    return evidence ? [{ pod, evidence }] : [];
  });
}
