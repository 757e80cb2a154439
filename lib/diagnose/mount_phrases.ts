/**
 * Why a volume cannot be attached or mounted, in the words of the kubelet and of storage drivers.
 *
 * @module
 */
import type { Phrase } from "./phrase.ts";

/** Special ones first. */
export const MOUNT_PHRASES: readonly Phrase[] = [
  {
    rule: "config-key-missing",
    regexp: /references non-existent (?<kind>secret|config) key: (?<key>\S+)/,
    say: ({ kind, key }) =>
      `the ${kind === "secret" ? "Secret" : "ConfigMap"} has no key ${key}`,
    then: "add the key, or correct items in the source",
  },
  {
    rule: "config-missing",
    regexp: /\b(?<kind>secret|configmap) "(?<name>[^"]+)" not found/i,
    say: ({ kind = "", name }) =>
      `${
        kind.toLowerCase() === "secret" ? "Secret" : "ConfigMap"
      } ${name} does not exist`,
    then: "create it in the same namespace, or correct its name in the source",
  },
  {
    // What a storage driver reads to know what it has to mount: a class of secrets, of files.
    rule: "config-missing",
    regexp:
      /\b(?<kind>[A-Za-z]+)\.(?!storage\.k8s\.io)[\w-]+(?:\.[\w-]+)+ "(?<name>[^"]+)" not found/,
    say: ({ kind, name }) => `${kind} ${name} does not exist`,
    then: "create it in the same namespace, or correct its name in the source",
  },
  {
    rule: "config-missing",
    regexp: /object "[^"/]*"\/"(?<name>[^"]+)" not registered/,
    say: ({ name }) => `${name} cannot be read by the kubelet`,
    then: "check that it exists in the same namespace",
  },
  {
    rule: "secret-store-denied",
    regexp:
      /failed to mount (?:secrets store )?objects[^]*(?:\b40[13]\b|permission denied|AccessDenied|Forbidden|Unauthorized|not authorized)/i,
    say: () => "the secret store behind it refuses the pod's identity",
    then:
      "grant the identity of the pod (service account, workload identity) the right to read the secret in the store",
  },
  {
    rule: "secret-store-missing",
    regexp:
      /failed to mount (?:secrets store )?objects[^]*(?:\b404\b|not ?found|can't find|no such)/i,
    say: () => "the secret store behind it has no such secret",
    then: "create the secret in the store, or correct its name in the class",
  },
  {
    rule: "volume-multi-attach",
    regexp:
      /Multi-Attach error|already (?:exclusively )?attached to|volume is in use|VolumeInUse/i,
    say: () =>
      "it is still attached to another node, and can be used on one only",
    then:
      "end the pod that uses it there, or use the Recreate strategy for such volumes",
  },
  {
    rule: "volume-host-path",
    regexp: /hostPath type check failed: (?<path>\S+) is not (?<what>.+)$/,
    say: ({ path, what }) => `${path} on the node is not ${what}`,
    then: "correct hostPath in the source, or the node",
  },
  {
    rule: "storage-driver-missing",
    regexp:
      /driver name (?<name>\S+) not found in the list of registered CSI drivers|CSINode .* does not contain driver (?<other>\S+)/,
    say: ({ name, other }) =>
      `storage driver ${name ?? other} does not run on the node`,
    then: "check the driver's DaemonSet on this node",
  },
  {
    rule: "volume-server",
    regexp:
      /mount\.nfs.*(?<nfs>access denied|timed out|No such file|refused|No route)|(?:failed to resolve|Name or service not known)|mount error\(\d+\)/i,
    say: ({ nfs }) =>
      `its file server does not give it${nfs ? ` (${nfs.toLowerCase()})` : ""}`,
    then: "check server, export and network of the volume",
  },
  {
    rule: "volume-gone",
    // Every such message begins with "for volume"; only what is said of the volume itself counts.
    regexp:
      /(?<!for )\b(?:volume|disk)\b[^:]{0,80}?(?:not found|not exist)|InvalidVolume|code = NotFound desc = (?![^]*\b(?:node|instance|secret|class)\b)/i,
    say: () => "the volume does not exist in the storage any more",
    then: "restore it, or make the claim anew",
  },
  {
    rule: "volume-not-ready",
    regexp: /volume \S+ is not ready for workloads/,
    say: () => "the storage has not made it ready, or has too few copies of it",
    then: "look at the volume in the storage system: its copies, nodes, disks",
  },
  {
    rule: "volume-denied",
    regexp: /permission denied|UnauthorizedOperation|AccessDenied|\b403\b/i,
    say: () => "the storage refuses it",
    then: "check the rights of the storage driver",
  },
  {
    rule: "volume-damaged",
    regexp: /wrong fs type|bad superblock|fsck|structure needs cleaning/i,
    say: () => "its file system is damaged, or of another type",
    then: "check the volume's file system",
  },
];
/** The kubelet has not seen the object yet: it comes with every new pod, and goes by itself. */
export const PASSING_REGEXP =
  /failed to sync (?:secret|configmap) cache|kube-root-ca\.crt" not registered/;
/** What it sums up with, after the real reason. */
export const SUM_REGEXP =
  /^Unable to attach or mount volumes|timed out waiting for the condition$|^MountVolume\.WaitForAttach/;
