/**
 * Siblings of the recorded containers that crash.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { around, aside, FINE, sibling } from "./sibling_parts.ts";
import { besideOld } from "./sibling_rollouts.ts";
import { crashing, ended, running, waiting } from "./workloads.ts";

function backOff(container: string, pod: string, count = 40, since = 200) {
  return {
    reason: "BackOff",
    message:
      `Back-off restarting failed container ${container} in pod ${pod}(5a0e1c7f-3f0b-4a51-9a44-0c2f5be7a1d2)`,
    since,
    count,
    container,
  };
}

export const SIBLING_CRASHES = [
  // f03. PostgreSQL's words on a full disk; one of three.
  sibling({
    id: "y03-accounts",
    namespace: "accounts-db",
    title: "The disk of the third replica is full",
    cause: "No space left on device",
    proofs: ["No space left on device"],
    objects: [
      ...around("accounts-api"),
      ...statefulSet({
        name: "postgres",
        age: 90_000,
        replicas: 3,
        pods: [FINE, FINE, {
          age: 7000,
          phase: "Running",
          containers: [
            {
              name: "postgres",
              status: crashing(ended(1), { restarts: 57, pod: "postgres-2" }),
              log: {
                now: [
                  "2026-11-21 08:57:11.402 UTC [1] LOG:  starting PostgreSQL 17.4 on x86_64-pc-linux-gnu",
                  '2026-11-21 08:57:11.409 UTC [1] FATAL:  could not write lock file "postmaster.pid": No space left on device',
                ],
              },
            },
            { name: "exporter", status: running({ minutes: 6990 }) },
          ],
          events: [backOff("postgres", "postgres-2_accounts-db", 1290, 290)],
        }],
      }),
    ],
  }),
  // f04. Kafka's words; the new container has just begun.
  sibling({
    id: "y04-stream",
    namespace: "streaming",
    title: "A broker has the disk of another cluster",
    cause: "Stored cluster id does not match",
    proofs: ["doesn't match stored clusterId"],
    objects: [
      ...aside("schema-registry"),
      ...statefulSet({
        name: "kafka",
        age: 400,
        replicas: 2,
        pods: [FINE, {
          age: 60,
          phase: "Running",
          containers: [{
            name: "broker",
            status: running({
              minutes: 0.2,
              ready: false,
              restarts: 9,
              last: ended(1, { minutes: 5 }),
            }),
            log: {
              now: [
                "[2026-11-21 08:59:49,201] INFO starting (kafka.server.KafkaServer)",
                "[2026-11-21 08:59:49,207] INFO Connecting to zookeeper on zk:2181 (kafka.server.KafkaServer)",
              ],
              previous: [
                "[2026-11-21 08:54:43,771] INFO Cluster ID = OkOjGPrdRimp8nkFohYkCw (kafka.server.KafkaServer)",
                "[2026-11-21 08:54:43,780] ERROR Fatal error during KafkaServer startup. Prepare to shutdown (kafka.server.KafkaServer)",
                "kafka.common.InconsistentClusterIdException: The Cluster ID OkOjGPrdRimp8nkFohYkCw doesn't match stored clusterId Some(sbkcoiSiQV2h_mQpwy05zQ) in meta.properties. The broker is trying to join the wrong cluster. Configured zookeeper.connect may be wrong.",
                "\tat kafka.server.KafkaServer.startup(KafkaServer.scala:223)",
                "\tat kafka.Kafka$.main(Kafka.scala:109)",
                "\tat kafka.Kafka.main(Kafka.scala)",
                "[2026-11-21 08:54:43,790] INFO shutting down (kafka.server.KafkaServer)",
                "[2026-11-21 08:54:43,822] INFO shut down completed (kafka.server.KafkaServer)",
              ],
            },
          }],
          events: [backOff("broker", "kafka-1_streaming", 12, 40)],
        }],
      }),
    ],
  }),
  // f08. Flyway's words; the second of three init containers.
  sibling({
    id: "y08-claims",
    namespace: "claims",
    title: "A migration was changed after it had run",
    cause: "Checksum mismatch for migration version 41",
    proofs: [
      "Migration checksum mismatch for migration version 41",
      "Validate failed: Migrations have failed validation",
    ],
    objects: [
      ...aside("claims-queue"),
      ...statefulSet({
        name: "claims",
        age: 35,
        pods: [{
          age: 35,
          containers: [
            {
              name: "wait-db",
              init: true,
              status: {
                ready: true,
                restartCount: 0,
                state: { terminated: ended(0, { minutes: 34 }) },
              },
              log: { now: ["claims-db:5432 - accepting connections"] },
            },
            {
              name: "flyway",
              init: true,
              status: crashing(ended(1), { restarts: 11, pod: "claims-0" }),
              log: {
                now: [
                  "Flyway Community Edition 10.20.1 by Redgate",
                  "Database: jdbc:postgresql://claims-db:5432/claims (PostgreSQL 16.4)",
                  "ERROR: Validate failed: Migrations have failed validation",
                  "Migration checksum mismatch for migration version 41",
                  "-> Applied to database : -976138718",
                  "-> Resolved locally    : -377557062",
                  "Either revert the changes to the migration, or run repair to update the schema history.",
                ],
              },
            },
            {
              name: "warm-up",
              init: true,
              status: waiting("PodInitializing"),
            },
            { name: "claims", status: waiting("PodInitializing") },
          ],
          events: [backOff("flyway", "claims-0_claims", 130, 32)],
        }],
      }),
    ],
  }),
  // f58. nginx' words; hours old, events of the controller forgotten, three of the old serve.
  sibling({
    id: "y58-edge",
    namespace: "edge",
    title: "The new proxy knows no upstream, the old one serves",
    cause: "Upstream cart-api does not exist",
    proofs: ['host not found in upstream "cart-api"'],
    objects: [
      ...aside("edge-cache"),
      ...besideOld(deployment({
        name: "proxy",
        age: 310,
        expired: true,
        replicas: 1,
        pods: [{
          age: 310,
          phase: "Running",
          containers: [{
            name: "nginx",
            status: crashing(ended(1), { restarts: 62 }),
            log: {
              now: [
                "/docker-entrypoint.sh: Configuration complete; ready for start up",
                '2026/11/21 08:57:12 [emerg] 1#1: host not found in upstream "cart-api" in /etc/nginx/conf.d/default.conf:3',
                'nginx: [emerg] host not found in upstream "cart-api" in /etc/nginx/conf.d/default.conf:3',
              ],
            },
          }],
          events: [backOff("nginx", "proxy-7c9d5f6b84-x2kqp_edge", 1400, 309)],
        }],
      })),
    ],
  }),
];
