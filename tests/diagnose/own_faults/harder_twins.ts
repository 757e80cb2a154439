/**
 * More applications that look ill, and are not.
 *
 * @module
 */
import { WEB } from "./well.ts";
import { autoscaler } from "./autoscaler.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";
import { ago, type PlannedObject } from "./plan.ts";
import { running } from "./workloads.ts";

const INGRESS: PlannedObject = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  name: "shop",
  age: 0.7,
  live: {
    spec: { ingressClassName: "nginx" },
    status: { loadBalancer: {} },
  },
  health: { status: "Progressing" },
};

export const HARDER_TWINS = [
  ownFault({
    id: "v20-hpa-max",
    title: "The autoscaler is at its maximum",
    kind: "twin",
    cause: "As many replicas as allowed",
    objects: [
      ...WEB,
      autoscaler({
        max: 1,
        says: [
          [
            "AbleToScale",
            "True",
            "ReadyForNewScale",
            "recommended size matches current size",
          ],
          [
            "ScalingActive",
            "True",
            "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
          ],
          [
            "ScalingLimited",
            "True",
            "TooManyReplicas",
            "the desired replica count is more than the maximum replica count",
          ],
        ],
        events: [{
          reason: "FailedGetResourceMetric",
          message:
            "failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API",
          from: "horizontal-pod-autoscaler",
          since: 45,
          minutes: 44,
          count: 3,
        }],
      }),
    ],
  }),
  ownFault({
    id: "v21-new-ingress",
    title: "An Ingress is less than a minute old",
    kind: "twin",
    cause: "In progress",
    objects: [...WEB, INGRESS],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 0.8,
    },
  }),
  ownFault({
    id: "v22-renewing",
    title: "A valid certificate is being renewed",
    kind: "twin",
    cause: "Ready, and renewing early",
    objects: [{
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      name: "shop-tls",
      live: {
        spec: { secretName: "shop-tls" },
        status: {
          conditions: [
            {
              type: "Ready",
              status: "True",
              reason: "Ready",
              message: "Certificate is up to date and has not expired",
              lastTransitionTime: ago(80_000),
            },
            {
              type: "Issuing",
              status: "True",
              reason: "Renewing",
              message:
                "Renewing certificate as renewal was scheduled at 2026-11-21 08:58:00 +0000 UTC",
              lastTransitionTime: ago(2),
            },
          ],
        },
      },
      health: { status: "Progressing", message: "Issuing certificate" },
    }],
  }),
  ownFault({
    id: "v23-orphans",
    title: "There are orphans, and the project only warns",
    kind: "twin",
    cause: "A warning",
    objects: WEB,
    conditions: [[
      "OrphanedResourceWarning",
      "Application has 3 orphaned resources",
    ]],
    project: { orphanedResources: { warn: true } },
  }),
  ownFault({
    id: "v24-deleting-now",
    title: "It is being deleted, since half a minute",
    kind: "twin",
    cause: "In progress",
    objects: WEB,
    metadata: {
      deletionTimestamp: ago(0.5),
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
  }),
  ownFault({
    id: "v25-scaled-to-zero",
    title: "Scaled to zero on purpose",
    kind: "twin",
    cause: "replicas: 0 in Git",
    objects: deployment({
      name: "preview",
      replicas: 0,
      events: [{
        reason: "ScalingReplicaSet",
        message: "Scaled down replica set preview-7c9d5f6b84 from 2 to 0",
        type: "Normal",
        from: "deployment-controller",
        minutes: 20,
      }],
    }),
  }),
  ownFault({
    id: "v26-optional-probe",
    title: "One liveness failure an hour ago, no restart",
    kind: "twin",
    cause: "It runs",
    objects: deployment({
      name: "web",
      pods: [{
        phase: "Running",
        ready: true,
        containers: [{ status: running({ minutes: 3000 }) }],
        events: [{
          reason: "Unhealthy",
          message:
            'Liveness probe failed: Get "http://10.42.0.9:8080/live": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
          minutes: 52,
        }, {
          reason: "FailedMount",
          message:
            'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to sync configmap cache: timed out waiting for the condition',
          minutes: 58,
        }],
      }],
    }),
  }),
  ownFault({
    id: "v27-retried",
    title: "The sync failed twice and succeeded then",
    kind: "twin",
    cause: "Synced with its third try",
    objects: WEB,
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run) (retried 2 times).",
      automated: true,
      retryCount: 2,
    },
    spec: { syncPolicy: { automated: {}, retry: { limit: 5 } } },
  }),
];
