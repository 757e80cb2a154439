/**
 * Siblings of the recorded containers that cannot start, or are stopped from outside.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { around, daemonSet, FINE, sibling } from "./sibling_parts.ts";
import { ended, running, waiting } from "./workloads.ts";

export const SIBLING_CONTAINERS = [
  // f06. Kubelet: a key of a Secret (pkg/kubelet/kubelet_pods.go), of a sidecar, hours ago.
  sibling({
    id: "y06-payouts",
    namespace: "payouts",
    title: "A Secret lacks a key that a sidecar reads",
    cause: "payouts-db has no key PGPASSWORD",
    proofs: ["couldn't find key PGPASSWORD in Secret payouts/payouts-db"],
    objects: [
      ...around("payouts-ui"),
      {
        apiVersion: "v1",
        kind: "Secret",
        name: "payouts-db",
        age: 600,
        live: { type: "Opaque", data: { password: "++++++++" } },
      },
      ...deployment({
        name: "payouts",
        age: 260,
        expired: true,
        pods: [{
          age: 260,
          containers: [
            { name: "payouts", status: running({ minutes: 258 }) },
            {
              name: "pooler",
              status: waiting(
                "CreateContainerConfigError",
                "couldn't find key PGPASSWORD in Secret payouts/payouts-db",
              ),
            },
          ],
        }],
      }),
    ],
  }),
  // f10. The kubelet's prober on a command that takes too long; it ends with 137, and not for memory.
  sibling({
    id: "y10-queue",
    namespace: "messaging",
    title: "A liveness probe takes longer than it may",
    cause: "rabbitmq-diagnostics ping needs more than a second",
    proofs: [
      "Liveness probe failed",
      "failed liveness probe, will be restarted",
    ],
    objects: [
      ...around("queue-admin"),
      ...statefulSet({
        name: "rabbit",
        age: 600,
        replicas: 2,
        pods: [FINE, {
          age: 600,
          phase: "Running",
          containers: [{
            name: "rabbitmq",
            spec: {
              livenessProbe: {
                exec: { command: ["rabbitmq-diagnostics", "-q", "ping"] },
                timeoutSeconds: 1,
                periodSeconds: 10,
                failureThreshold: 3,
              },
            },
            status: running({
              minutes: 1,
              ready: false,
              restarts: 14,
              last: ended(137, { minutes: 2 }),
            }),
            log: {
              now: ["2026-11-21 08:59:10 [info] <0.230.0> Starting RabbitMQ"],
              previous: [
                "2026-11-21 08:57:50 [info] <0.651.0> Server startup complete; 4 plugins started.",
                "2026-11-21 08:58:20 [info] <0.722.0> accepting AMQP connection",
              ],
            },
          }],
          events: [
            {
              reason: "Unhealthy",
              message:
                'Liveness probe failed: command timed out: "rabbitmq-diagnostics -q ping" timed out after 1s',
              since: 57,
              minutes: 2,
              count: 44,
              container: "rabbitmq",
            },
            {
              reason: "Killing",
              message:
                "Container rabbitmq failed liveness probe, will be restarted",
              type: "Normal",
              since: 57,
              minutes: 2,
              count: 14,
              container: "rabbitmq",
            },
          ],
        }],
      }),
    ],
  }),
  // f68. The kubelet's eviction manager on an emptyDir (pkg/kubelet/eviction).
  sibling({
    id: "y68-render",
    namespace: "media",
    title: "Pods are evicted, because their scratch space is used up",
    cause: 'EmptyDir "scratch" exceeds 2Gi',
    proofs: ['exceeds the limit "2Gi"'],
    objects: [
      ...around("media-api"),
      ...daemonSet({
        name: "renderer",
        pods: [
          {
            age: 50,
            phase: "Failed",
            containers: [{ name: "render" }],
            status: {
              reason: "Evicted",
              message:
                'Usage of EmptyDir volume "scratch" exceeds the limit "2Gi". ',
            },
            events: [{
              reason: "Evicted",
              message:
                'Usage of EmptyDir volume "scratch" exceeds the limit "2Gi". ',
              minutes: 18,
            }],
          },
          { ...FINE, age: 17 },
          FINE,
        ],
        health: { status: "Healthy" },
      }),
    ],
  }),
];
