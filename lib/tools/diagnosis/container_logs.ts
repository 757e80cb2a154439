/**
 * The logs that say why a container does not run.
 *
 * @module
 */
import type { ArgocdClient } from "../../argocd/client.ts";
import { getLogs } from "../../argocd/endpoints.ts";
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import type { ContainerLog } from "../../diagnose/container_log.ts";
import {
  type ContainerFacts,
  isSidecar,
  type PodFacts,
} from "../../diagnose/pod_facts.ts";
import type { ApplicationKey } from "../read_application.ts";

/** One log. */
export interface WantedLog {
  readonly pod: ResourceRef;
  readonly container: string;
  readonly previous: boolean;
}

/** The reason of a crash is in the last lines. */
const LINES = 50;
/** Each is a request; containers of one workload crash alike. */
const MOST_LOGS = 8;

function hasRun(
  { terminated, last, runningSince, restarts }: ContainerFacts,
): boolean {
  return terminated !== undefined || last !== undefined ||
    runningSince !== undefined || restarts > 0;
}

function isFine(container: ContainerFacts): boolean {
  const { init, ready, terminated, waiting, runningSince } = container;
  if (terminated) return terminated.exitCode === 0;
  if (!init) return ready;
  // What should be over before the pod begins may wait for something, and says for what.
  return waiting === undefined &&
    (runningSince === undefined || isSidecar(container));
}

/**
 * Present and previous logs of containers that have run and are not fine.
 *
 * @param awaited Keys of pods that an operation waits for: their logs are wanted even if they run well.
 */
export function wantedLogs(
  pods: readonly PodFacts[],
  awaited: ReadonlySet<string> = new Set(),
): readonly WantedLog[] {
  const wanted = pods.toSorted((a, b) =>
    Number(awaited.has(b.key)) - Number(awaited.has(a.key))
  ).flatMap(({ ref, key, containers }) =>
    containers.filter((one) =>
      hasRun(one) && (!isFine(one) || one.last || awaited.has(key))
    )
      .flatMap(({ name, last, restarts }) => [
        ...(last || restarts > 0
          ? [{ pod: ref, container: name, previous: true }]
          : []),
        { pod: ref, container: name, previous: false },
      ])
  );
  return wanted.slice(0, MOST_LOGS);
}

/** Reads the end of one log. Throws `ToolError`, also for what Kubernetes says instead of a log. */
export async function readContainerLog(
  argocd: ArgocdClient,
  { pod, container, previous }: WantedLog,
  { key, signal }: {
    readonly key: ApplicationKey;
    readonly signal: AbortSignal;
  },
): Promise<ContainerLog> {
  const lines: string[] = [];
  const entries = argocd.stream(getLogs, {
    path: { name: key.name },
    query: {
      ...key.query,
      namespace: pod.namespace,
      podName: pod.name,
      container,
      tailLines: LINES,
      follow: false,
      previous,
    },
    signal,
    purpose: `read the log of container '${container}' of pod '${
      pod.name ?? ""
    }'`,
  });
  for await (const { content = "", podName = "" } of entries) {
    // Without a pod it is no line of the container: Argo CD or the kubelet says why there is no log.
    if (podName !== "") lines.push(content);
  }
  return { pod, container, previous, lines: lines.slice(-LINES) };
}
