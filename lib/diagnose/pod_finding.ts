/**
 * The parts that all findings about pods have in common.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { Facts } from "./facts.ts";
import type { Evidence, Finding } from "./finding.ts";
import { placeOf } from "./object_key.ts";
import { illWith, workloadOf } from "./owners.ts";
import type { ContainerFacts, PodFacts } from "./pod_facts.ts";
import { severityOf } from "./pod_state.ts";
import { timesSeen } from "./event_facts.ts";

/** Arguments that name an object to our tools. */
export function objectArguments(
  { ref, application }: Pick<Facts, "ref" | "application">,
  { kind = "", name = "", namespace }: ResourceRef,
): Readonly<Record<string, string>> {
  const home = application.spec?.destination?.namespace;
  return {
    application: ref,
    kind,
    name,
    ...(namespace && namespace !== home ? { namespace } : {}),
  };
}

/** The place of a container in the status of its pod. */
export function containerPlace(
  pod: PodFacts,
  { name, init }: ContainerFacts,
  field?: string,
): string {
  const list = init ? "initContainerStatuses" : "containerStatuses";
  return placeOf(
    pod.ref,
    `status.${list}[${name}]${field === undefined ? "" : `.${field}`}`,
  );
}

/** An event as evidence. */
export function eventEvidence(event: KubernetesEvent): Evidence {
  const { involvedObject = {}, reason = "?", message = "" } = event;
  const times = timesSeen(event);
  return {
    where: placeOf(
      involvedObject,
      `events[${reason}]${times > 1 ? ` ×${times}` : ""}`,
    ),
    text: message.trim(),
  };
}

/** `container 'app' of Deployment cart`, `init container 'migrate' of Job seed`. */
export function containerOf(
  facts: Pick<Facts, "nodes">,
  pod: PodFacts,
  { init, name }: ContainerFacts,
): string {
  return `${init ? "init container" : "container"} '${name}' of ${
    workloadOf(facts, pod)
  }`;
}

/** What a rule says of a pod; the rest is the same for all. */
export interface PodFindingParts
  extends Pick<Finding, "rule" | "confidence" | "summary" | "evidence"> {
  readonly where?: string;
  readonly next?: Finding["next"];
  readonly then?: string;
  readonly severity?: Finding["severity"];
  readonly symptom?: true;
  /** Keys of what is ill with the pod besides its owners. */
  readonly also?: readonly string[];
}

/** A finding about a pod: it explains the state of everything that the pod belongs to. */
export function podFinding(
  facts: Facts,
  pod: PodFacts,
  { then, next, where, also = [], ...parts }: PodFindingParts,
): Finding {
  const call = next ??
    { tool: "get_resource", arguments: objectArguments(facts, pod.ref) };
  return {
    severity: severityOf(facts, pod),
    where: where ?? placeOf(pod.ref),
    next: then === undefined ? call : { ...call, then },
    // Not the pod itself: another container of it may be ill for a reason of its own.
    explains: [
      ...illWith(facts, pod).filter((key) => key !== pod.key),
      ...also,
    ],
    ...parts,
  };
}

/** The call that shows a container's log. */
export function logsCall(
  { ref }: Pick<Facts, "ref">,
  pod: PodFacts,
  { container, previous }: {
    readonly container: string;
    readonly previous: boolean;
  },
): Finding["next"] {
  return {
    tool: "get_application_logs",
    arguments: {
      application: ref,
      pod: pod.ref.name ?? "",
      container,
      ...(previous ? { previous } : {}),
    },
  };
}

/** The call that shows the events of an object. */
export function eventsCall(
  facts: Pick<Facts, "ref" | "application">,
  object: ResourceRef,
): Finding["next"] {
  return {
    tool: "get_application_events",
    arguments: objectArguments(facts, object),
  };
}
