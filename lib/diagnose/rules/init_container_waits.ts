/**
 * An init container that runs and does not end: it waits for something that does not come.
 *
 * @module
 */
import { isTelling, tellingLine, withNeighbours } from "../container_log.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { logPlace, logsOf } from "../hook_facts.ts";
import { secondsSince, spanText } from "../moment.ts";
import { workloadOf } from "../owners.ts";
import { type ContainerFacts, isSidecar, type PodFacts } from "../pod_facts.ts";
import { containerPlace, logsCall, podFinding } from "../pod_finding.ts";
import { illPods, severityOf } from "../pod_state.ts";
import { quoted } from "../quote.ts";

/** A migration or a download may take its time, less if it complains; seconds. */
const PATIENCE = 900;
const PATIENCE_WITH_COMPLAINTS = 300;

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding {
  const { name, runningSince } = container;
  const seconds = secondsSince(runningSince, facts.now) ?? 0;
  // What it waits for may stand before or behind what it complains of.
  const log = logsOf(facts, pod).find((one) =>
    one.container === name && !one.previous
  );
  const line = tellingLine(log?.lines ?? []);
  const complains = line !== undefined && isTelling(line);
  const patience = complains ? PATIENCE_WITH_COMPLAINTS : PATIENCE;
  const says = line ? `; it last says ${quoted(line.trim())}` : "";
  return podFinding(facts, pod, {
    rule: "init-container-waits",
    severity: seconds < patience ? "waiting" : severityOf(facts, pod),
    confidence: complains ? 0.9 : 0.75,
    summary: `A pod of ${
      workloadOf(facts, pod)
    } waits for its init container '${name}', which has not ended for ${
      spanText(seconds)
    }${says}`,
    where: containerPlace(pod, container),
    evidence: [
      ...(log && line
        ? [{ where: logPlace(log), text: withNeighbours(log.lines, line) }]
        : []),
      {
        where: containerPlace(pod, container, "state.running"),
        text: `startedAt ${runningSince}`,
      },
    ],
    next: logsCall(facts, pod, { container: name, previous: false }),
    then: "see to what it waits for: an address, a database, a file",
  });
}

/** Says which init container holds a pod up, and what it says. */
export const initContainerWaits: Rule = {
  names: ["init-container-waits"],
  look: (facts) =>
    illPods(facts).flatMap((pod) => {
      const running = pod.containers.find((container) =>
        container.init && container.runningSince !== undefined &&
        container.restarts === 0 && !isSidecar(container)
      );
      return running ? [findingOf(facts, pod, running)] : [];
    }),
};
