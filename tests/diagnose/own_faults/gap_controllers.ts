/**
 * StatefulSets, DaemonSets, CronJobs, autoscalers, budgets, certificates and secrets.
 *
 * @module
 */
import { FINE, WEB } from "./well.ts";
import { failedJob } from "./failed_job.ts";
import { autoscaler } from "./autoscaler.ts";
import { conditions } from "./conditions.ts";
import { ownFault } from "./builder.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago, type PlannedObject } from "./plan.ts";
import { crashing, ended, podObject, waiting } from "./workloads.ts";

function cronJob(rest: Pick<PlannedObject, "live" | "health" | "events">) {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    name: "invoice",
    age: 9000,
    ...rest,
  } satisfies PlannedObject;
}

export const GAP_CONTROLLERS = [
  // f55. The first pod of a StatefulSet holds back all others.
  ownFault({
    id: "g55-stateful",
    title: "The first pod of a StatefulSet crashes, the others are not made",
    cause: "The data directory is from a newer version",
    proofs: ["data directory was initialized by PostgreSQL version 17"],
    objects: statefulSet({
      name: "pg",
      replicas: 3,
      pods: [{
        phase: "Running",
        containers: [{
          status: crashing(ended(1), { pod: "pg-0_g55" }),
          log: {
            now: [
              "FATAL:  database files are incompatible with server",
              "DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 16.4.",
            ],
            previous: [
              "FATAL:  database files are incompatible with server",
              "DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 16.4.",
            ],
          },
        }],
      }],
    }),
  }),
  // f55. A DaemonSet on three nodes: one image is missing for one node only.
  ownFault({
    id: "g55b-daemon",
    title: "One pod of a DaemonSet cannot make its sandbox",
    cause: "The CNI plugin of a node is not ready",
    proofs: ["cni plugin not initialized"],
    objects: [
      {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        name: "logs",
        live: {
          spec: { selector: { matchLabels: { app: "logs" } } },
          status: {
            desiredNumberScheduled: 3,
            currentNumberScheduled: 3,
            updatedNumberScheduled: 3,
            numberReady: 2,
            numberAvailable: 2,
            numberUnavailable: 1,
          },
        },
        health: {
          status: "Progressing",
          message:
            'Waiting for daemon set "logs" rollout to finish: 2 of 3 updated pods are available...',
        },
      },
      podObject({ name: "logs-4kx2m", owner: "DaemonSet/logs", ...FINE }),
      podObject({ name: "logs-7bbwq", owner: "DaemonSet/logs", ...FINE }),
      podObject({
        name: "logs-9qv7d",
        owner: "DaemonSet/logs",
        containers: [{ status: waiting("ContainerCreating") }],
        events: [{
          reason: "NetworkNotReady",
          message:
            "network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
          since: 29,
          count: 800,
        }],
      }),
    ],
  }),
  // CronJob controller (kubernetes: pkg/controller/cronjob/utils.go).
  ownFault({
    id: "g54b-cron-missed",
    title: "A CronJob has missed too many starts",
    cause: "No startingDeadlineSeconds, and it was not run for days",
    proofs: ["too many missed start times"],
    objects: [cronJob({
      live: {
        spec: { schedule: "*/5 * * * *", concurrencyPolicy: "Forbid" },
        status: { lastScheduleTime: ago(4000) },
      },
      health: { status: "Healthy" },
      events: [{
        reason: "TooManyMissedTimes",
        message:
          "too many missed start times: 101. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
        from: "cronjob-controller",
        since: 300,
        count: 60,
      }],
    })],
  }),
  // A CronJob whose every run fails: the newest Job tells why.
  ownFault({
    id: "g54c-cron-fails",
    title: "Every run of a CronJob fails",
    cause: "The bucket is not permitted",
    proofs: ["AccessDenied: Access Denied"],
    objects: [
      cronJob({
        live: {
          spec: { schedule: "0 * * * *" },
          status: {
            lastScheduleTime: ago(30),
            lastSuccessfulTime: ago(5000),
          },
        },
        health: {
          status: "Degraded",
          message: "CronJob has not completed its last execution successfully",
        },
      }),
      ...failedJob({
        name: "invoice-29388570",
        owner: "CronJob/invoice",
        says: [
          "exporting 2026-11",
          "upload failed: AccessDenied: Access Denied",
        ],
      }),
    ],
  }),
  // Autoscaler over pods without requests (kubernetes: pkg/controller/podautoscaler).
  ownFault({
    id: "g56-hpa-requests",
    title: "The autoscaler cannot compute: no requests",
    cause: "Containers without CPU requests",
    proofs: ["missing request for cpu in container app"],
    objects: [
      ...WEB,
      autoscaler({
        max: 5,
        says: [
          [
            "AbleToScale",
            "True",
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale",
          ],
          [
            "ScalingActive",
            "False",
            "FailedGetResourceMetric",
            "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container app of Pod web-7c9d5f6b84-x2kqp",
          ],
        ],
      }),
    ],
  }),
  // disruption controller: a budget whose pods have no controller that can be scaled.
  ownFault({
    id: "g61c-budget",
    title: "A disruption budget cannot be computed",
    cause: "Pods of the budget belong to something without a scale",
    proofs: [
      "does not implement the scale subresource",
    ],
    objects: [...WEB, {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      name: "web",
      live: {
        spec: { minAvailable: "50%", selector: { matchLabels: { app: "w" } } },
        status: {
          conditions: conditions([
            "DisruptionAllowed",
            "False",
            "SyncFailed",
            "jobs.batch does not implement the scale subresource",
          ]),
          currentHealthy: 0,
          desiredHealthy: 0,
          disruptionsAllowed: 0,
          expectedPods: 0,
        },
      },
      health: {
        status: "Degraded",
        message: "jobs.batch does not implement the scale subresource",
      },
      events: [{
        reason: "CalculateExpectedPodCountFailed",
        message:
          "Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource",
        from: "controllermanager",
        since: 29,
        count: 30,
      }],
    }],
  }),
  // cert-manager: the issuer that a Certificate names is not there (written by hand in the recordings, too).
  ownFault({
    id: "g64-issuer",
    title: "The certificate names an issuer that does not exist",
    cause: "ClusterIssuer letsencrypt-prod",
    proofs: [
      'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt-prod" not found',
    ],
    objects: [
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        name: "shop-tls",
        live: {
          spec: {
            secretName: "shop-tls",
            issuerRef: { kind: "ClusterIssuer", name: "letsencrypt-prod" },
          },
          status: {
            conditions: conditions(
              [
                "Issuing",
                "True",
                "DoesNotExist",
                "Issuing certificate as Secret does not exist",
              ],
              [
                "Ready",
                "False",
                "DoesNotExist",
                "Issuing certificate as Secret does not exist",
              ],
            ),
          },
        },
        health: {
          status: "Progressing",
          message: "Issuing certificate as Secret does not exist",
        },
      },
      {
        apiVersion: "cert-manager.io/v1",
        kind: "CertificateRequest",
        name: "shop-tls-1",
        owner: "Certificate/shop-tls",
        live: {
          spec: {
            issuerRef: { kind: "ClusterIssuer", name: "letsencrypt-prod" },
          },
          status: {
            conditions: conditions(
              [
                "Approved",
                "True",
                "cert-manager.io",
                "Certificate request has been approved by cert-manager.io",
              ],
              [
                "Ready",
                "False",
                "Pending",
                'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt-prod" not found',
              ],
            ),
          },
        },
        events: [{
          reason: "IssuerNotFound",
          message:
            'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt-prod" not found',
          type: "Normal",
          from: "cert-manager-certificaterequests-issuer-acme",
          since: 29,
          count: 9,
        }],
      },
    ],
  }),
  // external-secrets: the key is not in the store; the pod waits for the Secret that is never made.
  ownFault({
    id: "g64b-external-secret",
    title: "The secret is not in the store, and a pod waits for it",
    cause: "shop/db is not in Vault",
    proofs: ["(key: shop/db), err: Secret does not exist"],
    objects: [
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        name: "db",
        live: {
          spec: {
            secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
          },
          status: {
            conditions: conditions([
              "Ready",
              "False",
              "SecretSyncedError",
              "error processing spec.data[0] (key: shop/db), err: Secret does not exist",
            ]),
          },
        },
        health: {
          status: "Degraded",
          message:
            "error processing spec.data[0] (key: shop/db), err: Secret does not exist",
        },
      },
      ...deployment({
        name: "shop",
        expired: true,
        pods: [{
          containers: [{
            status: waiting(
              "CreateContainerConfigError",
              'secret "db" not found',
            ),
          }],
          events: [{
            reason: "Failed",
            message: 'Error: secret "db" not found',
            since: 29,
            count: 130,
            container: "app",
          }],
        }],
      }),
    ],
  }),
];
