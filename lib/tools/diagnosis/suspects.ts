/**
 * Which objects a diagnosis asks about one by one: those whose state says that something is wrong, and those that a
 * cause may hide behind.
 *
 * @module
 */
import { isIllNode } from "../../diagnose/ill_node.ts";
import { keysOfOperation } from "../../diagnose/hook_facts.ts";
import { keyOf } from "../../diagnose/object_key.ts";
import { isCustomGroup } from "../../diagnose/operator_word.ts";
import { revisionOf } from "../../diagnose/replica_set_revision.ts";
import { resourceSituation } from "../../views/resource_counts.ts";
import type { FoundResources } from "../read_resources.ts";
import type { ResourceNode, ResourceRef } from "../../argocd/wire/resources.ts";

/** Each costs up to two requests, and a pod two more for each container. */
const MOST_SUSPECTS = 14;
/** Pods of one workload have one cause. */
const MOST_PODS_OF_ONE = 2;
const MOST_PODS = 6;

/**
 * Whatever their health, these are where a cause shows: a claim that is Pending, a workload whose pods are refused, a
 * CronJob that starts nothing.
 */
const TELLING = new Set([
  "PersistentVolumeClaim",
  "ReplicaSet",
  "Job",
  "CronJob",
  "HorizontalPodAutoscaler",
]);
/** In this order: the leaf says more than what it hangs from. */
const KINDS = [
  "Pod",
  "PersistentVolumeClaim",
  "ReplicaSet",
  "Job",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
];

function rank(node: ResourceNode): number {
  const { kind = "" } = node;
  const at = KINDS.indexOf(kind);
  return (at < 0 ? KINDS.length : at) +
    (isIllNode(node) ? 0 : 100);
}

/** An old ReplicaSet keeps its history and has no pods: nothing to ask about. */
function hasChildren(
  node: ResourceNode,
  nodes: readonly ResourceNode[],
): boolean {
  return nodes.some(({ parentRefs }) =>
    parentRefs?.some(({ uid }) => uid !== undefined && uid === node.uid)
  );
}

/** The ReplicaSet that a Deployment works with: it may have no pods because they are refused. */
function isNewest(
  node: ResourceNode,
  nodes: readonly ResourceNode[],
): boolean {
  const parent = node.parentRefs?.[0]?.uid;
  return !nodes.some((other) =>
    other.kind === "ReplicaSet" && other.parentRefs?.[0]?.uid === parent &&
    revisionOf(other) > revisionOf(node)
  );
}

function newestFirst(a: ResourceNode, b: ResourceNode): number {
  return (b.createdAt ?? "") < (a.createdAt ?? "") ? -1 : 1;
}

/** Everything above a node that is in the tree. */
function ancestors(
  node: ResourceNode,
  nodes: readonly ResourceNode[],
): readonly ResourceNode[] {
  const byUid = new Map(nodes.map((one) => [one.uid, one]));
  const found: ResourceNode[] = [];
  let next: ResourceNode | undefined = node;
  // A tree of Argo CD is a few levels deep; a circle would not end.
  for (let depth = 0; depth < 8 && next; depth++) {
    const uid: string | undefined = next.parentRefs?.[0]?.uid;
    next = uid === undefined ? undefined : byUid.get(uid);
    if (next) found.push(next);
  }
  return found;
}

/** The pods worth asking: unhealthy ones first, the newest, a few of each workload. */
function suspectPods(
  nodes: readonly ResourceNode[],
  first: (node: ResourceNode) => number,
): readonly ResourceNode[] {
  const perOwner = new Map<string, number>();
  return nodes.filter(({ kind }) => kind === "Pod")
    .toSorted((a, b) =>
      first(a) + rank(a) - first(b) - rank(b) || newestFirst(a, b)
    )
    .filter(({ parentRefs }) => {
      const owner = parentRefs?.[0]?.uid ?? "";
      const count = perOwner.get(owner) ?? 0;
      perOwner.set(owner, count + 1);
      return count < MOST_PODS_OF_ONE;
    })
    .slice(0, MOST_PODS);
}

/** What is asked about, the most telling first. */
export function suspects(
  { application, tree }: FoundResources,
): readonly ResourceNode[] {
  // What is missing has no identity, and nothing more can be read of it.
  const nodes = (tree?.nodes ?? []).filter(({ uid }) => uid !== undefined);
  const awaited = keysOfOperation(application, nodes);
  const first = (node: ResourceNode) => awaited.has(keyOf(node)) ? -1_000 : 0;
  const pods = suspectPods(nodes, first);
  const unhealthy = new Set(
    resourceSituation(application).unhealthy.map((ref: ResourceRef) =>
      keyOf(ref)
    ),
  );
  const others = nodes.filter((node) => {
    const { kind = "" } = node;
    if (kind === "Pod" || kind === "Application") return false;
    if (kind === "ReplicaSet") {
      return isIllNode(node) || hasChildren(node, nodes) ||
        isNewest(node, nodes);
    }
    return isIllNode(node) || TELLING.has(kind) ||
      unhealthy.has(keyOf(node)) || awaited.has(keyOf(node));
  });
  // Argo CD has no health check for it, and what hangs on it is ill.
  const below = nodes.filter((node) =>
    !node.health && isCustomGroup(node.group) &&
    ancestors(node, nodes).some((above) =>
      isCustomGroup(above.group) && isIllNode(above)
    )
  );
  const above = pods.flatMap((pod) =>
    isIllNode(pod) ? ancestors(pod, nodes) : []
  );
  const all = new Map<string, ResourceNode>();
  for (
    const node of [...pods, ...others, ...above, ...below].toSorted((a, b) =>
      first(a) + rank(a) - first(b) - rank(b) || newestFirst(a, b)
    )
  ) all.set(keyOf(node), node);
  return [...all.values()].slice(0, MOST_SUSPECTS);
}
