/**
 * Why an application is ill, in words that are the same for all that are ill of the same.
 *
 * @module
 */
import type {
  Application,
  ApplicationTree,
  KubernetesEvent,
} from "../argocd/types.ts";
import { errorConditions, isFailedResult } from "./application_reasons.ts";
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
  /** Whether others with the same text are ill of the same; a crash says nothing about its reason. */
  readonly isTelling: boolean;
  /** When it began, where that was said. */
  readonly since?: string;
}

const MOST_CHARS = 200;

/** What differs although it means the same, and what it becomes. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/ ?\(retried \d+ times?\)\.?/g, ""],
  [/\bpod=\S+/g, "pod=#"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?/g, "#"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "#"],
  [/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/g, "#"],
  [/-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, "-#"],
  [/\b(?:\d+(?:\.\d+)?(?:ms|[smhd]))+\b/g, "#"],
  [/=\d[\w.]*/g, "=#"],
  // A port tells one server from another, and a year belongs to a name.
  [/(?<![:\w.-])\d{5,}\b/g, "#"],
];

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A name that is a word may also be meant as a word: it counts as a name where names stand. */
function nameRegExp(name: string): RegExp {
  const text = escaped(name);
  const isWord = /^[a-z]+$/.test(name);
  const [before, after] = [`(?<=["'/=_-])`, `(?=["'/=_-])`];
  const [start, end] = ["(?<![a-z0-9])", "(?![a-z0-9])"];
  return new RegExp(
    isWord
      ? `${before}${text}${end}|${start}${text}${after}`
      : `${start}${text}${end}`,
    "g",
  );
}

/**
 * The text without what belongs to this application alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const shop = { metadata: { name: "shop-7" }, spec: { destination: { namespace: "eu-shops" } } };
 * assert.equal(
 *   commonText("apps/shop-7/prod: app path does not exist", shop),
 *   "apps/*\/prod: app path does not exist",
 * );
 * assert.equal(commonText("revision 58747cd2eb89 (retried 3 times)", shop), "revision #");
 * ```
 */
export function commonText(
  text: string,
  { metadata, spec }: Application,
): string {
  const own = [metadata?.name, spec?.destination?.namespace]
    .filter((name): name is string => name !== undefined && name.length > 2)
    .sort((a, b) => b.length - a.length);
  const without = own.reduce(
    (rest, name) => rest.replace(nameRegExp(name), "*"),
    text,
  );
  return VARYING.reduce(
    (rest, [pattern, mark]) => rest.replace(pattern, mark),
    without,
  );
}

interface Said {
  readonly text: string;
  readonly since?: string | undefined;
  readonly isTelling?: boolean;
}

function conditionText(application: Application): Said | undefined {
  const [first] = errorConditions(application);
  if (first === undefined) return undefined;
  const type = first.slice(0, first.indexOf(":"));
  const since = application.status?.conditions
    ?.find((condition) => condition.type === type)?.lastTransitionTime;
  // That is what "not comparable" means.
  return { text: first.replace(/^ComparisonError: /, ""), since };
}

function operationText({ status }: Application): Said | undefined {
  const state = status?.operationState;
  const failed = state?.syncResult?.resources?.find(isFailedResult);
  const since = state?.finishedAt ?? state?.startedAt;
  if (failed) {
    const hook = failed.hookType ? ` ${failed.hookType} hook` : "";
    return {
      text: `${failed.kind ?? "resource"}${hook} failed: ${
        shortMessage(failed.message)
      }`,
      since,
    };
  }
  return state?.message
    ? { text: shortMessage(state.message), since }
    : undefined;
}

function healthText(application: Application): Said | undefined {
  const [worst] = resourceSituation(application).unhealthy;
  const { status, message } = worst?.health ?? application.status?.health ?? {};
  if (!worst && !message) return undefined;
  const what = [worst?.kind, status].filter(Boolean).join(" ");
  return {
    text: [what, shortMessage(message)].filter(Boolean).join(": "),
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
      ? `DeletionError: ${shortMessage(error.message)}`
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
    return { text: "Argo CD gives no reason", isTelling: false };
  }
  const text = shortMessage(commonText(found.text, application), MOST_CHARS);
  return {
    text,
    isTelling: found.isTelling ?? true,
    ...(found.since ? { since: found.since } : {}),
  };
}
