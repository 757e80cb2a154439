/**
 * A claim for storage that is not bound.
 *
 * @module
 */
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf, lastSeenAt } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, recordsAt, textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { secondsSince } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { illWith } from "../owners.ts";
import type { PodFacts } from "../pod_facts.ts";
import { eventEvidence, eventsCall } from "../pod_finding.ts";

/** A provisioner that needs longer than this has a problem; seconds. */
const PATIENCE = 180;
/** What the volume controller and provisioners say of a claim. */
const TELLING = [
  "FailedBinding",
  "ProvisioningFailed",
  "ProvisionFailed",
  "VolumeMismatch",
  "ClaimMisbound",
  "ExternalProvisioning",
  "WaitForFirstConsumer",
  "WaitForPodScheduled",
  "Provisioning",
  "VolumeResizeFailed",
];
const CLASS_REGEXP = /storageclass\S* "(?<name>[^"]+)" not found/i;

interface Claim {
  readonly ref: ResourceRef;
  readonly object: Manifest;
}

/** A claim in the words of its object: `10Gi ReadWriteOnce of class fast`. */
function wishOf({ object }: Claim): string {
  const size = textAt(object, "spec", "resources", "requests", "storage");
  const modes = at(object, "spec", "accessModes");
  const storageClass = at(object, "spec", "storageClassName");
  return [
    size || "storage",
    ...(Array.isArray(modes) ? modes.map(String) : []),
    typeof storageClass === "string" && storageClass !== ""
      ? `of class ${storageClass}`
      : "of no class",
  ].join(" ");
}

function users(facts: Facts, { ref }: Claim): readonly PodFacts[] {
  return facts.pods.filter((pod) =>
    pod.ref.namespace === ref.namespace &&
    recordsAt(pod.object, "spec", "volumes").some((volume) =>
      textAt(volume, "persistentVolumeClaim", "claimName") === ref.name
    )
  );
}

type Judgement =
  & Pick<Finding, "rule" | "severity" | "confidence" | "summary">
  & {
    readonly then?: string;
  };

/** What the newest word about a pending claim means. */
function judge(
  claim: Claim,
  { reason, message, age, isUsed }: {
    readonly reason: string;
    readonly message: string;
    /** Seconds since the claim was made. */
    readonly age: number;
    readonly isUsed: boolean;
  },
): Judgement {
  const name = `PersistentVolumeClaim ${claim.ref.name}`;
  const missing = CLASS_REGEXP.exec(message)?.groups?.["name"];
  if (missing !== undefined) {
    return {
      rule: "storage-class-missing",
      severity: "broken",
      confidence: 1,
      summary:
        `${name} asks for storage class ${missing}, which does not exist`,
      then: "correct storageClassName in the source, or create the class",
    };
  }
  if (reason === "FailedBinding") {
    return {
      rule: "claim-without-class",
      severity: "broken",
      confidence: 1,
      summary:
        `${name} names no storage class, the cluster has no default one, and no volume fits it`,
      then:
        "set storageClassName in the source, or make one class the default; a claim that exists has to be made anew",
    };
  }
  if (reason === "WaitForFirstConsumer" || reason === "WaitForPodScheduled") {
    return {
      rule: "claim-waits-for-pod",
      severity: "waiting",
      confidence: 0.9,
      summary: isUsed
        ? `${name} waits until a pod that uses it is scheduled`
        : `${name} waits for the first pod that uses it, and none does yet`,
    };
  }
  if (reason === "ExternalProvisioning" || reason === "Provisioning") {
    const isSlow = age > PATIENCE;
    return {
      rule: "claim-provisioning",
      severity: isSlow ? "broken" : "waiting",
      confidence: isSlow ? 0.8 : 0.9,
      summary: isSlow
        ? `${name} still waits for its provisioner, which may not be running`
        : `${name} is being provisioned`,
      ...(isSlow ? { then: "look at the storage driver of the cluster" } : {}),
    };
  }
  return {
    rule: "claim-not-provisioned",
    severity: "broken",
    confidence: 0.95,
    summary: `No volume can be made for ${name} (${wishOf(claim)})`,
  };
}

/** The word that counts: a failure is followed by "still waiting", which says less. */
function wordOf(facts: Facts, { ref }: Claim) {
  const events = eventsOf(facts, ref, { reasons: TELLING });
  const failed = events.find(({ type, reason }) =>
    type === "Warning" || reason === "FailedBinding"
  );
  const [newest] = events;
  if (!failed || !newest) return newest;
  const isNewest = (secondsSince(
    lastSeenAt(failed),
    new Date(lastSeenAt(newest)),
  ) ?? 0) < 2 * PATIENCE;
  return isNewest ? failed : newest;
}

/** What the scheduler says of a pod that uses it. */
function unscheduled({ ref, conditions }: PodFacts): readonly Evidence[] {
  return conditions.filter(({ type, status, message }) =>
    type === "PodScheduled" && status === "False" && message !== ""
  ).map(({ message }) => ({
    where: placeOf(ref, "status.conditions[PodScheduled]"),
    text: message,
  }));
}

function pending(facts: Facts, claim: Claim): Finding {
  const { ref, object } = claim;
  const event = wordOf(facts, claim);
  const pods = users(facts, claim);
  const age = secondsSince(
    textAt(object, "metadata", "creationTimestamp"),
    facts.now,
  ) ?? 0;
  const common = {
    where: placeOf(ref),
    next: eventsCall(facts, ref),
    explains: [keyOf(ref), ...pods.flatMap((pod) => illWith(facts, pod))],
  };
  if (!event) {
    return {
      ...common,
      rule: "claim-pending",
      // Many a class makes a volume only for the first pod that uses it.
      severity: age > PATIENCE && pods.length > 0 ? "broken" : "waiting",
      confidence: 0.5,
      symptom: true,
      summary: `PersistentVolumeClaim ${ref.name} is not bound (${
        wishOf(claim)
      })`,
      evidence: [
        { where: placeOf(ref, "status.phase"), text: "Pending" },
        ...pods.flatMap(unscheduled).slice(0, 1),
      ],
    };
  }
  const { reason = "", message = "" } = event;
  const isUsed = pods.length > 0;
  const { then, ...judgement } = judge(claim, { reason, message, age, isUsed });
  // It waits for the pod, so that it explains nothing of it.
  const explains = judgement.severity === "waiting"
    ? [keyOf(ref)]
    : common.explains;
  return {
    ...common,
    explains,
    ...judgement,
    evidence: [
      eventEvidence(event),
      { where: placeOf(ref, "spec"), text: wishOf(claim) },
    ],
    next: then === undefined ? common.next : { ...common.next, then },
  };
}

function lost(facts: Facts, claim: Claim): Finding {
  const { ref } = claim;
  const [event] = eventsOf(facts, ref, { reasons: ["ClaimLost"] });
  return {
    rule: "claim-lost",
    severity: "broken",
    confidence: 1,
    summary: `PersistentVolumeClaim ${ref.name} has lost its volume`,
    where: placeOf(ref, "status.phase"),
    evidence: [
      { where: placeOf(ref, "status.phase"), text: "Lost" },
      ...(event ? [eventEvidence(event)] : []),
    ],
    next: {
      ...eventsCall(facts, ref),
      then: "restore the PersistentVolume, or the data into a new claim",
    },
    explains: users(facts, claim).flatMap((pod) => illWith(facts, pod)),
  };
}

/** Says why a claim is not bound. */
export const volumeClaim: Rule = {
  names: [
    "storage-class-missing",
    "claim-without-class",
    "claim-waits-for-pod",
    "claim-provisioning",
    "claim-not-provisioned",
    "claim-pending",
    "claim-lost",
  ],
  look(facts) {
    return facts.nodes.filter(({ kind, group }) =>
      kind === "PersistentVolumeClaim" && !group
    ).flatMap((ref) => {
      const object = facts.objects.get(keyOf(ref));
      const phase = textAt(object, "status", "phase");
      if (!object) return [];
      if (phase === "Lost") return [lost(facts, { ref, object })];
      return phase === "Pending" ? [pending(facts, { ref, object })] : [];
    });
  },
};
