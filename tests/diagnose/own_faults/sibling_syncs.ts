/**
 * Siblings of the recorded syncs that wait for a window, or are undone.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import type { PlannedObject } from "./plan.ts";
import { around, aside, AUTOMATED, sibling } from "./sibling_parts.ts";
import { running } from "./workloads.ts";

/** Only from two to four at night. */
const AT_NIGHT = {
  kind: "allow",
  schedule: "0 2 * * *",
  duration: "2h",
  manualSync: false,
} as const;

export const SIBLING_SYNCS = [
  // f42. A window that allows, and is not open.
  sibling({
    id: "y42-pricing",
    namespace: "pricing",
    title: "Auto-sync waits for the night",
    cause: "Only an allow window, which is closed",
    proofs: ['"allow"', "0 2 * * *"],
    objects: [...aside("pricing-cache"), {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "pricing-table",
      age: 9000,
      sync: "OutOfSync",
      live: { data: { vat: "19" } },
      target: { data: { vat: "20" } },
    }],
    newCommit: true,
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1700,
      automated: true,
    },
    windows: { assignedWindows: [AT_NIGHT], canSync: false },
    spec: { syncPolicy: AUTOMATED },
  }),
  // f46. Two applications of different namespaces and one Deployment.
  sibling({
    id: "y46-ingress",
    namespace: "ingress",
    title: "A Deployment belongs to two applications",
    cause: "infra/edge-gateway has it, too",
    proofs: ["is part of applications"],
    conditions: [[
      "SharedResourceWarning",
      "Deployment/ingress-controller is part of applications argocd/y46-ingress and infra/edge-gateway",
    ]],
    objects: [
      ...aside("ingress-state"),
      ...around("ingress-controller").map((one): PlannedObject =>
        one.kind === "Deployment"
          ? {
            ...one,
            sync: "OutOfSync",
            target: {
              ...one.live,
              metadata: {
                name: one.name,
                labels: { "app.kubernetes.io/part-of": "ingress" },
              },
            },
          }
          : one
      ),
    ],
  }),
  // f48. gitops-engine; kinds that Argo CD 3 leaves out by itself, and an object of two Kustomize bases.
  sibling({
    id: "y48-legacy",
    namespace: "legacy",
    title: "EndpointSlices are left out, and a Role stands there three times",
    cause: "Default exclusions; three bases",
    proofs: ["excluded in the settings", "appeared 3 times"],
    conditions: [
      [
        "ExcludedResourceWarning",
        "Resource discovery.k8s.io/EndpointSlice legacy-db is excluded in the settings",
      ],
      [
        "RepeatedResourceWarning",
        "Resource rbac.authorization.k8s.io/Role/legacy/legacy-state appeared 3 times among application resources.",
      ],
    ],
    objects: [...aside("legacy-state"), ...around("legacy")],
  }),
  // f50. A webhook that puts images behind a mirror; self-heal puts them back.
  sibling({
    id: "y50-cache",
    namespace: "cache",
    title: "A webhook changes the image after every sync",
    cause: "Mirror of images",
    proofs: [
      "mirror.example.test/docker.io/library/redis:7.4",
      "autoHealAttemptsCount",
    ],
    objects: [
      ...around("cache-admin"),
      ...statefulSet({
        name: "redis",
        age: 9000,
        pods: [{
          phase: "Running",
          ready: true,
          age: 4,
          containers: [{
            name: "redis",
            image: "mirror.example.test/docker.io/library/redis:7.4",
            status: running({ minutes: 4 }),
          }],
        }],
        template: {
          containers: [{
            name: "redis",
            image: "mirror.example.test/docker.io/library/redis:7.4",
          }],
        },
      }).map((one): PlannedObject =>
        one.kind === "StatefulSet"
          ? {
            ...one,
            sync: "OutOfSync",
            target: {
              spec: {
                ...one.live?.["spec"] as object,
                template: {
                  metadata: { labels: { app: "redis" } },
                  spec: {
                    containers: [{
                      name: "redis",
                      image: "docker.io/library/redis:7.4",
                    }],
                  },
                },
              },
            },
          }
          : one
      ),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      automated: true,
      started: 1,
      heals: 63,
    },
    spec: { syncPolicy: AUTOMATED },
  }),
  // f76. A sync by itself that was under way when its window closed.
  sibling({
    id: "y76-rates",
    namespace: "rates",
    title: "A terminated sync does not end outside of its window",
    cause: "The window that allows is closed",
    proofs: ["Terminating", '"allow"'],
    objects: aside("rates-state"),
    operation: {
      phase: "Terminating",
      message: "Sync operation blocked by sync window",
      started: 305,
      automated: true,
    },
    windows: { assignedWindows: [AT_NIGHT], canSync: false },
    spec: { syncPolicy: AUTOMATED },
  }),
];
