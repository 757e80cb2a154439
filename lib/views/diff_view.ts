/**
 * The difference between an application's live objects and its source, for a reader.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { applicationState } from "./application_state.ts";
import { compact } from "./compact.ts";
import { dumpYaml } from "./manifest_yaml.ts";
import {
  type ComparedResource,
  RESOURCE_STATES,
  type ResourceState,
} from "./resource_states.ts";
import { oneSided } from "./one_sided.ts";
import { resourceTitle } from "./resource_title.ts";
import { hideSecretValues, isSecret } from "./secret_diff.ts";
import { selfHealText } from "./self_heal.ts";
import { comparedRevisions, sourcesOf, targetOf } from "./sources_of.ts";
import { isAutomated } from "./sync_policy.ts";
import { countBy } from "./table.ts";
import { textParts } from "./text_parts.ts";
import { DiffSearch } from "./unified_diff.ts";

/** One resource, or one part of its difference when that is long. */
export interface DiffItem {
  readonly resource: string;
  readonly state: ResourceState;
  readonly note?: string;
  /** Who or what made it differ, where that is known. */
  readonly cause?: string;
  /** What the application tells Argo CD not to compare. */
  readonly ignored?: readonly string[];
  /** Unified, `-` is live and `+` is the source; secrets are masked. */
  readonly diff?: string;
  /** `2/3` */
  readonly part?: string;
}

/** What `get_application_diff` answers. */
export interface DiffView {
  readonly application: string;
  readonly sync: string;
  /** What the live objects were compared with; one for each source. */
  readonly revisions?: readonly string[];
  readonly target?: string;
  /** When Argo CD compared; the difference is as old as that. */
  readonly compared?: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Whether auto-sync would prune. */
  readonly auto_prune: boolean;
  /** Where self-heal goes on without an end: what differs comes back. */
  readonly self_heal?: string;
  readonly resources: readonly DiffItem[];
}

/** How differences are written down. */
export interface DiffOptions {
  /** Show objects that come or go in full, not only their first lines. */
  readonly whole?: boolean;
  /** The application's own namespace, which goes without saying. */
  readonly home?: string | undefined;
  /** Looked up for what is shown only. */
  readonly causeOf?: (resource: ComparedResource) => string | undefined;
  readonly ignoredOf?: (ref: ResourceRef) => readonly string[];
}

const CREATE_LINES = 40;
const PRUNE_LINES = 15;
/** Some thirty pages; writing down thousands of differences would take seconds on each of them. */
const MOST_CHARS = 300_000;

/** {@linkcode DiffOptions}, and what all resources of an answer share. */
interface WriteOptions extends DiffOptions {
  readonly search: DiffSearch;
}

/**
 * The difference of one resource as a text with its header.
 *
 * @param title What the resource is called in the header.
 */
export function resourceDiff(
  resource: ComparedResource,
  title: string,
  options: Pick<WriteOptions, "whole" | "search">,
): string {
  const { whole = false, search } = options;
  const secret = isSecret(resource.live ?? resource.desired)
    ? hideSecretValues(resource.live, resource.desired)
    : undefined;
  const { live: liveState, desired: desiredState } = secret ?? resource;
  const live = liveState ? dumpYaml(liveState) : "";
  const desired = desiredState ? dumpYaml(desiredState) : "";
  const keys = secret?.keys ? `(${secret.keys})\n` : "";
  if (resource.state === "create") {
    const body = oneSided("+", desired, whole ? Infinity : CREATE_LINES);
    return `--- (not in the cluster)\n+++ desired ${title}\n${keys}${body}`;
  }
  if (resource.state === "prune") {
    const body = oneSided("-", live, whole ? Infinity : PRUNE_LINES);
    return `--- live ${title}\n+++ (not in the source)\n${keys}${body}`;
  }
  const body = `${keys}${search.unifiedDiff(live, desired)}` ||
    "(they differ only in values that are masked)\n";
  return `--- live ${title}\n+++ desired\n${body}`;
}

/** Writes one compared resource down; a long difference in several parts, each of which fits into an answer. */
function diffItems(
  resource: ComparedResource,
  options: WriteOptions,
): readonly DiffItem[] {
  const title = resourceTitle(resource.ref, options.home);
  const item = {
    resource: title,
    state: resource.state,
    ...compact({
      note: resource.note,
      ignored: options.ignoredOf?.(resource.ref),
    }),
  };
  const cause = options.causeOf?.(resource);
  const first = cause === undefined ? item : { ...item, cause };
  if (!resource.live && !resource.desired) return [first];
  const parts = textParts(resourceDiff(resource, title, options));
  return parts.map((diff, index) => ({
    ...(index === 0 ? first : item),
    diff,
    ...(parts.length > 1 ? { part: `${index + 1}/${parts.length}` } : {}),
  }));
}

/** Writes differences down as long as anybody would page through them; of the rest only the names. */
function writeDown(
  compared: readonly ComparedResource[],
  options: DiffOptions,
): readonly DiffItem[] {
  const shared = { ...options, search: new DiffSearch() };
  let room = MOST_CHARS;
  return compared.flatMap((resource) => {
    if (room <= 0 && (resource.live ?? resource.desired)) {
      const { live: _live, desired: _desired, ...named } = resource;
      return diffItems({
        ...named,
        note: "not shown: ask for this resource alone",
      }, shared);
    }
    const items = diffItems(resource, shared);
    for (const { diff = "" } of items) room -= diff.length;
    return items;
  });
}

/**
 * Describes the difference.
 *
 * @param title The application as it was asked for.
 */
export function diffView(
  title: string,
  source: {
    readonly application: Application;
    readonly compared: readonly ComparedResource[];
  },
  options: DiffOptions,
): DiffView {
  const { spec, status } = source.application;
  const policy = spec?.syncPolicy;
  return {
    application: title,
    sync: applicationState(source.application).sync,
    ...compact({
      revisions: comparedRevisions(source.application),
      target: sourcesOf(spec).map(targetOf).join(", "),
      compared: status?.reconciledAt,
    }),
    counts: countBy(source.compared.map(({ state }) => state)),
    auto_prune: isAutomated(policy) && policy?.automated?.prune === true,
    ...compact({ self_heal: selfHealText(source.application) }),
    resources: writeDown(source.compared, options),
  };
}

const SUMMARY: Readonly<Record<ResourceState, string>> = {
  changed: "changed",
  create: "to create",
  prune: "to prune",
  unknown: "unknown",
  ignored: "ignored",
  hook: "hook",
  synced: "synced",
};

/** What is said of a resource beside its difference. */
function saidOf({ note, cause, ignored }: DiffItem): readonly string[] {
  return [
    ...(cause ? [`cause: ${cause}`] : []),
    ...(ignored ? [`not compared: ${ignored.join(", ")}`] : []),
    ...(note ? [note] : []),
  ];
}

/** The difference as text; see {@linkcode diffView}. */
export function diffTextOf(view: DiffView): string {
  const against = [
    view.target && `target ${view.target}`,
    view.revisions && `revision ${view.revisions.join(", ")}`,
    view.compared && `compared at ${view.compared}`,
  ].filter(Boolean).join(", ");
  const counts = RESOURCE_STATES.filter((state) => view.counts[state])
    .map((state) => `${view.counts[state]} ${SUMMARY[state]}`).join(", ");
  const pruning = view.counts["prune"]
    ? [
      view.auto_prune
        ? "auto-sync prunes: what is to prune will be deleted"
        : "what is to prune is deleted only by a sync with prune",
    ]
    : [];
  const blocks = view.resources.filter(({ diff }) => diff !== undefined).map((
    item,
  ) => {
    const { resource, diff = "", part } = item;
    const said = saidOf(item);
    return [
      part && !part.startsWith("1/") ? `(${resource}, part ${part})\n` : "",
      diff,
      ...said.map((one) => `(${one})\n`),
    ].join("").trimEnd();
  });
  const others = RESOURCE_STATES.flatMap((state) => {
    const plain = view.resources.filter((item) =>
      item.state === state && item.diff === undefined
    );
    if (plain.length === 0) return [];
    const names = plain.map((item) => {
      const said = saidOf(item).join("; ");
      return said ? `${item.resource} (${said})` : item.resource;
    });
    const label = state === "hook"
      ? "run by a sync as hook, never compared"
      : SUMMARY[state];
    return [`${label}: ${names.join(", ")}`];
  });
  return [
    `${view.application}: ${view.sync}${against ? ` (${against})` : ""}`,
    counts || "no managed resources",
    ...(view.self_heal ? [view.self_heal] : []),
    ...pruning,
    ...blocks,
    ...others,
  ].join("\n");
}
