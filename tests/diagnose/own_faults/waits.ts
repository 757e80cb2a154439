/**
 * Hooks, windows, automation and deletions: what waits, and what it waits for.
 *
 * @module
 */
import { TARIFF } from "./drifted.ts";
import { WEB } from "./well.ts";
import { failedJob } from "./failed_job.ts";
import { ownFault } from "./builder.ts";
import { job } from "./controllers.ts";
import { ago } from "./plan.ts";
import { waiting } from "./workloads.ts";

export const WAITS = [
  // A PostSync hook whose image is not there: the sync never ends.
  ownFault({
    id: "o70-hook-image",
    title: "The image of a hook cannot be pulled",
    cause: "The PostSync hook's tag does not exist",
    proofs: ["smoke-test:5.0: not found"],
    objects: [
      ...WEB,
      ...job({
        name: "smoke",
        hook: "PostSync",
        pods: [{
          containers: [{
            image: "registry.example.test/smoke-test:5.0",
            status: waiting(
              "ImagePullBackOff",
              'Back-off pulling image "registry.example.test/smoke-test:5.0": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.test/smoke-test:5.0": failed to resolve reference "registry.example.test/smoke-test:5.0": registry.example.test/smoke-test:5.0: not found',
            ),
          }],
          events: [{
            reason: "Failed",
            message:
              'Failed to pull image "registry.example.test/smoke-test:5.0": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.test/smoke-test:5.0": failed to resolve reference "registry.example.test/smoke-test:5.0": registry.example.test/smoke-test:5.0: not found',
            since: 19,
            count: 6,
          }],
        }],
      }),
    ],
    operation: {
      phase: "Running",
      message: "waiting for completion of hook batch/Job/smoke",
      started: 21,
      results: {
        "Deployment/web": {
          message: "deployment.apps/web configured",
          hookPhase: "Succeeded",
        },
        "Job/smoke": {
          message: "job.batch/smoke created",
          hookType: "PostSync",
          hookPhase: "Running",
          syncPhase: "PostSync",
        },
      },
    },
  }),
  // Job controller: activeDeadlineSeconds; the log tells what took so long.
  ownFault({
    id: "o71-job-deadline",
    title: "A Job took longer than it may",
    cause: "activeDeadlineSeconds of the import",
    proofs: ["Job was active longer than specified deadline"],
    objects: job({
      name: "import",
      spec: { activeDeadlineSeconds: 600 },
      outcome: [
        "Failed",
        "DeadlineExceeded",
        "Job was active longer than specified deadline",
      ],
    }),
  }),
  // A PreSync hook that fails with a message of its own and leaves no pod behind.
  ownFault({
    id: "o72-presync-migration",
    title: "A migration fails before the sync",
    cause: "The migration cannot reach its database",
    proofs: ["could not translate host name"],
    objects: [
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "crm",
        live: null,
        target: { spec: { replicas: 1 } },
        sync: "OutOfSync",
        health: { status: "Missing" },
      },
      ...failedJob({
        name: "crm-migrate",
        hook: "PreSync",
        container: "flyway",
        says: [
          "Flyway Community Edition 11.3",
          "ERROR: Unable to obtain connection from database",
          'psql: error: could not translate host name "crm-db" to address: Name or service not known',
        ],
        health: {
          status: "Degraded",
          message: 'container "flyway" failed with exit code 1',
        },
      }),
    ],
    operation: {
      phase: "Failed",
      message: "one or more synchronization tasks completed unsuccessfully",
      results: {
        "Job/crm-migrate": {
          message: "Job has reached the specified backoff limit",
          hookType: "PreSync",
          hookPhase: "Failed",
          syncPhase: "PreSync",
        },
      },
    },
  }),
  // argo-cd: autoSync; all resources would be pruned.
  ownFault({
    id: "o73-wipe-out",
    title: "Automated sync does not delete everything",
    cause: "Git renders to nothing, and allowEmpty is off",
    proofs: ["auto-sync will wipe out all resources"],
    objects: [{
      ...TARIFF,
      target: null,
      requiresPruning: true,
    }],
    spec: { syncPolicy: { automated: { prune: true } } },
    conditions: [[
      "SyncError",
      "Skipping sync attempt to 3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640: auto-sync will wipe out all resources",
    ]],
  }),
  // An allow window that is not open: everything outside of it is denied.
  ownFault({
    id: "o74-allow-window",
    title: "Outside of the allow window",
    cause: "Syncs are allowed on Saturday nights only",
    proofs: ["0 22 * * 6"],
    objects: [TARIFF],
    newCommit: true,
    spec: { syncPolicy: { automated: {} } },
    windows: {
      assignedWindows: [{
        kind: "allow",
        schedule: "0 22 * * 6",
        duration: "4h",
        manualSync: true,
      }],
      canSync: true,
    },
  }),
  // argo-cd issue 4198 and 5817: the cluster is gone before its application.
  ownFault({
    id: "o75-deletion",
    title: "The application cannot be deleted",
    cause: "Its cluster does not exist any more",
    proofs: ["there are no clusters with this name: cluster6"],
    objects: [{ ...TARIFF, sync: "Unknown" }],
    metadata: {
      deletionTimestamp: ago(2_000),
      deletionGracePeriodSeconds: 0,
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: { destination: { name: "cluster6", namespace: "guestbook" } },
    conditions: [
      [
        "DeletionError",
        "unable to find destination server: there are no clusters with this name: cluster6",
      ],
      [
        "InvalidSpecError",
        "application destination spec for o75-deletion is invalid: unable to find destination server: there are no clusters with this name: cluster6",
      ],
    ],
    sync: "Unknown",
  }),
  // Crossplane's AWS provider: asynchronous creation fails; the message is the AWS API's.
  ownFault({
    id: "o76-wave",
    title: "A wave waits for a custom resource",
    cause: "The database instance of the first wave is not created",
    proofs: ["InvalidParameterCombination"],
    objects: [
      {
        apiVersion: "rds.aws.upbound.io/v1beta1",
        kind: "Instance",
        name: "orders",
        namespace: false,
        live: {
          spec: { forProvider: { instanceClass: "db.t3.micro" } },
          status: {
            conditions: [
              {
                type: "Synced",
                status: "False",
                reason: "ReconcileError",
                message:
                  "create failed: async create failed: failed to create the resource: InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t3.micro, Engine=postgres, EngineVersion=17.2",
                lastTransitionTime: ago(18),
              },
              {
                type: "Ready",
                status: "False",
                reason: "Creating",
                lastTransitionTime: ago(20),
              },
            ],
          },
        },
        health: {
          status: "Degraded",
          message:
            "create failed: async create failed: failed to create the resource: InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t3.micro, Engine=postgres, EngineVersion=17.2",
        },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "orders",
        live: null,
        target: { spec: { replicas: 1 } },
        sync: "OutOfSync",
        health: { status: "Missing" },
      },
    ],
    operation: {
      phase: "Running",
      message:
        "waiting for healthy state of rds.aws.upbound.io/Instance/orders",
      started: 22,
      results: {
        "Instance/orders": {
          message: "instance.rds.aws.upbound.io/orders created",
          hookPhase: "Running",
        },
      },
    },
  }),
];
