/**
 * Siblings of the recorded objects that the API server or Argo CD does not take.
 *
 * @module
 */
import { around, aside, plain } from "./sibling_parts.ts";
import { refused } from "./sibling_refused.ts";

const INCOMPLETE =
  "one or more synchronization tasks completed unsuccessfully, reason: ";

export const SIBLING_REFUSALS = [
  // f20. Another immutable field: the selector of a Deployment (pkg/apis/apps/validation).
  refused({
    id: "y20-portal",
    namespace: "portal",
    title: "The selector of a Deployment was changed",
    cause: "spec.selector is immutable",
    proofs: ["field is immutable"],
    automated: true,
    objects: aside("portal-state"),
    about: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "portal",
      age: 9000,
      live: {
        spec: { replicas: 2, selector: { matchLabels: { app: "portal" } } },
        status: { replicas: 2, readyReplicas: 2, availableReplicas: 2 },
      },
      target: {
        spec: {
          replicas: 2,
          selector: { matchLabels: { "app.kubernetes.io/name": "portal" } },
        },
      },
      health: { status: "Healthy" },
    },
    says:
      'error when patching "/dev/shm/1190283411": Deployment.apps "portal" is invalid: spec.selector: Invalid value: {"matchLabels":{"app.kubernetes.io/name":"portal"}}: field is immutable',
  }),
  // f21. PersistentVolumeClaimResize admission (plugin/pkg/admission/storage/persistentvolume/resize).
  refused({
    id: "y21-media",
    namespace: "media-store",
    title: "A claim is to grow whose class does not permit it",
    cause: "The class does not support resize",
    proofs: ["must support resize"],
    objects: around("media-store"),
    about: {
      ...plain("PersistentVolumeClaim", "media", {
        spec: {
          resources: { requests: { storage: "50Gi" } },
          storageClassName: "local-path",
        },
        status: { phase: "Bound" },
      }),
      target: {
        spec: {
          resources: { requests: { storage: "80Gi" } },
          storageClassName: "local-path",
        },
      },
      health: { status: "Healthy" },
    },
    says:
      'error when patching "/dev/shm/2018276116": persistentvolumeclaims "media" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  }),
  // f22. gitops-engine; two kinds of cert-manager, five tries.
  refused({
    id: "y22-tls",
    namespace: "shop-tls",
    title: "cert-manager is not installed",
    cause: "No CRD Certificate",
    proofs: ['Make sure the "Certificate" CRD is installed'],
    automated: true,
    objects: around("shop"),
    about: {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      name: "shop-tls",
      live: null,
      target: { spec: { secretName: "shop-tls" } },
    },
    about2: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      name: "shop",
      live: null,
      target: { spec: { ingressClassName: "nginx" } },
    },
    whole:
      "one or more synchronization tasks are not valid: failed to discover server resources for group version cert-manager.io/v1: the server could not find the requested resource",
    says:
      'The Kubernetes API could not find cert-manager.io/Certificate for requested resource shop-tls/shop-tls. Make sure the "Certificate" CRD is installed on the destination cluster.',
  }),
  // f35. A kind that lives in a namespace, on the project's list of those denied.
  refused({
    id: "y35-tenant",
    namespace: "tenant-blue",
    title: "The project denies NetworkPolicies",
    cause: "namespaceResourceBlacklist",
    proofs: ["is not permitted in project tenants"],
    objects: aside("blue"),
    spec: { project: "tenants" },
    project: {
      namespaceResourceBlacklist: [{
        group: "networking.k8s.io",
        kind: "NetworkPolicy",
      }],
    },
    about: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      name: "allow-all",
      live: null,
      target: { spec: { podSelector: {} } },
    },
    whole:
      "one or more synchronization tasks are not valid: resource networking.k8s.io:NetworkPolicy is not permitted in project tenants",
    says:
      "resource networking.k8s.io:NetworkPolicy is not permitted in project tenants",
  }),
  // f38. Another verb, another account; the object is there.
  refused({
    id: "y38-rollup",
    namespace: "tenant-a",
    title: "The deployer of a tenant may not change CronJobs",
    cause: "RBAC of the impersonated account",
    proofs: ['cannot patch resource "cronjobs"'],
    automated: true,
    objects: around("rollup-ui"),
    about: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "rollup",
      age: 9000,
      live: { spec: { schedule: "0 1 * * *" }, status: {} },
      target: { spec: { schedule: "0 2 * * *" } },
      health: { status: "Healthy" },
    },
    says:
      'error when patching "/dev/shm/3380102754": cronjobs.batch "rollup" is forbidden: User "system:serviceaccount:tenant-a:deployer" cannot patch resource "cronjobs" in API group "batch" in the namespace "tenant-a"',
  }),
  // f45. The Namespace is one of the objects; its conditions say what holds it.
  refused({
    id: "y45-team-b",
    namespace: "team-b",
    title: "A namespace does not go, because a claim is held",
    cause: "A finalizer in team-b",
    proofs: ["because it is being terminated"],
    automated: true,
    objects: [{
      apiVersion: "v1",
      kind: "Namespace",
      name: "team-b",
      namespace: false,
      age: 9000,
      live: {
        metadata: { deletionTimestamp: "2026-11-21T06:02:11Z" },
        spec: { finalizers: ["kubernetes"] },
        status: {
          phase: "Terminating",
          conditions: [
            {
              type: "NamespaceContentRemaining",
              status: "True",
              reason: "SomeResourcesRemain",
              message:
                "Some resources are remaining: postgresqls.acid.example.test has 1 resource instances",
              lastTransitionTime: "2026-11-21T06:02:18Z",
            },
            {
              type: "NamespaceFinalizersRemaining",
              status: "True",
              reason: "SomeFinalizersRemain",
              message:
                "Some content in the namespace has finalizers remaining: finalizer.acid.example.test in 1 resource instances",
              lastTransitionTime: "2026-11-21T06:02:18Z",
            },
          ],
        },
      },
      health: { status: "Progressing" },
    }],
    about: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      name: "ledger",
      live: null,
      target: { spec: { replicas: 1 } },
    },
    about2: {
      apiVersion: "v1",
      kind: "Service",
      name: "ledger",
      live: null,
      target: { spec: { ports: [{ port: 80 }] } },
    },
    whole:
      `${INCOMPLETE}statefulsets.apps "ledger" is forbidden: unable to create new content in namespace team-b because it is being terminated`,
    says:
      'statefulsets.apps "ledger" is forbidden: unable to create new content in namespace team-b because it is being terminated',
  }),
  // f59. A CRD of the Prometheus operator (prometheus-operator issue 4439).
  refused({
    id: "y59-monitoring",
    namespace: "monitoring",
    title: "A CRD is too big for client-side apply",
    cause: "last-applied-configuration of the CRD",
    proofs: ["Too long"],
    automated: true,
    objects: around("grafana"),
    about: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "prometheuses.monitoring.coreos.com",
      namespace: false,
      live: null,
      target: { spec: { group: "monitoring.coreos.com" } },
    },
    says:
      'CustomResourceDefinition.apiextensions.k8s.io "prometheuses.monitoring.coreos.com" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes',
  }),
  // f60. Kubewarden's policy server (kubewarden docs, "privileged pods").
  refused({
    id: "y60-agent",
    namespace: "agents",
    title: "Kubewarden does not take a privileged DaemonSet",
    cause: "Privileged container",
    proofs: ["Privileged container is not allowed"],
    objects: aside("agents-state"),
    about: {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      name: "node-agent",
      live: null,
      target: { spec: { template: { spec: { hostPID: true } } } },
    },
    says:
      'admission webhook "clusterwide-privileged-pods.kubewarden.admission" denied the request: Privileged container is not allowed',
  }),
];
