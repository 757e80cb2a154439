/**
 * A CronJob that does not start its Jobs. Argo CD calls it Healthy: its health speaks of runs, not of those that are
 * missing. How a run ended is told by its Job.
 *
 * @module
 */
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, recordsAt, textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { liveObject } from "../live_objects.ts";
import { missedStart } from "../missed_start.ts";
import { secondsSince, spanText } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { ancestorsOf } from "../owners.ts";
import { eventEvidence, eventsCall, objectArguments } from "../pod_finding.ts";
import { quoted } from "../quote.ts";

const RULE = "cron-job-not-started";

interface Reason {
  say(object: Manifest, event: KubernetesEvent): string;
  readonly then: string;
}

const MISSED: Reason = {
  say: () =>
    "has missed more than 100 starts in a row, and has started nothing since",
  then:
    "set startingDeadlineSeconds, so that only the starts of this span are counted; and see whether it was suspended, or its controller down",
};
const UNREADABLE: Reason = {
  say: (object) =>
    `starts nothing, for its schedule '${
      textAt(object, "spec", "schedule")
    }' cannot be read`,
  then: "correct spec.schedule in the source",
};

/** What the controller of CronJobs warns of, in all its versions. */
const REASONS: ReadonlyMap<string, Reason> = new Map([
  ["FailedNeedsStart", MISSED],
  ["TooManyMissedTimes", MISSED],
  ["UnparseableSchedule", UNREADABLE],
  ["InvalidSchedule", UNREADABLE],
  ["UnknownTimeZone", {
    say: (object) =>
      `starts nothing, for its time zone '${
        textAt(object, "spec", "timeZone")
      }' is not known`,
    then: "correct spec.timeZone in the source",
  }],
  ["MissSchedule", {
    say: () =>
      "has missed a start: its startingDeadlineSeconds had passed before the Job could be made",
    then:
      "give it a longer startingDeadlineSeconds, and see why its controller was late",
  }],
  ["FailedCreate", {
    say: (_, { message = "" }) =>
      `cannot make its Job: ${
        quoted(message.replace(/^Error creating job: /, ""), 140)
      }`,
    then: "repair what the message names",
  }],
]);

function lastStart(node: ResourceNode, object: Manifest): Evidence {
  return {
    where: placeOf(node, "status.lastScheduleTime"),
    text: textAt(object, "status", "lastScheduleTime") || "never",
  };
}

/** Whether it has started since: a controller that has missed many starts makes the last of them up at once. */
function hasStarted(
  facts: Facts,
  node: ResourceNode,
  { object, since }: { readonly object: Manifest; readonly since: number },
): boolean {
  const ofJobs = facts.nodes.filter((one) =>
    one.kind === "Job" &&
    ancestorsOf(facts, one).some((above) => keyOf(above) === keyOf(node))
  ).map(({ createdAt = "" }) => createdAt);
  const starts = [textAt(object, "status", "lastScheduleTime"), ...ofJobs];
  // The warning and the Job are of the same second.
  return starts.some((start) => Date.parse(start) >= since - 1000);
}

/** A warning that no start has followed. */
function warningOf(
  facts: Facts,
  node: ResourceNode,
  object: Manifest,
): KubernetesEvent | undefined {
  const [event] = eventsOf(facts, node, { reasons: [...REASONS.keys()] });
  if (!event) return undefined;
  const since = Date.parse(lastSeenAt(event));
  return hasStarted(facts, node, { object, since }) ? undefined : event;
}

/** It should have started, and nothing says why it has not. */
function overdue(
  facts: Facts,
  node: ResourceNode,
  { object, due }: { readonly object: Manifest; readonly due: Date },
): Finding {
  const [active] = recordsAt(object, "status", "active");
  const waits = active !== undefined &&
    textAt(object, "spec", "concurrencyPolicy") === "Forbid";
  const since = spanText(secondsSince(due.toISOString(), facts.now) ?? 0);
  return {
    rule: RULE,
    severity: waits ? "waiting" : "broken",
    confidence: waits ? 0.6 : 0.7,
    summary:
      `CronJob ${node.name} should have started ${since} ago and has not${
        waits
          ? `: its run ${
            textAt(active, "name")
          } still goes on, and it allows only one (concurrencyPolicy Forbid)`
          : ""
      }`,
    where: placeOf(node, "status.lastScheduleTime"),
    evidence: [lastStart(node, object), {
      where: placeOf(node, "spec.schedule"),
      text: textAt(object, "spec", "schedule"),
    }],
    next: {
      ...eventsCall(facts, node),
      then: waits
        ? "see what the run does, and end it if it hangs"
        : "see whether its controller runs, and its startingDeadlineSeconds",
    },
  };
}

function look(facts: Facts, node: ResourceNode): readonly Finding[] {
  const object = liveObject(facts, node);
  // Suspended on purpose: Argo CD says so itself.
  if (!object || at(object, "spec", "suspend") === true) return [];
  const event = warningOf(facts, node, object);
  const reason = REASONS.get(event?.reason ?? "");
  if (!event || !reason) {
    const due = missedStart(object, facts.now);
    return due ? [overdue(facts, node, { object, due })] : [];
  }
  return [{
    rule: RULE,
    severity: "broken",
    confidence: 0.9,
    summary: `CronJob ${node.name} ${reason.say(object, event)}`,
    where: placeOf(node),
    evidence: [eventEvidence(event), lastStart(node, object)],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, node),
      then: reason.then,
    },
  }];
}

/** Says why a CronJob starts nothing. */
export const cronJob: Rule = {
  names: [RULE],
  look: (facts) =>
    facts.nodes.filter(({ kind, group }) =>
      kind === "CronJob" && group === "batch"
    ).flatMap((node) => look(facts, node)),
};
