/**
 * Logs of pods, container by container.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getLogs, getResource } from "../argocd/endpoints.ts";
import { ToolError } from "../errors.ts";
import {
  lineMatcher,
  LogTail,
  namedContainers,
  type TailedLog,
} from "../views/log_tail.ts";
import type { ReadLog } from "../views/log_view.ts";
import { parseManifest } from "../views/manifest_yaml.ts";
import { isUnhealthy } from "../views/node_state.ts";
import { type PodContainer, podContainers } from "../views/pod_containers.ts";
import type { InventoryItem } from "../views/resource_inventory.ts";
import { mapLimited } from "../map_limited.ts";
import type { ApplicationKey } from "./read_application.ts";
import { resourceQuery } from "./resource_query.ts";
import { tolerate } from "./tolerate.ts";

/** What is wanted of each log. */
export interface LogRequest {
  readonly key: ApplicationKey;
  readonly container?: string | undefined;
  /** `undefined`: the present run, and the one before of containers that were restarted. */
  readonly previous?: boolean | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly filter?: string | undefined;
  /** Lines of each log. */
  readonly tail: number;
  /** Whether the server's own filter means what ours means. */
  readonly serverFilters: boolean;
  readonly signal: AbortSignal;
}

interface OneLog {
  readonly pod: InventoryItem;
  readonly container?: string | undefined;
  readonly previous: boolean;
  readonly about?: PodContainer | undefined;
}

/** The reason of a crash is in the last lines. */
const PREVIOUS_LINES = 50;
/** Argo CD filters what is left after it has taken the tail, so a filtered search has to reach further back. */
const SEARCHED_LINES = 5_000;
/** What Kubernetes says of a container that the pod does not have. */
const NO_CONTAINER_REGEXP = /^container \S+ is not valid for pod /;

async function readOne(
  argocd: ArgocdClient,
  one: OneLog,
  request: LogRequest,
): Promise<TailedLog> {
  const { key, filter, tail, serverFilters, sinceSeconds, signal } = request;
  const { pod, container, previous } = one;
  const lines = new LogTail(
    previous && request.previous === undefined
      ? Math.min(tail, PREVIOUS_LINES)
      : tail,
    lineMatcher(filter),
  );
  try {
    const entries = argocd.stream(getLogs, {
      path: { name: key.name },
      query: {
        ...key.query,
        namespace: pod.namespace,
        podName: pod.name,
        container,
        sinceSeconds,
        // Never left out: without it the whole log comes.
        tailLines: filter === undefined ? tail : SEARCHED_LINES,
        filter: serverFilters ? filter : undefined,
        follow: false,
        ...(previous ? { previous } : {}),
      },
      signal,
      purpose: `read logs of pod '${pod.name ?? ""}'`,
    });
    let entriesSeen = 0;
    for await (const entry of entries) {
      entriesSeen++;
      lines.add(entry);
    }
    // A log without lines still has an end; for a pod that it does not find Argo CD sends nothing at all.
    if (entriesSeen === 0) {
      lines.add({ content: "Argo CD finds no such pod, it may be gone" });
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (
      ["CANCELLED", "FORBIDDEN", "UNAUTHENTICATED", "LOGIN_REFUSED"].includes(
        error.code,
      )
    ) throw error;
    // What came before is still the log.
    lines.add({ content: `${error.code}: ${error.message}` });
  }
  return lines.result();
}

/** A pod's containers as its live object tells: which there are, how often they were restarted, how they ended. */
async function readContainers(
  argocd: ArgocdClient,
  pod: InventoryItem,
  request: LogRequest,
): Promise<readonly PodContainer[]> {
  async function read(): Promise<readonly PodContainer[]> {
    const answer = await argocd.call(getResource, {
      path: { name: request.key.name },
      query: resourceQuery(request.key, pod),
      signal: request.signal,
      purpose: `read pod '${pod.name ?? ""}'`,
    });
    return podContainers(parseManifest(answer.manifest ?? "null") ?? {});
  }
  // The pod may be gone by now; its log says what there is to say.
  const containers = await tolerate(read(), request.signal);
  return containers instanceof ToolError ? [] : containers;
}

function planPod(
  pod: InventoryItem,
  containers: readonly PodContainer[],
  request: LogRequest,
): readonly OneLog[] {
  const { container, previous } = request;
  const wanted = container === undefined
    ? containers.filter(({ done }) => !done)
    : containers.filter(({ name }) => name === container);
  if (wanted.length === 0) {
    return [{ pod, container, previous: previous ?? false }];
  }
  return wanted.flatMap((about) => {
    const one = { pod, container: about.name, about };
    if (previous !== undefined) return [{ ...one, previous }];
    // In time's order: what ended the last run, then the present one.
    return about.restarts > 0
      ? [{ ...one, previous: true }, { ...one, previous: false }]
      : [{ ...one, previous: false }];
  });
}

async function readPlanned(
  argocd: ArgocdClient,
  one: OneLog,
  request: LogRequest,
): Promise<readonly ReadLog[]> {
  const log = await readOne(argocd, one, request);
  const names = one.container === undefined ? namedContainers(log.problem) : [];
  if (names.length > 0) {
    const logs: ReadLog[] = [];
    for (const container of names) {
      logs.push(...await readPlanned(argocd, { ...one, container }, request));
    }
    return logs;
  }
  const { pod, container, previous, about } = one;
  return [{
    pod: pod.name ?? "?",
    container,
    previous,
    restarts: about?.restarts,
    state: about?.state,
    log,
  }];
}

/**
 * Reads the logs of `pods`, a few at once.
 *
 * What Kubernetes or Argo CD says instead of a log is part of the result.
 *
 * @throws {ToolError} when the account may not read logs, no pod has the named container, or the call was cancelled.
 */
export async function readPodLogs(
  argocd: ArgocdClient,
  pods: readonly InventoryItem[],
  request: LogRequest,
): Promise<readonly ReadLog[]> {
  const plans = await mapLimited(pods, async (pod) => {
    // Of a healthy pod nothing has to be explained, which saves a request.
    const containers = isUnhealthy(pod)
      ? await readContainers(argocd, pod, request)
      : [];
    return planPod(pod, containers, request);
  });
  const planned = await mapLimited(
    plans.flat(),
    (one) => readPlanned(argocd, one, request),
  );
  const logs = planned.flat();
  const [pod] = pods;
  if (
    pod && logs.every(({ log }) => NO_CONTAINER_REGEXP.test(log.problem ?? ""))
  ) {
    const names = (await readContainers(argocd, pod, request)).map(({ name }) =>
      name
    );
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot read logs of container '${request.container ?? ""}': pod '${
        pod.name ?? ""
      }' has no such container`,
      names.length > 0 ? { hint: `It has ${names.join(", ")}` } : {},
    );
  }
  return logs;
}
