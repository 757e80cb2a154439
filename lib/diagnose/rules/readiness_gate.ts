/**
 * A pod whose containers are ready, and which waits for somebody else's word.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import { recordsAt, textAt } from "../fields.ts";
import type { Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { placeOf } from "../object_key.ts";
import { workloadOf } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import { podFinding } from "../pod_finding.ts";
import { illPods, severityOf } from "../pod_state.ts";

/** A load balancer needs its time; seconds. */
const PATIENCE = 180;

function findingOf(facts: Facts, pod: PodFacts): Finding | undefined {
  const { conditions } = pod;
  const [ready, containers] = ["Ready", "ContainersReady"].map((wanted) =>
    conditions.find(({ type }) => type === wanted)
  );
  if (containers?.status !== "True" || !ready) return undefined;
  const open = recordsAt(pod.object, "spec", "readinessGates")
    .map((gate) => textAt(gate, "conditionType"))
    .filter((gate) =>
      !conditions.some(({ type, status }) => type === gate && status === "True")
    );
  if (open.length === 0) return undefined;
  const waiting = secondsSince(containers.since, facts.now) ?? 0;
  const own = conditions.find(({ type }) => type === open[0]);
  return podFinding(facts, pod, {
    rule: "readiness-gate",
    severity: waiting > PATIENCE ? severityOf(facts, pod) : "waiting",
    confidence: 0.95,
    summary: `A pod of ${workloadOf(facts, pod)} runs, but its readiness gate ${
      open.join(", ")
    } is not fulfilled`,
    evidence: [{
      where: placeOf(pod.ref, `status.conditions[${own ? open[0] : "Ready"}]`),
      text: [own?.reason, own?.message || ready.message].filter(Boolean)
        .join(": "),
    }],
    then: "look at the controller that sets this condition",
  });
}

/** Says which readiness gate a pod waits for. */
export const readinessGate: Rule = {
  names: ["readiness-gate"],
  look(facts) {
    return illPods(facts).flatMap((pod) => findingOf(facts, pod) ?? []);
  },
};
