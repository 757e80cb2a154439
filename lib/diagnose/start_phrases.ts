/**
 * Why a container cannot be made or started, in the words of the kubelet, containerd, CRI-O and runc.
 *
 * @module
 */
import type { Phrase } from "./phrase.ts";

/** Special ones first. */
export const START_PHRASES: readonly Phrase[] = [
  {
    rule: "config-key-missing",
    regexp:
      /couldn't find key (?<key>\S+) in (?<kind>ConfigMap|Secret) (?:[\w.-]+\/)?(?<name>[\w.-]+)|references non-existent (?<short>secret|config) key: (?<other>\S+)/,
    say: ({ key, kind, name, short, other }) =>
      key
        ? `${kind} ${name} has no key ${key}`
        : `its volume asks for key ${other} that the ${
          short === "secret" ? "Secret" : "ConfigMap"
        } does not have`,
    then: "add the key, or correct its name in the source",
  },
  {
    rule: "config-missing",
    regexp:
      /\b(?<kind>configmap|secret)s? "(?<name>[^"]+)" (?:not found|is forbidden)|object "[^"/]*"\/"(?<other>[^"]+)" not registered/i,
    say: ({ kind = "", name, other }) =>
      name
        ? `${
          kind.toLowerCase() === "secret" ? "Secret" : "ConfigMap"
        } ${name} does not exist`
        : `${other}, which it names, does not exist`,
    then: "create it in the same namespace, or correct its name in the source",
  },
  {
    rule: "run-as-root",
    regexp:
      /runAsNonRoot|breaks non-root policy|cannot verify user is non-root/,
    say: () =>
      "it must not run as root (runAsNonRoot), and its image does, or names its user by name only",
    then: "set runAsUser to a number, or build the image with a numeric USER",
  },
  {
    rule: "image-user-missing",
    regexp: /unable to find (?:user|group) (?<name>\S+?):? |no users? found/i,
    say: ({ name }) =>
      `its user${name ? ` ${name}` : ""} does not exist in the image`,
    then: "correct runAsUser, or the image",
  },
  {
    rule: "command-wrong-platform",
    regexp: /exec format error/,
    say: () =>
      "its program is built for another processor, or is a script without its first line (#!)",
    then: "build the image for the platform of the nodes",
  },
  {
    rule: "working-directory-missing",
    regexp: /chdir to cwd \("?(?<path>[^")]+)"?\)|mkdir (?<other>\/\S+): /,
    say: ({ path, other }) =>
      `its working directory ${path ?? other} does not exist or is not allowed`,
    then: "correct workingDir in the source, or the image",
  },
  {
    rule: "mount-path-clash",
    regexp:
      /error mounting|not a directory: (?:unknown: )?Are you trying to mount|failed to prepare subPath|failed to create subPath|mounting ".*" to rootfs/i,
    say: () => "a volume cannot be mounted where it should be",
    then: "correct mountPath or subPath in the source",
  },
  {
    rule: "memory-limit-too-low",
    regexp:
      /container init was OOM-killed|memory limit too low|Minimum memory limit|process_linux.*cgroup.*memory/i,
    say: () => "its memory limit is too low even to start it",
    then: "raise resources.limits.memory in the source",
  },
  {
    rule: "command-not-executable",
    regexp:
      /exec:? "?(?<path>[^":]+)"?: (?:.*: )?(?:permission denied|is a directory)|(?<other>\/\S+): (?:permission denied|is a directory)/,
    say: ({ path, other }) =>
      `its command ${path ?? other} may not be executed`,
    then: "make the file executable in the image, or correct the command",
  },
  {
    rule: "command-not-found",
    regexp:
      /exec:? "?(?<path>[^":]+)"?: (?:.*: )?(?:executable file not found|no such file or directory)|executable file `?(?<other>[^`\s]+)`? not found|(?<third>\/\S+): no such file or directory|(?:system cannot find the file specified)/,
    say: ({ path, other, third }) =>
      `its command ${path ?? other ?? third ?? ""} does not exist in the image`
        .replace("  ", " "),
    then: "correct command and args in the source, or the image",
  },
  {
    rule: "command-missing",
    regexp: /no command specified/i,
    say: () => "neither its image nor the pod names a command",
    then: "set command in the source",
  },
  {
    rule: "device-missing",
    regexp: /CDI device|nvidia-container-cli|unresolvable CDI/i,
    say: () => "a device that it asks for is not usable on the node",
    then: "check the device plugin and the driver of the node",
  },
  {
    rule: "node-disk-full",
    regexp: /no space left on device/,
    say: () => "the node's disk is full",
    then: "make room on the node",
  },
  {
    rule: "container-name-taken",
    regexp: /failed to reserve container name|name is (?:already )?reserved/,
    say: () => "the container runtime still holds an earlier try of it",
    then: "check the container runtime and the load of the node",
  },
];
