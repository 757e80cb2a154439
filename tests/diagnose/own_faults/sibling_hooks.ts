/**
 * Siblings of the recorded hooks and waves that fail or do not end.
 *
 * @module
 */
import { job, statefulSet } from "./controllers.ts";
import { failedJob } from "./failed_job.ts";
import type { PlannedObject } from "./plan.ts";
import { around, aside, plain, sibling } from "./sibling_parts.ts";
import { running } from "./workloads.ts";

/** An object that a sync has not reached. */
function unreached(kind: string, name: string): PlannedObject {
  return {
    apiVersion: kind === "Service" ? "v1" : "apps/v1",
    kind,
    name,
    live: null,
    target: { spec: {} },
    sync: "OutOfSync",
    health: { status: "Missing" },
  };
}

export const SIBLING_HOOKS = [
  // f39. Job controller: activeDeadlineSeconds, whose pods are gone.
  sibling({
    id: "y39-tariffs",
    namespace: "tariffs",
    title: "A PreSync hook takes longer than its deadline",
    cause: "activeDeadlineSeconds of tariffs-import",
    proofs: ["Job was active longer than specified deadline"],
    objects: [
      ...around("tariffs"),
      ...job({
        name: "tariffs-import",
        hook: "PreSync",
        age: 25,
        outcome: [
          "Failed",
          "DeadlineExceeded",
          "Job was active longer than specified deadline",
        ],
        spec: { activeDeadlineSeconds: 600 },
      }),
      unreached("Deployment", "tariffs-worker"),
    ],
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks completed unsuccessfully",
      results: {
        "Job/tariffs-import": {
          message: "Job was active longer than specified deadline",
          hookType: "PreSync",
          hookPhase: "Failed",
          syncPhase: "PreSync",
        },
      },
    },
  }),
  // f40. k6's words; hours ago, the Job has been kept.
  sibling({
    id: "y40-checkout",
    namespace: "checkout",
    title: "A load test after the sync fails",
    cause: "Thresholds were crossed",
    proofs: ["thresholds on metrics 'http_req_failed' have been crossed"],
    objects: [
      ...aside("checkout-cache"),
      ...around("checkout"),
      ...failedJob({
        name: "checkout-k6",
        hook: "PostSync",
        container: "k6",
        code: 99,
        says: [
          "running (1m00.2s), 00/20 VUs, 1184 complete and 0 interrupted iterations",
          'time="2026-11-21T04:36:02Z" level=error msg="thresholds on metrics \'http_req_failed\' have been crossed"',
        ],
      }).map((one) => ({ ...one, age: 265, events: [] })),
    ],
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks completed unsuccessfully",
      started: 270,
      results: {
        "Job/checkout-k6": {
          message: "Job has reached the specified backoff limit",
          hookType: "PostSync",
          hookPhase: "Failed",
          syncPhase: "PostSync",
        },
      },
    },
  }),
  // f41. mysqladmin's words; the wave waits for two.
  sibling({
    id: "y41-crm",
    namespace: "crm",
    title: "A wave waits for a database that does not get ready",
    cause: "The probe has no password",
    proofs: [
      "Access denied for user 'root'@'localhost'",
      "waiting for healthy state of apps/StatefulSet/mysql",
    ],
    objects: [
      plain("ConfigMap", "crm-settings", { data: { TZ: "UTC" } }),
      plain("ServiceAccount", "crm"),
      ...statefulSet({
        name: "mysql",
        age: 50,
        pods: [{
          age: 50,
          phase: "Running",
          containers: [{
            name: "mysql",
            status: running({ minutes: 49, ready: false }),
            log: {
              now: [
                "2026-11-21T08:11:40.120Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.4.3'",
              ],
            },
          }],
          events: [{
            reason: "Unhealthy",
            message:
              "Readiness probe failed: mysqladmin: connect to server at 'localhost' failed\nerror: 'Access denied for user 'root'@'localhost' (using password: NO)'\n",
            since: 49,
            count: 290,
            container: "mysql",
          }],
        }],
      }),
      unreached("Deployment", "crm"),
      unreached("Service", "crm"),
    ],
    operation: {
      phase: "Running",
      message:
        "waiting for healthy state of apps/StatefulSet/mysql and 1 more resources",
      started: 50,
      results: {
        "StatefulSet/mysql": { message: "statefulset.apps/mysql created" },
        "ConfigMap/crm-settings": { message: "configmap/crm-settings created" },
        "ServiceAccount/crm": { message: "serviceaccount/crm created" },
      },
    },
  }),
  // f78. Liquibase's words; four hours.
  sibling({
    id: "y78-policies",
    namespace: "policies",
    title: "A PreSync hook waits for a lock that nobody frees",
    cause: "DATABASECHANGELOGLOCK",
    proofs: [
      "Waiting for changelog lock",
      "waiting for completion of hook batch/Job/policies-liquibase",
    ],
    objects: [
      ...around("policies"),
      ...aside("policies-cache"),
      ...job({
        name: "policies-liquibase",
        hook: "PreSync",
        age: 240,
        pods: [{
          phase: "Running",
          ready: true,
          age: 240,
          containers: [{
            name: "liquibase",
            status: running({ minutes: 239 }),
            log: {
              now: [
                "Liquibase Open Source 4.29.2 by Liquibase",
                "Waiting for changelog lock....",
                "Waiting for changelog lock....",
                "Waiting for changelog lock....",
              ],
            },
          }],
        }],
      }),
    ],
    newCommit: true,
    operation: {
      phase: "Running",
      message: "waiting for completion of hook batch/Job/policies-liquibase",
      started: 240,
      results: {
        "Job/policies-liquibase": {
          message: "job.batch/policies-liquibase created",
          hookType: "PreSync",
          hookPhase: "Running",
          syncPhase: "PreSync",
        },
      },
    },
  }),
];
