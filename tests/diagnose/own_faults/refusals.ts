/**
 * What Kubernetes, its guards and the project refuse in a sync.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import type { PlannedObject } from "./plan.ts";

const PREFIX = "one or more synchronization tasks completed unsuccessfully";

/** A sync of two objects of which one is refused. */
function refused(
  id: string,
  { title, cause, proofs, message, object, retried }: {
    readonly title: string;
    readonly cause: string;
    readonly proofs: readonly string[];
    readonly message: string;
    readonly object: PlannedObject;
    /** It was tried again so many times. */
    readonly retried?: number;
  },
) {
  const tail = retried ? ` (retried ${retried} times).` : "";
  return ownFault({
    id,
    title,
    cause,
    proofs,
    objects: [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        name: "settings",
        live: { data: { level: "info" } },
      },
      { sync: "OutOfSync", ...object },
    ],
    operation: {
      phase: "Failed",
      message: `${PREFIX}, reason: ${message}${tail}`,
      ...(retried ? { retryCount: retried, automated: true as const } : {}),
      results: {
        "ConfigMap/settings": {
          message: "configmap/settings unchanged",
          hookPhase: "Succeeded",
        },
        [`${object.kind}/${object.name}`]: { status: "SyncFailed", message },
      },
    },
    ...(retried
      ? {
        spec: {
          syncPolicy: {
            automated: { selfHeal: true },
            retry: { limit: retried },
          },
        },
        conditions: [[
          "SyncError",
          `Failed last sync attempt to [3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640]: ${PREFIX}, reason: ${message}${tail}`,
        ]] as const,
      }
      : {}),
  });
}

function missing(
  apiVersion: string,
  kind: string,
  name: string,
): PlannedObject {
  return {
    apiVersion,
    kind,
    name,
    live: null,
    target: { spec: {} },
    health: { status: "Missing" },
  };
}

function present(
  apiVersion: string,
  kind: string,
  name: string,
  [live, target]: readonly [object, object],
): PlannedObject {
  return {
    apiVersion,
    kind,
    name,
    live: { spec: live },
    target: { spec: target },
    health: { status: "Healthy" },
  };
}

export const REFUSALS = [
  // Server-side apply, as in argo-cd pull request 25561.
  refused("o60-ssa-conflict", {
    title: "Another manager owns the field",
    cause: "The autoscaler's controller owns spec.replicas",
    proofs: ["Apply failed with 1 conflict"],
    message:
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    object: present("apps/v1", "Deployment", "web", [{ replicas: 7 }, {
      replicas: 2,
    }]),
  }),
  // apimachinery validation of claims.
  refused("o61-claim-shrinks", {
    title: "A claim may not shrink",
    cause: "Requests less storage than before",
    proofs: ["field can not be less than"],
    message:
      'PersistentVolumeClaim "media" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    object: present("v1", "PersistentVolumeClaim", "media", [
      { resources: { requests: { storage: "100Gi" } } },
      { resources: { requests: { storage: "50Gi" } } },
    ]),
  }),
  // Strict field validation of the API server, client-side apply.
  refused("o62-unknown-field", {
    title: "A field is misspelt",
    cause: "resource instead of resources",
    proofs: ['unknown field "spec.template.spec.containers[0].resource"'],
    message:
      'error when patching "/dev/shm/2714838": "" is invalid: patch: Invalid value: "{}": strict decoding error: unknown field "spec.template.spec.containers[0].resource"',
    object: missing("apps/v1", "Deployment", "web"),
  }),
  // Kyverno, as in many of its own examples; with retries of an automated sync.
  refused("o63-kyverno", {
    title: "Kyverno denies the Deployment",
    cause: "No resource limits",
    proofs: ["CPU and memory resource limits are required"],
    retried: 5,
    message:
      "admission webhook \"validate.kyverno.svc-fail\" denied the request: \n\nresource Deployment/o63-kyverno/web was blocked due to the following policies \n\nrequire-requests-limits:\n  autogen-validate-resources: 'validation error: CPU and memory resource limits are required. rule autogen-validate-resources failed at path /spec/template/spec/containers/0/resources/limits/'\n",
    object: missing("apps/v1", "Deployment", "web"),
  }),
  // Gatekeeper's K8sRequiredLabels.
  refused("o64-gatekeeper", {
    title: "Gatekeeper denies the namespace object",
    cause: "The owner label is missing",
    proofs: ['you must provide labels: {"owner"}'],
    message:
      'admission webhook "validation.gatekeeper.sh" denied the request: [ns-must-have-owner] you must provide labels: {"owner"}',
    object: missing("v1", "Service", "web"),
  }),
  // argo-cd: pkg/utils/kube; the API of an old version is gone.
  refused("o65-api-version", {
    title: "The API version is no longer served",
    cause: "policy/v1beta1 is gone",
    proofs: ['could not find version "v1beta1" of policy/PodDisruptionBudget'],
    message:
      'The Kubernetes API could not find version "v1beta1" of policy/PodDisruptionBudget for requested resource o65-api-version/web. Version "v1" of policy/PodDisruptionBudget is installed on the destination cluster.',
    object: missing("policy/v1beta1", "PodDisruptionBudget", "web"),
  }),
  // cert-manager's webhook without its CA; cert-manager's troubleshooting page.
  refused("o66-webhook-ca", {
    title: "The webhook's certificate is not trusted",
    cause: "The CA bundle of the webhook is not injected",
    proofs: ["certificate signed by unknown authority"],
    message:
      'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    object: missing("cert-manager.io/v1", "Issuer", "letsencrypt"),
  }),
  // ValidatingAdmissionPolicy of the API server.
  refused("o67-cel-policy", {
    title: "A ValidatingAdmissionPolicy denies the object",
    cause: "Too many replicas for the namespace",
    proofs: ["replicas must be no greater than 5"],
    message:
      "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'replica-limit.acme.test' with binding 'replica-limit-prod' denied request: replicas must be no greater than 5",
    object: missing("apps/v1", "Deployment", "web"),
  }),
  // RBAC escalation check, argo-cd issue 26271.
  refused("o68-escalation", {
    title: "Argo CD may not grant what it does not have",
    cause: "RBAC escalation",
    proofs: ["is attempting to grant RBAC permissions not currently held"],
    message:
      'roles.rbac.authorization.k8s.io "leader" is forbidden: user "system:serviceaccount:argocd:argocd-application-controller" (groups=["system:serviceaccounts" "system:serviceaccounts:argocd" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["coordination.k8s.io"], Resources:["leases"], Verbs:["create"]}',
    object: missing("rbac.authorization.k8s.io/v1", "Role", "leader"),
  }),
];
