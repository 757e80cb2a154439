/**
 * The resource of a tree that says most about why an application is not healthy.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import type {
  ApplicationTree,
  ResourceNode,
} from "../argocd/wire/resources.ts";
import { healthRank, isUnhealthy } from "./node_state.ts";
import { pullReason } from "./pull_reason.ts";
import { shortMessage } from "./short_message.ts";

/** Said of whatever takes too long, for any reason. */
const GENERIC_REGEXP =
  /exceeded its progress deadline|Waiting for rollout|(?:^|: )back-off (?:\S+ )?restarting|probe failed: /i;
/** What a pod is when nothing is wrong with it itself. */
const USUAL_REASONS: readonly string[] = [
  "Running",
  "Pending",
  "Completed",
  "Succeeded",
  "ContainerCreating",
  "PodInitializing",
];

/** The kubelet changes from one to the other while it tries again. */
const SAME_REASONS: ReadonlyMap<string, string> = new Map([
  ["ErrImagePull", "ImagePullBackOff"],
  ["RunContainerError", "CrashLoopBackOff"],
]);
/** Why a node is not healthy. */
export interface TreeReason {
  readonly text: string;
  /** Whether others with the same text are ill of the same. */
  readonly isTelling: boolean;
}

function statusReason({ info }: ResourceNode): string {
  const value = info?.find(({ name }) => name === "Status Reason")?.value ?? "";
  return USUAL_REASONS.includes(value) ? "" : value;
}

/** How much a node tells: 0 is most. A reason of a pod comes before what its owners think of it. */
function rank(node: ResourceNode): number {
  const message = node.health?.message ?? "";
  const own = statusReason(node) !== ""
    ? 0
    : message !== "" && !GENERIC_REGEXP.test(message)
    ? 10
    : message === "" && node.kind !== "Pod"
    ? 20
    : node.kind === "Pod"
    ? 30
    : 40;
  return own + healthRank(node);
}

/** The one node to look at; `undefined` when all are healthy. */
export function tellingNode(
  { nodes }: ApplicationTree,
): ResourceNode | undefined {
  const ill = (nodes ?? []).filter(isUnhealthy);
  return ill.sort((a, b) => rank(a) - rank(b))[0];
}

/** The pod whose events are to be read, because the tree does not say what is wrong with it. */
export function silentPod(tree: ApplicationTree): ResourceNode | undefined {
  const node = tellingNode(tree);
  const isSilent = node?.kind === "Pod" && statusReason(node) === "" &&
    !node.health?.message;
  return isSilent ? node : undefined;
}

/** The warning that came last. */
function warning(events: readonly KubernetesEvent[]): string {
  const warnings = events.filter(({ type }) => type === "Warning");
  const last =
    warnings.sort((a, b) =>
      (a.lastTimestamp ?? "") < (b.lastTimestamp ?? "") ? 1 : -1
    )[0];
  if (!last) return "";
  // How many nodes a cluster has is no part of the reason, nor is what else the scheduler has thought of.
  const [why = ""] = shortMessage(last.message, Infinity).split(
    /, (?:no new claims|preemption:)/,
  );
  const message = why.replace(
    /\b\d+(?:\/\d+)?(?= (?:nodes?|Insufficient)\b)/g,
    "#",
  );
  return `${last.reason ?? "Warning"}: ${message}`;
}

/** What the tree says, and for a pod that is silent there its events. */
export function treeReason(
  tree: ApplicationTree,
  events: readonly KubernetesEvent[] = [],
): TreeReason | undefined {
  const node = tellingNode(tree);
  if (!node) return undefined;
  const { kind = "?", name, health } = node;
  const message = shortMessage(health?.message, Infinity);
  const said = message || warning(events);
  // A name is the application's own, its reason is not.
  const plain = pullReason(said) ??
    (name ? said.replaceAll(`"${name}" `, "") : said);
  const reason = statusReason(node);
  const state = SAME_REASONS.get(reason) ?? (reason || health?.status || "");
  // Many messages begin with the kind: "Job has reached …".
  const subject = plain.startsWith(`${kind} `) ? "" : `${kind} ${state}`;
  return {
    text: [subject, plain].filter(Boolean).join(": "),
    isTelling: plain !== "" && !GENERIC_REGEXP.test(plain),
  };
}
