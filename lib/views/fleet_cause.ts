/**
 * Why an application is ill, in words that are the same for all that are ill of the same.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { KubernetesEvent } from "../argocd/wire/events.ts";
import type { ApplicationTree } from "../argocd/wire/resources.ts";
import { isFailedResult, isWarning } from "./application_reasons.ts";
import { commonText } from "./common_text.ts";
import { type FleetMember, type Trouble } from "./fleet_member.ts";
import { treeReason } from "./fleet_tree.ts";
import { resourceSituation } from "./resource_counts.ts";
import { shortMessage } from "./short_message.ts";

/** What was read of one application. */
export interface Detail {
  readonly application?: Application;
  readonly tree?: ApplicationTree;
  /** Of the pod that gives no reason itself. */
  readonly events?: readonly KubernetesEvent[];
}

/** Why it is ill. */
export interface Cause {
  /** Without what differs from one application to the next: `*` stands for its own names, `#` for numbers and hashes. */
  readonly text: string;
  /** With it, for where there is no next application. */
  readonly own: string;
  /** Tells it from all others: the same words about two clusters are two causes. */
  readonly key: string;
  /** Whether others with the same text are ill of the same; a crash says nothing about its reason. */
  readonly isTelling: boolean;
  /** When it began, where that was said. */
  readonly since?: string;
}

const RETRIED_REGEXP = / ?\(retried \d+ times?\)\.?/;

/** A message that is not cut: what tells it from others may stand anywhere. */
function whole(message: string | undefined): string {
  return shortMessage(message, Infinity);
}

interface Said {
  readonly text: string;
  /** The cluster that it is about, where the text does not say so any more. */
  readonly where?: string | undefined;
  readonly since?: string | undefined;
  readonly isTelling?: boolean;
}

/** The application's cluster, where the message is about that. */
function namedCluster(
  message: string | undefined,
  { spec }: Application,
): string | undefined {
  const { name, server } = spec?.destination ?? {};
  return [name, server].find((one) => one && message?.includes(`"${one}"`));
}

function conditionText(application: Application): Said | undefined {
  const { status } = application;
  const first = status?.conditions?.find((condition) => !isWarning(condition));
  if (first === undefined) return undefined;
  const { type = "", message } = first;
  const text = whole(message);
  return {
    // That is what "not comparable" means.
    text: type === "ComparisonError" ? text : `${type}: ${text}`,
    where: namedCluster(message, application),
    since: first.lastTransitionTime,
  };
}

/** Said of every operation that ends so, or is not over, whatever the reason is. */
const NO_REASON_REGEXP =
  /^(?:one or more [a-z ]+|waiting for .*|.* has reached the specified backoff limit|)$/;
/** Argo CD joins what it was told of several resources by commas; so each error of Kubernetes begins. */
const JOINT_REGEXP =
  /,(?=error |admission |failed |Internal |the server |[A-Za-z][\w.-]*(?: "[^"]*")? (?:is|in version|not) )/;

function operationText(application: Application): Said | undefined {
  const state = application.status?.operationState;
  const since = state?.finishedAt ?? state?.startedAt;
  const texts = whole(state?.message).replace(RETRIED_REGEXP, "")
    .split(JOINT_REGEXP).map((text) => commonText(text, application));
  // One policy refuses each resource of an application in the same words.
  const text = [...new Set(texts)].join("; ");
  if (!NO_REASON_REGEXP.test(text)) return { text, since };
  const failed = state?.syncResult?.resources?.find(isFailedResult);
  if (failed) {
    const hook = failed.hookType ? ` ${failed.hookType} hook` : "";
    const why = whole(failed.message);
    return {
      text: `${failed.kind ?? "resource"}${hook} failed: ${why}`,
      since,
      isTelling: !NO_REASON_REGEXP.test(why),
    };
  }
  return text === "" ? undefined : { text, since, isTelling: false };
}

function healthText(application: Application): Said | undefined {
  const [worst] = resourceSituation(application).unhealthy;
  const { status, message } = worst?.health ?? application.status?.health ?? {};
  if (!worst && !message) return undefined;
  const what = [worst?.kind, status].filter(Boolean).join(" ");
  return {
    text: [what, whole(message)].filter(Boolean).join(": "),
    isTelling: Boolean(message),
  };
}

function differenceText(application: Application): Said | undefined {
  const { differing, prunable } = resourceSituation(application);
  const kinds = [...differing, ...prunable].map(({ kind = "?" }) => kind);
  if (kinds.length === 0) return undefined;
  const automated = application.spec?.syncPolicy?.automated;
  const isOn = automated && automated.enabled !== false;
  return {
    text: `${[...new Set(kinds)].sort().join(", ")} differ${
      kinds.length === 1 ? "s" : ""
    }, automated sync is ${isOn ? "on" : "off"}`,
  };
}

function deletionText({ metadata, status }: Application): Said | undefined {
  const error = status?.conditions?.find(({ type }) =>
    type === "DeletionError"
  );
  const finalizers = metadata?.finalizers ?? [];
  return {
    text: error
      ? `DeletionError: ${whole(error.message)}`
      : finalizers.length > 0
      ? `waits for finalizer ${finalizers.join(", ")}`
      : "no finalizer is left",
    since: metadata?.deletionTimestamp,
  };
}

/** Whether the reason stands in the resource tree and not in the application. */
export function isToldByTree(trouble: Trouble): boolean {
  return trouble === "unhealthy" || trouble === "suspended";
}

function said(
  trouble: Trouble,
  { application, tree, events }: Detail,
): Said | undefined {
  const told = tree && treeReason(tree, events);
  if (told || !application) return told;
  switch (trouble) {
    case "not comparable":
      return conditionText(application) ?? operationText(application);
    case "being deleted":
      return deletionText(application);
    case "out of sync":
    case "never synced":
      return conditionText(application) ?? differenceText(application);
    case "unhealthy":
    case "suspended":
      return conditionText(application) ?? healthText(application);
    default:
      return operationText(application) ?? conditionText(application);
  }
}

/** Finds the cause in what was read; what says nothing is a cause that is not told. */
export function causeOf(
  { application }: FleetMember,
  trouble: Trouble,
  detail: Detail,
): Cause {
  const found = said(trouble, detail);
  if (!found || found.text === "") {
    const text = "Argo CD gives no reason";
    return { text, own: text, key: text, isTelling: false };
  }
  const text = commonText(found.text, application);
  return {
    text,
    own: found.text,
    key: found.where === undefined ? text : `${text} (${found.where})`,
    isTelling: found.isTelling ?? true,
    ...(found.since ? { since: found.since } : {}),
  };
}
