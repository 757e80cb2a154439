/**
 * Applications that tempt to be called broken: kinds beside those that were recorded.
 *
 * @module
 */
import { asInGit } from "./drifted.ts";
import { FINE, WEB } from "./well.ts";
import { autoscaler } from "./autoscaler.ts";
import { ownFault } from "./builder.ts";
import { job, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { ended, podObject, running } from "./workloads.ts";

export const GAP_TWINS = [
  // t02/t03. Replicas differ from Git, and Argo CD is told to ignore them.
  ownFault({
    id: "x01-hpa-ignored",
    title: "The autoscaler has scaled, and Argo CD ignores the number",
    kind: "twin",
    cause: "ignoreDifferences on /spec/replicas",
    objects: [
      ...deployment({
        name: "web",
        replicas: 3,
        pods: [FINE, FINE, FINE],
        target: asInGit(1),
      }).map((one) =>
        one.kind === "Deployment" ? { ...one, normalized: asInGit(1) } : one
      ),
      autoscaler({
        max: 3,
        replicas: 3,
        says: [
          [
            "ScalingLimited",
            "True",
            "TooManyReplicas",
            "the desired replica count is more than the maximum replica count",
          ],
          [
            "ScalingActive",
            "True",
            "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
          ],
        ],
        health: {
          status: "Healthy",
          message:
            "the desired replica count is more than the maximum replica count",
        },
        events: [{
          reason: "FailedComputeMetricsReplicas",
          message:
            "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)",
          from: "horizontal-pod-autoscaler",
          since: 50,
          minutes: 49,
          count: 4,
        }],
      }),
    ],
    spec: {
      ignoreDifferences: [{
        group: "apps",
        kind: "Deployment",
        jsonPointers: ["/spec/replicas"],
      }],
    },
  }),
  // t04. A run is skipped, because the one before still works.
  ownFault({
    id: "x02-cron-forbid",
    title: "A CronJob skips a run, because one is still at work",
    kind: "twin",
    cause: "concurrencyPolicy Forbid",
    objects: [
      {
        apiVersion: "batch/v1",
        kind: "CronJob",
        name: "sync",
        age: 9000,
        live: {
          spec: { schedule: "*/10 * * * *", concurrencyPolicy: "Forbid" },
          status: {
            active: [{ kind: "Job", name: "sync-29388580" }],
            lastScheduleTime: ago(14),
            lastSuccessfulTime: ago(21),
          },
        },
        health: { status: "Progressing", message: "CronJob is active" },
        events: [{
          reason: "JobAlreadyActive",
          message:
            "Not starting job because prior execution is running and concurrency policy is Forbid",
          type: "Normal",
          from: "cronjob-controller",
          minutes: 4,
        }],
      },
      ...job({
        name: "sync-29388580",
        age: 14,
        pods: [{
          ...FINE,
          age: 14,
          containers: [{
            status: running({ minutes: 13 }),
            log: { now: ["copied 81000 rows", "warning: 3 rows skipped"] },
          }],
        }],
      }).map((one) =>
        one.kind === "Job" ? { ...one, owner: "CronJob/sync" } : one
      ),
    ],
  }),
  // t06. The PostSync hook ran, its first pod failed, its second succeeded; both still stand there.
  ownFault({
    id: "x03-hook-done",
    title: "A hook succeeded with its second pod",
    kind: "twin",
    cause: "Complete",
    objects: [
      ...WEB,
      ...job({
        name: "smoke",
        hook: "PostSync",
        outcome: [
          "Complete",
          "CompletionsReached",
          "Reached expected number of succeeded pods",
        ],
        pods: [
          {
            phase: "Failed",
            containers: [{
              status: {
                ready: false,
                restartCount: 0,
                lastState: {},
                state: { terminated: ended(1, { minutes: 22 }) },
              },
              log: { now: ["ERROR: connection refused"] },
            }],
          },
          {
            phase: "Succeeded",
            containers: [{
              status: {
                ready: false,
                restartCount: 0,
                lastState: {},
                state: { terminated: ended(0, { minutes: 20 }) },
              },
              log: { now: ["ok"] },
            }],
          },
        ],
      }),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      results: {
        "Deployment/web": {
          message: "deployment.apps/web configured",
          hookPhase: "Succeeded",
        },
        "Job/smoke": {
          message: "Reached expected number of succeeded pods",
          hookType: "PostSync",
          hookPhase: "Succeeded",
          syncPhase: "PostSync",
        },
      },
    },
  }),
  // t08. Many restarts, the last one days ago.
  ownFault({
    id: "x04-restarts",
    title: "Fourteen restarts, the last one six days ago",
    kind: "twin",
    cause: "It runs",
    objects: statefulSet({
      name: "kafka",
      age: 40_000,
      pods: [{
        ...FINE,
        containers: [{
          status: running({
            minutes: 8640,
            restarts: 14,
            last: ended(1, { minutes: 8641 }),
          }),
          log: {
            now: ["INFO started", "WARN replica 2 is behind"],
            previous: ["ERROR Exiting Kafka due to fatal exception"],
          },
        }],
      }],
    }),
  }),
  // t11. Left in the cluster, and not counted (compare-options).
  ownFault({
    id: "x05-extraneous",
    title: "Something that Git no longer has is not counted",
    kind: "twin",
    cause: "IgnoreExtraneous",
    objects: [...WEB, {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "generated-71",
      live: {
        metadata: {
          annotations: {
            "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
          },
        },
        data: { a: "1" },
      },
      target: null,
      sync: "OutOfSync",
      requiresPruning: true,
    }],
    sync: "Synced",
  }),
  // t12/t18. OutOfSync by hand, and a deny window that is not active.
  ownFault({
    id: "x06-window-later",
    title: "Synced by hand, and the deny window begins tonight",
    kind: "twin",
    cause: "Newer commit, manual sync",
    objects: [...WEB, {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "tariff",
      live: { data: { level: "1" } },
      target: { data: { level: "2" } },
      sync: "OutOfSync",
    }],
    newCommit: true,
    windows: {
      assignedWindows: [{
        kind: "deny",
        schedule: "0 22 * * *",
        duration: "6h",
        manualSync: false,
      }],
      canSync: true,
    },
  }),
  // t16. One replica and a budget: nothing may be disrupted, and nothing is wrong.
  ownFault({
    id: "x07-budget",
    title: "A budget allows no disruption now",
    kind: "twin",
    cause: "One replica, minAvailable 1",
    objects: [...WEB, {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      name: "web",
      live: {
        spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
        status: {
          conditions: [{
            type: "DisruptionAllowed",
            status: "False",
            reason: "InsufficientPods",
            message: "",
            lastTransitionTime: ago(300),
          }],
          currentHealthy: 1,
          desiredHealthy: 1,
          disruptionsAllowed: 0,
          expectedPods: 1,
        },
      },
      health: { status: "Healthy" },
    }],
  }),
  // t16. Defaults that the API server adds are not a difference.
  ownFault({
    id: "x08-defaults",
    title: "The live object has more fields than Git",
    kind: "twin",
    cause: "Defaults",
    objects: deployment({ name: "web", pods: [FINE], target: asInGit(1) })
      .map((one) =>
        one.kind === "Deployment" ? { ...one, normalized: asInGit(1) } : one
      ),
    spec: { syncPolicy: { automated: { selfHeal: true, prune: true } } },
  }),
  // t05. A Job that waits for a person or a queue: suspended in Git (Kueue does the same).
  ownFault({
    id: "x09-job-suspended",
    title: "A Job is suspended",
    kind: "twin",
    cause: "suspend: true",
    objects: job({ name: "train", spec: { suspend: true } }).map((one) => ({
      ...one,
      live: {
        ...one.live,
        status: {
          conditions: [{
            type: "Suspended",
            status: "True",
            reason: "JobSuspended",
            message: "Job suspended",
          }],
        },
      },
      health: { status: "Suspended", message: "Job is suspended" },
    })),
  }),
  // t14. A pod of the old version is going away within its grace period.
  ownFault({
    id: "x10-draining",
    title: "An old pod is ending its connections",
    kind: "twin",
    cause: "In its grace period",
    objects: [
      ...WEB,
      podObject({
        name: "web-5d4c8b7f99-zz8kq",
        owner: "Deployment/web",
        phase: "Running",
        metadata: {
          deletionTimestamp: ago(-0.4),
          deletionGracePeriodSeconds: 60,
        },
        containers: [{
          status: running({ ready: false, minutes: 4000 }),
          log: { now: ["draining: 12 connections left"] },
        }],
        health: { status: "Progressing", message: "Pending deletion" },
        events: [{
          reason: "Killing",
          message: "Stopping container app",
          type: "Normal",
          minutes: 0.6,
        }, {
          reason: "Unhealthy",
          message:
            "Readiness probe failed: HTTP probe failed with statuscode: 503",
          minutes: 0.3,
          count: 3,
        }],
      }),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1.2,
    },
  }),
];
