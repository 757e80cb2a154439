/**
 * Siblings of the recorded twins: noise, and nothing that somebody has to mend.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import { ago, type Plan } from "./plan.ts";
import { around, aside, plain, sibling } from "./sibling_parts.ts";
import { ended, running } from "./workloads.ts";

function twin(plan: Omit<Plan, "kind"> & { readonly namespace: string }) {
  return sibling({ ...plan, kind: "twin" });
}

export const SIBLING_TWINS = [
  // t01. Placing and attaching took a while, and it crashed twice until its database was there.
  twin({
    id: "yt01-ledger",
    namespace: "ledger",
    title: "It had a hard begin and serves",
    cause: "Nothing: warnings of 50 minutes ago",
    objects: [
      ...around("ledger-ui"),
      ...statefulSet({
        name: "ledger",
        age: 58,
        pods: [{
          age: 58,
          phase: "Running",
          ready: true,
          containers: [{
            status: running({
              minutes: 45,
              restarts: 2,
              last: ended(1, { minutes: 46 }),
            }),
            log: { now: ["ready to serve"], previous: ["db not reachable"] },
          }],
          events: [
            {
              reason: "FailedScheduling",
              message:
                "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
              from: "default-scheduler",
              minutes: 57,
              since: 58,
              count: 2,
            },
            {
              reason: "FailedAttachVolume",
              message:
                'Multi-Attach error for volume "pvc-0c1d" Volume is already exclusively attached to one node and can\'t be attached to another',
              from: "attachdetach-controller",
              minutes: 55,
            },
            {
              reason: "BackOff",
              message:
                "Back-off restarting failed container app in pod ledger-0_ledger(5a0e)",
              minutes: 46,
              since: 47,
              count: 3,
            },
          ],
        }],
      }),
    ],
  }),
  // t05. A CronJob that somebody has suspended.
  twin({
    id: "yt05-digest",
    namespace: "digest",
    title: "A CronJob is suspended on purpose",
    cause: "suspend: true is in Git",
    objects: [...aside("digest-state"), {
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "weekly-digest",
      age: 9000,
      live: {
        spec: { schedule: "0 6 * * 1", suspend: true },
        status: {
          lastScheduleTime: ago(9000),
          lastSuccessfulTime: ago(8990),
        },
      },
      health: { status: "Suspended", message: "CronJob is Suspended" },
    }],
  }),
  // t07. It took three tries.
  twin({
    id: "yt07-theme",
    namespace: "theme",
    title: "The third try of a sync went well",
    cause: "Nothing: a webhook was restarting",
    objects: around("theme").map((one) =>
      one.kind === "Deployment"
        ? {
          ...one,
          events: [{
            reason: "ReplicaSetCreateError",
            message:
              'Failed to create new replica set "theme-5c4": Internal error occurred: failed calling webhook "mutate.example.test": connect: connection refused',
            from: "deployment-controller",
            minutes: 24,
          }],
        }
        : one
    ),
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      automated: true,
      retryCount: 2,
    },
  }),
  // t09. A hook that its policy has removed.
  twin({
    id: "yt09-quotes",
    namespace: "quotes",
    title: "A PreSync hook has done its work and is gone",
    cause: "HookSucceeded",
    objects: [...around("quotes"), ...aside("quotes-cache")],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (no more tasks)",
      started: 12,
      results: {
        "ConfigMap/quotes-settings": {
          message: "configmap/quotes-settings unchanged",
          hookPhase: "Succeeded",
        },
        "Deployment/quotes": {
          message: "deployment.apps/quotes configured",
          hookPhase: "Succeeded",
        },
      },
    },
  }),
  // t10. Custom resources of which Argo CD knows nothing.
  twin({
    id: "yt10-topics",
    namespace: "topics",
    title: "Custom resources without a health check are ready",
    cause: "Nothing",
    objects: [
      ...aside("topics-state"),
      ...["orders", "refunds"].map((name) => ({
        apiVersion: "messaging.example.test/v1beta2",
        kind: "Topic",
        name,
        age: 300,
        live: {
          spec: { partitions: 6 },
          status: {
            observedGeneration: 1,
            conditions: [
              { type: "Ready", status: "True", lastTransitionTime: ago(290) },
              {
                type: "Reconciling",
                status: "False",
                reason: "UpToDate",
                lastTransitionTime: ago(290),
              },
            ],
          },
        },
      })),
    ],
  }),
  // t12. A commit that nobody has synced yet.
  twin({
    id: "yt12-menu",
    namespace: "menu",
    title: "Git is a commit ahead, and people sync it",
    cause: "Mild: not synced yet",
    newCommit: true,
    objects: [...around("menu"), {
      ...plain("ConfigMap", "menu-items", { data: { soup: "5" } }),
      sync: "OutOfSync",
      target: { data: { soup: "6" } },
    }],
  }),
];
