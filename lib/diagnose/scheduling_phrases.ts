/**
 * Why a pod fits on no node, in the words of the scheduler.
 *
 * @module
 */

/** One reason of the scheduler, and the nodes that it holds for. */
export interface SchedulingReason {
  /** Of how many nodes it says so; `undefined` where it is about the pod, not about nodes. */
  readonly nodes: number | undefined;
  /** `insufficient-cpu`, `taint`, `node-selector` … */
  readonly kind: string;
  /** For a sentence: `too little cpu`. */
  readonly said: string;
}

interface Reason {
  readonly kind: string;
  readonly regexp: RegExp;
  say(groups: Readonly<Record<string, string | undefined>>): string;
}

/** Special ones first. */
const REASONS: readonly Reason[] = [
  {
    kind: "unbound-claim",
    regexp: /unbound immediate PersistentVolumeClaims/,
    say: () => "a PersistentVolumeClaim of it is not bound",
  },
  {
    kind: "claim-missing",
    regexp:
      /persistentvolumeclaim "(?<name>[^"]+)" (?:not found|is being deleted)/,
    say: ({ name }) => `PersistentVolumeClaim ${name} does not exist`,
  },
  {
    kind: "claim-lost",
    regexp:
      /persistentvolumeclaim "(?<name>[^"]+)" bound to non-existent|bound to non-existent p/,
    say: ({ name }) =>
      `the volume of its claim${
        name ? ` ${name}` : ""
      } does not exist any more`,
  },
  {
    kind: "volume-zone",
    regexp:
      /volume node affinity conflict|no available volume zone|in a different zone/,
    say: () => "its volume can be used on other nodes only",
  },
  {
    kind: "no-volume",
    regexp:
      /didn't find available persistent volumes|did not have enough free storage|node\(s\) did not have enough free/,
    say: () => "there is no volume that fits its claim",
  },
  {
    kind: "volume-count",
    regexp: /exceed max volume count/,
    say: () => "as many volumes attached as the node can have",
  },
  {
    kind: "insufficient",
    regexp: /Insufficient (?<resource>[\w./-]*\w)/,
    say: ({ resource }) => `too little ${resource}`,
  },
  {
    kind: "too-many-pods",
    regexp: /Too many pods/,
    say: () => "as many pods as the node may have",
  },
  {
    kind: "taint",
    regexp:
      /untolerated taint(?:\(s\))?(?: \{(?<taint>[^}]*)\})?|taint \{(?<other>[^}]*)\}, that the pod didn't tolerate/,
    say: ({ taint, other }) => {
      const name = (taint ?? other ?? "").replace(/: ?$/, "").trim();
      return `a taint that it does not tolerate${name ? ` (${name})` : ""}`;
    },
  },
  {
    kind: "unschedulable-node",
    regexp: /were unschedulable|was unschedulable/,
    say: () => "cordoned",
  },
  {
    kind: "anti-affinity",
    regexp: /anti-affinity rules/,
    say: () => "another pod that its anti-affinity forbids",
  },
  {
    kind: "pod-affinity",
    regexp: /pod affinity rules/,
    say: () => "no pod that its affinity asks for",
  },
  {
    kind: "topology-spread",
    regexp: /topology spread constraints/,
    say: () => "a topology spread that forbids one more",
  },
  {
    kind: "node-selector",
    regexp:
      /node affinity\/selector|match node selector|node\(s\) didn't match Pod's node affinity|the requested node name|match PersistentVolume's node/,
    say: () => "labels that do not match its node selector or affinity",
  },
  {
    kind: "host-port",
    regexp: /free ports for the requested pod ports/,
    say: () => "its host port taken",
  },
  {
    kind: "device-claim",
    regexp: /cannot allocate all claims|resourceclaim|device class/i,
    say: () => "no device that fits its resource claims",
  },
  {
    kind: "not-ready-node",
    regexp: /not-ready|unreachable|not ready/,
    say: () => "a node that is not ready",
  },
  {
    kind: "no-nodes",
    regexp: /no nodes available to schedule pods|^0\/0 nodes/,
    say: () => "the cluster has no node",
  },
];

/** All kinds of reasons. */
export const SCHEDULING_KINDS: readonly string[] = REASONS.map(({ kind }) =>
  kind
);

/** Taints that keep every ordinary pod away, and are no reason to act. */
const ORDINARY_REGEXP = /node-role\.kubernetes\.io\/(?:control-plane|master)/;

/** What holds for the pod as such comes first, then what holds for most nodes. */
function weightOf({ nodes = Infinity, said }: SchedulingReason): number {
  return ORDINARY_REGEXP.test(said) ? 0 : Math.min(nodes, 1e9);
}

/** What follows the reasons is about pushing other pods aside. */
const REST_REGEXP =
  /\.? *(?:preemption: |no new claims to deallocate).*$|\. not found$/s;
const COUNT_REGEXP = /^(?<nodes>\d+) /;
const HEAD_REGEXP = /^\d+\/\d+ nodes are available: /;

/**
 * The reasons in a message of the scheduler, what counts most first; empty when none is known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   schedulingReasons("0/3 nodes are available: 1 node(s) had untolerated taint {gpu: true}, 2 Insufficient cpu."),
 *   [
 *     { nodes: 2, kind: "insufficient", said: "too little cpu" },
 *     { nodes: 1, kind: "taint", said: "a taint that it does not tolerate (gpu: true)" },
 *   ],
 * );
 * ```
 */
export function schedulingReasons(
  message: string,
): readonly SchedulingReason[] {
  const reasons = message.replace(REST_REGEXP, "").replace(HEAD_REGEXP, "");
  // Taints are written in braces, with commas of their own.
  const parts = reasons.split(/, (?=\d+ |[a-z]+claim )(?![^{]*\})/);
  return parts.flatMap((part): SchedulingReason[] => {
    const nodes = COUNT_REGEXP.exec(part)?.groups?.["nodes"];
    for (const { kind, regexp, say } of REASONS) {
      const match = regexp.exec(part);
      if (match) {
        return [{
          nodes: nodes === undefined ? undefined : Number(nodes),
          kind,
          said: say(match.groups ?? {}),
        }];
      }
    }
    return [];
  }).toSorted((a, b) => weightOf(b) - weightOf(a));
}
