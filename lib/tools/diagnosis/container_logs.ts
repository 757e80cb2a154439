/**
 * The logs that say why a container does not run.
 *
 * @module
 */
import type { ArgocdClient } from "../../argocd/client.ts";
import { getLogs } from "../../argocd/endpoints.ts";
import type { ResourceRef } from "../../argocd/types.ts";
import type { ContainerLog } from "../../diagnose/container_log.ts";
import type { ContainerFacts, PodFacts } from "../../diagnose/pod_facts.ts";
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

function isFine({ init, ready, terminated, waiting }: ContainerFacts): boolean {
  if (terminated) return terminated.exitCode === 0;
  return init ? waiting === undefined : ready;
}

/** Present and previous logs of containers that have run and are not fine. */
export function wantedLogs(pods: readonly PodFacts[]): readonly WantedLog[] {
  const wanted = pods.flatMap(({ ref, containers }) =>
    containers.filter((one) => hasRun(one) && (!isFine(one) || one.last))
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
  for await (const { content = "", last } of entries) {
    if (!last || content !== "") lines.push(content);
  }
  return { pod, container, previous, lines: lines.slice(-LINES) };
}
