/**
 * The fields that a Kubernetes API server fills in. Without them a live object would equal its manifest to
 * the letter, and no comparison would be worth testing.
 *
 * @module
 */
import { type Dict, dig, digDict, digList, isDict } from "./json.ts";
import { hash32 } from "./ids.ts";
import type { KubeObject } from "./kube_object.ts";

/** The object as the API server stores it: with the defaults it fills in. */
export function withDefaults(object: KubeObject): KubeObject {
  const copy = structuredClone(object);
  const spec = dig(copy, "spec");
  if (!isDict(spec)) return copy;
  switch (copy.kind) {
    case "Deployment":
      fill(spec, {
        progressDeadlineSeconds: 600,
        replicas: 1,
        revisionHistoryLimit: 10,
        strategy: {
          rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
          type: "RollingUpdate",
        },
      });
      fillTemplate(digDict(spec, "template"), "Always");
      break;
    case "StatefulSet":
      fill(spec, {
        replicas: 1,
        revisionHistoryLimit: 10,
        podManagementPolicy: "OrderedReady",
      });
      fillTemplate(digDict(spec, "template"), "Always");
      break;
    case "Job":
      fill(spec, {
        backoffLimit: 6,
        completions: 1,
        parallelism: 1,
        completionMode: "NonIndexed",
        suspend: false,
      });
      fillTemplate(digDict(spec, "template"), "Never");
      break;
    case "CronJob":
      fill(spec, {
        concurrencyPolicy: "Allow",
        failedJobsHistoryLimit: 1,
        successfulJobsHistoryLimit: 3,
        suspend: false,
      });
      fillTemplate(
        digDict(spec, "jobTemplate", "spec", "template"),
        "OnFailure",
      );
      break;
    case "Service":
      fillService(spec, copy.metadata.name);
      copy["status"] = { loadBalancer: {} };
      break;
  }
  return copy;
}

function fill(target: Dict, defaults: Dict): void {
  for (const [key, value] of Object.entries(defaults)) {
    if (target[key] === undefined) target[key] = structuredClone(value);
  }
}

function fillTemplate(template: Dict, restartPolicy: string): void {
  const spec = digDict(template, "spec");
  fill(spec, {
    dnsPolicy: "ClusterFirst",
    restartPolicy,
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  for (const container of digList(spec, "containers")) {
    if (!isDict(container)) continue;
    fill(container, {
      imagePullPolicy: "IfNotPresent",
      resources: {},
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
    });
    for (const port of digList(container, "ports")) {
      if (isDict(port)) fill(port, { protocol: "TCP" });
    }
  }
}

function fillService(spec: Dict, name: string): void {
  const number = hash32(name);
  const address = `10.96.${(number >>> 8) % 256}.${number % 254 + 1}`;
  fill(spec, {
    clusterIP: address,
    clusterIPs: [address],
    internalTrafficPolicy: "Cluster",
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    sessionAffinity: "None",
    type: "ClusterIP",
  });
  for (const port of digList(spec, "ports")) {
    if (isDict(port)) fill(port, { protocol: "TCP" });
  }
}
