/**
 * Containers that cannot be made, or do not stay up.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import type { PlannedEvent, PlannedObject } from "./plan.ts";
import {
  crashing,
  ended,
  type PlannedContainer,
  running,
  waiting,
} from "./workloads.ts";

/** A deployment of one pod with one container. */
export function one(
  name: string,
  container: PlannedContainer,
  events: readonly PlannedEvent[] = [],
): readonly PlannedObject[] {
  return deployment({
    name,
    expired: true,
    pods: [{ phase: "Running", containers: [container], events }],
  });
}

export const CONTAINERS = [
  // kubelet_pods.go: a key that a Secret does not have.
  ownFault({
    id: "o06-secret-key",
    title: "The Secret lacks a key",
    cause: "Key DATABASE_URL is not in the Secret",
    proofs: ["couldn't find key DATABASE_URL in Secret"],
    objects: one("taskboard", {
      spec: {
        env: [{
          name: "DATABASE_URL",
          valueFrom: {
            secretKeyRef: { name: "taskboard-db", key: "DATABASE_URL" },
          },
        }],
      },
      status: waiting(
        "CreateContainerConfigError",
        "couldn't find key DATABASE_URL in Secret o06-secret-key/taskboard-db",
      ),
    }, [{
      reason: "Failed",
      message:
        "Error: couldn't find key DATABASE_URL in Secret o06-secret-key/taskboard-db",
      since: 28,
      count: 120,
      container: "app",
    }]),
  }),
  // security_context.go of the kubelet.
  ownFault({
    id: "o07-nonroot",
    title: "The image runs as root and may not",
    cause: "runAsNonRoot with an image of root",
    proofs: ["container has runAsNonRoot and image will run as root"],
    objects: one("feed", {
      spec: { securityContext: { runAsNonRoot: true } },
      status: waiting(
        "CreateContainerConfigError",
        'container has runAsNonRoot and image will run as root (pod: "feed-7c9d5f6b84-x2kqp_o07-nonroot(2d4c737d-a634-405d-a0d0-d462c2aef9e6)", container: app)',
      ),
    }, [{
      reason: "Failed",
      message:
        'Error: container has runAsNonRoot and image will run as root (pod: "feed-7c9d5f6b84-x2kqp_o07-nonroot(2d4c737d-a634-405d-a0d0-d462c2aef9e6)", container: app)',
      since: 28,
      count: 130,
      container: "app",
    }]),
  }),
  // runc through containerd: a file mounted where the image has a directory.
  ownFault({
    id: "o08-mount-file",
    title: "A file is mounted over a directory",
    cause: "subPath mount of the wrong kind",
    proofs: ["not a directory"],
    objects: one("proxy", {
      status: crashing(
        ended(128, {
          reason: "StartError",
          message:
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/9b1/volume-subpaths/conf/app/0" to rootfs at "/etc/nginx/nginx.conf": mount src=/var/lib/kubelet/pods/9b1/volume-subpaths/conf/app/0, dst=/etc/nginx/nginx.conf, dstFd=/proc/thread-self/fd/8, flags=0x5001: not a directory: unknown',
        }),
      ),
    }, [{
      reason: "Failed",
      message:
        'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/9b1/volume-subpaths/conf/app/0" to rootfs at "/etc/nginx/nginx.conf": not a directory: unknown',
      count: 7,
      container: "app",
    }]),
  }),
  // An image of another processor that is pulled and then does not run.
  ownFault({
    id: "o09-exec-format",
    title: "The program is for another processor",
    cause: "exec format error",
    proofs: ["exec format error"],
    objects: one("resizer", {
      status: crashing(ended(255)),
      log: {
        now: ["exec /usr/local/bin/resizer: exec format error"],
        previous: ["exec /usr/local/bin/resizer: exec format error"],
      },
    }, [{
      reason: "BackOff",
      message:
        "Back-off restarting failed container app in pod resizer-7c9d5f6b84-x2kqp_o09-exec-format(9b1)",
      count: 90,
      container: "app",
    }]),
  }),
  // A JVM that ends itself: HotSpot's words with -XX:+ExitOnOutOfMemoryError, exit code 3.
  ownFault({
    id: "o10-heap",
    title: "The Java heap is too small",
    cause: "OutOfMemoryError in the JVM, not from the kernel",
    proofs: ["java.lang.OutOfMemoryError: Java heap space"],
    objects: one("pricing", {
      status: crashing(ended(3), { restarts: 11 }),
      log: {
        now: [
          "2026-11-21T08:55:01.120Z  INFO 1 --- [main] c.a.pricing.Application : Starting Application using Java 21.0.5",
        ],
        previous: [
          "2026-11-21T08:50:01.120Z  INFO 1 --- [main] c.a.pricing.Application : Starting Application using Java 21.0.5",
          "2026-11-21T08:50:44.007Z  INFO 1 --- [main] c.a.pricing.Catalog     : loading 4200000 price rows",
          "java.lang.OutOfMemoryError: Java heap space",
          "Terminating due to java.lang.OutOfMemoryError: Java heap space",
        ],
      },
    }),
  }),
  // Images that do not run as root on a volume that is root's; bitnami's PostgreSQL says it like this.
  ownFault({
    id: "o11-volume-permission",
    title: "The volume belongs to another user",
    cause: "The database may not write to its volume",
    proofs: ["Permission denied"],
    objects: statefulSet({
      name: "postgres",
      replicas: 3,
      pods: [{
        phase: "Running",
        containers: [{
          status: crashing(ended(1), { restarts: 9 }),
          log: {
            now: [
              "postgresql 08:57:11.02 INFO  ==> ** Starting PostgreSQL setup **",
              "mkdir: cannot create directory '/bitnami/postgresql/data': Permission denied",
            ],
            previous: [
              "postgresql 08:52:01.44 INFO  ==> ** Starting PostgreSQL setup **",
              "mkdir: cannot create directory '/bitnami/postgresql/data': Permission denied",
            ],
          },
        }],
      }],
    }),
  }),
  // A sidecar is out of memory; the application beside it runs. Exit code 137.
  ownFault({
    id: "o12-sidecar-oom",
    title: "A sidecar has too little memory",
    cause: "OOMKilled of the log shipper",
    proofs: ["OOMKilled"],
    objects: deployment({
      name: "cart",
      expired: true,
      pods: [{
        phase: "Running",
        containers: [
          { name: "cart", status: running() },
          {
            name: "fluent-bit",
            image: "registry.example.test/fluent-bit:3.2",
            spec: { resources: { limits: { memory: "32Mi" } } },
            status: crashing(ended(137, { reason: "OOMKilled" }), {
              restarts: 14,
            }),
            log: {
              now: ["[2026/11/21 08:56:01] [ info] [fluent bit] version=3.2.4"],
              previous: [
                "[2026/11/21 08:51:01] [ info] [fluent bit] version=3.2.4",
              ],
            },
          },
        ],
      }],
    }),
  }),
  // prober.go: HTTP of a startup probe; the log of the run before says what it waits for.
  ownFault({
    id: "o13-startup-probe",
    title: "The startup probe ends the container",
    cause: "The program answers 503 for longer than the probe allows",
    proofs: ["Startup probe failed", "failed startup probe, will be restarted"],
    objects: one("geo-index", {
      spec: {
        startupProbe: {
          httpGet: { path: "/healthz", port: 8080 },
          periodSeconds: 5,
          failureThreshold: 6,
        },
      },
      status: running({
        minutes: 0.4,
        ready: false,
        restarts: 21,
        last: ended(143, { minutes: 0.5 }),
      }),
      log: {
        now: ["building index: 11 %"],
        previous: ["building index: 74 %", "received SIGTERM, stopping"],
      },
    }, [
      {
        reason: "Unhealthy",
        message: "Startup probe failed: HTTP probe failed with statuscode: 503",
        since: 28,
        minutes: 0.2,
        count: 128,
        container: "app",
      },
      {
        reason: "Killing",
        message: "Container app failed startup probe, will be restarted",
        type: "Normal",
        since: 27,
        minutes: 0.5,
        count: 21,
        container: "app",
      },
    ]),
  }),
  // prober.go: gRPC of a readiness probe.
  ownFault({
    id: "o14-readiness-grpc",
    title: "The readiness probe fails over gRPC",
    cause: "The probe asks the wrong port",
    proofs: ["Readiness probe failed"],
    objects: one("router", {
      spec: { readinessProbe: { grpc: { port: 9000 }, timeoutSeconds: 1 } },
      status: running({ ready: false }),
      log: { now: ["serving gRPC on :9090"] },
    }, [{
      reason: "Unhealthy",
      message:
        'Readiness probe failed: timeout: failed to connect service "10.42.1.17:9000" within 1s: context deadline exceeded',
      since: 28,
      minutes: 0.1,
      count: 170,
      container: "app",
    }]),
  }),
  // kuberuntime_container.go: a hook of the container itself.
  ownFault({
    id: "o15-poststart",
    title: "The container's postStart hook fails",
    cause: "postStart runs a program that is not there",
    proofs: ["PostStartHook", "/opt/warmup.sh"],
    objects: one("mailer", {
      spec: {
        lifecycle: { postStart: { exec: { command: ["/opt/warmup.sh"] } } },
      },
      status: {
        ...crashing(ended(137)),
        state: {
          waiting: {
            reason: "PostStartHookError",
            message:
              'Exec lifecycle hook ([/opt/warmup.sh]) for Container "app" in Pod "mailer-7c9d5f6b84-x2kqp_o15-poststart(9b1)" failed - error: command \'/opt/warmup.sh\' exited with 127: sh: /opt/warmup.sh: not found',
          },
        },
      },
      log: { now: ["mailer ready"], previous: ["mailer ready"] },
    }, [
      {
        reason: "FailedPostStartHook",
        message: "PostStartHook failed",
        count: 8,
        container: "app",
      },
      {
        reason: "Killing",
        message: "FailedPostStartHook",
        type: "Normal",
        count: 8,
        container: "app",
      },
    ]),
  }),
];
