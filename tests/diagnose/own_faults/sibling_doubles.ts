/**
 * Siblings of the recorded double faults.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { around, aside, AUTOMATED, FINE, sibling } from "./sibling_parts.ts";
import { crashing, ended, running } from "./workloads.ts";

export const SIBLING_DOUBLES = [
  // d03. Go's words on the repository, the kernel's on the container: one of two of a StatefulSet.
  sibling({
    id: "yd03-tiles",
    namespace: "tiles",
    kind: "double",
    title: "The Git host has gone, and a sidecar runs out of memory",
    cause: "No such host; 128Mi",
    spec: {
      source: {
        repoURL: "https://git.old.example.test/tiles.git",
        path: "prod",
        targetRevision: "main",
      },
    },
    proofs: ["no such host", "OOMKilled"],
    conditions: [[
      "ComparisonError",
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: Get "https://git.old.example.test/tiles.git/info/refs?service=git-upload-pack": dial tcp: lookup git.old.example.test on 10.96.0.10:53: no such host',
    ]],
    objects: [
      ...around("tiles-ui"),
      ...statefulSet({
        name: "tiles",
        age: 9000,
        replicas: 2,
        pods: [FINE, {
          age: 500,
          phase: "Running",
          containers: [
            { name: "tiles", status: running({ minutes: 499 }) },
            {
              name: "resizer",
              spec: { resources: { limits: { memory: "128Mi" } } },
              status: crashing(ended(137, { reason: "OOMKilled" }), {
                restarts: 31,
                pod: "tiles-1",
              }),
              log: { now: ["resizing 4096x4096"] },
            },
          ],
        }],
      }),
    ],
  }),
  // d04. Another quota (plugin/pkg/admission/resourcequota), of a StatefulSet; another state of a claim.
  sibling({
    id: "yd04-lab",
    namespace: "lab",
    kind: "double",
    title: "The quota is used up, and a claim names no class that exists",
    cause: "Quota of memory; class bronze",
    proofs: [
      "exceeded quota: team-memory",
      'storageclass.storage.k8s.io "bronze" not found',
    ],
    objects: [
      ...aside("lab-cache"),
      ...statefulSet({
        name: "notebook",
        age: 45,
        replicas: 2,
        pods: [{ ...FINE, age: 45 }],
        events: [{
          reason: "FailedCreate",
          message:
            'create Pod notebook-1 in StatefulSet notebook failed error: pods "notebook-1" is forbidden: exceeded quota: team-memory, requested: limits.memory=8Gi, used: limits.memory=12Gi, limited: limits.memory=16Gi',
          from: "statefulset-controller",
          since: 44,
          minutes: 2,
          count: 18,
        }],
      }),
      ...deployment({
        name: "importer",
        age: 45,
        expired: true,
        pods: [{
          age: 45,
          phase: "Pending",
          spec: {
            volumes: [{
              name: "in",
              persistentVolumeClaim: { claimName: "incoming" },
            }],
          },
          unschedulable:
            "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
        }],
      }),
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "incoming",
        age: 45,
        live: {
          spec: { storageClassName: "bronze" },
          status: { phase: "Pending" },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "ProvisioningFailed",
          message: 'storageclass.storage.k8s.io "bronze" not found',
          from: "persistentvolume-controller",
          since: 45,
          count: 180,
        }],
      },
    ],
  }),
  // d05. A window that allows and is closed, and a probe of a gRPC server that says what it is (kubelet: prober).
  sibling({
    id: "yd05-fraud",
    namespace: "fraud",
    kind: "double",
    title: "The mended version waits for the night, and the old is not ready",
    cause: "Allow window closed; the model is not loaded",
    proofs: [
      'service unhealthy (responded with "NOT_SERVING")',
      "0 2 * * *",
    ],
    objects: [
      ...aside("fraud-cache"),
      ...deployment({
        name: "fraud",
        age: 400,
        expired: true,
        pods: [{
          age: 400,
          phase: "Running",
          containers: [{
            name: "scorer",
            status: running({ minutes: 399, ready: false }),
            log: { now: ["model v41 not loaded: waiting for feature store"] },
          }],
          events: [{
            reason: "Unhealthy",
            message:
              'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
            since: 399,
            count: 2394,
            container: "scorer",
          }],
        }],
        sync: "OutOfSync",
        target: {
          spec: {
            replicas: 1,
            template: { spec: { containers: [{ name: "scorer" }] } },
          },
        },
      }),
    ],
    newCommit: true,
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 400,
      automated: true,
    },
    windows: {
      assignedWindows: [{
        kind: "allow",
        schedule: "0 2 * * *",
        duration: "2h",
        manualSync: false,
      }],
      canSync: false,
    },
    spec: { syncPolicy: AUTOMATED },
  }),
];
