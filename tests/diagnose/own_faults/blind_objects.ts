/**
 * Objects that are refused or do not become ready, after threads of people who asked why.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { condition, FINE, fine, refusedSync } from "./blind_parts.ts";
import { deployment } from "./deployments.ts";
import { ago, type PlannedObject } from "./plan.ts";

const CHALLENGE =
  "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'";

/** A claim for a certificate: what cert-manager makes of it, down to the challenge. */
const CERTIFICATE: readonly PlannedObject[] = [
  {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    name: "shop-tls",
    age: 190,
    live: {
      spec: {
        secretName: "shop-tls",
        dnsNames: ["shop.example.test"],
        issuerRef: { kind: "ClusterIssuer", name: "letsencrypt" },
      },
      status: {
        conditions: [
          condition(
            "Ready",
            "False",
            "DoesNotExist",
            "Issuing certificate as Secret does not exist",
            190,
          ),
          condition(
            "Issuing",
            "True",
            "DoesNotExist",
            "Issuing certificate as Secret does not exist",
            190,
          ),
        ],
      },
    },
    health: {
      status: "Progressing",
      message: "Issuing certificate as Secret does not exist",
    },
    events: [
      {
        reason: "Issuing",
        message: "Issuing certificate as Secret does not exist",
        type: "Normal",
        from: "cert-manager-certificates-trigger",
        minutes: 190,
      },
      {
        reason: "Requested",
        message: 'Created new CertificateRequest resource "shop-tls-1"',
        type: "Normal",
        from: "cert-manager-certificates-request-manager",
        minutes: 190,
      },
    ],
  },
  {
    apiVersion: "cert-manager.io/v1",
    kind: "CertificateRequest",
    name: "shop-tls-1",
    owner: "Certificate/shop-tls",
    age: 190,
    live: {
      spec: { issuerRef: { kind: "ClusterIssuer", name: "letsencrypt" } },
      status: {
        conditions: [
          condition(
            "Approved",
            "True",
            "cert-manager.io",
            "Certificate request has been approved by cert-manager.io",
            190,
          ),
          condition(
            "Ready",
            "False",
            "Pending",
            'Waiting on certificate issuance from order b05/shop-tls-1-3404114321: "pending"',
            190,
          ),
        ],
      },
    },
  },
  {
    apiVersion: "acme.cert-manager.io/v1",
    kind: "Order",
    name: "shop-tls-1-3404114321",
    owner: "CertificateRequest/shop-tls-1",
    age: 190,
    live: { spec: {}, status: { state: "pending" } },
  },
  {
    apiVersion: "acme.cert-manager.io/v1",
    kind: "Challenge",
    name: "shop-tls-1-3404114321-890",
    owner: "Order/shop-tls-1-3404114321",
    age: 190,
    live: {
      spec: { dnsName: "shop.example.test", type: "HTTP-01" },
      status: {
        presented: true,
        processing: true,
        reason: CHALLENGE,
        state: "pending",
      },
    },
    events: [{
      reason: "Presented",
      message: "Presented challenge using HTTP-01 challenge mechanism",
      type: "Normal",
      from: "cert-manager-challenges",
      minutes: 190,
    }],
  },
];

const RDS =
  "async create failed: failed to create the resource: [{0 creating RDS Cluster (an-application-a-database): operation error RDS: CreateDBCluster, https response error StatusCode: 400, api error InvalidParameterCombination: Cannot find version 16.1 for aurora-postgresql  []}]";

export const BLIND_OBJECTS = [
  // argo-cd issue 4459. With orphans, of which nobody has to care.
  refusedSync({
    id: "b26-node-port",
    title: "A Service that becomes internal keeps its node ports",
    cause: "nodePort stays in the live object",
    proofs: [
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    says:
      "Service \"ambassador\" is invalid: [spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP', spec.ports[1].nodePort: Forbidden: may not be used when `type` is 'ClusterIP']",
    more: fine("ambassador"),
    about: {
      apiVersion: "v1",
      kind: "Service",
      name: "ambassador",
      age: 2600,
      live: {
        spec: {
          type: "NodePort",
          ports: [
            { name: "http", port: 80, nodePort: 32163 },
            { name: "https", port: 443, nodePort: 30042 },
          ],
        },
      },
      target: {
        spec: {
          type: "ClusterIP",
          ports: [
            { name: "http", port: 80, nodePort: 32163 },
            { name: "https", port: 443, nodePort: 30042 },
          ],
        },
      },
      health: { status: "Healthy" },
    },
    conditions: [[
      "OrphanedResourceWarning",
      "Application has 4 orphaned resources",
    ]],
  }),
  // argo-cd issue 15030; the HPA at its maximum has nothing to do with it.
  ownFault({
    id: "b27-mixed-protocol",
    title: "The cloud takes no Service with two protocols",
    cause: "TCP and UDP in one load balancer",
    proofs: ["mixed protocol is not supported for LoadBalancer"],
    objects: [
      ...fine("consul-server"),
      {
        apiVersion: "v1",
        kind: "Service",
        name: "consul-dns",
        age: 15,
        live: {
          spec: {
            type: "LoadBalancer",
            ports: [
              { name: "dns-tcp", port: 53, protocol: "TCP", nodePort: 32732 },
              { name: "dns-udp", port: 53, protocol: "UDP", nodePort: 30152 },
            ],
          },
          status: { loadBalancer: {} },
        },
        health: { status: "Progressing" },
        events: [
          {
            reason: "EnsuringLoadBalancer",
            message: "Ensuring load balancer",
            type: "Normal",
            from: "service-controller",
            since: 15,
            count: 7,
          },
          {
            reason: "SyncLoadBalancerFailed",
            message:
              "Error syncing load balancer: failed to ensure load balancer: mixed protocol is not supported for LoadBalancer",
            from: "service-controller",
            since: 15,
            count: 7,
          },
        ],
      },
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        name: "consul-server",
        live: {
          spec: { minReplicas: 1, maxReplicas: 1 },
          status: {
            currentReplicas: 1,
            desiredReplicas: 1,
            conditions: [
              condition(
                "ScalingLimited",
                "True",
                "TooManyReplicas",
                "the desired replica count is more than the maximum replica count",
              ),
            ],
          },
        },
        health: {
          status: "Healthy",
          message:
            "the desired replica count is more than the maximum replica count",
        },
      },
    ],
    operation: {
      phase: "Running",
      started: 15,
      message: "waiting for healthy state of /Service/consul-dns",
    },
  }),
  // argo-cd issue 19584.
  refusedSync({
    id: "b28-cron-schedule",
    title: "The manifest of a CronJob has lost its schedule",
    cause: "The value file no longer sets it",
    proofs: [
      'CronJob.batch "consumer" is invalid: spec.schedule: Required value',
    ],
    says:
      'error when patching "/dev/shm/1490806802": CronJob.batch "consumer" is invalid: spec.schedule: Required value',
    more: fine("web"),
    about: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "consumer",
      age: 8000,
      live: {
        spec: { schedule: "0 0 1 1 *", suspend: false },
        status: { lastScheduleTime: ago(7000), lastSuccessfulTime: ago(6999) },
      },
      target: { spec: { suspend: false } },
      health: { status: "Healthy" },
    },
  }),
  // istio pull 45280: the validation webhook's own words.
  refusedSync({
    id: "b29-istio-route",
    title: "Istio refuses a VirtualService without a route",
    cause: "A match without a route",
    proofs: [
      "configuration is invalid: HTTP route, redirect or direct_response is required",
    ],
    says:
      'admission webhook "validation.istio.io" denied the request: configuration is invalid: HTTP route, redirect or direct_response is required',
    more: fine("status"),
    about: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      name: "status",
      live: null,
      target: {
        spec: {
          hosts: ["status.example.test"],
          http: [{ match: [{ uri: { exact: "/v1/status" } }] }],
        },
      },
    },
  }),
  // cert-manager issues 4648 and 7231.
  ownFault({
    id: "b30-acme-404",
    title: "Let's Encrypt is answered by somebody else",
    cause: "The path of the challenge is answered with 404",
    proofs: ["wrong status code '404', expected '200'"],
    objects: [
      ...fine("shop"),
      ...CERTIFICATE,
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        name: "shop",
        age: 190,
        live: {
          spec: {
            ingressClassName: "nginx",
            tls: [{ hosts: ["shop.example.test"], secretName: "shop-tls" }],
          },
          status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }] } },
        },
        health: { status: "Healthy" },
      },
    ],
  }),
  // prometheus-operator issue 4399: a webhook of an earlier release is left over.
  refusedSync({
    id: "b31-leftover-webhook",
    title: "A webhook of an earlier release points nowhere",
    cause: "Its Service was removed, its configuration was not",
    proofs: ['service "latest-kube-prometheus-sta-operator" not found'],
    says:
      'Internal error occurred: failed calling webhook "prometheusrulemutate.monitoring.coreos.com": failed to call webhook: Post "https://latest-kube-prometheus-sta-operator.default.svc:443/admission-prometheusrules/mutate?timeout=10s": service "latest-kube-prometheus-sta-operator" not found',
    more: fine("operator", "grafana"),
    about: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      name: "general.rules",
      live: null,
      target: { spec: { groups: [] } },
    },
  }),
  // crossplane issue 5783 (upjet's conditions), with what RDS says to a version that it does not have.
  ownFault({
    id: "b32-crossplane-rds",
    title: "The cloud does not have the version of the database",
    cause: "engineVersion",
    proofs: ["Cannot find version 16.1 for aurora-postgresql"],
    objects: [
      ...fine("app"),
      {
        apiVersion: "rds.aws.upbound.io/v1beta1",
        kind: "Cluster",
        name: "an-application-a-database",
        namespace: false,
        age: 80,
        live: {
          spec: {
            forProvider: { engine: "aurora-postgresql", engineVersion: "16.1" },
          },
          status: {
            atProvider: {},
            conditions: [
              condition("Ready", "False", "Creating", "", 80),
              condition(
                "Synced",
                "True",
                "ReconcileSuccess",
                "",
                80,
              ),
              condition(
                "LastAsyncOperation",
                "False",
                "AsyncCreateFailure",
                RDS,
              ),
            ],
          },
        },
        health: { status: "Progressing", message: "Creating" },
      },
    ],
  }),
  // kubernetes issue 60538; harness/developer-hub pull 3536.
  refusedSync({
    id: "b33-crd-terminating",
    title: "The definition of a kind is being deleted",
    cause: "One custom resource has a finalizer that nobody takes away",
    proofs: [
      "create not allowed while custom resource definition is terminating",
      "customresourcecleanup.apiextensions.k8s.io",
    ],
    says: "create not allowed while custom resource definition is terminating",
    more: [{
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "widgets.example.test",
      namespace: false,
      age: 70_000,
      live: {
        metadata: {
          deletionTimestamp: ago(240),
          finalizers: ["customresourcecleanup.apiextensions.k8s.io"],
        },
        spec: { group: "example.test", names: { kind: "Widget" } },
        status: {
          conditions: [
            condition(
              "Established",
              "True",
              "InitialNamesAccepted",
              "the initial names have been accepted",
              70_000,
            ),
            condition(
              "Terminating",
              "True",
              "InstanceDeletionInProgress",
              "CustomResource deletion is in progress",
              240,
            ),
          ],
        },
      },
      health: {
        status: "Progressing",
        message: "CustomResource deletion is in progress",
      },
    }],
    about: {
      apiVersion: "example.test/v1",
      kind: "Widget",
      name: "blue",
      live: null,
      target: { spec: { size: 3 } },
    },
  }),
  // argo-cd issue 12493, in an app of apps.
  refusedSync({
    id: "b34-no-new-finalizers",
    title: "A child that is being deleted is to be changed",
    cause: "The child hangs in its deletion, and Git still has it",
    proofs: [
      "no new finalizers can be added if the object is being deleted",
    ],
    says:
      'Application.argoproj.io "billing" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"resources-finalizer.argocd.argoproj.io"}',
    about: {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      name: "billing",
      namespace: "argocd",
      age: 30_000,
      live: {
        metadata: {
          deletionTimestamp: ago(50),
          finalizers: ["foregroundDeletion"],
        },
        spec: { project: "default", destination: { namespace: "billing" } },
        status: { sync: { status: "Synced" }, health: { status: "Healthy" } },
      },
      target: {
        metadata: {
          name: "billing",
          namespace: "argocd",
          finalizers: ["resources-finalizer.argocd.argoproj.io"],
        },
        spec: { project: "default", destination: { namespace: "billing" } },
      },
    },
    children: [{
      id: "billing",
      title: "child",
      cause: "",
      objects: fine("billing"),
      metadata: {
        deletionTimestamp: ago(50),
        finalizers: ["foregroundDeletion"],
      },
    }],
  }),
  // argo-cd issue 4864: a port was changed by hand, and the patch has both.
  refusedSync({
    id: "b35-port-twice",
    title: "A port that was changed by hand is in the patch twice",
    cause: "Ports are merged by number, not by name",
    proofs: ['spec.ports[1].name: Duplicate value: "http"'],
    says:
      'Service "helm-guestbook" is invalid: spec.ports[1].name: Duplicate value: "http"',
    more: fine("helm-guestbook"),
    about: {
      apiVersion: "v1",
      kind: "Service",
      name: "helm-guestbook",
      age: 900,
      live: {
        spec: {
          type: "ClusterIP",
          ports: [{ name: "http", port: 83, targetPort: "http" }],
        },
      },
      target: {
        spec: {
          type: "ClusterIP",
          ports: [{ name: "http", port: 80, targetPort: "http" }],
        },
      },
      health: { status: "Healthy" },
    },
  }),
  // KEDA's admission webhook; one of two workloads is scaled by an older HPA, too.
  refusedSync({
    id: "b36-keda-hpa",
    title: "Two autoscalers want the same workload",
    cause: "The HPA of the old chart still stands",
    proofs: ["is already managed by the hpa 'web'"],
    says:
      "admission webhook \"vscaledobject.kb.io\" denied the request: the workload 'web' of type 'apps/v1.Deployment' is already managed by the hpa 'web'",
    more: [
      ...deployment({ name: "web", replicas: 2, pods: [FINE, FINE] }),
      ...fine("admin"),
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        name: "web",
        age: 9000,
        target: null,
        sync: "OutOfSync",
        requiresPruning: true,
        live: {
          spec: { minReplicas: 2, maxReplicas: 6 },
          status: { currentReplicas: 2, desiredReplicas: 2, conditions: [] },
        },
        health: { status: "Healthy" },
      },
    ],
    about: {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      name: "web",
      live: null,
      target: { spec: { scaleTargetRef: { name: "web" } } },
    },
  }),
];
