/**
 * What is held back, left over, drifts, or never comes to an end: kinds beside those that were recorded.
 *
 * @module
 */
import { asInGit, TARIFF } from "./drifted.ts";
import { FINE, WEB } from "./well.ts";
import { autoscaler } from "./autoscaler.ts";
import { ownFault } from "./builder.ts";
import { job } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";

/** Who has written a field last, as the API server notes it. */
function written(manager: string, minutes: number, fieldsV1: object) {
  return {
    manager,
    operation: "Update",
    apiVersion: "apps/v1",
    time: ago(minutes),
    fieldsType: "FieldsV1",
    fieldsV1,
  };
}

export const GAP_WAITS = [
  // f43. argo-cd: a sync that somebody began by hand waits for the end of a deny window.
  ownFault({
    id: "g43-manual-window",
    title: "A sync by hand waits for the end of a deny window",
    cause: "Office hours are closed for syncs, also by hand",
    proofs: ["0 8 * * 1-6"],
    objects: [...WEB, TARIFF],
    operation: {
      phase: "Running",
      message: "Sync operation blocked by sync window",
      started: 40,
      results: {},
    },
    windows: {
      activeWindows: [{
        kind: "deny",
        schedule: "0 8 * * 1-6",
        duration: "9h",
        manualSync: false,
      }],
      assignedWindows: [{
        kind: "deny",
        schedule: "0 8 * * 1-6",
        duration: "9h",
        manualSync: false,
      }],
      canSync: false,
    },
  }),
  // f44. gitops-engine: a resource that Git no longer has, and pruning is off.
  ownFault({
    id: "g44-prune",
    title: "A resource that Git no longer has waits to be pruned",
    cause: "Automated sync without prune",
    proofs: ["ignored (requires pruning)"],
    objects: [...WEB, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "legacy",
      age: 9000,
      live: {
        spec: { replicas: 1 },
        status: {
          replicas: 1,
          readyReplicas: 1,
          updatedReplicas: 1,
          availableReplicas: 1,
        },
      },
      target: null,
      sync: "OutOfSync",
      requiresPruning: true,
      health: { status: "Healthy" },
    }],
    spec: { syncPolicy: { automated: {} } },
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      automated: true,
      results: {
        "Deployment/web": {
          message: "deployment.apps/web unchanged",
          hookPhase: "Succeeded",
        },
        "Deployment/legacy": {
          status: "PruneSkipped",
          message: "ignored (requires pruning)",
          hookPhase: "Succeeded",
        },
      },
    },
  }),
  // f44. A finalizer whose controller was uninstalled: the object stays for ever.
  ownFault({
    id: "g44b-finalizer",
    title: "A database is not deleted, because its operator is gone",
    cause: "Nobody removes the finalizer",
    proofs: ["finalizer.databases.acme.test"],
    objects: [...WEB, {
      apiVersion: "databases.acme.test/v1",
      kind: "Database",
      name: "orders",
      age: 9000,
      live: {
        metadata: {
          deletionTimestamp: ago(55),
          deletionGracePeriodSeconds: 0,
          finalizers: ["finalizer.databases.acme.test"],
        },
        spec: { size: "s" },
      },
      target: null,
      sync: "OutOfSync",
      requiresPruning: true,
      health: { status: "Progressing", message: "Pending deletion" },
    }],
    operation: {
      phase: "Running",
      message: "waiting for deletion of databases.acme.test/Database/orders",
      started: 56,
      automated: true,
      results: {
        "Database/orders": {
          status: "Pruned",
          message: "pruned",
          hookPhase: "Running",
        },
      },
    },
    spec: { syncPolicy: { automated: { prune: true } } },
  }),
  // f47. argo-cd: orphaned resources of a project that monitors them.
  ownFault({
    id: "g47-orphans",
    title: "The namespace holds what no application owns",
    cause: "Orphaned resources",
    proofs: ["Application has 4 orphaned resources"],
    objects: WEB,
    conditions: [[
      "OrphanedResourceWarning",
      "Application has 4 orphaned resources",
    ]],
    project: { orphanedResources: { warn: true } },
  }),
  // f49. Somebody has edited the live object; self-heal is off.
  ownFault({
    id: "g49-edited",
    title: "Somebody has changed the image by hand",
    cause: "kubectl edit, an hour ago",
    proofs: ["kubectl-edit", "registry.example.test/app:1.0.1-hotfix"],
    objects: deployment({
      name: "web",
      pods: [FINE],
      sync: "OutOfSync",
      age: 9000,
      target: asInGit(1),
      template: {
        containers: [{
          name: "app",
          image: "registry.example.test/app:1.0.1-hotfix",
        }],
      },
    }).map((one) =>
      one.kind === "Deployment"
        ? {
          ...one,
          live: {
            ...one.live,
            metadata: {
              generation: 4,
              managedFields: [
                written("argocd-controller", 9000, {
                  "f:spec": { "f:replicas": {} },
                }),
                written("kubectl-edit", 62, {
                  "f:spec": {
                    "f:template": {
                      "f:spec": {
                        "f:containers": {
                          'k:{"name":"app"}': { "f:image": {} },
                        },
                      },
                    },
                  },
                }),
              ],
            },
          },
        }
        : one
    ),
    spec: { syncPolicy: { automated: {} } },
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 8999,
      automated: true,
    },
  }),
  // f61. Git fixes the number of replicas, and an autoscaler changes it: self-heal for ever.
  ownFault({
    id: "g61b-replicas",
    title: "Git and the autoscaler fight about the replicas",
    cause: "spec.replicas in Git, and an autoscaler",
    proofs: ["autoHealAttemptsCount"],
    objects: [
      ...deployment({
        name: "web",
        replicas: 1,
        pods: [FINE],
        sync: "OutOfSync",
        target: {
          spec: {
            replicas: 2,
            selector: { matchLabels: { app: "web" } },
            progressDeadlineSeconds: 600,
            template: {
              metadata: { labels: { app: "web" } },
              spec: {
                containers: [{
                  name: "app",
                  image: "registry.example.test/app:1.0.0",
                }],
              },
            },
          },
        },
      }),
      autoscaler({ max: 6 }),
    ],
    spec: { syncPolicy: { automated: { selfHeal: true } } },
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 0.6,
      automated: true,
      heals: 41,
      results: {
        "Deployment/web": { message: "deployment.apps/web configured" },
      },
    },
  }),
  // f72. argo-cd issue 24187: the old hook is to be deleted first, and a finalizer keeps it.
  ownFault({
    id: "g72-hook-deletion",
    title: "The old hook is never gone",
    cause: "A finalizer on the Job of the last sync",
    proofs: ["argocd.argoproj.io/hook-finalizer", "waiting for deletion of"],
    objects: [
      ...WEB,
      ...job({
        name: "migrate",
        hook: "PreSync",
        age: 900,
        outcome: [
          "Complete",
          "CompletionsReached",
          "Reached expected number of succeeded pods",
        ],
      }).map((one) =>
        one.kind === "Job"
          ? {
            ...one,
            live: {
              ...one.live,
              metadata: {
                deletionTimestamp: ago(31),
                finalizers: [
                  "argocd.argoproj.io/hook-finalizer",
                  "foregroundDeletion",
                ],
                annotations: { "argocd.argoproj.io/hook": "PreSync" },
              },
            },
          }
          : one
      ),
    ],
    operation: {
      phase: "Running",
      message: "waiting for deletion of hook batch/Job/migrate",
      started: 32,
      results: {},
    },
    sync: "OutOfSync",
  }),
  // f72. gitops-engine: a hook that failed before, without a policy that deletes it (argo-cd issue 21804).
  ownFault({
    id: "g72b-hook-immutable",
    title: "The hook of the last release stands in the way",
    cause: "Job without delete policy",
    proofs: ["field is immutable"],
    objects: [
      ...WEB,
      ...job({
        name: "seed",
        hook: "PreSync",
        age: 900,
        outcome: [
          "Complete",
          "CompletionsReached",
          "Reached expected number of succeeded pods",
        ],
      }),
    ],
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks completed unsuccessfully",
      results: {
        "Job/seed": {
          status: "SyncFailed",
          message:
            'Job.batch "seed" is invalid: spec.template: Invalid value: {"metadata":{"labels":{"app":"seed"}}}: field is immutable',
          hookType: "PreSync",
          hookPhase: "Failed",
          syncPhase: "PreSync",
        },
      },
    },
    sync: "OutOfSync",
  }),
];
