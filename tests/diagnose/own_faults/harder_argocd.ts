/**
 * More of what Argo CD, Git and the API server say, in rarer words.
 *
 * @module
 */
import { WEB } from "./well.ts";
import { ownFault } from "./builder.ts";
import { ago, type PlannedObject } from "./plan.ts";

const ONE = "failed to generate manifest for source 1 of 1: rpc error: code =";
const HELM =
  "Manifest generation error (cached): failed to execute helm template command: failed running helm: `helm template . --name-template shop --namespace shop --kube-version 1.28 --include-crds` failed exit status 1: Error:";
const IN_CLUSTER = "https://kubernetes.default.svc";

function comparison(id: string, title: string, proof: string, message: string) {
  return ownFault({
    id,
    title,
    cause: title,
    proofs: [proof],
    operation: null,
    conditions: [["ComparisonError", message]],
  });
}

function target(id: string, title: string, proof: string, message: string) {
  return comparison(
    id,
    title,
    proof,
    `Failed to load target state: ${ONE} ${message}`,
  );
}

function denied(
  id: string,
  [apiVersion, kind, name]: readonly [string, string, string],
  { title, proof, message }: {
    readonly title: string;
    readonly proof: string;
    readonly message: string;
  },
) {
  return ownFault({
    id,
    title,
    cause: title,
    proofs: [proof],
    objects: [{
      apiVersion,
      kind,
      name,
      live: null,
      target: { spec: {} },
      sync: "OutOfSync",
      health: { status: "Missing" },
    }],
    operation: {
      phase: "Failed",
      message:
        `one or more synchronization tasks completed unsuccessfully, reason: ${message}`,
      results: { [`${kind}/${name}`]: { status: "SyncFailed", message } },
    },
  });
}

function custom(
  apiVersion: string,
  kind: string,
  name: string,
  rest: Pick<PlannedObject, "live" | "health" | "events">,
): PlannedObject {
  return { apiVersion, kind, name, ...rest };
}

export const HARDER_ARGOCD = [
  target(
    "q01-git-host",
    "The Git server's name does not resolve",
    "no such host",
    'Unknown desc = failed to list refs: Get "https://git.corp.test/shop/deploy.git/info/refs?service=git-upload-pack": dial tcp: lookup git.corp.test on 10.96.0.10:53: no such host',
  ),
  target(
    "q02-git-timeout",
    "The Git server does not answer",
    "context deadline exceeded",
    'Unknown desc = failed to list refs: Get "https://git.corp.test/shop/deploy.git/info/refs?service=git-upload-pack": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ),
  target(
    "q03-helm-required",
    "A chart demands a value",
    "image.tag must be set",
    `Unknown desc = ${HELM} execution error at (shop/templates/deployment.yaml:21:20): image.tag must be set\n\nUse --debug flag to render out invalid YAML`,
  ),
  target(
    "q04-helm-yaml",
    "A template renders to something that is not YAML",
    "did not find expected key",
    `Unknown desc = ${HELM} YAML parse error on shop/templates/service.yaml: error converting YAML to JSON: yaml: line 9: did not find expected key\n\nUse --debug flag to render out invalid YAML`,
  ),
  target(
    "q05-kube-version",
    "The chart wants a newer Kubernetes",
    "incompatible with Kubernetes v1.28.9",
    `Unknown desc = ${HELM} chart requires kubeVersion: >=1.30.0-0 which is incompatible with Kubernetes v1.28.9`,
  ),
  target(
    "q06-jsonnet",
    "A Jsonnet library is missing",
    'couldn\'t open import "k.libsonnet"',
    'FailedPrecondition desc = Failed to evaluate jsonnet "main.jsonnet": RUNTIME ERROR: couldn\'t open import "k.libsonnet": no match locally or in the Jsonnet library paths\n\tmain.jsonnet:1:11-30\tthunk <k> from <$>',
  ),
  target(
    "q07-values-file",
    "A values file is missing",
    "values-prod.yaml: no such file or directory",
    `Unknown desc = ${HELM} open <path to cached source>/charts/shop/values-prod.yaml: no such file or directory`,
  ),
  // argo-cd issue 9233: a conversion webhook breaks the whole cluster's cache.
  comparison(
    "q08-conversion",
    "A conversion webhook makes the cluster unreadable",
    "conversion webhook for cert-manager.io/v1alpha2",
    `Failed to load live state: failed to get cluster info for "${IN_CLUSTER}": error synchronizing cache state : failed to sync cluster https://10.96.0.1:443: failed to load initial state of resource Certificate.cert-manager.io: conversion webhook for cert-manager.io/v1alpha2, Kind=Certificate failed: Post "https://cert-manager-webhook.cert-manager.svc:443/convert?timeout=30s": x509: certificate is not valid for any names, but wanted to match cert-manager-webhook.cert-manager.svc`,
  ),
  // Argo CD with rights of a namespace only.
  comparison(
    "q09-cannot-list",
    "Argo CD may not list in the cluster",
    'cannot list resource "services" in API group "" at the cluster scope',
    `Failed to load live state: failed to get cluster info for "${IN_CLUSTER}": error synchronizing cache state : failed to sync cluster https://10.96.0.1:443: failed to load initial state of resource Service: services is forbidden: User "system:serviceaccount:argocd:argocd-application-controller" cannot list resource "services" in API group "" at the cluster scope`,
  ),
  comparison(
    "q10-cluster-timeout",
    "The cluster does not answer",
    "dial tcp 10.9.0.3:6443: i/o timeout",
    'Failed to load live state: failed to get cluster info for "https://10.9.0.3:6443": error synchronizing cache state : failed to get server version: Get "https://10.9.0.3:6443/version?timeout=32s": dial tcp 10.9.0.3:6443: i/o timeout',
  ),
  // An aggregated API without a server: the discovery is not whole.
  comparison(
    "q11-api-service",
    "An aggregated API of the cluster does not answer",
    "the server is currently unable to handle the request",
    `Failed to load live state: failed to get cluster info for "${IN_CLUSTER}": error synchronizing cache state : error getting openapi resources: the server is currently unable to handle the request`,
  ),
  denied("q12-namespace", ["v1", "Service", "web"], {
    title: "The namespace does not exist",
    proof: 'namespaces "q12-namespace" not found',
    message: 'namespaces "q12-namespace" not found',
  }),
  denied("q13-ingress-taken", ["networking.k8s.io/v1", "Ingress", "shop"], {
    title: "Another Ingress has the host and path",
    proof: "is already defined in ingress legacy/shop",
    message:
      'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: host "shop.example.test" and path "/" is already defined in ingress legacy/shop',
  }),
  denied("q14-cluster-ip", ["v1", "Service", "db"], {
    title: "A Service cannot become headless",
    proof: "may not change once set",
    message:
      'Service "db" is invalid: spec.clusterIPs[0]: Invalid value: []string{"None"}: may not change once set',
  }),
  denied("q15-label-value", ["apps/v1", "Deployment", "web"], {
    title: "A label's value is not valid",
    proof: "a valid label must be an empty string or consist of alphanumeric",
    message:
      "Deployment.apps \"web\" is invalid: metadata.labels: Invalid value: \"feature/login\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  }),
  denied("q16-etcd", ["v1", "Secret", "blob"], {
    title: "The API server is overloaded",
    proof: "etcdserver: request timed out",
    message: "etcdserver: request timed out",
  }),
  // A prune that waits for a claim that a pod still uses.
  ownFault({
    id: "q17-prune-waits",
    title: "A claim is not deleted because a pod uses it",
    cause: "pvc-protection holds the claim",
    proofs: ["kubernetes.io/pvc-protection"],
    objects: [
      ...WEB,
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "old-data",
        live: {
          metadata: {
            deletionTimestamp: ago(40),
            finalizers: ["kubernetes.io/pvc-protection"],
          },
          spec: { volumeName: "pvc-1", accessModes: ["ReadWriteOnce"] },
          status: { phase: "Bound" },
        },
        target: null,
        sync: "OutOfSync",
        requiresPruning: true,
        health: { status: "Progressing", message: "Pending deletion" },
      },
    ],
    operation: {
      phase: "Running",
      message: "waiting for deletion of /PersistentVolumeClaim/old-data",
      started: 41,
      results: {
        "PersistentVolumeClaim/old-data": {
          status: "Pruned",
          message: "pruned",
          hookPhase: "Running",
        },
      },
    },
  }),
  // Strimzi: its condition is NotReady=True.
  ownFault({
    id: "q18-strimzi",
    title: "Strimzi refuses the Kafka",
    cause: "Unsupported version",
    proofs: ["Unsupported Kafka.spec.kafka.version: 3.5.0"],
    objects: [custom("kafka.strimzi.io/v1beta2", "Kafka", "events", {
      live: {
        spec: {},
        status: {
          conditions: [{
            type: "NotReady",
            status: "True",
            reason: "UnsupportedKafkaVersionException",
            message:
              "Unsupported Kafka.spec.kafka.version: 3.5.0. Supported versions are: [3.8.0, 3.9.0]",
            lastTransitionTime: ago(25),
          }],
        },
      },
      health: {
        status: "Degraded",
        message:
          "Unsupported Kafka.spec.kafka.version: 3.5.0. Supported versions are: [3.8.0, 3.9.0]",
      },
    })],
  }),
  // sealed-secrets: condition Synced.
  ownFault({
    id: "q19-sealed-secret",
    title: "The sealed secret was made for another cluster",
    cause: "No key can decrypt it",
    proofs: ["no key could decrypt secret"],
    objects: [custom("bitnami.com/v1alpha1", "SealedSecret", "db", {
      live: {
        spec: {},
        status: {
          observedGeneration: 1,
          conditions: [{
            type: "Synced",
            status: "False",
            message: "no key could decrypt secret (password)",
            lastTransitionTime: ago(25),
          }],
        },
      },
      health: {
        status: "Degraded",
        message: "no key could decrypt secret (password)",
      },
    })],
  }),
  // GKE's Ingress controller.
  ownFault({
    id: "q20-gke-quota",
    title: "A quota of the cloud is used up",
    cause: "BACKEND_SERVICES quota",
    proofs: ["Quota 'BACKEND_SERVICES' exceeded"],
    objects: [custom("networking.k8s.io/v1", "Ingress", "shop", {
      live: {
        spec: { defaultBackend: { service: { name: "web" } } },
        status: { loadBalancer: {} },
      },
      health: { status: "Progressing" },
      events: [{
        reason: "Sync",
        message:
          "Error syncing to GCP: error running backend syncing routine: googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded.  Limit: 75.0 globally., quotaExceeded",
        from: "loadbalancer-controller",
        since: 29,
        count: 14,
      }],
    })],
  }),
  // An operator without conditions: phase and a text (CloudNativePG).
  ownFault({
    id: "q21-phase-only",
    title: "An operator tells only a phase",
    cause: "The image catalog lacks the version",
    proofs: ["Cluster is unrecoverable and needs manual intervention"],
    objects: [custom("postgresql.cnpg.io/v1", "Cluster", "pg", {
      live: {
        spec: { instances: 3 },
        status: {
          phase: "Cluster is unrecoverable and needs manual intervention",
          phaseReason: "One or more instances are in an unrecoverable state",
          readyInstances: 0,
        },
      },
      health: {
        status: "Degraded",
        message: "Cluster is unrecoverable and needs manual intervention",
      },
    })],
  }),
  // A kind that nobody knows, degraded by a health script of the operator, with an event.
  ownFault({
    id: "q22-unknown-kind",
    title: "An unknown kind is degraded, and an event says why",
    cause: "license of the appliance",
    proofs: ["entitlement X-41 is used up"],
    objects: [custom("widgets.acme.test/v1", "Appliance", "edge", {
      live: { spec: { size: "xl" }, status: { state: "broken" } },
      health: { status: "Degraded" },
      events: [{
        reason: "ReconcileFailed",
        message: "cannot activate: entitlement X-41 is used up",
        from: "appliance-operator",
        since: 29,
        count: 41,
      }],
    })],
  }),
  // Argo CD's cache.
  ownFault({
    id: "q23-redis",
    title: "Argo CD's Redis wants a password",
    cause: "The repo server cannot use its cache",
    proofs: ["NOAUTH Authentication required"],
    objects: WEB,
    conditions: [[
      "ComparisonError",
      `Failed to load target state: ${ONE} Unknown desc = NOAUTH Authentication required.`,
    ]],
  }),
  // argo-cd: GnuPG verification of commits.
  comparison(
    "q24-signature",
    "The commit is not signed",
    "is not signed, but a signature is required",
    "Target revision 3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640 in Git is not signed, but a signature is required",
  ),
];
