/**
 * What goes wrong on Argo CD's side, after threads of people who asked why.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ownFault } from "./builder.ts";
import { FINE, fine } from "./blind_parts.ts";
import { job, statefulSet } from "./controllers.ts";
import { ago, NOW, type Plan, type PlannedObject } from "./plan.ts";
import { podObject, running, waiting } from "./workloads.ts";

/** The comparison fails; what was deployed before runs on. */
function uncompared(
  id: string,
  { proofs, message, ...plan }: Omit<Plan, "id" | "cause" | "conditions"> & {
    readonly message: string;
    readonly proofs: readonly string[];
  },
) {
  return ownFault({
    objects: fine("web"),
    ...plan,
    id,
    cause: plan.title,
    proofs,
    conditions: [["ComparisonError", message]],
  });
}

const SOURCE =
  "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc =";

/** A hook that mounts a Secret which is not there. */
const MIGRATION: readonly PlannedObject[] = job({
  name: "shop-migrations-1.4.2",
  hook: "PreSync",
  age: 20,
  pods: [{
    age: 20,
    containers: [{ status: waiting("ContainerCreating") }],
    spec: {
      volumes: [{
        name: "app-secrets",
        secret: { secretName: "shop-migrations-1.4.2" },
      }],
    },
    events: [{
      reason: "FailedMount",
      message:
        'MountVolume.SetUp failed for volume "app-secrets" : secret "shop-migrations-1.4.2" not found',
      since: 20,
      count: 17,
    }],
  }],
});

const LOKI = statefulSet({ name: "loki", age: 50_000, pods: [FINE] });

/** An ApplicationSet that stands at the first of two steps (argo-cd issue 19771). */
function stalledRollout(): RecordedFault {
  const id = "b21-rolling-sync";
  const base = `/api/v1/applicationsets/${id}`;
  const child = "b21-minimal";
  const status = (
    type: string,
    value: string,
    reason: string,
    message: string,
  ) => ({ type, status: value, reason, message, lastTransitionTime: ago(170) });
  const answers: readonly (readonly [string, unknown])[] = [
    [base, {
      metadata: {
        name: id,
        namespace: "argocd",
        uid: "5b1f0f4e-77a1-4a52-9c0a-0f7c0e6f1a21",
        resourceVersion: "48211",
        generation: 4,
        creationTimestamp: ago(9000),
      },
      spec: {
        generators: [{ clusters: {} }],
        strategy: {
          type: "RollingSync",
          rollingSync: {
            steps: [
              {
                matchExpressions: [{
                  key: "ring",
                  operator: "In",
                  values: ["0"],
                }],
              },
              {
                matchExpressions: [{
                  key: "ring",
                  operator: "In",
                  values: ["1"],
                }],
              },
            ],
          },
        },
        template: {
          metadata: { name: "{{name}}" },
          spec: { project: "default" },
        },
      },
      status: {
        conditions: [
          status(
            "ParametersGenerated",
            "True",
            "ParametersGenerated",
            "Successfully generated parameters for all Applications",
          ),
          status(
            "ErrorOccurred",
            "False",
            "ApplicationSetUpToDate",
            "All applications have been generated successfully",
          ),
          status(
            "ResourcesUpToDate",
            "True",
            "ApplicationSetUpToDate",
            "All applications have been generated successfully",
          ),
          status(
            "RolloutProgressing",
            "True",
            "ApplicationSetModified",
            "ApplicationSet is performing rollout of step 1",
          ),
        ],
        applicationStatus: [
          {
            application: child,
            lastTransitionTime: ago(170),
            message:
              "Application moved to Pending status, watching for the Application resource to start Progressing",
            status: "Pending",
            step: "1",
            targetRevisions: ["3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640"],
          },
          {
            application: "b21-full",
            lastTransitionTime: ago(170),
            message:
              "Application has pending changes, setting status to Waiting",
            status: "Waiting",
            step: "2",
            targetRevisions: ["3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640"],
          },
        ],
        resources: [
          {
            group: "argoproj.io",
            version: "v1alpha1",
            kind: "Application",
            namespace: "argocd",
            name: child,
            status: "OutOfSync",
            health: { status: "Healthy" },
          },
          {
            group: "argoproj.io",
            version: "v1alpha1",
            kind: "Application",
            namespace: "argocd",
            name: "b21-full",
            status: "OutOfSync",
            health: { status: "Healthy" },
          },
        ],
      },
    }],
    [`${base}/resource-tree`, {
      nodes: [child, "b21-full"].map((name) => ({
        group: "argoproj.io",
        version: "v1alpha1",
        kind: "Application",
        namespace: "argocd",
        name,
        uid: `5b1f0f4e-77a1-4a52-9c0a-${name.padEnd(12, "0").slice(0, 12)}`,
        health: { status: "Healthy" },
      })),
    }],
    [`${base}/events`, { metadata: { resourceVersion: "1" }, items: null }],
  ];
  const says =
    'The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource b21-minimal/addon. Make sure the "ServiceMonitor" CRD is installed on the destination cluster.';
  const children: readonly RecordedFault[] = [
    ownFault({
      id: child,
      title: "child",
      cause: "",
      objects: [...fine("addon"), {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        name: "addon",
        live: null,
        target: { spec: { selector: { matchLabels: { app: "addon" } } } },
        sync: "OutOfSync",
      }],
      health: "Healthy",
      operation: {
        phase: "Failed",
        message: "one or more synchronization tasks are not valid",
        started: 171,
        results: {
          "ServiceMonitor/addon": { status: "SyncFailed", message: says },
        },
      },
    }),
    ownFault({
      id: "b21-full",
      title: "child",
      cause: "",
      objects: fine("addon"),
      newCommit: true,
      sync: "OutOfSync",
    }),
  ];
  return {
    id,
    title: "A rolling sync stands at its first step",
    kind: "fault",
    truth: {
      cause:
        "The application of the first step cannot be synced: a CRD is not installed",
      findings: [
        {
          what: "",
          where: id,
          decisive_text: "Application moved to Pending status",
        },
        {
          what: "",
          where: child,
          decisive_text: "could not find monitoring.coreos.com/ServiceMonitor",
        },
      ],
    },
    recorded_at: NOW.toISOString(),
    calls: [
      ...answers.map(([path, body]) => ({
        request: { method: "GET", path },
        response: { status: 200, body },
      })),
      {
        request: { method: "GET", path: "/api/v1/applications" },
        response: {
          status: 200,
          body: {
            items: children.map(({ calls }) => calls[0]?.response.body),
          },
        },
      },
      ...children.flatMap(({ calls }) => calls),
    ],
  };
}

export const BLIND_ARGOCD = [
  // argo-cd issues 13833 and 15278: a repository of a dependency is not in the project.
  uncompared("b13-helm-repos", {
    title: "The project does not permit the repository of a dependency",
    proofs: [
      "helm repos https://charts.bitnami.com/bitnami are not permitted in project 'captions'",
    ],
    message:
      `${SOURCE} Manifest generation error (cached): rpc error: code = PermissionDenied desc = helm repos https://charts.bitnami.com/bitnami are not permitted in project 'captions'`,
    spec: { project: "captions" },
    project: { sourceRepos: ["https://git.example.test/*"] },
  }),
  // argo-cd issue 22124.
  uncompared("b14-chart-yaml", {
    title: "A subchart has no Chart.yaml",
    proofs: [
      "open <path to cached source>/charts/redis/Chart.yaml: no such file or directory",
    ],
    message:
      `${SOURCE} Manifest generation error (cached): error getting helm repos: error retrieving helm dependency repos: error reading helm chart from <path to cached source>/charts/redis/Chart.yaml: open <path to cached source>/charts/redis/Chart.yaml: no such file or directory`,
  }),
  // argo-cd issue 20828: a webhook that has nothing to do with the application.
  uncompared("b15-conversion", {
    title: "A conversion webhook of another CRD stops the whole cluster",
    proofs: ['no endpoints available for service "provider-aws-s3"'],
    message:
      'Failed to load target state: failed to get cluster version for cluster "https://kubernetes.default.svc": failed to get cluster info for "https://kubernetes.default.svc": error synchronizing cache state : failed to sync cluster https://10.96.0.1:443: failed to load initial state of resource BucketServerSideEncryptionConfiguration.s3.aws.upbound.io: conversion webhook for s3.aws.upbound.io/v1beta1, Kind=BucketServerSideEncryptionConfiguration failed: Post "https://provider-aws-s3.crossplane-system.svc:9443/convert?timeout=30s": no endpoints available for service "provider-aws-s3"',
    objects: [
      ...fine("web"),
      podObject({
        name: "debug",
        owner: "Deployment/web",
        phase: "Running",
        ready: true,
        age: 12_000,
        containers: [{ status: running({ minutes: 9000, restarts: 4 }) }],
      }),
    ],
  }),
  // argo-cd issue 16772: the cluster is limited to some namespaces.
  uncompared("b16-not-managed", {
    title: "The cluster is added for other namespaces only",
    proofs: ['Namespace "test" for Service "archery" is not managed'],
    message:
      'Failed to load live state: Namespace "test" for Service "archery" is not managed',
    objects: [{
      apiVersion: "v1",
      kind: "Service",
      name: "archery",
      namespace: "test",
      live: null,
      target: { spec: { ports: [{ port: 80 }] } },
      health: { status: "Missing" },
    }],
    operation: null,
    spec: {
      destination: {
        server: "https://kubernetes.default.svc",
        namespace: "test",
      },
    },
    clusters: [{
      server: "https://kubernetes.default.svc",
      name: "in-cluster",
      namespaces: ["default", "argocd"],
      connectionState: { status: "Successful", message: "" },
      info: { connectionState: { status: "Successful", message: "" } },
    }],
  }),
  // luminartech/helm-charts-public pull 309: a shard that is not meant for the cluster.
  uncompared("b17-shard", {
    title: "No shard of the controller takes the cluster",
    proofs: ["controller is configured to ignore cluster"],
    message:
      'Failed to load live state: failed to get cluster info for "https://kubernetes.default.svc": error getting cluster: controller is configured to ignore cluster https://kubernetes.default.svc',
  }),
  // argo-helm issue 3253: only half of Argo CD was upgraded.
  uncompared("b18-half-upgrade", {
    title: "The repo server is older than the controller",
    proofs: ["unknown method UpdateRevisionForPaths"],
    message:
      "Failed to load target state: failed to compare revisions for source 1 of 1: rpc error: code = Unimplemented desc = unknown method UpdateRevisionForPaths for service repository.RepoServerService",
  }),
  // argocd-diff-preview issue 414: the hooks' namespace is gone before the application.
  ownFault({
    id: "b19-pre-delete",
    title: "A hook before the deletion has no namespace",
    cause: "The namespace is gone, and the hook of the chart needs it",
    proofs: ['namespaces "zookeeper-operator" not found'],
    metadata: {
      deletionTimestamp: ago(95),
      finalizers: [
        "resources-finalizer.argocd.argoproj.io",
        "pre-delete-finalizer.argocd.argoproj.io",
      ],
    },
    objects: [{
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      name: "zookeeper-operator-pre-delete",
      namespace: false,
      age: 4000,
      live: { rules: [] },
    }],
    conditions: [
      [
        "SharedResourceWarning",
        "ClusterRole/zookeeper-operator-pre-delete is part of applications argocd/b19-pre-delete and t-zookeeper-operator",
      ],
      [
        "DeletionError",
        'error executing pre-delete hooks: namespaces "zookeeper-operator" not found',
      ],
    ],
  }),
  // KBVE/kbve issue 12987: the sync waits for the end of what it prunes.
  ownFault({
    id: "b20-prune-waits",
    title: "The sync waits for an object that a finalizer holds",
    cause: "actions.github.com/cleanup-protection is not taken away",
    proofs: [
      "actions.github.com/cleanup-protection",
      "waiting for deletion of /ServiceAccount/arc-runner-set-no-permission",
    ],
    objects: [
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        name: "arc-runner-set-no-permission",
        age: 60_000,
        target: null,
        live: {
          metadata: {
            deletionTimestamp: ago(11_000),
            deletionGracePeriodSeconds: 0,
            finalizers: ["actions.github.com/cleanup-protection"],
          },
        },
        sync: "OutOfSync",
        requiresPruning: true,
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "registry-mirror",
        live: null,
        target: { spec: { replicas: 1 } },
        sync: "OutOfSync",
        health: { status: "Missing" },
      },
      ...fine("controller"),
    ],
    operation: {
      phase: "Running",
      started: 300,
      automated: true,
      message:
        "waiting for deletion of /ServiceAccount/arc-runner-set-no-permission and 3 more resources",
      results: {
        "ServiceAccount/arc-runner-set-no-permission": {
          status: "Pruned",
          message: "pruned",
        },
      },
    },
    spec: {
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  }),
  stalledRollout(),
  // argo-cd issue 6880: the Secret of a hook is gone when the Job needs it.
  ownFault({
    id: "b22-hook-secret",
    title: "A hook waits for a Secret that a hook was",
    cause: "The Secret of the migration is deleted, the Job mounts it",
    proofs: ['secret "shop-migrations-1.4.2" not found'],
    objects: [...fine("shop"), ...MIGRATION],
    operation: {
      phase: "Running",
      started: 21,
      message: "waiting for completion of hook batch/Job/shop-migrations-1.4.2",
      results: {
        "Job/shop-migrations-1.4.2": {
          hookType: "PreSync",
          hookPhase: "Running",
          syncPhase: "PreSync",
          message: "",
        },
      },
    },
    newCommit: true,
    sync: "OutOfSync",
  }),
  // JiRaska/open-bank-oss issue 6371: nothing was applied for weeks, and all is green.
  ownFault({
    id: "b23-green-and-stuck",
    title: "Nothing is applied any more, and all is green",
    cause: "The size of a claim template was raised; the dry run is refused",
    // The reason itself, and the layer above it.
    proofs: [
      'StatefulSet.apps "loki" is invalid: spec: Forbidden: updates to statefulset spec',
      "error running server side apply in dryrun mode",
    ],
    objects: LOKI,
    sync: "Synced",
    newCommit: true,
    conditions: [[
      "ComparisonError",
      "Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource StatefulSet/loki: StatefulSet.apps \"loki\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]],
    spec: { syncPolicy: { syncOptions: ["ServerSideApply=true"] } },
  }),
  // argo-cd issue 27906: the identity of the controller may not describe the cluster.
  uncompared("b24-k8s-auth", {
    title: "The controller gets no credentials for the cluster",
    proofs: ["executable argocd-k8s-auth failed with exit code 20"],
    message:
      'Failed to load live state: failed to get cluster info for "https://prod.example.test": error synchronizing cache state : failed to get server version: failed to get server version: Get "https://prod.example.test/version?timeout=32s": getting credentials: exec: executable argocd-k8s-auth failed with exit code 20 (Client.Timeout exceeded while awaiting headers)',
    spec: {
      destination: {
        server: "https://prod.example.test",
        namespace: "b24-k8s-auth",
      },
    },
    health: "Unknown",
    clusters: [{
      server: "https://prod.example.test",
      name: "prod",
      connectionState: {
        status: "Failed",
        message:
          'failed to get server version: failed to get server version: Get "https://prod.example.test/version?timeout=32s": getting credentials: exec: executable argocd-k8s-auth failed with exit code 20 (Client.Timeout exceeded while awaiting headers)',
        attemptedAt: ago(4),
      },
    }],
  }),
  // istio issue 52785: istiod sets the policy of its own webhook.
  ownFault({
    id: "b25-failure-policy",
    title: "A program changes the policy of its own webhook",
    cause: "istiod sets failurePolicy to Fail, Git says Ignore",
    proofs: ["failurePolicy"],
    objects: [
      ...fine("istiod"),
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        name: "istiod-default-validator",
        namespace: false,
        age: 4000,
        sync: "OutOfSync",
        live: {
          metadata: {
            managedFields: [
              {
                manager: "argocd-controller",
                operation: "Apply",
                apiVersion: "admissionregistration.k8s.io/v1",
                time: ago(3),
                fieldsType: "FieldsV1",
                fieldsV1: { "f:webhooks": {} },
              },
              {
                manager: "pilot-discovery",
                operation: "Update",
                apiVersion: "admissionregistration.k8s.io/v1",
                time: ago(2),
                fieldsType: "FieldsV1",
                fieldsV1: {
                  "f:webhooks": {
                    'k:{"name":"validation.istio.io"}': {
                      "f:failurePolicy": {},
                    },
                  },
                },
              },
            ],
          },
          webhooks: [{
            name: "validation.istio.io",
            failurePolicy: "Fail",
            sideEffects: "None",
          }],
        },
        target: {
          webhooks: [{
            name: "validation.istio.io",
            failurePolicy: "Ignore",
            sideEffects: "None",
          }],
        },
      },
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 3,
      automated: true,
      heals: 41,
    },
    spec: { syncPolicy: { automated: { selfHeal: true } } },
  }),
];
