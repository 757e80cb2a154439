/**
 * Pods that do not start, do not stay or are never ready: kinds beside those that were recorded.
 *
 * @module
 */
import { failedJob } from "./failed_job.ts";
import { ownFault } from "./builder.ts";
import { type OwnedPod, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { crashing, ended, running, waiting } from "./workloads.ts";

/** A Deployment whose only pod fails. */
function one(
  id: string,
  { title, proofs, pod, name = "shop", expired = true }: {
    readonly title: string;
    readonly proofs: readonly string[];
    readonly pod: OwnedPod;
    readonly name?: string;
    readonly expired?: boolean;
  },
) {
  return ownFault({
    id,
    title,
    cause: title,
    proofs,
    objects: deployment({ name, pods: [pod], ...(expired ? { expired } : {}) }),
  });
}

/** It cannot be set up, and the kubelet says why in an event. */
function unmounted(message: string): OwnedPod {
  return {
    containers: [{ status: waiting("ContainerCreating") }],
    events: [{
      reason: "Scheduled",
      message: "Successfully assigned shop/shop-7c9d5f6b84-x2kqp to node-3",
      type: "Normal",
      from: "default-scheduler",
      minutes: 29,
    }, { reason: "FailedMount", message, since: 29, count: 22 }],
  };
}

export const GAP_PODS = [
  // f05. The kernel's killer; kubelet: terminated reason OOMKilled. The log is that of a healthy program.
  one("g05-memory", {
    title: "The program needs more memory than it may have",
    proofs: ["OOMKilled"],
    pod: {
      phase: "Running",
      containers: [{
        spec: {
          resources: {
            limits: { memory: "128Mi" },
            requests: { memory: "128Mi" },
          },
        },
        status: crashing(ended(137, { reason: "OOMKilled" })),
        log: {
          now: ["loaded 2100000 of 9000000 prices"],
          previous: ["loaded 2100000 of 9000000 prices"],
        },
      }],
      events: [{
        reason: "BackOff",
        message:
          "Back-off restarting failed container app in pod shop-7c9d5f6b84-x2kqp_g05-memory(8f2c)",
        since: 28,
        count: 101,
        container: "app",
      }],
    },
  }),
  // f05 in a Job: the pod is not restarted, the Job gives up.
  ownFault({
    id: "g05b-memory-job",
    title: "A Job's pods are killed for memory",
    cause: "The import needs more than its limit",
    proofs: ["OOMKilled"],
    objects: failedJob({
      name: "import",
      code: 137,
      reason: "OOMKilled",
      limits: { memory: "512Mi" },
      says: ["reading part 3 of 12"],
    }),
  }),
  // runc with a very small limit; containerd hands its words on (kubernetes issue 107881 and others).
  one("g05c-memory-init", {
    title: "The limit is too small even for the container's first process",
    proofs: ["container init was OOM-killed (memory limit too low?)"],
    pod: {
      containers: [{
        spec: { resources: { limits: { memory: "4Mi" } } },
        status: {
          ...crashing(
            ended(128, {
              reason: "StartError",
              message:
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown",
            }),
          ),
        },
      }],
      events: [{
        reason: "Failed",
        message:
          "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown",
        since: 28,
        count: 10,
        container: "app",
      }],
    },
  }),
  // f07. kubelet volume plugin for secrets, `items` of a volume.
  one("g07-volume-key", {
    title: "A volume names a key that the Secret does not have",
    proofs: ["references non-existent secret key: tls.key"],
    pod: unmounted(
      'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.key',
    ),
  }),
  // f07. An environment variable from a ConfigMap's key.
  one("g07b-config-key", {
    title: "The ConfigMap lacks a key",
    proofs: ["couldn't find key REGION in ConfigMap g07b-config-key/settings"],
    pod: {
      containers: [{
        status: waiting(
          "CreateContainerConfigError",
          "couldn't find key REGION in ConfigMap g07b-config-key/settings",
        ),
      }],
      events: [{
        reason: "Failed",
        message:
          "Error: couldn't find key REGION in ConfigMap g07b-config-key/settings",
        since: 29,
        count: 130,
        container: "app",
      }],
    },
  }),
  // f09. prober: it runs, and is never ready. No restart, no crash.
  one("g09-unready", {
    title: "The program says by itself that it is not ready",
    proofs: ["Readiness probe failed: HTTP probe failed with statuscode: 503"],
    pod: {
      phase: "Running",
      containers: [{
        status: running({ ready: false, minutes: 29 }),
        log: {
          now: [
            'level=info msg="listening" addr=:8080',
            'level=warn msg="license server not reached, serving read-only"',
          ],
        },
      }],
      events: [{
        reason: "Unhealthy",
        message:
          "Readiness probe failed: HTTP probe failed with statuscode: 503",
        since: 29,
        count: 172,
        container: "app",
      }],
    },
  }),
  // f12. scheduler: plugins NodeAffinity, PodTopologySpread and NodeResourcesFit in one sentence.
  one("g12-spread", {
    title: "No node may take the pod without breaking its spread",
    proofs: ["didn't match pod topology spread constraints"],
    pod: {
      unschedulable:
        "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label). no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
  }),
  // f12. Kubernetes 1.36's scheduler with memory.
  one("g12b-memory", {
    title: "No node has the memory that is asked for",
    proofs: ["Insufficient memory"],
    pod: {
      unschedulable:
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    },
  }),
  // f12. Required node affinity.
  one("g12c-affinity", {
    title: "No node has the zone that the affinity demands",
    proofs: ["didn't match Pod's node affinity/selector"],
    pod: {
      spec: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{
                matchExpressions: [{
                  key: "topology.kubernetes.io/zone",
                  operator: "In",
                  values: ["eu-4"],
                }],
              }],
            },
          },
        },
      },
      unschedulable:
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
  }),
  // f15. kubelet volume plugin for ConfigMaps.
  one("g15-mount-config", {
    title: "The ConfigMap of a volume is missing",
    proofs: ['configmap "nginx-conf" not found'],
    pod: unmounted(
      'MountVolume.SetUp failed for volume "conf" : configmap "nginx-conf" not found',
    ),
  }),
  // f15. aws-ebs-csi-driver; the claim asks for ReadWriteMany.
  ownFault({
    id: "g15b-access-mode",
    title: "The storage cannot be written by many",
    cause: "Block storage with ReadWriteMany",
    proofs: ["Volume capabilities MULTI_NODE_MULTI_WRITER not supported"],
    objects: [
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "assets",
        live: {
          spec: {
            accessModes: ["ReadWriteMany"],
            storageClassName: "ebs-gp3",
            resources: { requests: { storage: "20Gi" } },
          },
          status: { phase: "Pending" },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "ProvisioningFailed",
          message:
            'failed to provision volume with StorageClass "ebs-gp3": rpc error: code = InvalidArgument desc = Volume capabilities MULTI_NODE_MULTI_WRITER not supported. Only AccessModes[ReadWriteOnce] supported.',
          from: "ebs.csi.aws.com_ebs-csi-controller-6d7_1f0c",
          since: 29,
          count: 12,
        }, {
          reason: "ExternalProvisioning",
          message:
            "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
          type: "Normal",
          from: "persistentvolume-controller",
          since: 29,
          count: 110,
        }],
      },
      ...deployment({
        name: "shop",
        expired: true,
        pods: [{
          spec: {
            volumes: [{
              name: "assets",
              persistentVolumeClaim: { claimName: "assets" },
            }],
          },
          unschedulable:
            "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        }],
      }),
    ],
  }),
  // f62 (f63 is a command that is not there). runc: the file is there and may not be run.
  one("g62-not-executable", {
    title: "The entrypoint is not executable",
    proofs: ['exec: "/docker-entrypoint.sh": permission denied'],
    pod: {
      containers: [{
        status: {
          ...crashing(
            ended(126, {
              reason: "ContainerCannotRun",
              message:
                'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/docker-entrypoint.sh": permission denied: unknown',
            }),
          ),
        },
      }],
      events: [{
        reason: "Failed",
        message:
          'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/docker-entrypoint.sh": permission denied: unknown',
        since: 28,
        count: 9,
        container: "app",
      }],
    },
  }),
  // f69. taint-eviction-controller: the node is lost, the pod is to be deleted and cannot be.
  ownFault({
    id: "g69-node-lost",
    title: "The node with the only replica is lost",
    cause: "node-2 no longer reports",
    proofs: ["Node is not ready"],
    objects: statefulSet({
      name: "pg",
      pods: [{
        phase: "Running",
        spec: {
          nodeName: "node-2",
          tolerations: [{
            key: "node.kubernetes.io/unreachable",
            operator: "Exists",
            effect: "NoExecute",
            tolerationSeconds: 300,
          }],
        },
        metadata: {
          deletionTimestamp: ago(20),
          deletionGracePeriodSeconds: 30,
        },
        status: {
          reason: "NodeLost",
          message: "Node node-2 which was running pod pg-0 is unresponsive",
          conditions: [
            {
              type: "DisruptionTarget",
              status: "True",
              reason: "DeletionByTaintManager",
              message: "Taint manager: deleting due to NoExecute taint",
              lastTransitionTime: ago(20),
            },
            {
              type: "Ready",
              status: "False",
              lastTransitionTime: ago(25),
            },
          ],
        },
        containers: [{ status: running({ ready: true, minutes: 4000 }) }],
        events: [{
          reason: "NodeNotReady",
          message: "Node is not ready",
          from: "node-controller",
          minutes: 25,
        }, {
          reason: "TaintManagerEviction",
          message: "Marking for deletion Pod g69-node-lost/pg-0",
          type: "Normal",
          from: "taint-eviction-controller",
          minutes: 20,
        }],
      }],
    }),
  }),
  // The nodes have room, but no more pods may run on them (NodeResourcesFit counts pods, too).
  one("g69b-too-many-pods", {
    title: "The nodes run as many pods as they may",
    proofs: ["Too many pods"],
    pod: {
      unschedulable:
        "0/3 nodes are available: 3 Too many pods. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    },
  }),
  // f80. kubelet image manager with imagePullPolicy Never.
  one("g80-never-pull", {
    title: "The image must not be pulled and is not there",
    proofs: ["is not present with pull policy of Never"],
    pod: {
      containers: [{
        image: "shop:dev",
        spec: { imagePullPolicy: "Never" },
        status: waiting(
          "ErrImageNeverPull",
          'Container image "shop:dev" is not present with pull policy of Never',
        ),
      }],
      events: [{
        reason: "ErrImageNeverPull",
        message:
          'Container image "shop:dev" is not present with pull policy of Never',
        since: 29,
        count: 120,
        container: "app",
      }, {
        reason: "Failed",
        message: "Error: ErrImageNeverPull",
        since: 29,
        count: 120,
        container: "app",
      }],
    },
  }),
  // f80. containerd with a registry that wants other credentials than those of the pull secret.
  one("g80b-pull-secret", {
    title: "The pull secret is out of date",
    proofs: ["401 Unauthorized"],
    pod: {
      spec: { imagePullSecrets: [{ name: "regcred" }] },
      containers: [{
        image: "harbor.example.test/shop/shop:4.1",
        status: waiting(
          "ImagePullBackOff",
          'Back-off pulling image "harbor.example.test/shop/shop:4.1": ErrImagePull: failed to pull and unpack image "harbor.example.test/shop/shop:4.1": failed to resolve reference "harbor.example.test/shop/shop:4.1": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://harbor.example.test/service/token?scope=repository%3Ashop%2Fshop%3Apull&service=harbor-registry: 401 Unauthorized',
        ),
      }],
      events: [{
        reason: "Failed",
        message:
          'Failed to pull image "harbor.example.test/shop/shop:4.1": failed to pull and unpack image "harbor.example.test/shop/shop:4.1": failed to resolve reference "harbor.example.test/shop/shop:4.1": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://harbor.example.test/service/token?scope=repository%3Ashop%2Fshop%3Apull&service=harbor-registry: 401 Unauthorized',
        since: 28,
        count: 6,
        container: "app",
      }],
    },
  }),
];
