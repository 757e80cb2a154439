/**
 * A StatefulSet or DaemonSet that has fewer pods than it wants, for long. Neither has a deadline, and Kubernetes forgets
 * after an hour why pods were refused.
 *
 * @module
 */
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import { span } from "../../views/age.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { plural } from "../../views/plural.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { minutesSince } from "../operation_facts.ts";
import { ancestorsOf } from "../owners.ts";
import { eventsCall } from "../pod_finding.ts";
import { workloadCounts } from "../workload_counts.ts";

const RULE = "pods-missing";
/** As long as Kubernetes keeps events: before, they tell why. */
const LONG_MINUTES = 60;

/** Minutes since anything of it was made: itself, a version, a pod. */
function minutesOfRest(facts: Facts, node: ResourceNode): number {
  const own = facts.nodes.filter((one) =>
    one === node ||
    ancestorsOf(facts, one).some((above) => keyOf(above) === keyOf(node))
  );
  return Math.min(
    ...own.map(({ createdAt }) => minutesSince(createdAt, facts.now)),
  );
}

function finding(
  facts: Facts,
  node: ResourceNode,
  object: Manifest,
): Finding | undefined {
  const { wanted, there } = workloadCounts(node.kind, object);
  const minutes = minutesOfRest(facts, node);
  if (there >= wanted || minutes < LONG_MINUTES) return undefined;
  return {
    rule: RULE,
    severity: "broken",
    confidence: 0.5,
    symptom: true,
    summary: `${node.kind} ${node.name} has ${there} of ${
      plural(wanted, "pod")
    }, and nothing was made for ${span(minutes * 60_000)}`,
    where: placeOf(node, "status"),
    evidence: [{
      where: placeOf(node, "status"),
      text: node.health?.message ?? `${there} of ${wanted}`,
    }],
    next: {
      ...eventsCall(facts, node),
      then:
        "see what its controller says when it tries again: quotas, policies and webhooks refuse pods",
    },
    explains: [keyOf(node)],
  };
}

/** Finds workloads without a deadline that lack pods. */
export const podsMissing: Rule = {
  names: [RULE],
  look(facts) {
    return facts.nodes.filter(({ kind, group }) =>
      group === "apps" && (kind === "StatefulSet" || kind === "DaemonSet")
    ).flatMap((node) => {
      const object = facts.objects.get(keyOf(node));
      return object ? finding(facts, node, object) ?? [] : [];
    });
  },
};
