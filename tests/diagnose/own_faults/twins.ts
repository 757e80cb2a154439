/**
 * Applications that look ill, and are not: nobody has to act.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { job, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { ended, running, waiting } from "./workloads.ts";

const FINE = { phase: "Running", ready: true } as const;

export const TWINS = [
  // Just started: the image is on its way.
  ownFault({
    id: "v01-pulling",
    title: "Started a minute ago, the image is being pulled",
    kind: "twin",
    cause: "In progress",
    objects: deployment({
      name: "web",
      age: 0.8,
      pods: [{
        age: 0.8,
        containers: [{ status: waiting("ContainerCreating") }],
        events: [{
          reason: "Pulling",
          message: 'Pulling image "registry.example.test/app:1.0.0"',
          type: "Normal",
          minutes: 0.7,
        }],
      }],
    }),
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1,
    },
  }),
  // A restart yesterday; it has run for hours since.
  ownFault({
    id: "v02-restarted",
    title: "Out of memory once, long ago",
    kind: "twin",
    cause: "It runs; one restart 20 hours ago",
    objects: deployment({
      name: "web",
      age: 4000,
      pods: [{
        ...FINE,
        containers: [{
          status: running({
            minutes: 1200,
            restarts: 1,
            last: ended(137, { reason: "OOMKilled", minutes: 1201 }),
          }),
          log: {
            now: ["listening on :8080"],
            previous: ["listening on :8080"],
          },
        }],
      }],
    }),
  }),
  // Probes that fail while a program starts.
  ownFault({
    id: "v03-probe-at-start",
    title: "Readiness failed while it started",
    kind: "twin",
    cause: "Ready now",
    objects: deployment({
      name: "web",
      pods: [{
        ...FINE,
        events: [{
          reason: "Unhealthy",
          message:
            'Readiness probe failed: Get "http://10.42.0.9:8080/ready": dial tcp 10.42.0.9:8080: connect: connection refused',
          since: 29,
          minutes: 28,
          count: 4,
        }, {
          reason: "FailedScheduling",
          message:
            "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
          from: "default-scheduler",
          minutes: 30,
        }],
      }],
    }),
  }),
  // A CronJob's Job failed in the night, the next one was fine.
  ownFault({
    id: "v04-cron",
    title: "A Job of the night failed, the next was fine",
    kind: "twin",
    cause: "The newest Job is complete",
    objects: [
      {
        apiVersion: "batch/v1",
        kind: "CronJob",
        name: "backup",
        live: {
          spec: { schedule: "0 * * * *", failedJobsHistoryLimit: 1 },
          status: {
            lastScheduleTime: ago(60),
            lastSuccessfulTime: ago(58),
          },
        },
        health: { status: "Healthy" },
      },
      ...[
        {
          at: "29388540",
          age: 120,
          outcome: [
            "Failed",
            "BackoffLimitExceeded",
            "Job has reached the specified backoff limit",
          ] as const,
        },
        {
          at: "29388600",
          age: 60,
          outcome: [
            "Complete",
            "CompletionsReached",
            "Reached expected number of succeeded pods",
          ] as const,
        },
      ].flatMap(({ at, age, outcome }) =>
        job({ name: `backup-${at}`, age, outcome })
      ).map((one) => ({ ...one, owner: "CronJob/backup" })),
    ],
  }),
  // Switched off in Git; Argo CD calls it suspended.
  ownFault({
    id: "v05-suspended",
    title: "A CronJob is suspended on purpose",
    kind: "twin",
    cause: "Suspended in Git",
    objects: [{
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "reindex",
      live: {
        spec: { schedule: "0 3 * * *", suspend: true },
        status: { lastScheduleTime: ago(20_000) },
      },
      health: { status: "Suspended", message: "CronJob is Suspended" },
    }],
  }),
  // A canary waits for a person.
  ownFault({
    id: "v06-canary",
    title: "A rollout waits at a step for a person",
    kind: "twin",
    cause: "Paused at a canary step",
    objects: [{
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      name: "storefront",
      live: {
        spec: {
          replicas: 5,
          strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
        },
        status: {
          phase: "Paused",
          message: "CanaryPauseStep",
          pauseConditions: [{ reason: "CanaryPauseStep", startTime: ago(40) }],
          conditions: [{
            type: "Progressing",
            status: "Unknown",
            reason: "RolloutPaused",
            message: "Rollout is paused",
            lastTransitionTime: ago(40),
          }],
        },
      },
      health: { status: "Suspended", message: "CanaryPauseStep" },
    }],
  }),
  // A StatefulSet updates one pod after another, newest first.
  ownFault({
    id: "v07-rolling",
    title: "A StatefulSet is being updated pod by pod",
    kind: "twin",
    cause: "In progress",
    objects: statefulSet({
      name: "nats",
      replicas: 2,
      pods: [FINE, {
        phase: "Running",
        age: 0.5,
        containers: [{ status: running({ minutes: 0.4, ready: false }) }],
      }],
      health: {
        status: "Progressing",
        message: "Waiting for 1 pods to be ready...",
      },
    }),
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1.5,
    },
  }),
  // A sync that takes its time: hooks run.
  ownFault({
    id: "v08-hook-at-work",
    title: "A migration runs, and says how far it is",
    kind: "twin",
    cause: "In progress",
    objects: job({
      name: "migrate",
      hook: "PreSync",
      age: 1.5,
      pods: [{
        age: 1.5,
        phase: "Running",
        ready: true,
        containers: [{
          status: running({ minutes: 1.4 }),
          log: { now: ["migrated 120 of 300 tables"] },
        }],
      }],
    }),
    operation: {
      phase: "Running",
      message: "waiting for completion of hook batch/Job/migrate",
      started: 1.6,
      results: {
        "Job/migrate": {
          message: "job.batch/migrate created",
          hookType: "PreSync",
          hookPhase: "Running",
          syncPhase: "PreSync",
        },
      },
    },
    sync: "OutOfSync",
  }),
  // Pods of a finished node drain: one is evicted, its replacement runs.
  ownFault({
    id: "v09-drained",
    title: "A node was drained, and all pods run elsewhere",
    kind: "twin",
    cause: "Replaced",
    objects: deployment({
      name: "web",
      pods: [{
        ...FINE,
        age: 8,
        events: [{
          reason: "TaintManagerEviction",
          message: "Cancelling deletion of Pod v09-drained/web",
          type: "Normal",
          from: "taint-eviction-controller",
          minutes: 9,
        }],
      }],
    }),
  }),
  // Argo CD is told to leave some fields alone, and something is kept on purpose.
  ownFault({
    id: "v10-prune-kept",
    title: "A resource is kept that Git no longer has",
    kind: "twin",
    cause: "Prune=false on the object",
    objects: [{
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "archive",
      live: {
        metadata: {
          annotations: { "argocd.argoproj.io/sync-options": "Prune=false" },
        },
        data: { kept: "yes" },
      },
      target: null,
      sync: "OutOfSync",
      requiresPruning: true,
    }],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (no more tasks)",
      results: {
        "ConfigMap/archive": {
          status: "PruneSkipped",
          message: "ignored (no prune)",
          hookPhase: "Succeeded",
        },
      },
    },
  }),
];
