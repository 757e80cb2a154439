/**
 * Pods that find no node, no volume or no network, and pods that are not let in.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago, type PlannedObject } from "./plan.ts";
import { type PlannedContainer, running, waiting } from "./workloads.ts";

const CREATING: readonly PlannedContainer[] = [{
  status: waiting("ContainerCreating"),
}];

function claim(
  name: string,
  { phase, events = [], storageClass }: {
    readonly phase: "Bound" | "Pending";
    readonly events?: PlannedObject["events"];
    readonly storageClass: string;
  },
): PlannedObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    name,
    live: {
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "20Gi" } },
        storageClassName: storageClass,
        volumeMode: "Filesystem",
        ...(phase === "Bound" ? { volumeName: "pvc-7a81d56f" } : {}),
      },
      status: { phase },
    },
    health: { status: phase === "Bound" ? "Healthy" : "Progressing" },
    events,
  };
}

function mounts(claimName: string) {
  return {
    volumes: [{ name: "data", persistentVolumeClaim: { claimName } }],
  };
}

export const PLACING = [
  // kubelet: volume manager; the Secret of a TLS volume.
  ownFault({
    id: "o20-mount-secret",
    title: "The Secret of a volume is missing",
    cause: "Secret api-tls does not exist",
    proofs: ['secret "api-tls" not found'],
    objects: deployment({
      name: "api",
      expired: true,
      pods: [{
        containers: CREATING,
        spec: { volumes: [{ name: "tls", secret: { secretName: "api-tls" } }] },
        events: [{
          reason: "FailedMount",
          message:
            'MountVolume.SetUp failed for volume "tls" : secret "api-tls" not found',
          since: 28,
          count: 22,
        }],
      }],
    }),
  }),
  // attach/detach controller, as in kubernetes/kubernetes issue 96142.
  ownFault({
    id: "o21-multi-attach",
    title: "The volume is still attached to another node",
    cause: "ReadWriteOnce volume in use by the pod on the lost node",
    proofs: ["Multi-Attach error for volume"],
    objects: [
      claim("wiki-data", { phase: "Bound", storageClass: "gp3" }),
      ...deployment({
        name: "wiki",
        expired: true,
        pods: [{
          containers: CREATING,
          spec: mounts("wiki-data"),
          events: [{
            reason: "FailedAttachVolume",
            message:
              'Multi-Attach error for volume "pvc-7a81d56f" Volume is already used by pod(s) wiki-5d8f7c9b6-kk2lp',
            from: "attachdetach-controller",
            minutes: 14,
          }, {
            reason: "FailedMount",
            message:
              "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
            since: 25,
            count: 6,
          }],
        }],
      }),
    ],
  }),
  // EKS: amazon-vpc-cni-k8s, kubernetes/kubernetes issue 131071.
  ownFault({
    id: "o22-sandbox-ip",
    title: "No address is left for the pod",
    cause: "The subnet has no free addresses",
    proofs: ["failed to assign an IP address to container"],
    objects: deployment({
      name: "search",
      expired: true,
      pods: [{
        containers: CREATING,
        events: [{
          reason: "FailedCreatePodSandBox",
          message:
            'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "2585244756197a04982514cc97947f5b7f702492df9776871fa3d7d3b3cba718": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
          since: 28,
          count: 55,
        }],
      }],
    }),
  }),
  // Scheduler: volume binding; the disk is in another zone.
  ownFault({
    id: "o23-volume-zone",
    title: "The volume is in another zone",
    cause: "No node in the zone of the volume",
    proofs: ["volume node affinity conflict"],
    objects: [
      claim("data-kafka-0", { phase: "Bound", storageClass: "premium-rwo" }),
      ...statefulSet({
        name: "kafka",
        replicas: 3,
        pods: [{
          spec: mounts("data-kafka-0"),
          unschedulable:
            "0/6 nodes are available: 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) had volume node affinity conflict. preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
        }],
      }),
    ],
  }),
  // Scheduler: PodTopologySpread and inter-pod anti-affinity, with an autoscaler at its limit.
  ownFault({
    id: "o24-anti-affinity",
    title: "More replicas than nodes for anti-affinity",
    cause: "Each pod wants a node of its own",
    proofs: ["didn't match pod anti-affinity rules"],
    objects: deployment({
      name: "ingest",
      replicas: 2,
      expired: true,
      pods: [
        { phase: "Running", ready: true },
        {
          unschedulable:
            "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
          events: [{
            reason: "NotTriggerScaleUp",
            message:
              "pod didn't trigger scale-up: 1 max node group size reached",
            type: "Normal",
            from: "cluster-autoscaler",
            since: 28,
            count: 30,
          }],
        },
      ],
    }),
  }),
  // Scheduler: extended resources.
  ownFault({
    id: "o25-gpu",
    title: "No graphics processor is free",
    cause: "Insufficient nvidia.com/gpu",
    proofs: ["Insufficient nvidia.com/gpu"],
    objects: deployment({
      name: "embed",
      expired: true,
      template: {
        containers: [{
          name: "app",
          image: "registry.example.test/app:1.0.0",
          resources: { limits: { "nvidia.com/gpu": "2" } },
        }],
      },
      pods: [{
        unschedulable:
          "0/9 nodes are available: 9 Insufficient nvidia.com/gpu. preemption: 0/9 nodes are available: 9 No preemption victims found for incoming pod.",
      }],
    }),
  }),
  // Scheduler: a nodeSelector that no node has; Kubernetes 1.28.
  ownFault({
    id: "o26-node-selector",
    title: "No node has the label",
    cause: "nodeSelector disk=nvme matches nothing",
    proofs: ["didn't match Pod's node affinity/selector"],
    objects: deployment({
      name: "tsdb",
      expired: true,
      pods: [{
        spec: { nodeSelector: { disk: "nvme" } },
        unschedulable:
          "0/5 nodes are available: 5 node(s) didn't match Pod's node affinity/selector. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling..",
      }],
    }),
  }),
  // external-provisioner of a CSI driver; EBS without rights.
  ownFault({
    id: "o27-provisioning",
    title: "The volume cannot be made",
    cause: "The storage driver may not create volumes",
    proofs: ["UnauthorizedOperation"],
    objects: [
      claim("uploads", {
        phase: "Pending",
        storageClass: "gp3-encrypted",
        events: [{
          reason: "ProvisioningFailed",
          message:
            'failed to provision volume with StorageClass "gp3-encrypted": rpc error: code = Internal desc = Could not create volume "pvc-41f": could not create volume in EC2: operation error EC2: CreateVolume, https response error StatusCode: 403, RequestID: 5f0c, api error UnauthorizedOperation: You are not authorized to perform this operation.',
          from: "ebs.csi.aws.com_ebs-csi-controller-6d8_b1",
          since: 28,
          count: 14,
        }, {
          reason: "ExternalProvisioning",
          message:
            "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
          type: "Normal",
          from: "persistentvolume-controller",
          since: 28,
          count: 110,
        }],
      }),
      ...deployment({
        name: "uploads",
        expired: true,
        pods: [{
          spec: mounts("uploads"),
          unschedulable:
            "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
        }],
      }),
    ],
  }),
  // Node lifecycle controller: the node is gone, the pod is shown as it was.
  ownFault({
    id: "o32-node-lost",
    title: "The pod's node does not answer",
    cause: "The node is not ready",
    proofs: ["NodeNotReady", "Node is not ready"],
    objects: statefulSet({
      name: "redis",
      pods: [{
        phase: "Running",
        ready: false,
        metadata: {
          deletionTimestamp: ago(18),
          deletionGracePeriodSeconds: 30,
        },
        containers: [{ status: running({ minutes: 4000 }) }],
        status: {
          conditions: [
            {
              type: "Initialized",
              status: "True",
              lastTransitionTime: ago(4000),
            },
            {
              type: "DisruptionTarget",
              status: "True",
              reason: "DeletionByTaintManager",
              message: "Taint manager: deleting due to NoExecute taint",
              lastTransitionTime: ago(18),
            },
            {
              type: "Ready",
              status: "False",
              reason: "NodeNotReady",
              lastTransitionTime: ago(23),
            },
            {
              type: "PodScheduled",
              status: "True",
              lastTransitionTime: ago(4000),
            },
          ],
        },
        age: 4000,
        events: [
          {
            reason: "NodeNotReady",
            message: "Node is not ready",
            from: "node-controller",
            minutes: 23,
          },
          {
            reason: "TaintManagerEviction",
            message: "Marking for deletion Pod o32-node-lost/redis-0",
            type: "Normal",
            from: "taint-eviction-controller",
            minutes: 18,
          },
        ],
      }],
    }),
  }),
];
