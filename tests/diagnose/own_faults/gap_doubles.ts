/**
 * Applications with two faults that have nothing to do with each other: kinds beside those that were recorded.
 *
 * @module
 */
import { DENIED } from "./denied.ts";
import { FINE } from "./well.ts";
import { failedJob } from "./failed_job.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { crashing, ended, running, waiting } from "./workloads.ts";

export const GAP_DOUBLES = [
  // d01. An image that is not there, and a claim whose class does not exist (persistentvolume-controller).
  ownFault({
    id: "y01-image-and-claim",
    title: "One workload has no image, another no storage",
    kind: "double",
    cause: "Tag of front; storage class of store",
    proofs: [
      "front:7.0.0: not found",
      'storageclass.storage.k8s.io "premium-rwx" not found',
    ],
    objects: [
      ...deployment({
        name: "front",
        expired: true,
        pods: [{
          containers: [{
            image: "registry.example.test/front:7.0.0",
            status: waiting(
              "ImagePullBackOff",
              'Back-off pulling image "registry.example.test/front:7.0.0": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.test/front:7.0.0": failed to resolve reference "registry.example.test/front:7.0.0": registry.example.test/front:7.0.0: not found',
            ),
          }],
        }],
      }),
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "store",
        live: {
          spec: { storageClassName: "premium-rwx" },
          status: { phase: "Pending" },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "ProvisioningFailed",
          message: 'storageclass.storage.k8s.io "premium-rwx" not found',
          from: "persistentvolume-controller",
          since: 29,
          count: 110,
        }],
      },
      ...deployment({
        name: "store",
        expired: true,
        pods: [{
          spec: {
            volumes: [{
              name: "store",
              persistentVolumeClaim: { claimName: "store" },
            }],
          },
          unschedulable:
            "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        }],
      }),
    ],
  }),
  // d02. A hook that fails after the sync, and a DaemonSet-like worker killed for memory.
  ownFault({
    id: "y02-hook-and-memory",
    title: "The smoke test fails, and a worker is killed for memory",
    kind: "double",
    cause: "Smoke test: wrong token; worker: memory",
    proofs: ["expected 200, got 401", "OOMKilled"],
    objects: [
      ...deployment({ name: "web", pods: [FINE] }),
      ...deployment({
        name: "worker",
        expired: true,
        pods: [{
          phase: "Running",
          containers: [{
            spec: { resources: { limits: { memory: "64Mi" } } },
            status: crashing(ended(137, { reason: "OOMKilled" })),
            log: { now: ["worker 1 ready"], previous: ["worker 1 ready"] },
          }],
        }],
      }),
      ...failedJob({
        name: "smoke",
        hook: "PostSync",
        says: ["GET /orders", "FAIL: expected 200, got 401"],
      }),
    ],
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks completed unsuccessfully",
      results: {
        "Deployment/web": {
          message: "deployment.apps/web configured",
          hookPhase: "Succeeded",
        },
        "Deployment/worker": {
          message: "deployment.apps/worker configured",
          hookPhase: "Succeeded",
        },
        "Job/smoke": {
          message: "Job has reached the specified backoff limit",
          hookType: "PostSync",
          hookPhase: "Failed",
          syncPhase: "PostSync",
        },
      },
    },
  }),
  // A project that denies one object, and a secret that is never made.
  ownFault({
    id: "y03-project-and-secret",
    title: "The project denies an object, and a secret is not made",
    kind: "double",
    cause: "ClusterRole denied; Vault refuses",
    proofs: [
      "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project apps",
      "Code: 403. Errors: * permission denied",
    ],
    objects: [
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        name: "reader",
        namespace: false,
        live: null,
        target: { rules: [] },
        sync: "OutOfSync",
        health: { status: "Missing" },
      },
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        name: "db",
        live: {
          spec: { secretStoreRef: { name: "vault" } },
          status: {
            conditions: [{
              type: "Ready",
              status: "False",
              reason: "SecretSyncedError",
              message: "could not get secret data from provider",
              lastTransitionTime: ago(20),
            }],
          },
        },
        health: {
          status: "Degraded",
          message: "could not get secret data from provider",
        },
        events: [{
          reason: "UpdateFailed",
          message:
            "error processing spec.data[0] (key: shop/db), err: cannot read secret data from Vault: Error making API request. URL: GET https://vault.example.test/v1/secret/data/shop/db Code: 403. Errors: * permission denied",
          from: "external-secrets",
          since: 20,
          count: 14,
        }],
      },
    ],
    spec: { project: "apps" },
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks are not valid",
      results: {
        "ClusterRole/reader": {
          status: "SyncFailed",
          message:
            "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project apps",
        },
      },
    },
  }),
  // An edit by hand beside a program that is not ready.
  ownFault({
    id: "y04-quota-and-unready",
    title: "A quota stops one workload, a probe another",
    kind: "double",
    cause: "Quota for pods of batch; readiness of api",
    proofs: [
      "exceeded quota: pods-quota",
      "Readiness probe failed: dial tcp 10.1.0.51:8443: connect: connection refused",
    ],
    objects: [
      ...deployment({
        name: "batch",
        expired: true,
        refused:
          'pods "batch-7c9d5f6b84-h4vbn" is forbidden: exceeded quota: pods-quota, requested: pods=1, used: pods=10, limited: pods=10',
      }),
      ...deployment({
        name: "api",
        expired: true,
        pods: [{
          phase: "Running",
          containers: [{
            status: running({ ready: false, minutes: 28 }),
            log: { now: ["listening on :8080"] },
          }],
          events: [{
            reason: "Unhealthy",
            message:
              "Readiness probe failed: dial tcp 10.1.0.51:8443: connect: connection refused",
            since: 28,
            count: 160,
            container: "app",
          }],
        }],
      }),
    ],
  }),
  // An autoscaler without metrics beside an Ingress that another controller refuses.
  ownFault({
    id: "y05-window-and-init",
    title: "A deny window is open, and the init container fails",
    kind: "double",
    cause: "Freeze; migrations of the running version fail",
    proofs: ["0 0 20 11 *", "Migration 0042_tax failed: duplicate column"],
    objects: [
      ...deployment({
        name: "tax",
        expired: true,
        pods: [{
          containers: [
            {
              name: "migrate",
              init: true,
              status: crashing(ended(1), { pod: "tax" }),
              log: {
                now: ["Migration 0042_tax failed: duplicate column"],
                previous: ["Migration 0042_tax failed: duplicate column"],
              },
            },
            { status: waiting("PodInitializing") },
          ],
        }],
      }),
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        name: "rates",
        live: { data: { vat: "19" } },
        target: { data: { vat: "20" } },
        sync: "OutOfSync",
      },
    ],
    newCommit: true,
    spec: { syncPolicy: { automated: {} } },
    windows: DENIED,
  }),
];
