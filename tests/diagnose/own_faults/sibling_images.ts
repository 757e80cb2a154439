/**
 * Siblings of the recorded images that cannot be pulled or started.
 *
 * @module
 */
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import {
  around,
  aside,
  cronJob,
  daemonSet,
  FINE,
  sibling,
} from "./sibling_parts.ts";
import { running, waiting } from "./workloads.ts";

const OTEL = "quay.example.test/telemetry/otel-agent:0.120.9";
const LEDGER = "ghcr.example.test/acme/ledger-export:3.4.0";
const BEAT = "docker.io/example/log-shipper:9.2.1";
const PULLED =
  `failed to pull and unpack image "${BEAT}": failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/example/log-shipper/manifests/sha256:77c1c6ba5f0a: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`;
const WAIT_FOR = "harbor.exmaple.test/base/wait-for:1.4";

export const SIBLING_IMAGES = [
  // f01. CRI-O (containers/image: "reading manifest"), the sidecar of the pod of a StatefulSet that is renewed first.
  sibling({
    id: "y01-profiles",
    namespace: "profiles-prod",
    title: "A sidecar's tag does not exist",
    cause: "otel-agent:0.120.9 is not in the registry",
    proofs: ["manifest unknown"],
    objects: [
      ...around("profiles-web"),
      ...statefulSet({
        name: "profiles-store",
        age: 9000,
        replicas: 3,
        pods: [FINE, FINE, {
          age: 190,
          phase: "Pending",
          containers: [
            { name: "store", status: running({ minutes: 188 }) },
            {
              name: "otel",
              image: OTEL,
              status: waiting(
                "ImagePullBackOff",
                `Back-off pulling image "${OTEL}": ErrImagePull: initializing source docker://${OTEL}: reading manifest 0.120.9 in quay.example.test/telemetry/otel-agent: manifest unknown`,
              ),
            },
          ],
          events: [{
            reason: "BackOff",
            message: `Back-off pulling image "${OTEL}"`,
            type: "Normal",
            minutes: 3,
            since: 188,
            count: 812,
            container: "otel",
          }],
        }],
      }),
    ],
  }),
  // f02. containerd against a registry with tokens; the kubelet on a pull secret that is not there.
  sibling({
    id: "y02-ledger",
    namespace: "finance",
    title: "The pull secret of a CronJob does not exist",
    cause: "imagePullSecrets names ghcr-pull, which is not in the namespace",
    proofs: ["401 Unauthorized", "(ghcr-pull)"],
    objects: [
      ...aside("ledger-cache"),
      ...cronJob("ledger-export", {
        name: "ledger-export-29712030",
        pods: [{
          age: 29,
          spec: { imagePullSecrets: [{ name: "ghcr-pull" }] },
          containers: [{
            name: "export",
            image: LEDGER,
            status: waiting(
              "ImagePullBackOff",
              `Back-off pulling image "${LEDGER}": ErrImagePull: failed to pull and unpack image "${LEDGER}": failed to resolve reference "${LEDGER}": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.example.test/token?scope=repository%3Aacme%2Fledger-export%3Apull&service=ghcr.example.test: 401 Unauthorized`,
            ),
          }],
          events: [
            {
              reason: "FailedToRetrieveImagePullSecret",
              message:
                "Unable to retrieve some image pull secrets (ghcr-pull); attempting to pull the image may not succeed.",
              since: 29,
              count: 140,
            },
            {
              reason: "Failed",
              message: "Error: ImagePullBackOff",
              since: 28,
              count: 118,
              container: "export",
            },
          ],
        }],
      }, { status: "Progressing", message: "CronJob is active" }),
    ],
  }),
  // f79. Docker Hub's words since 2025 behind containerd; one node of three has not got the image.
  sibling({
    id: "y79-shipping",
    namespace: "logging",
    title: "Docker Hub refuses a node of a DaemonSet",
    cause: "Unauthenticated pull rate limit",
    proofs: ["toomanyrequests"],
    objects: [
      ...around("log-router"),
      ...daemonSet({
        name: "log-shipper",
        pods: [FINE, FINE, {
          age: 14,
          containers: [{
            name: "shipper",
            image: BEAT,
            status: waiting(
              "ImagePullBackOff",
              `Back-off pulling image "${BEAT}": ErrImagePull: ${PULLED}`,
            ),
          }],
          events: [
            {
              reason: "Failed",
              message: `Failed to pull image "${BEAT}": ${PULLED}`,
              since: 14,
              count: 6,
              container: "shipper",
            },
            {
              reason: "Failed",
              message: "Error: ErrImagePull",
              since: 14,
              count: 6,
              container: "shipper",
            },
          ],
        }],
      }),
    ],
  }),
  // f81. CRI-O (containers/image: "pinging container registry"), an init container, a minute after the begin.
  sibling({
    id: "y81-basket",
    namespace: "shop-eu",
    title: "The registry of an init container's image is misspelt",
    cause: "harbor.exmaple.test",
    proofs: ["no such host"],
    objects: [
      ...aside("basket-cache"),
      ...deployment({
        name: "basket",
        age: 1,
        pods: [{
          age: 1,
          containers: [
            {
              name: "wait-for",
              init: true,
              image: WAIT_FOR,
              status: waiting(
                "ErrImagePull",
                `initializing source docker://${WAIT_FOR}: pinging container registry harbor.exmaple.test: Get "https://harbor.exmaple.test/v2/": dial tcp: lookup harbor.exmaple.test on 10.96.0.10:53: no such host`,
              ),
            },
            { name: "basket", status: waiting("PodInitializing") },
          ],
          events: [
            {
              reason: "Failed",
              message:
                `Failed to pull image "${WAIT_FOR}": initializing source docker://${WAIT_FOR}: pinging container registry harbor.exmaple.test: Get "https://harbor.exmaple.test/v2/": dial tcp: lookup harbor.exmaple.test on 10.96.0.10:53: no such host`,
              minutes: 0.5,
              container: "wait-for",
            },
            {
              reason: "Failed",
              message: "Error: ErrImagePull",
              minutes: 0.5,
              container: "wait-for",
            },
          ],
        }],
      }),
    ],
    operation: {
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      started: 1,
    },
  }),
  // f63. runc behind containerd; restartPolicy Never, so the container is not tried again.
  sibling({
    id: "y63-backup",
    namespace: "databases",
    title: "The command of a CronJob is not in its image",
    cause: "pg_dumpall is not in $PATH",
    proofs: ["executable file not found in $PATH"],
    objects: [
      ...around("db-console"),
      ...cronJob("nightly-backup", {
        name: "nightly-backup-29712060",
        outcome: [
          "Failed",
          "BackoffLimitExceeded",
          "Job has reached the specified backoff limit",
        ],
        pods: [{
          phase: "Failed",
          age: 29,
          containers: [{
            name: "dump",
            status: {
              ready: false,
              restartCount: 0,
              started: false,
              lastState: {},
              state: {
                terminated: {
                  containerID: "containerd://9c1d",
                  exitCode: 128,
                  reason: "StartError",
                  message:
                    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "pg_dumpall": executable file not found in $PATH',
                  startedAt: "1970-01-01T00:00:00Z",
                  finishedAt: ago(28),
                },
              },
            },
          }],
        }],
      }),
    ],
  }),
];
