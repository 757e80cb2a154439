/**
 * More of what happens to pods, in rarer words.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { type OwnedPod, statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago, type PlannedEvent, type PlannedObject } from "./plan.ts";
import {
  crashing,
  ended,
  type PlannedContainer,
  podObject,
  running,
  waiting,
} from "./workloads.ts";

function pod(id: string, name: string, about: {
  readonly title: string;
  readonly proofs: readonly string[];
  readonly pod: OwnedPod;
  readonly more?: readonly PlannedObject[];
}) {
  const { title, proofs, more = [] } = about;
  return ownFault({
    id,
    title,
    cause: title,
    proofs,
    objects: [
      ...more,
      ...deployment({ name, expired: true, pods: [about.pod] }),
    ],
  });
}

function crashes(
  log: readonly string[],
  exitCode = 1,
): {
  readonly containers: readonly PlannedContainer[];
  readonly phase: "Running";
} {
  return {
    phase: "Running",
    containers: [{
      status: crashing(ended(exitCode), { restarts: 8 }),
      log: { now: log, previous: log },
    }],
  };
}

function starting(...events: readonly PlannedEvent[]): OwnedPod {
  return {
    containers: [{ status: waiting("ContainerCreating") }],
    events: events.map((event) => ({ since: 28, count: 20, ...event })),
  };
}

export const HARDER_PODS = [
  // cri-dockerd: the daemon's own words.
  pod("p01-docker-denied", "crm", {
    title: "Docker Hub denies a private image",
    proofs: ["pull access denied for acme/crm"],
    pod: {
      containers: [{
        image: "acme/crm:5",
        status: waiting(
          "ErrImagePull",
          "Error response from daemon: pull access denied for acme/crm, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        ),
      }],
    },
  }),
  // No log, no message: exit code 139 is a signal.
  pod("p02-segfault", "codec", {
    title: "A segmentation fault without a word",
    proofs: ["139"],
    pod: crashes([], 139),
  }),
  // The program ends well, and is started again because it should not end.
  pod("p03-ends-well", "batchy", {
    title: "The program ends by itself with exit code 0",
    proofs: ["Completed"],
    pod: crashes(["nothing to do, bye"], 0),
  }),
  // CPython's traceback: the cause is in its last line.
  pod("p04-python", "scoring", {
    title: "A Python module is missing",
    proofs: ["ModuleNotFoundError: No module named 'uvicorn'"],
    pod: crashes([
      "Traceback (most recent call last):",
      '  File "/app/main.py", line 3, in <module>',
      "    import uvicorn",
      "ModuleNotFoundError: No module named 'uvicorn'",
    ]),
  }),
  // Node.js: the cause is before its stack.
  pod("p05-node", "bff", {
    title: "The port is taken inside of the pod",
    proofs: ["EADDRINUSE"],
    pod: crashes([
      "node:events:497",
      "      throw er; // Unhandled 'error' event",
      "      ^",
      "",
      "Error: listen EADDRINUSE: address already in use :::15000",
      "    at Server.setupListenHandle [as _listen2] (node:net:1908:16)",
      "    at listenInCluster (node:net:1965:12)",
      "    at Server.listen (node:net:2067:7)",
      "Emitted 'error' event on Server instance at:",
      "    at emitErrorNT (node:net:1944:8) {",
      "  code: 'EADDRINUSE',",
      "  errno: -98,",
      "  syscall: 'listen',",
      "  address: '::',",
      "  port: 15000",
      "}",
      "",
      "Node.js v22.11.0",
    ]),
  }),
  // kubelet eviction: the limit of the pod itself, not of the node.
  ownFault({
    id: "p06-ephemeral",
    title: "The pod fills its own disk limit",
    cause: "ephemeral-storage limit of 1Gi",
    proofs: ["exceeds the total limit of containers 1Gi"],
    objects: deployment({
      name: "thumbs",
      replicas: 1,
      expired: true,
      pods: [{
        phase: "Failed",
        status: {
          reason: "Evicted",
          message:
            "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
        },
        containers: [{}],
        events: [{
          reason: "Evicted",
          message:
            "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
          minutes: 4,
        }],
      }],
    }),
  }),
  // ResourceQuota admission without limits in the pod.
  ownFault({
    id: "p07-quota-limits",
    title: "The quota demands limits",
    cause: "The containers have no limits.cpu",
    proofs: ["must specify limits.cpu"],
    objects: deployment({
      name: "web",
      expired: true,
      refused:
        'pods "web-7c9d5f6b84-zz9kq" is forbidden: failed quota: compute: must specify limits.cpu for: app; limits.memory for: app',
    }),
  }),
  // containerd: a handler of a RuntimeClass that the node does not have.
  pod("p08-runtime-class", "sandboxed", {
    title: "The node does not have the runtime",
    proofs: ['no runtime for "gvisor" is configured'],
    pod: starting({
      reason: "FailedCreatePodSandBox",
      message:
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "gvisor" is configured',
    }),
  }),
  // Calico after its token has expired (projectcalico/calico issues).
  pod("p09-calico", "web", {
    title: "The network plugin is not authorized",
    proofs: ["connection is unauthorized: Unauthorized"],
    pod: starting({
      reason: "FailedCreatePodSandBox",
      message:
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "91be": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized',
    }),
  }),
  // NFS through mount(8).
  pod("p10-nfs", "archive", {
    title: "The NFS server does not answer",
    proofs: ["mount.nfs: Connection timed out"],
    pod: starting({
      reason: "FailedMount",
      message:
        'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs -o vers=4.1 nas.corp.test:/export/archive /var/lib/kubelet/pods/9b1/volumes/kubernetes.io~nfs/share\nOutput: mount.nfs: Connection timed out',
    }),
  }),
  // CSI: the node has no plugin of that name.
  pod("p11-csi-driver", "notebooks", {
    title: "The storage driver does not run on the node",
    proofs: ["not found in the list of registered CSI drivers"],
    pod: starting({
      reason: "FailedMount",
      message:
        'MountVolume.MountDevice failed for volume "pvc-7a81d56f" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name efs.csi.aws.com not found in the list of registered CSI drivers',
    }),
  }),
  // persistentvolume-controller.
  pod("p12-storage-class", "data", {
    title: "The storage class does not exist",
    proofs: ['storageclass.storage.k8s.io "fast-ssd" not found'],
    more: [{
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      name: "data",
      live: {
        spec: {
          storageClassName: "fast-ssd",
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "5Gi" } },
        },
        status: { phase: "Pending" },
      },
      health: { status: "Progressing" },
      events: [{
        reason: "ProvisioningFailed",
        message: 'storageclass.storage.k8s.io "fast-ssd" not found',
        from: "persistentvolume-controller",
        since: 28,
        count: 110,
      }],
    }],
    pod: {
      spec: {
        volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }],
      },
      unschedulable:
        "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
  }),
  // An init container that waits for something, for ever.
  pod("p13-init-waits", "crm", {
    title: "An init container waits for a database that is not there",
    proofs: ["waiting for crm-db:5432", "can't resolve 'crm-db'"],
    pod: {
      containers: [
        {
          name: "wait-for-db",
          init: true,
          status: {
            ready: false,
            restartCount: 0,
            started: true,
            lastState: {},
            state: { running: { startedAt: ago(29) } },
          },
          log: {
            now: [
              "nslookup: can't resolve 'crm-db'",
              "waiting for crm-db:5432",
              "nslookup: can't resolve 'crm-db'",
              "waiting for crm-db:5432",
            ],
          },
        },
        { status: waiting("PodInitializing") },
      ],
    },
  }),
  // prober: an exec probe that does not end in time.
  ownFault({
    id: "p14-liveness-exec",
    title: "The liveness command takes too long",
    cause: "The probe's command times out and the container is restarted",
    proofs: ["Liveness probe failed: command timed out"],
    objects: statefulSet({
      name: "pg",
      pods: [{
        phase: "Running",
        containers: [{
          status: running({
            minutes: 1,
            ready: false,
            restarts: 17,
            last: ended(137, { minutes: 1.2 }),
          }),
          log: {
            now: [
              "LOG:  database system was not properly shut down; automatic recovery in progress",
            ],
            previous: ["LOG:  redo starts at 4A/1F0"],
          },
        }],
        events: [{
          reason: "Unhealthy",
          message:
            'Liveness probe failed: command timed out: "pg_isready -U app" timed out after 1s',
          since: 29,
          minutes: 1,
          count: 51,
          container: "app",
        }, {
          reason: "Killing",
          message: "Container app failed liveness probe, will be restarted",
          type: "Normal",
          since: 28,
          minutes: 1,
          count: 17,
          container: "app",
        }],
      }],
    }),
  }),
  // DaemonSet: one node's port is taken.
  ownFault({
    id: "p15-host-port",
    title: "The host port is taken on a node",
    cause: "Another pod uses host port 9100",
    proofs: ["didn't have free ports for the requested pod ports"],
    objects: [
      {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        name: "exporter",
        live: {
          spec: { selector: { matchLabels: { app: "exporter" } } },
          status: {
            desiredNumberScheduled: 2,
            currentNumberScheduled: 2,
            updatedNumberScheduled: 2,
            numberReady: 1,
            numberAvailable: 1,
            numberUnavailable: 1,
            numberMisscheduled: 0,
          },
        },
        health: {
          status: "Progressing",
          message:
            'Waiting for daemon set "exporter" rollout to finish: 1 of 2 updated pods are available...',
        },
      },
      podObject({
        name: "exporter-4kx2m",
        owner: "DaemonSet/exporter",
        phase: "Running",
        ready: true,
      }),
      podObject({
        name: "exporter-9qv7d",
        owner: "DaemonSet/exporter",
        unschedulable:
          "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
      }),
    ],
  }),
  // A file system that is full, in PostgreSQL's words.
  pod("p16-disk-full", "ledger-db", {
    title: "The volume is full",
    proofs: ["No space left on device"],
    pod: crashes([
      "LOG:  starting PostgreSQL 17.2",
      'FATAL:  could not write to file "pg_wal/xlogtemp.34": No space left on device',
      "LOG:  database system is shut down",
    ]),
  }),
  // Go programs in containers whose time zone or flags are wrong: usage after the error.
  pod("p17-usage", "agent", {
    title: "A flag is not known, and the usage follows",
    proofs: ["flag provided but not defined: -retries"],
    pod: crashes([
      "flag provided but not defined: -retries",
      "Usage of /agent:",
      "  -config string",
      '    \tpath of the configuration (default "/etc/agent.yaml")',
      "  -listen string",
      '    \taddress to listen on (default ":8080")',
      "  -v\tverbose",
    ], 2),
  }),
  // JSON logs: the level is a field.
  pod("p18-json-log", "events", {
    title: "A JSON log names the cause",
    proofs: ["SASL authentication failed"],
    pod: crashes([
      '{"level":"info","ts":"2026-11-21T08:57:00Z","msg":"starting","version":"3.1.0"}',
      '{"level":"info","ts":"2026-11-21T08:57:01Z","msg":"connecting to brokers","brokers":["kafka:9092"]}',
      '{"level":"fatal","ts":"2026-11-21T08:57:02Z","msg":"cannot join consumer group","error":"SASL authentication failed: Invalid username or password"}',
    ]),
  }),
];
