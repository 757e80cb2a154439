/**
 * Hooks of the running or last operation, and the pods that they run.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ResourceNode, ResourceRef } from "../argocd/wire/resources.ts";
import type { ContainerLog } from "./container_log.ts";
import type { Facts } from "./facts.ts";
import { keyOf, placeOf } from "./object_key.ts";
import { awaited, operationFacts } from "./operation_facts.ts";
import type { PodFacts } from "./pod_facts.ts";

/** A hook, and how it went. */
export interface HookFacts {
  readonly ref: ResourceRef;
  readonly key: string;
  /** `PreSync`, `Sync`, `PostSync`, `SyncFail`, `PreDelete`, `PostDelete`. */
  readonly type: string;
  readonly message: string;
  /** Where the message stands. */
  readonly where: string;
  /** Pods of it that were read, the newest first. */
  readonly pods: readonly PodFacts[];
  /** Keys of everything below it. */
  readonly below: readonly string[];
}

/** Everything that hangs from an object in the tree. */
function nodesBelow(
  nodes: readonly ResourceNode[],
  key: string,
): readonly ResourceNode[] {
  const keys = new Set([key]);
  const found = new Set<ResourceNode>();
  let grew = true;
  while (grew) {
    grew = false;
    for (const node of nodes) {
      if (found.has(node)) continue;
      if (!node.parentRefs?.some((parent) => keys.has(keyOf(parent)))) continue;
      found.add(node);
      keys.add(keyOf(node));
      grew = true;
    }
  }
  return [...found];
}

/** Hooks of the operation in these phases: `Failed`, `Error`, `Running`. */
export function hooksIn(
  { application, ref: own, nodes, pods }: Facts,
  phases: readonly string[],
): readonly HookFacts[] {
  return operationFacts(application).results.filter((result) =>
    result.hookType && result.status !== "SyncFailed" &&
    phases.includes(result.hookPhase ?? "")
  ).map((result) => {
    const { group = "", kind = "", namespace = "", name = "" } = result;
    const ref = { group, kind, namespace, name };
    const key = keyOf(ref);
    const below = nodesBelow(nodes, key).map(keyOf);
    return {
      ref,
      key,
      type: result.hookType ?? "",
      message: result.message ?? "",
      where: `Application/${own}@status.operationState.syncResult[${
        placeOf(ref)
      }]`,
      pods: pods.filter((pod) => pod.key === key || below.includes(pod.key))
        .toSorted((a, b) => (b.createdAt ?? "") < (a.createdAt ?? "") ? -1 : 1),
      below,
    };
  });
}

/**
 * Keys of what the operation fails of or waits for, with everything below: hooks that failed or run, and the resource
 * that it names.
 */
export function keysOfOperation(
  application: Application,
  nodes: readonly ResourceNode[],
): ReadonlySet<string> {
  const { results, message, phase } = operationFacts(application);
  if (phase === "Succeeded") return new Set();
  const waits = awaited(message)?.ref;
  const named = nodes.filter(({ group = "", kind, name }) =>
    waits && group === waits.group && kind === waits.kind && name === waits.name
  );
  const hooks = results.filter(({ hookType, hookPhase }) =>
    hookType && hookPhase !== "Succeeded"
  );
  return new Set(
    [...hooks, ...named].map(keyOf).flatMap((key) => [
      key,
      ...nodesBelow(nodes, key).map(keyOf),
    ]),
  );
}

/** The logs of a pod that hold anything, those of the present run first. */
export function logsOf(
  { logs }: Facts,
  pod: PodFacts,
): readonly ContainerLog[] {
  return logs.filter((log) =>
    keyOf(log.pod) === pod.key && log.lines.some((line) => line.trim() !== "")
  ).toSorted((a, b) => Number(a.previous) - Number(b.previous));
}

/** Where a line of a log stands. */
export function logPlace({ pod, container, previous }: ContainerLog): string {
  return placeOf(pod, `log[${container}${previous ? ",previous" : ""}]`);
}
