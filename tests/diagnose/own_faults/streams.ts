/**
 * Events and logs of planned objects, as Argo CD hands them on.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type Plan, type PlannedObject } from "./plan.ts";
import { uidOf } from "./tree_nodes.ts";

/** The events of an object, as a list of Kubernetes: `null` when there are none. */
export function eventsOf(
  plan: Plan,
  planned: PlannedObject,
): { readonly metadata: Manifest; readonly items: readonly Manifest[] | null } {
  const { kind, name, apiVersion, events = [] } = planned;
  const namespace = planned.namespace === false
    ? "default"
    : planned.namespace ?? plan.id;
  const items = events.map((event, at) => {
    const { reason, message, type = "Warning", from = "kubelet" } = event;
    const { minutes = 1, since = minutes, count = 1, container } = event;
    const isScheduler = from === "default-scheduler";
    return {
      metadata: {
        name: `${name}.18e9fad${at}b059db9c`,
        namespace,
        uid: uidOf(plan, { apiVersion, kind: `Event${at}${kind}`, name }),
        resourceVersion: String(48_000 + at),
        creationTimestamp: ago(since),
      },
      involvedObject: {
        kind,
        ...(planned.namespace === false ? {} : { namespace }),
        name,
        uid: uidOf(plan, planned),
        apiVersion,
        resourceVersion: "48100",
        ...(container ? { fieldPath: `spec.containers{${container}}` } : {}),
      },
      reason,
      message,
      // The scheduler writes the newer kind of events, which has other times.
      ...(isScheduler
        ? {
          source: {},
          firstTimestamp: null,
          lastTimestamp: null,
          type,
          eventTime: ago(since).replace("Z", ".123077Z"),
          ...(count > 1
            ? {
              series: {
                count,
                lastObservedTime: ago(minutes).replace("Z", ".749881Z"),
              },
            }
            : {}),
          action: "Scheduling",
        }
        : {
          source: { component: from },
          firstTimestamp: ago(since),
          lastTimestamp: ago(minutes),
          count,
          type,
          eventTime: null,
        }),
      reportingComponent: from,
      reportingInstance: isScheduler ? "default-scheduler-host" : "",
    };
  });
  return {
    metadata: { resourceVersion: "48300" },
    items: items.length > 0 ? items : null,
  };
}

function entry(content: string, podName: string): string {
  return `${
    JSON.stringify({
      result: {
        content,
        timeStamp: podName ? ago(2) : null,
        last: false,
        timeStampStr: podName ? ago(2) : "0001-01-01T00:00:00Z",
        podName,
      },
    })
  }\n`;
}

/** How every log ends. */
export const LOG_END = `${
  JSON.stringify({
    result: {
      content: "",
      timeStamp: ago(0),
      last: true,
      timeStampStr: ago(0),
      podName: "",
    },
  })
}\n`;

/** A log, or what the kubelet says instead of one. */
export function logOf(
  { name }: PlannedObject,
  container: string,
  { lines, previous }: {
    readonly lines: readonly string[] | undefined;
    readonly previous: boolean;
  },
): string {
  if (lines) return lines.map((line) => entry(line, name)).join("");
  return previous
    ? entry(
      `previous terminated container "${container}" in pod "${name}" not found`,
      "",
    )
    : entry(
      `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`,
      "",
    );
}
