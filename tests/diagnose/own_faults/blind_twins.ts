/**
 * Applications that people took for broken, and that were not.
 *
 * @module
 */
import { asInGit } from "./drifted.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ownFault } from "./builder.ts";
import { condition, FINE, fine, replacing } from "./blind_parts.ts";
import { deployment } from "./deployments.ts";
import { ago, type Plan } from "./plan.ts";
import { ended, podObject, running } from "./workloads.ts";

function twin(plan: Omit<Plan, "kind">): RecordedFault {
  return ownFault({ ...plan, kind: "twin" });
}

const TERMINATED = "Pod was terminated in response to imminent node shutdown.";

export const BLIND_TWINS = [
  // argo-cd issue 17208: the Deployment is complete, its health is an old one.
  twin({
    id: "b50-stale-health",
    title: "The health is older than the object",
    cause: "Argo CD has not seen the last change",
    objects: deployment({
      name: "karpenter-root",
      replicas: 2,
      age: 55,
      pods: [FINE, FINE],
      health: {
        status: "Progressing",
        message:
          "Waiting for rollout to finish: 0 of 2 updated replicas are available...",
      },
    }),
  }),
  // argo-cd issue 16523: a certificate of one minute ago, called degraded.
  twin({
    id: "b51-fresh-certificate",
    title: "A certificate was asked for a minute ago",
    cause: "It is being issued",
    objects: [...fine("web"), {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      name: "certtest",
      age: 1,
      live: {
        spec: { secretName: "certtest", issuerRef: { name: "ca" } },
        status: {
          conditions: ["Ready", "Issuing"].map((type) =>
            condition(
              type,
              type === "Ready" ? "False" : "True",
              "DoesNotExist",
              "Issuing certificate as Secret does not exist",
              1,
            )
          ),
          nextPrivateKeySecretName: "certtest-81-vg977",
        },
      },
      health: {
        status: "Degraded",
        message: "Issuing certificate as Secret does not exist",
      },
      events: [{
        reason: "Issuing",
        message: "Issuing certificate as Secret does not exist",
        type: "Normal",
        from: "cert-manager-certificates-trigger",
        minutes: 1,
      }],
    }],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1.5,
    },
  }),
  // Asked often: the old pod fails its probe while it ends.
  twin({
    id: "b52-ending-pod",
    title: "The old pod fails its probe while it ends",
    cause: "A rollout of two minutes ago, all new pods are ready",
    objects: replacing({
      name: "api",
      age: 2,
      health: { status: "Healthy" },
      pods: [FINE],
      before: [{
        phase: "Running",
        ready: false,
        metadata: { deletionTimestamp: ago(0), deletionGracePeriodSeconds: 30 },
        containers: [{ status: running({ ready: false, minutes: 8000 }) }],
        events: [
          {
            reason: "Killing",
            message: "Stopping container app",
            type: "Normal",
            minutes: 0,
          },
          {
            reason: "Unhealthy",
            message:
              'Readiness probe failed: Get "http://10.244.2.11:8080/healthz": dial tcp 10.244.2.11:8080: connect: connection refused',
            minutes: 0,
            count: 2,
          },
        ],
      }],
    }),
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 2.2,
    },
  }),
  // secrets-store-csi-driver-provider-azure issue 491: the class came a second after the pod.
  twin({
    id: "b53-late-class",
    title: "The class of a volume came a second after the pod",
    cause: "The second try has mounted it",
    objects: deployment({
      name: "create-secrets",
      pods: [{
        ...FINE,
        events: [{
          reason: "FailedMount",
          message:
            'MountVolume.SetUp failed for volume "secrets-store-inline" : rpc error: code = Unknown desc = failed to get secretproviderclass csi/azure-keyvault, error: SecretProviderClass.secrets-store.csi.x-k8s.io "azure-keyvault" not found',
          minutes: 29,
          count: 2,
        }],
      }],
    }),
  }),
  // A DaemonSet goes from node to node.
  twin({
    id: "b54-daemon-set-rolls",
    title: "A DaemonSet is renewed node by node",
    cause: "Three of five nodes have the new pod, two minutes after the sync",
    objects: [
      {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        name: "agent",
        age: 20_000,
        live: {
          metadata: { generation: 7 },
          spec: {
            updateStrategy: {
              type: "RollingUpdate",
              rollingUpdate: { maxUnavailable: 1 },
            },
            selector: { matchLabels: { app: "agent" } },
          },
          status: {
            observedGeneration: 7,
            desiredNumberScheduled: 5,
            currentNumberScheduled: 5,
            updatedNumberScheduled: 3,
            numberReady: 4,
            numberAvailable: 4,
            numberUnavailable: 1,
          },
        },
        health: {
          status: "Progressing",
          message:
            'Waiting for daemon set "agent" rollout to finish: 3 out of 5 new pods have been updated...',
        },
      },
      podObject({
        name: "agent-2vxkq",
        owner: "DaemonSet/agent",
        age: 0.3,
        phase: "Pending",
        containers: [{
          status: {
            ready: false,
            restartCount: 0,
            started: false,
            lastState: {},
            state: { waiting: { reason: "ContainerCreating" } },
          },
        }],
      }),
      podObject({
        name: "agent-9dlwm",
        owner: "DaemonSet/agent",
        age: 1,
        phase: "Running",
        ready: true,
      }),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 2,
    },
  }),
  // loculus issue 2615, argo-cd issue 15317: a pod that is not to be restarted counts as progressing.
  twin({
    id: "b55-never-restarted",
    title: "A pod that is not restarted counts as progressing",
    cause: "It runs as it should",
    objects: [
      ...fine("web"),
      podObject({
        name: "ingest",
        age: 300,
        phase: "Running",
        ready: true,
        spec: { restartPolicy: "Never" },
        containers: [{
          status: running({ minutes: 299 }),
          log: { now: ["ingested 120400 of 300000 records"] },
        }],
        health: { status: "Progressing" },
      }),
    ],
  }),
  // argo-cd issue 1932: the children are synced by hand.
  twin({
    id: "b56-root",
    title: "A child is one commit behind and is synced by hand",
    cause: "No automated sync",
    objects: ["b56-shop", "b56-web"].map((name) => ({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      name,
      namespace: "argocd",
      age: 9000,
      live: {
        spec: { project: "default", destination: { namespace: name } },
        status: {
          sync: { status: name === "b56-shop" ? "OutOfSync" : "Synced" },
          health: { status: "Healthy" },
        },
      },
    })),
    children: [
      {
        id: "b56-shop",
        title: "child",
        cause: "",
        objects: deployment({
          name: "web",
          pods: [FINE],
          sync: "OutOfSync",
          target: asInGit(1, "1.1.0"),
        }),
        newCommit: true,
      },
      { id: "b56-web", title: "child", cause: "", objects: fine("web") },
    ],
  }),
  // external-secrets: the store did not answer for a moment.
  twin({
    id: "b57-secret-again",
    title: "The secret store did not answer an hour ago",
    cause: "Since then the secret is synced again",
    objects: [...fine("web"), {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      name: "db",
      age: 9000,
      live: {
        spec: {
          refreshInterval: "1h",
          secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
        },
        status: {
          conditions: [
            condition("Ready", "True", "SecretSynced", "secret synced", 59),
          ],
          refreshTime: ago(59),
        },
      },
      health: { status: "Healthy", message: "secret synced" },
      events: [
        {
          reason: "UpdateFailed",
          message:
            'error processing spec.data[0] (key: shop/db), err: cannot read secret data from Vault: Get "https://vault.example.test/v1/kv/data/shop/db": context deadline exceeded',
          from: "external-secrets",
          since: 66,
          minutes: 60,
          count: 5,
        },
        {
          reason: "Updated",
          message: "secret synced",
          type: "Normal",
          from: "external-secrets",
          minutes: 59,
        },
      ],
    }],
  }),
  // The CA of a webhook is filled in by a controller, and Argo CD is told to ignore it.
  twin({
    id: "b58-ca-bundle",
    title: "The CA of a webhook is filled in, and ignored",
    cause: "ignoreDifferences on caBundle",
    objects: [...fine("cert-manager"), {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      name: "cert-manager-webhook",
      namespace: false,
      age: 9000,
      live: {
        webhooks: [{
          name: "webhook.cert-manager.io",
          failurePolicy: "Fail",
          clientConfig: { caBundle: "LS0tLS1CRUdJTg==" },
        }],
      },
      normalized: {
        webhooks: [{
          name: "webhook.cert-manager.io",
          failurePolicy: "Fail",
          clientConfig: {},
        }],
      },
      target: {
        webhooks: [{
          name: "webhook.cert-manager.io",
          failurePolicy: "Fail",
          clientConfig: {},
        }],
      },
    }],
    spec: {
      ignoreDifferences: [{
        group: "admissionregistration.k8s.io",
        kind: "MutatingWebhookConfiguration",
        jsonPointers: ["/webhooks/0/clientConfig/caBundle"],
      }],
    },
    conditions: [[
      "OrphanedResourceWarning",
      "Application has 12 orphaned resources",
    ]],
  }),
  // GKE: a spot node was taken away, and the pod that it ended is left over.
  twin({
    id: "b59-node-shutdown",
    title: "A pod is left over from a node that was shut down",
    cause: "The Deployment has made another pod",
    objects: [
      ...fine("web"),
      podObject({
        name: "web-7c9d5f6b84-old4x",
        owner: "ReplicaSet/web-7c9d5f6b84",
        age: 5000,
        phase: "Failed",
        containers: [{
          status: {
            ready: false,
            restartCount: 0,
            started: false,
            lastState: {},
            state: {
              terminated: ended(137, { reason: "Error", minutes: 4000 }),
            },
          },
        }],
        status: {
          phase: "Failed",
          reason: "Terminated",
          message: TERMINATED,
        },
        health: { status: "Degraded", message: TERMINATED },
      }),
    ],
    health: "Healthy",
  }),
];
