/**
 * Siblings of the recorded manifests that carry a value which cannot be.
 *
 * @module
 */
import { REVISION } from "./planned_application.ts";
import { around, aside, AUTOMATED, sibling } from "./sibling_parts.ts";

const SCALER =
  'one or more synchronization tasks completed unsuccessfully, reason: HorizontalPodAutoscaler.autoscaling "api" is invalid: spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas` (retried 5 times).';

export const SIBLING_VALUES = [
  // f65. pkg/apis/autoscaling/validation; auto-sync does not try this revision again.
  sibling({
    id: "y65-api",
    namespace: "api-prod",
    title: "Auto-sync has given up on a revision",
    cause: "maxReplicas is less than minReplicas",
    proofs: ["Failed last sync attempt", "must be greater than or equal to"],
    conditions: [[
      "SyncError",
      `Failed last sync attempt to [${REVISION}]: ${SCALER}`,
    ]],
    objects: [...around("api"), {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      name: "api",
      age: 9000,
      sync: "OutOfSync",
      live: {
        spec: { minReplicas: 3, maxReplicas: 6 },
        status: { currentReplicas: 3, desiredReplicas: 3 },
      },
      target: { spec: { minReplicas: 3, maxReplicas: 2 } },
      health: { status: "Healthy" },
    }],
    operation: {
      phase: "Failed",
      message: SCALER,
      automated: true,
      retryCount: 5,
      started: 240,
      results: {
        "HorizontalPodAutoscaler/api": {
          status: "SyncFailed",
          message:
            'HorizontalPodAutoscaler.autoscaling "api" is invalid: spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
        },
      },
    },
    spec: { syncPolicy: AUTOMATED },
  }),
  // f67. The API server's decoder on a number that is not quoted.
  sibling({
    id: "y67-flags",
    namespace: "flags",
    title: "A ConfigMap has a number that is not quoted",
    cause: "data has to be texts",
    proofs: ["cannot unmarshal number"],
    objects: [...aside("flags-state"), {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "feature-flags",
      live: null,
      target: { data: { MAX_ITEMS: 50 } },
      sync: "OutOfSync",
      health: { status: "Missing" },
    }],
    operation: {
      phase: "Failed",
      message:
        'one or more synchronization tasks completed unsuccessfully, reason: ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      results: {
        "ConfigMap/feature-flags": {
          status: "SyncFailed",
          message:
            'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
        },
      },
    },
  }),
  // f73. pkg/registry/core/service/ipallocator.
  sibling({
    id: "y73-dns",
    namespace: "dns-cache",
    title: "The address of a Service is taken",
    cause: "10.96.0.53 belongs to another Service",
    proofs: ["provided IP is already allocated"],
    objects: [...around("dns-admin"), {
      apiVersion: "v1",
      kind: "Service",
      name: "node-dns",
      live: null,
      target: { spec: { clusterIP: "10.96.0.53" } },
      sync: "OutOfSync",
      health: { status: "Missing" },
    }],
    operation: {
      phase: "Failed",
      message:
        'one or more objects failed to apply, reason: Service "node-dns" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.53"]: failed to allocate IP 10.96.0.53: provided IP is already allocated (retried 5 times).',
      automated: true,
      retryCount: 5,
      results: {
        "Service/node-dns": {
          status: "SyncFailed",
          message:
            'Service "node-dns" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.53"]: failed to allocate IP 10.96.0.53: provided IP is already allocated',
        },
      },
    },
    spec: { syncPolicy: AUTOMATED },
  }),
];
