/**
 * A Service that leads to no pod of its application, although Argo CD calls it healthy: its selector or its named port
 * fits none of the workloads beside it.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import { at, recordsAt, textAt } from "../fields.ts";
import type { Finding } from "../finding.ts";
import { type LiveObject, liveObjects } from "../live_objects.ts";
import { placeOf } from "../object_key.ts";
import { objectArguments } from "../pod_finding.ts";
import { isRecord, type Manifest } from "../../views/manifest_yaml.ts";

const WORKLOADS = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Rollout",
];

function labelsOf({ object }: LiveObject): Manifest {
  const labels = at(object, "spec", "template", "metadata", "labels");
  return isRecord(labels) ? labels : {};
}

function selects(selector: Manifest, labels: Manifest): boolean {
  return Object.entries(selector).every(([key, value]) =>
    labels[key] === value
  );
}

/** Whether a selector speaks of the same labels: else the pods that it means are somebody else's. */
function isAkin(selector: Manifest, labels: Manifest): boolean {
  return Object.keys(selector).some((key) => Object.hasOwn(labels, key));
}

function wrongSelector(
  facts: Facts,
  service: LiveObject,
  { selector, workload }: {
    readonly selector: Manifest;
    readonly workload: LiveObject;
  },
): Finding {
  const { ref } = service;
  return {
    rule: "service-selects-nothing",
    severity: "broken",
    confidence: 0.65,
    summary:
      `Service '${ref.name}' leads to no pod: its selector fits none of the application's workloads`,
    where: placeOf(ref, "spec.selector"),
    evidence: [
      {
        where: placeOf(ref, "spec.selector"),
        text: `"selector":${JSON.stringify(selector)}`,
      },
      {
        where: placeOf(workload.ref, "spec.template.metadata.labels"),
        text: `"labels":${JSON.stringify(labelsOf(workload))}`,
      },
    ],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, ref),
      then:
        "make the selector fit the labels of the pods; nothing is wrong if it means pods of another application",
    },
  };
}

function portNames({ object }: LiveObject): readonly string[] {
  const spec = at(object, "spec", "template", "spec");
  return ["containers", "initContainers"].flatMap((list) =>
    recordsAt(spec, list).flatMap((container) =>
      recordsAt(container, "ports").map((port) => textAt(port, "name"))
    )
  );
}

function wrongPort(
  facts: Facts,
  service: LiveObject,
  selected: readonly LiveObject[],
): readonly Finding[] {
  const { ref, object } = service;
  const known = new Set(selected.flatMap(portNames));
  const missing = recordsAt(object, "spec", "ports").map((port) =>
    textAt(port, "targetPort")
  ).find((name) => name !== "" && !known.has(name));
  if (missing === undefined) return [];
  return [{
    rule: "service-port-missing",
    severity: "broken",
    confidence: 0.9,
    summary:
      `Service '${ref.name}' leads to port '${missing}', which no container of its pods has by that name`,
    where: placeOf(ref, "spec.ports"),
    evidence: [
      {
        where: placeOf(ref, "spec.ports"),
        text: JSON.stringify(at(object, "spec", "ports")),
      },
      {
        where: placeOf(selected[0]?.ref ?? {}, "spec.template.spec.containers"),
        text: `port names: ${[...known].filter(Boolean).join(", ") || "none"}`,
      },
    ],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, ref),
      then: "give the container's port this name, or the Service the right one",
    },
  }];
}

/** Services that lead nowhere. */
export const serviceSelector: Rule = {
  names: ["service-selects-nothing", "service-port-missing"],
  look(facts) {
    const workloads = liveObjects(facts, WORKLOADS);
    return liveObjects(facts, ["Service"]).flatMap((service) => {
      const selector = at(service.object, "spec", "selector");
      if (!isRecord(selector) || Object.keys(selector).length === 0) return [];
      const beside = workloads.filter(({ ref }) =>
        ref.namespace === service.ref.namespace
      );
      const selected = beside.filter((one) => selects(selector, labelsOf(one)));
      if (selected.length > 0) return wrongPort(facts, service, selected);
      // Every workload beside it has such a label: then it means one of them.
      const [workload] = beside.filter((one) =>
        isAkin(selector, labelsOf(one))
      );
      return workload && beside.every((one) => isAkin(selector, labelsOf(one)))
        ? [wrongSelector(facts, service, { selector, workload })]
        : [];
    });
  },
};
