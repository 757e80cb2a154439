/**
 * Pods that a node turns away, claims that a quota forbids, and other rarities.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { one } from "./containers.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import type { PlannedObject } from "./plan.ts";
import { waiting } from "./workloads.ts";

function odd(
  id: string,
  title: string,
  [proof, objects]: readonly [string, readonly PlannedObject[]],
): RecordedFault {
  return ownFault({ id, title, cause: title, proofs: [proof], objects });
}

/** A pod that the kubelet turns away, and no other one yet. */
function turnedAway(reason: string, message: string): readonly PlannedObject[] {
  return deployment({
    name: "solver",
    expired: true,
    pods: [{
      phase: "Failed",
      status: { reason, message },
      containers: [{}],
      events: [{ reason, message, minutes: 3 }],
    }],
  });
}

export const ODDITIES: readonly RecordedFault[] = [
  // kubelet, pkg/kubelet/images.
  odd("r01-never-pull", "The image is not on the node and may not be pulled", [
    "is not present with pull policy of Never",
    one("cache", {
      image: "registry.example.test/cache:dev",
      status: waiting(
        "ErrImageNeverPull",
        'Container image "registry.example.test/cache:dev" is not present with pull policy of Never',
      ),
    }, [{
      reason: "ErrImageNeverPull",
      message:
        'Container image "registry.example.test/cache:dev" is not present with pull policy of Never',
      count: 80,
    }]),
  ]),
  // CRI-O and Podman: usernetes pull request 208.
  odd("r02-short-name", "A short image name that the node does not complete", [
    "no unqualified-search registries are defined",
    one("tools", {
      image: "busybox:latest",
      status: waiting(
        "ImageInspectError",
        'Failed to inspect image "busybox:latest": rpc error: code = Unknown desc = short-name "busybox:latest" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
      ),
    }),
  ]),
  // containerd behind a firewall.
  odd("r03-registry-timeout", "The registry does not answer", [
    "dial tcp 104.18.124.25:443: i/o timeout",
    one("mirror", {
      image: "docker.io/acme/mirror:2",
      status: waiting(
        "ErrImagePull",
        'failed to pull and unpack image "docker.io/acme/mirror:2": failed to resolve reference "docker.io/acme/mirror:2": failed to do request: Head "https://registry-1.docker.io/v2/acme/mirror/manifests/2": dial tcp 104.18.124.25:443: i/o timeout',
      ),
    }),
  ]),
  // kubelet admission: device manager.
  odd("r04-device", "The node has no such device left", [
    "requested number of devices unavailable for nvidia.com/gpu",
    turnedAway(
      "UnexpectedAdmissionError",
      "Pod was rejected: Allocate failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected",
    ),
  ]),
  // kubelet admission: predicates.
  odd("r05-out-of-cpu", "The node turns the pod away for want of processor", [
    "Node didn't have enough resource: cpu",
    turnedAway(
      "OutOfcpu",
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 14500, capacity: 16000",
    ),
  ]),
  // Scheduler: the taints that Kubernetes itself sets.
  odd("r06-disk-pressure", "All nodes have too little disk", [
    "node.kubernetes.io/disk-pressure",
    deployment({
      name: "web",
      expired: true,
      pods: [{
        unschedulable:
          "0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
      }],
    }),
  ]),
  // StatefulSet controller: it cannot make the claim and so makes no pod.
  odd("r07-claim-quota", "A quota forbids the claim of a StatefulSet", [
    "exceeded quota: storage",
    statefulSet({
      name: "db",
      events: [
        {
          reason: "FailedCreate",
          message:
            'create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: persistentvolumeclaims "data-db-0" is forbidden: exceeded quota: storage, requested: requests.storage=100Gi, used: requests.storage=950Gi, limited: requests.storage=1000Gi',
          from: "statefulset-controller",
          since: 28,
          count: 18,
        },
      ],
    }),
  ]),
  // CronJob controller.
  odd("r08-missed-starts", "A CronJob has missed too many starts", [
    "too many missed start times",
    [{
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "sync",
      live: {
        spec: { schedule: "* * * * *", concurrencyPolicy: "Forbid" },
        status: { lastScheduleTime: "2026-11-18T08:00:00Z" },
      },
      health: {
        status: "Degraded",
        message: "CronJob has not completed its last execution successfully",
      },
      events: [{
        reason: "TooManyMissedTimes",
        message:
          "too many missed start times: 4321. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
        from: "cronjob-controller",
        count: 40,
      }],
    }],
  ]),
  ownFault({
    id: "r09-create-namespace",
    title: "Argo CD may not create the namespace",
    cause: "RBAC of the destination",
    proofs: ['cannot create resource "namespaces"'],
    objects: [{
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "x",
      live: null,
      target: { data: {} },
      sync: "OutOfSync",
      health: { status: "Missing" },
    }],
    operation: {
      phase: "Error",
      message:
        'failed to create namespace: namespaces is forbidden: User "system:serviceaccount:argocd:argocd-manager" cannot create resource "namespaces" in API group "" at the cluster scope',
      results: {},
    },
  }),
];
