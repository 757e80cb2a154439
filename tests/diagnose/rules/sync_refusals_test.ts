import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { refused } from "../sync_facts.ts";

const SERVICE = {
  group: "",
  version: "v1",
  kind: "Service",
  namespace: "shop",
  name: "web",
};

/** What Kubernetes and Argo CD say, as they say it, and the rule that must answer alone. */
const CASES: readonly (readonly [string, string, typeof SERVICE?])[] = [
  // What is fixed.
  [
    "immutable-field",
    'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web2"}}: field is immutable',
  ],
  [
    "immutable-field",
    'PersistentVolumeClaim "data" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
  ],
  [
    "immutable-field",
    'PersistentVolumeClaim "data" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
  ],
  [
    "immutable-field",
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.1.1"]: may not change once set',
    SERVICE,
  ],
  [
    "immutable-field",
    'error when replacing "/dev/shm/1": RoleBinding.rbac.authorization.k8s.io "web" is invalid: roleRef: Invalid value: {"kind":"Role"}: cannot change roleRef',
  ],
  [
    "immutable-field",
    'ConfigMap "web" is invalid: data: Forbidden: field is immutable when `immutable` is set',
  ],
  [
    "immutable-field",
    'StorageClass.storage.k8s.io "fast" is invalid: parameters: Forbidden: updates to parameters are forbidden.',
  ],
  [
    "immutable-field",
    'Pod "task" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`',
  ],
  // Rights in the cluster.
  [
    "cluster-forbids",
    'clusterroles.rbac.authorization.k8s.io is forbidden: User "system:serviceaccount:argocd:ctl" cannot create resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
  ],
  [
    "cluster-forbids",
    'error when patching "/dev/shm/2": services "web" is forbidden: User "deployer" cannot patch resource "services" in API group "" in the namespace "shop"',
  ],
  [
    "privilege-escalation",
    'roles.rbac.authorization.k8s.io "admin" is forbidden: user "system:serviceaccount:argocd:ctl" (groups=["system:serviceaccounts"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
  ],
  [
    "no-service-account",
    "failed to find a matching service account to impersonate: no matching service account found for destination server https://kubernetes.default.svc and namespace shop",
  ],
  // The project.
  [
    "project-forbids-resource",
    "Resource :Namespace is not permitted in project team-a.",
  ],
  [
    "project-forbids-resource",
    "namespace kube-system is not permitted in project 'team-a'",
  ],
  // Kinds.
  [
    "crd-missing",
    'resource mapping not found for name: "web" namespace: "shop" from "/dev/shm/3": no matches for kind "Certificate" in version "cert-manager.io/v1"\nensure CRDs are installed first',
  ],
  [
    "api-version-removed",
    'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"',
  ],
  // Size.
  [
    "annotation-too-long",
    'CustomResourceDefinition.apiextensions.k8s.io "a.b.example" is invalid: metadata.annotations: Too long: must have at most 262144 bytes',
  ],
  [
    "object-too-big",
    'Secret "web" is invalid: data: Too long: may not be more than 1048576 bytes',
  ],
  ["object-too-big", "etcdserver: request is too large"],
  // Admission.
  [
    "admission-denied",
    'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Deployment/shop/web was blocked due to the following policies\n\nrequire-labels:\n  check: label team is required',
  ],
  [
    "admission-denied",
    'admission webhook "validation.gatekeeper.sh" denied the request: [no-host-network] the field is immutable here',
  ],
  [
    "admission-denied",
    'pods "task" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
  ],
  [
    "webhook-unreachable",
    'Internal error occurred: failed calling webhook "mutate.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
  ],
  [
    "webhook-unreachable",
    'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/mutate?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    "webhook-unreachable",
    'conversion webhook for example.com/v1, Kind=Tenant failed: Post "https://tenants.ops.svc:443/convert?timeout=30s": dial tcp 10.96.3.4:443: connect: connection refused',
  ],
  // Addresses.
  [
    "address-taken",
    'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    SERVICE,
  ],
  [
    "address-out-of-range",
    'Service "web" is invalid: spec.clusterIPs: Invalid value: ["192.168.0.9"]: failed to allocate IP 192.168.0.9: the provided IP (192.168.0.9) is not in the valid range. provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    SERVICE,
  ],
  // Namespaces.
  ["namespace-missing", 'namespaces "billing" not found'],
  [
    "namespace-terminating",
    'configmaps "web" is forbidden: unable to create new content in namespace billing because it is being terminated',
  ],
  // Contents.
  [
    "not-base64",
    'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 12',
  ],
  [
    "invalid-object",
    'error validating data: ValidationError(Deployment.spec): unknown field "replica" in io.k8s.api.apps.v1.DeploymentSpec',
  ],
  [
    "invalid-object",
    'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagePullPolice"',
  ],
  [
    "invalid-object",
    'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    "invalid-object",
    'Deployment.apps "web" is invalid: [spec.template.spec.containers[0].image: Required value, spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`]',
  ],
  [
    "invalid-object",
    "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.foo: field not declared in schema",
  ],
  [
    "invalid-object",
    "Deployment in version \"v1\" cannot be handled as a Deployment: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  // Other writers.
  [
    "field-conflict",
    'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
  ],
  [
    "object-changed-meanwhile",
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    "object-changed-meanwhile",
    'Deployment.apps "web" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
  ],
  [
    "object-exists",
    'error when creating "/dev/shm/4": deployments.apps "web" already exists',
  ],
  [
    "object-is-ending",
    'object is being deleted: jobs.batch "migrate" already exists',
  ],
  // Limits.
  [
    "apply-over-quota",
    'services "web" is forbidden: exceeded quota: shop-objects, requested: services.loadbalancers=1, used: services.loadbalancers=2, limited: services.loadbalancers=2',
    SERVICE,
  ],
  [
    "apply-over-quota",
    'pods "task" is forbidden: failed quota: compute: must specify limits.cpu for: app; requests.memory for: app',
  ],
  [
    "apply-over-limit",
    'persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 50Gi',
  ],
  // The cluster.
  [
    "cluster-lost-in-sync",
    "error validating data: failed to check CRD: failed to list CRDs: the server was unable to return a response in the time allotted, but may still be processing the request",
  ],
  [
    "invalid-object",
    'Secret "tls" is invalid: data[tls.crt]: Invalid value: "<secret contents redacted>": x509: malformed certificate',
  ],
  [
    "cluster-lost-in-sync",
    'Get "https://10.0.0.1:6443/api/v1": dial tcp 10.0.0.1:6443: i/o timeout',
  ],
  [
    "cluster-lost-in-sync",
    "the server has asked for the client to provide credentials",
  ],
  // Nobody knows.
  ["sync-failed", "the flux capacitor is empty"],
];

for (const [rule, message, ref] of CASES) {
  Deno.test(`${rule}: ${message.slice(0, 90)}`, () => {
    const { verdict, findings } = diagnose(refused(message, ref));
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [rule]);
    const [{ evidence, next, summary } = assert.fail()] = findings;
    const [{ text = "" } = {}] = evidence;
    const start = message.replace(/\s+/g, " ").slice(0, 20);
    assert(text.startsWith(start), text);
    assert(text.length <= 300, `${text.length}`);
    assert(next.then, "says what a person does");
    assert(!/undefined|\[object/.test(summary), summary);
  });
}
