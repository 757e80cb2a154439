/**
 * Siblings of the recorded pods and addresses that nobody provides for.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import {
  around,
  aside,
  cronJob,
  FINE,
  service,
  sibling,
} from "./sibling_parts.ts";

const HELPLESS =
  "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";

/** A claim that waits. */
const CLAIM = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  name: "data-search-0",
  owner: "StatefulSet/search",
  age: 45,
  live: {
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "40Gi" } },
      storageClassName: "fast-ssd",
      volumeMode: "Filesystem",
    },
    status: { phase: "Pending" },
  },
  health: { status: "Progressing" },
  events: [{
    reason: "ProvisioningFailed",
    message: 'storageclass.storage.k8s.io "fast-ssd" not found',
    from: "persistentvolume-controller",
    since: 45,
    count: 181,
  }],
} as const;

export const SIBLING_PLACING = [
  // f11. The scheduler of 1.36 on memory; the third of three, for five hours.
  sibling({
    id: "y11-olap",
    namespace: "analytics",
    title: "No node has the memory for the third replica",
    cause: "Insufficient memory",
    proofs: ["Insufficient memory"],
    objects: [
      ...around("olap-gateway"),
      ...statefulSet({
        name: "olap",
        age: 9000,
        replicas: 3,
        pods: [FINE, FINE, {
          age: 300,
          phase: "Pending",
          containers: [{
            name: "olap",
            spec: { resources: { requests: { memory: "96Gi" } } },
          }],
          unschedulable:
            `0/3 nodes are available: 3 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.`,
        }],
      }),
    ],
  }),
  // f13. The scheduler of 1.36 on a taint; a Job of a CronJob.
  sibling({
    id: "y13-nightly",
    namespace: "batch",
    title: "A nightly run does not tolerate the batch nodes",
    cause: "Taint of the batch pool",
    proofs: ["untolerated taint"],
    objects: [
      ...aside("batch-state"),
      ...cronJob("reindex", {
        name: "reindex-29712030",
        pods: [{
          age: 29,
          phase: "Pending",
          spec: { nodeSelector: { pool: "batch" }, restartPolicy: "Never" },
          containers: [{ name: "reindex" }],
          unschedulable:
            `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, ${HELPLESS}`,
        }],
      }, { status: "Progressing", message: "CronJob is active" }),
    ],
  }),
  // f14. persistentvolume-controller on a class that is not there; the claim of a StatefulSet's template.
  sibling({
    id: "y14-search",
    namespace: "search-eu",
    title: "The storage class of a template's claim does not exist",
    cause: "No class fast-ssd",
    proofs: ['storageclass.storage.k8s.io "fast-ssd" not found'],
    objects: [
      ...around("search-ui"),
      ...statefulSet({
        name: "search",
        age: 45,
        replicas: 3,
        pods: [{
          age: 45,
          phase: "Pending",
          spec: {
            volumes: [{
              name: "data",
              persistentVolumeClaim: { claimName: "data-search-0" },
            }],
          },
          unschedulable:
            "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
        }],
        spec: { podManagementPolicy: "OrderedReady" },
      }),
      CLAIM,
    ],
  }),
  // f17. LimitRanger on a minimum (plugin/pkg/admission/limitranger); StatefulSet controller.
  sibling({
    id: "y17-mail",
    namespace: "mail",
    title: "A LimitRange demands more than the pods ask for",
    cause: "Minimum of 250m CPU a container",
    proofs: ["minimum cpu usage per Container is 250m, but request is 100m"],
    objects: [
      ...around("mail-ui"),
      ...statefulSet({
        name: "mail-relay",
        age: 25,
        replicas: 2,
        events: [{
          reason: "FailedCreate",
          message:
            'create Pod mail-relay-0 in StatefulSet mail-relay failed error: pods "mail-relay-0" is forbidden: minimum cpu usage per Container is 250m, but request is 100m',
          from: "statefulset-controller",
          since: 25,
          minutes: 4,
          count: 17,
        }],
      }),
    ],
  }),
  // f56. MetalLB (controller/service.go), whose pool is used up; another balancer has its address.
  sibling({
    id: "y56-mqtt",
    namespace: "iot",
    title: "The pool of addresses is used up",
    cause: "MetalLB has no available IPs",
    proofs: ["no available IPs"],
    objects: [
      ...aside("iot-state"),
      {
        ...service("mqtt-public"),
        live: {
          spec: {
            type: "LoadBalancer",
            clusterIP: "10.96.3.9",
            ports: [{ port: 1883, nodePort: 31883, protocol: "TCP" }],
          },
          status: {
            loadBalancer: { ingress: [{ ip: "203.0.113.10" }] },
          },
        },
      },
      {
        ...service("mqtt-tls"),
        age: 40,
        live: {
          spec: {
            type: "LoadBalancer",
            clusterIP: "10.96.3.10",
            ports: [{ port: 8883, nodePort: 31884, protocol: "TCP" }],
          },
          status: { loadBalancer: {} },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "AllocationFailed",
          message: 'Failed to allocate IP for "iot/mqtt-tls": no available IPs',
          from: "metallb-controller",
          minutes: 40,
        }],
      },
    ],
  }),
  // f57. No controller for the class; beside it an Ingress of another class, which has its address.
  sibling({
    id: "y57-console",
    namespace: "console",
    title: "One of two Ingresses has a class that nobody serves",
    cause: "Nobody serves traefik-external",
    proofs: ["traefik-external"],
    objects: [
      ...around("console"),
      ...[
        ["console-internal", "nginx", [{ ip: "10.1.0.8" }]] as const,
        ["console-external", "traefik-external", undefined] as const,
      ].map(([name, ingressClassName, ingress]) => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        name,
        age: 180,
        live: {
          spec: {
            ingressClassName,
            rules: [{ host: `${name}.example.test` }],
          },
          status: { loadBalancer: ingress ? { ingress } : {} },
        },
        health: { status: ingress ? "Healthy" : "Progressing" } as const,
      })),
    ],
  }),
];
