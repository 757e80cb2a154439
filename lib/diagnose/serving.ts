/**
 * Whether a workload still serves while something is wrong with it: what somebody who is woken wants to know first.
 *
 * @module
 */
import type { ResourceNode } from "../argocd/wire/resources.ts";
import { plural } from "../views/plural.ts";
import type { Facts } from "./facts.ts";
import { at } from "./fields.ts";
import type { Finding } from "./finding.ts";
import { keyOf, placeOf } from "./object_key.ts";
import { ancestorsOf } from "./owners.ts";
import { revisionOf } from "./replica_set_revision.ts";
import { workloadCounts } from "./workload_counts.ts";

const WORKLOADS = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "argoproj.io/Rollout",
]);
/** What holds a version of a workload, each with its number. */
const VERSIONS = new Set(["ReplicaSet", "ControllerRevision"]);
/** One of them is there as soon as its controller has looked at it; Kubernetes leaves out counts that are 0. */
const LOOKED_AT = [
  "observedGeneration",
  "replicas",
  "unavailableReplicas",
  "desiredNumberScheduled",
];
/** More are a list, and no sentence. */
const MOST_NAMED = 3;

function isOf(node: ResourceNode, parent: ResourceNode): boolean {
  return node.parentRefs?.some((one) => keyOf(one) === keyOf(parent)) ?? false;
}

/** The newest version, where more than one is known. */
function newestVersion(
  { nodes }: Facts,
  workload: ResourceNode,
): ResourceNode | undefined {
  const versions = nodes.filter((node) =>
    VERSIONS.has(node.kind ?? "") && isOf(node, workload) &&
    !Number.isNaN(revisionOf(node))
  ).toSorted((a, b) => revisionOf(b) - revisionOf(a));
  return versions.length > 1 ? versions[0] : undefined;
}

/**
 * Whether a pod is of a version. The pods of a ReplicaSet belong to it; those of other workloads wear the name of their
 * ControllerRevision, or its end, as a label.
 */
function isOfVersion(pod: ResourceNode, version: ResourceNode): boolean {
  if (version.kind === "ReplicaSet") return isOf(pod, version);
  const hash = pod.networkingInfo?.labels?.["controller-revision-hash"] ?? "";
  const { name = "" } = version;
  return hash !== "" && (name === hash || name.endsWith(`-${hash}`));
}

/** Pods that are ready, of the newest version and of those before it; of none where versions are not known. */
function readyByVersion(
  facts: Facts,
  workload: ResourceNode,
): { readonly old: number; readonly new: number } {
  const newest = newestVersion(facts, workload);
  if (!newest) return { old: 0, new: 0 };
  const ready = facts.nodes.filter((node) =>
    node.kind === "Pod" && node.health?.status === "Healthy" &&
    ancestorsOf(facts, node).some((above) => keyOf(above) === keyOf(workload))
  );
  const ofNewest = ready.filter((pod) => isOfVersion(pod, newest)).length;
  return { old: ready.length - ofNewest, new: ofNewest };
}

/** `the previous version of cart still serves (2 of 2 pods ready)`; empty when it wants no pods, or was not read. */
export function servingText(facts: Facts, workload: ResourceNode): string {
  const object = facts.objects.get(keyOf(workload));
  const isKnown = LOOKED_AT.some((key) =>
    at(object, "status", key) !== undefined
  );
  if (!object || !isKnown) return "";
  const { wanted, ready } = workloadCounts(workload.kind, object);
  const { name } = workload;
  if (wanted === 0) return "";
  if (ready === 0) return `no pod of ${name} is ready`;
  const of = readyByVersion(facts, workload);
  // A rollout, or one that has just been made smaller, has more than it wants.
  const count = ready > wanted
    ? plural(ready, "pod")
    : `${ready} of ${plural(wanted, "pod")}`;
  if (of.old > 0 && of.new === 0) {
    return `the previous version of ${name} still serves (${count} ready)`;
  }
  return `${count} of ${name} ${ready === 1 ? "is" : "are"} ready${
    of.old > 0 ? `, ${of.old} of them of the previous version` : ""
  }`;
}

/** The workloads that a finding is about. */
function workloadsOf(
  { nodes }: Facts,
  { where, explains = [], severity }: Finding,
): readonly ResourceNode[] {
  const [place] = where.split("@");
  return nodes.filter((node) =>
    WORKLOADS.has(`${node.group ?? ""}/${node.kind}`) &&
    (explains.includes(keyOf(node)) || placeOf(node) === place) &&
    // What only waits takes nothing away from a workload that is well.
    (severity === "broken" || node.health?.status !== "Healthy")
  );
}

/** Adds to findings whether the workloads that they are about still serve; of each workload once. */
export function withServing(
  facts: Facts,
  findings: readonly Finding[],
): readonly Finding[] {
  const said = new Set<string>();
  return findings.map((finding) => {
    if (finding.severity === "note") return finding;
    const texts = workloadsOf(facts, finding).flatMap((workload) => {
      const key = keyOf(workload);
      if (said.has(key)) return [];
      said.add(key);
      return servingText(facts, workload) || [];
    }).slice(0, MOST_NAMED);
    if (texts.length === 0) return finding;
    return { ...finding, summary: [finding.summary, ...texts].join("; ") };
  });
}
