/**
 * Siblings of the recorded twins that wait, or change by themselves.
 *
 * @module
 */
import { DENIED } from "./denied.ts";
import { autoscaler } from "./autoscaler.ts";
import { job, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { type Plan } from "./plan.ts";
import {
  around,
  aside,
  cronJob,
  daemonSet,
  FINE,
  sibling,
} from "./sibling_parts.ts";
import { ended, waiting } from "./workloads.ts";

function twin(plan: Omit<Plan, "kind"> & { readonly namespace: string }) {
  return sibling({ ...plan, kind: "twin" });
}

export const SIBLING_WAITING_TWINS = [
  // t13. An autoscaler at its least, which had no metrics for a moment.
  twin({
    id: "yt13-ticker",
    namespace: "ticker",
    title: "An autoscaler keeps the least replicas",
    cause: "Nothing: little to do",
    objects: [
      ...aside("ticker-state"),
      ...deployment({ name: "web", age: 600, replicas: 1, pods: [FINE] }),
      autoscaler({
        max: 6,
        says: [
          [
            "AbleToScale",
            "True",
            "ReadyForNewScale",
            "recommended size matches current size",
          ],
          [
            "ScalingActive",
            "True",
            "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from memory resource utilization (percentage of request)",
          ],
          [
            "ScalingLimited",
            "True",
            "TooFewReplicas",
            "the desired replica count is less than the minimum replica count",
          ],
        ],
        events: [{
          reason: "FailedGetResourceMetric",
          message:
            "failed to get memory utilization: unable to get metrics for resource memory: no metrics returned from resource metrics API",
          from: "horizontal-pod-autoscaler",
          minutes: 52,
          since: 54,
          count: 8,
        }],
      }),
    ],
  }),
  // t14. A DaemonSet is being renewed; the newest pod is half a minute old.
  twin({
    id: "yt14-proxy",
    namespace: "node-proxy",
    title: "A DaemonSet is being renewed",
    cause: "In progress",
    objects: [
      ...around("proxy-admin"),
      ...daemonSet({
        name: "node-proxy",
        pods: [FINE, { ...FINE, age: 1 }, {
          age: 0.5,
          containers: [{ status: waiting("ContainerCreating") }],
          events: [{
            reason: "Pulling",
            message: 'Pulling image "registry.example.test/app:1.0.0"',
            type: "Normal",
            minutes: 0.4,
          }],
        }],
      }),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 2,
    },
  }),
  // t15. The run of a CronJob went well at its second try.
  twin({
    id: "yt15-invoices",
    namespace: "invoices",
    title: "A run went well at its second try",
    cause: "Nothing",
    objects: [
      ...aside("invoices-state"),
      ...cronJob("invoices", {
        name: "invoices-29712030",
        outcome: [
          "Complete",
          "CompletionsReached",
          "Reached expected number of succeeded pods",
        ],
        pods: [
          {
            phase: "Failed",
            age: 29,
            containers: [{
              status: {
                ready: false,
                restartCount: 0,
                lastState: {},
                state: { terminated: ended(1, { minutes: 28 }) },
              },
              log: { now: ["ERROR smtp: 421 try again later"] },
            }],
          },
          {
            phase: "Succeeded",
            age: 27,
            containers: [{
              status: {
                ready: false,
                restartCount: 0,
                lastState: {},
                state: { terminated: ended(0, { minutes: 26 }) },
              },
              log: { now: ["sent 114 invoices"] },
            }],
          },
        ],
      }, { status: "Healthy" }),
    ],
  }),
  // t17. A claim whose only user is scaled to nothing.
  twin({
    id: "yt17-archive",
    namespace: "archive",
    title: "A claim waits until somebody needs it",
    cause: "Mild: the StatefulSet has no replicas now",
    objects: [
      ...around("archive-ui"),
      ...statefulSet({ name: "archive", age: 300, replicas: 0 }),
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "archive",
        age: 300,
        live: {
          spec: { storageClassName: "topo-aware" },
          status: { phase: "Pending" },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "WaitForFirstConsumer",
          message: "waiting for first consumer to be created before binding",
          type: "Normal",
          from: "persistentvolume-controller",
          since: 300,
          count: 1200,
        }],
      },
    ],
  }),
  // t18. A freeze that people may pass, and nothing to do.
  twin({
    id: "yt18-desk",
    namespace: "desk",
    title: "A freeze is on, and nothing waits for it",
    cause: "Nothing",
    objects: [
      ...around("desk"),
      ...job({
        name: "desk-seed",
        age: 600,
        outcome: [
          "Complete",
          "CompletionsReached",
          "Reached expected number of succeeded pods",
        ],
      }),
    ],
    windows: DENIED,
  }),
];
