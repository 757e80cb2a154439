/**
 * Applications with two faults that have nothing to do with each other, made of the threads of the other blind cases.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { condition, FINE, fine, replacing, unsynced } from "./blind_parts.ts";
import { job, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { crashing, ended, waiting } from "./workloads.ts";

const DUPLICATE =
  'Service "api" is invalid: spec.ports[1].name: Duplicate value: "http"';

export const BLIND_DOUBLES = [
  // bitnami/charts issue 31491, and a challenge of cert-manager.
  ownFault({
    id: "b60-charts-and-dns",
    title: "The chart cannot be had, and the DNS record is not seen",
    kind: "double",
    cause: "403 of the chart repository; DNS-01 record not propagated",
    proofs: [
      "failed to fetch https://charts.bitnami.com/bitnami/index.yaml : 403 Forbidden",
      'DNS record for "shop.example.test" not yet propagated',
    ],
    objects: [
      ...fine("minio"),
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        name: "shop-tls",
        age: 300,
        live: {
          spec: { secretName: "shop-tls", dnsNames: ["shop.example.test"] },
          status: {
            conditions: [
              condition(
                "Ready",
                "False",
                "DoesNotExist",
                "Issuing certificate as Secret does not exist",
                300,
              ),
            ],
          },
        },
        health: {
          status: "Degraded",
          message: "Issuing certificate as Secret does not exist",
        },
      },
      {
        apiVersion: "acme.cert-manager.io/v1",
        kind: "Challenge",
        name: "shop-tls-1-77-12",
        owner: "Certificate/shop-tls",
        age: 300,
        live: {
          spec: { dnsName: "shop.example.test", type: "DNS-01" },
          status: {
            presented: true,
            processing: true,
            reason:
              'Waiting for DNS-01 challenge propagation: DNS record for "shop.example.test" not yet propagated',
            state: "pending",
          },
        },
      },
    ],
    conditions: [[
      "ComparisonError",
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = error fetching chart: failed to fetch chart: failed to get command args to log: `helm pull --destination /tmp/ab165c55 --version 14.8.3 --repo https://charts.bitnami.com/bitnami minio` failed exit status 1: Error: looks like "https://charts.bitnami.com/bitnami" is not a valid chart repository or cannot be reached: failed to fetch https://charts.bitnami.com/bitnami/index.yaml : 403 Forbidden',
    ]],
  }),
  // argo-cd issue 4864, and a program that opens too many files (kubernetes issue 104303).
  ownFault({
    id: "b61-port-and-inotify",
    title: "A Service is refused, and a pod may open no more files",
    kind: "double",
    cause: "Two ports of one name; inotify limits of the node",
    proofs: [
      'spec.ports[1].name: Duplicate value: "http"',
      "too many open files",
    ],
    objects: [
      ...fine("api"),
      unsynced({
        apiVersion: "v1",
        kind: "Service",
        name: "api",
        age: 900,
        live: { spec: { ports: [{ name: "http", port: 83 }] } },
        target: { spec: { ports: [{ name: "http", port: 80 }] } },
        health: { status: "Healthy" },
      }),
      ...deployment({
        name: "tailer",
        expired: true,
        pods: [{
          phase: "Running",
          containers: [{
            status: crashing(ended(1), { restarts: 8 }),
            log: {
              now: [],
              previous: [
                'level=info msg="Starting tailer" version=2.9.1',
                'level=error msg="error creating promtail" error="failed to make file target manager: too many open files"',
              ],
            },
          }],
        }],
      }),
    ],
    operation: {
      phase: "Failed",
      message: `one or more objects failed to apply, reason: ${DUPLICATE}`,
      results: {
        "Service/api": { status: "SyncFailed", message: DUPLICATE },
        "Deployment/tailer": { message: "deployment.apps/tailer configured" },
      },
    },
  }),
  // The database of the older version, and a new version whose volume has no class.
  ownFault({
    id: "b62-database-and-class",
    title: "The database does not start, and a rollout has no volume",
    kind: "double",
    cause: "Data directory of version 16; SecretProviderClass missing",
    proofs: [
      "The data directory was initialized by PostgreSQL version 16",
      'SecretProviderClass.secrets-store.csi.x-k8s.io "vault-db" not found',
    ],
    objects: [
      ...statefulSet({
        name: "postgres",
        age: 9000,
        pods: [{
          phase: "Running",
          age: 40,
          containers: [{
            status: crashing(ended(1), { restarts: 11 }),
            log: {
              now: [],
              previous: [
                "PostgreSQL Database directory appears to contain a database; Skipping initialization",
                "2026-11-21 08:55:40.609 UTC [1] FATAL:  database files are incompatible with server",
                "2026-11-21 08:55:40.609 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 16, which is not compatible with this version 17.4 (Debian 17.4-1.pgdg110+2).",
              ],
            },
          }],
        }],
      }),
      ...replacing({
        name: "web",
        expired: true,
        before: [FINE],
        pods: [{
          containers: [{ status: waiting("ContainerCreating") }],
          events: [{
            reason: "FailedMount",
            message:
              'MountVolume.SetUp failed for volume "db" : rpc error: code = Unknown desc = failed to get secretproviderclass b62/vault-db, error: SecretProviderClass.secrets-store.csi.x-k8s.io "vault-db" not found',
            since: 29,
            count: 21,
          }],
        }],
      }),
    ],
  }),
  // A hook waits for its Secret; beside it the running version is at the limit of its volume.
  ownFault({
    id: "b63-hook-and-lock",
    title: "A hook has no Secret, and the monitoring no lock",
    kind: "double",
    cause: "Secret of the migration missing; two pods want one directory",
    proofs: [
      'secret "shop-migrations-1.5.0" not found',
      "lock DB directory: resource temporarily unavailable",
    ],
    objects: [
      ...replacing({
        name: "prometheus",
        expired: true,
        before: [FINE],
        pods: [{
          phase: "Running",
          containers: [{
            status: crashing(ended(1), { restarts: 7 }),
            log: {
              now: [],
              previous: [
                'ts=2026-11-21T08:55:02.123Z caller=main.go:1348 level=error err="opening storage failed: lock DB directory: resource temporarily unavailable"',
              ],
            },
          }],
        }],
      }),
      ...job({
        name: "shop-migrations-1.5.0",
        hook: "PreSync",
        age: 20,
        pods: [{
          age: 20,
          containers: [{
            status: waiting(
              "CreateContainerConfigError",
              'secret "shop-migrations-1.5.0" not found',
            ),
          }],
          events: [{
            reason: "Failed",
            message: 'Error: secret "shop-migrations-1.5.0" not found',
            since: 20,
            count: 90,
          }],
        }],
      }),
    ],
    operation: {
      phase: "Running",
      started: 21,
      message: "waiting for completion of hook batch/Job/shop-migrations-1.5.0",
      results: {
        "Job/shop-migrations-1.5.0": {
          hookType: "PreSync",
          hookPhase: "Running",
          syncPhase: "PreSync",
          message: "",
        },
      },
    },
    metadata: { creationTimestamp: ago(9000) },
  }),
];
