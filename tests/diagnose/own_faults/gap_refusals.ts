/**
 * What the API server, admission and projects refuse: kinds beside those that were recorded.
 *
 * @module
 */
import { FINE } from "./well.ts";
import { ownFault } from "./builder.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import type { PlannedObject } from "./plan.ts";

/** One object that is refused, beside a Deployment that is well. */
function refused(
  id: string,
  [apiVersion, kind, name]: readonly [string, string, string],
  { title, proof, message, live, retried, namespace }: {
    readonly title: string;
    readonly proof: string;
    readonly message: string;
    readonly live?: PlannedObject["live"];
    readonly retried?: number;
    readonly namespace?: string;
  },
) {
  const why = message.replaceAll("\n", ",");
  return ownFault({
    id,
    title,
    cause: title,
    proofs: [proof],
    objects: [...deployment({ name: "web", pods: [FINE] }), {
      apiVersion,
      kind,
      name,
      ...(namespace ? { namespace } : {}),
      live: live ?? null,
      target: { spec: {} },
      sync: "OutOfSync",
      ...(live ? {} : { health: { status: "Missing" } }),
    }],
    health: live ? "Healthy" : "Missing",
    operation: {
      phase: "Failed",
      message: `one or more objects failed to apply, reason: ${why}${
        retried ? ` (retried ${retried} times).` : ""
      }`,
      ...(retried ? { retryCount: retried } : {}),
      results: {
        "Deployment/web": {
          message: "deployment.apps/web unchanged",
          hookPhase: "Running",
        },
        [`${kind}/${name}`]: {
          status: "SyncFailed",
          message,
          hookPhase: "Failed",
        },
      },
    },
  });
}

export const GAP_REFUSALS = [
  // f16. Quota admission on pods, in the words that the ReplicaSet controller repeats.
  ownFault({
    id: "g16-quota",
    title: "The namespace's memory quota is used up",
    cause: "team-quota",
    proofs: ["exceeded quota: team-quota"],
    objects: deployment({
      name: "shop",
      expired: true,
      refused:
        'pods "shop-7c9d5f6b84-h4vbn" is forbidden: exceeded quota: team-quota, requested: limits.memory=2Gi, used: limits.memory=7Gi, limited: limits.memory=8Gi',
    }),
  }),
  // f16. The same admission on an object that Argo CD applies itself.
  refused("g16b-quota-services", ["v1", "Service", "edge"], {
    title: "The quota permits no further load balancer",
    proof: "exceeded quota: lb-quota",
    message:
      'services "edge" is forbidden: exceeded quota: lb-quota, requested: services.loadbalancers=1, used: services.loadbalancers=2, limited: services.loadbalancers=2',
  }),
  // f18. Pod Security on a StatefulSet: there is no condition, only its controller's event.
  ownFault({
    id: "g18-pod-security",
    title: "Pod Security refuses the pods of a StatefulSet",
    cause: "hostPath under the level baseline",
    proofs: ['violates PodSecurity "baseline:latest"'],
    objects: statefulSet({
      name: "agent",
      replicas: 1,
      events: [{
        reason: "FailedCreate",
        message:
          'create Pod agent-0 in StatefulSet agent failed error: pods "agent-0" is forbidden: violates PodSecurity "baseline:latest": hostPath volumes (volume "docker-sock"), hostPort (container "app" uses hostPort 9100)',
        from: "statefulset-controller",
        since: 29,
        count: 18,
      }],
    }),
  }),
  // f19. apiserver: dispatcher of admission webhooks, without a pod behind the Service.
  refused("g19-webhook", ["networking.k8s.io/v1", "Ingress", "shop"], {
    title: "The webhook that must agree has no pods",
    proof:
      'no endpoints available for service "aws-load-balancer-webhook-service"',
    message:
      'Internal error occurred: failed calling webhook "vingress.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/validate-networking-v1-ingress?timeout=10s": no endpoints available for service "aws-load-balancer-webhook-service"',
  }),
  // f23. Labels of the selector were renamed (kubernetes: apps validation).
  refused("g23-selector", ["apps/v1", "Deployment", "api"], {
    title: "The selector of a Deployment cannot change",
    proof: "field is immutable",
    live: {
      spec: { selector: { matchLabels: { app: "api" } } },
      status: {
        replicas: 1,
        updatedReplicas: 1,
        readyReplicas: 1,
        availableReplicas: 1,
      },
    },
    message:
      'Deployment.apps "api" is invalid: spec.selector: Invalid value: {"matchLabels":{"app.kubernetes.io/name":"api"}}: field is immutable',
  }),
  // f24. rbac validation.
  refused("g24-role-ref", [
    "rbac.authorization.k8s.io/v1",
    "RoleBinding",
    "deployers",
  ], {
    title: "A role binding cannot point to another role",
    proof: "cannot change roleRef",
    live: { roleRef: { kind: "Role", name: "old" } },
    message:
      'RoleBinding.rbac.authorization.k8s.io "deployers" is invalid: roleRef: Invalid value: {"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"deployer"}: cannot change roleRef',
  }),
  // f25. The API server's decoder: a text where a number belongs.
  refused("g25-type", ["apps/v1", "Deployment", "api"], {
    title: "A port is written as a text",
    proof: "cannot unmarshal string into Go struct field",
    message:
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32',
  }),
  // f25. core validation of names of ports.
  refused("g25b-port-name", ["v1", "Service", "api"], {
    title: "The name of a port is not valid",
    proof: "a lowercase RFC 1123 label must consist of",
    message:
      "Service \"api\" is invalid: spec.ports[0].name: Invalid value: \"HTTP_Main\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    retried: 5,
  }),
  // f25. A rule of a CustomResourceDefinition (CEL), Gateway API.
  refused("g25c-cel", ["gateway.networking.k8s.io/v1", "HTTPRoute", "shop"], {
    title: "A custom resource breaks a rule of its schema",
    proof: "RequestRedirect filter must not be used together with backendRefs",
    message:
      'HTTPRoute.gateway.networking.k8s.io "shop" is invalid: spec.rules[0]: Invalid value: "object": RequestRedirect filter must not be used together with backendRefs',
  }),
  // f36. argo-cd: controller/sync.go, an object in a namespace that the project does not have.
  refused("g36-namespace", [
    "rbac.authorization.k8s.io/v1",
    "RoleBinding",
    "auth-reader",
  ], {
    title: "The project does not permit the object's namespace",
    proof: "namespace kube-system is not permitted in project 'apps'",
    message: "namespace kube-system is not permitted in project 'apps'",
    namespace: "kube-system",
  }),
  // f61. A lock by another controller: the API server sees a newer object each time.
  refused("g61-conflict", ["apps/v1", "Deployment", "api"], {
    title: "Server-side apply conflicts with a person's change",
    proof: 'conflict with "kubectl-edit" using apps/v1',
    live: { spec: { replicas: 3 } },
    message:
      'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.template.spec.containers[name="app"].image',
  }),
  // f66. The object is only a part of one: gitops-engine, kubectl.
  refused("g66-too-many", ["v1", "ConfigMap", "rules"], {
    title: "The object is larger than the API server takes",
    proof: "Request entity too large",
    message: "Request entity too large: limit is 3145728",
  }),
];
