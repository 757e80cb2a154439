/**
 * Pods that the API server does not let in.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";

export const REFUSED_PODS = [
  // Pod Security admission: the words of pod-security-admission/policy.
  ownFault({
    id: "o28-pod-security",
    title: "Pod Security refuses the pods",
    cause: "The namespace demands the restricted profile",
    proofs: ['violates PodSecurity "restricted:latest"'],
    objects: deployment({
      name: "legacy",
      expired: true,
      refused:
        'pods "legacy-7c9d5f6b84-q9xvh" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    }),
  }),
  // Istio's injector is down; the webhook's failure policy is Fail.
  ownFault({
    id: "o29-injector",
    title: "The sidecar injector does not answer",
    cause: "No endpoints for istiod",
    proofs: ['no endpoints available for service "istiod"'],
    objects: deployment({
      name: "reviews",
      expired: true,
      refused:
        'Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
    }),
  }),
  // Service account admission (plugin/pkg/admission/serviceaccount).
  ownFault({
    id: "o30-service-account",
    title: "The service account does not exist",
    cause: "serviceaccount worker not found",
    proofs: ['serviceaccount "worker" not found'],
    objects: deployment({
      name: "worker",
      expired: true,
      refused:
        'pods "worker-7c9d5f6b84-" is forbidden: error looking up service account o30-service-account/worker: serviceaccount "worker" not found',
    }),
  }),
  // Priority admission.
  ownFault({
    id: "o31-priority-class",
    title: "The priority class does not exist",
    cause: "no PriorityClass batch-high",
    proofs: ["no PriorityClass with name batch-high was found"],
    objects: deployment({
      name: "reports",
      expired: true,
      refused:
        'pods "reports-7c9d5f6b84-" is forbidden: no PriorityClass with name batch-high was found',
    }),
  }),
];
