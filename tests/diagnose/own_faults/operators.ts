/**
 * Addresses, certificates, secrets and rollouts that a controller beside Kubernetes takes care of.
 *
 * @module
 */
import { FINE } from "./well.ts";
import { autoscaler } from "./autoscaler.ts";
import { conditions } from "./conditions.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";

export const OPERATORS = [
  // aws-load-balancer-controller issue 3051.
  ownFault({
    id: "o80-alb-subnets",
    title: "The load balancer controller finds no subnets",
    cause: "The subnets have no tags for discovery",
    proofs: ["couldn't auto-discover subnets"],
    objects: [{
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      name: "shop",
      live: {
        spec: {
          ingressClassName: "alb",
          rules: [{ host: "shop.example.test" }],
        },
        status: { loadBalancer: {} },
      },
      health: { status: "Progressing" },
      events: [{
        reason: "FailedBuildModel",
        message:
          "Failed build model due to couldn't auto-discover subnets: unable to resolve at least one subnet (0 match VPC and tags: [kubernetes.io/role/elb])",
        from: "ingress",
        since: 29,
        count: 18,
      }],
    }],
  }),
  // Azure: service-controller of the cloud provider, as in AKS threads.
  ownFault({
    id: "o81-azure-lb",
    title: "The cloud refuses the load balancer",
    cause: "The cluster's identity lacks a role on the subnet",
    proofs: ["AuthorizationFailed"],
    objects: [{
      apiVersion: "v1",
      kind: "Service",
      name: "gateway",
      live: {
        spec: { type: "LoadBalancer", ports: [{ port: 443 }] },
        status: { loadBalancer: {} },
      },
      health: { status: "Progressing" },
      events: [{
        reason: "EnsuringLoadBalancer",
        message: "Ensuring load balancer",
        type: "Normal",
        from: "service-controller",
        since: 29,
        count: 9,
      }, {
        reason: "SyncLoadBalancerFailed",
        message:
          'Error syncing load balancer: failed to ensure load balancer: Retriable: false, RetryAfter: 0s, HTTPStatusCode: 403, RawError: {"error":{"code":"AuthorizationFailed","message":"The client \'1f0c\' does not have authorization to perform action \'Microsoft.Network/virtualNetworks/subnets/read\'"}}',
        from: "service-controller",
        since: 29,
        count: 9,
      }],
    }],
  }),
  // cert-manager: the Certificate's own condition, and the Challenge below it (cert-manager issue 5752).
  ownFault({
    id: "o82-certificate",
    title: "The certificate is not issued",
    cause: "The HTTP-01 challenge gets 404",
    proofs: ["wrong status code '404', expected '200'"],
    objects: [
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        name: "shop-tls",
        live: {
          spec: { secretName: "shop-tls", dnsNames: ["shop.example.test"] },
          status: {
            conditions: conditions(
              [
                "Ready",
                "False",
                "DoesNotExist",
                "Issuing certificate as Secret does not exist",
              ],
              [
                "Issuing",
                "True",
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
        apiVersion: "acme.cert-manager.io/v1",
        kind: "Challenge",
        name: "shop-tls-1-277-3345",
        owner: "Certificate/shop-tls",
        live: {
          spec: { dnsName: "shop.example.test", type: "HTTP-01" },
          status: {
            presented: true,
            processing: true,
            state: "pending",
            reason:
              "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'",
          },
        },
        health: {
          status: "Progressing",
          message:
            "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'",
        },
      },
    ],
  }),
  // external-secrets: condition without a reason, the reason in the event (external-secrets issues 838 and 1443).
  ownFault({
    id: "o83-external-secret",
    title: "The secret store refuses",
    cause: "The operator's role may not read the secret",
    proofs: ["AccessDeniedException"],
    objects: [{
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      name: "payment-keys",
      live: {
        spec: { refreshInterval: "1h", secretStoreRef: { name: "aws" } },
        status: {
          conditions: conditions([
            "Ready",
            "False",
            "SecretSyncedError",
            "could not get secret data from provider",
          ]),
        },
      },
      health: {
        status: "Degraded",
        message: "could not get secret data from provider",
      },
      events: [{
        reason: "UpdateFailed",
        message:
          "error processing spec.data[0] (key: prod/payment), err: AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/external-secrets/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/payment because no identity-based policy allows the secretsmanager:GetSecretValue action",
        from: "external-secrets",
        since: 29,
        count: 22,
      }],
    }],
  }),
  // Horizontal pod autoscaler without metrics-server.
  ownFault({
    id: "o84-autoscaler",
    title: "The autoscaler gets no metrics",
    cause: "The metrics API is not served",
    proofs: [
      "the server could not find the requested resource (get pods.metrics.k8s.io)",
    ],
    objects: [
      ...deployment({
        name: "web",
        pods: [FINE],
      }),
      autoscaler({
        max: 6,
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
            "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
          ],
        ],
        events: [{
          reason: "FailedGetResourceMetric",
          message:
            "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
          from: "horizontal-pod-autoscaler",
          since: 29,
          count: 110,
        }],
      }),
    ],
  }),
  // argo-rollouts pull request 1924.
  ownFault({
    id: "o85-rollout-aborted",
    title: "A rollout was aborted by its analysis",
    cause: "The success rate of the canary is too low",
    proofs: ['Metric "success-rate" assessed Failed'],
    objects: [{
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      name: "storefront",
      live: {
        spec: { replicas: 5, strategy: { canary: { steps: [] } } },
        status: {
          abort: true,
          phase: "Degraded",
          message:
            'RolloutAborted: Rollout aborted update to revision 7: Step-based analysis phase error/failed: Metric "success-rate" assessed Failed due to failed (1) > failureLimit (0)',
          conditions: conditions(
            [
              "Available",
              "True",
              "AvailableReason",
              "Rollout has minimum availability",
            ],
            [
              "Progressing",
              "False",
              "RolloutAborted",
              'Rollout aborted update to revision 7: Step-based analysis phase error/failed: Metric "success-rate" assessed Failed due to failed (1) > failureLimit (0)',
            ],
          ),
        },
      },
      health: {
        status: "Degraded",
        message:
          'RolloutAborted: Rollout aborted update to revision 7: Step-based analysis phase error/failed: Metric "success-rate" assessed Failed due to failed (1) > failureLimit (0)',
      },
    }],
  }),
  // Gateway API: conditions of a Gateway whose certificate is not there (Istio and Envoy Gateway).
  ownFault({
    id: "o86-gateway",
    title: "The gateway's listener has no certificate",
    cause: "The certificate's Secret does not exist",
    proofs: ["InvalidCertificateRef", "public-tls not found"],
    objects: [{
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      name: "public",
      live: {
        spec: { gatewayClassName: "istio" },
        status: {
          conditions: conditions(
            ["Accepted", "True", "Accepted", "Resource accepted"],
            [
              "Programmed",
              "False",
              "Invalid",
              "listeners are not valid: secret o86-gateway/public-tls not found",
            ],
          ),
          listeners: [{
            name: "https",
            attachedRoutes: 1,
            conditions: conditions([
              "ResolvedRefs",
              "False",
              "InvalidCertificateRef",
              "secret o86-gateway/public-tls not found",
            ]),
          }],
        },
      },
      health: {
        status: "Degraded",
        message:
          "Listener: listeners are not valid: secret o86-gateway/public-tls not found",
      },
    }],
  }),
];
