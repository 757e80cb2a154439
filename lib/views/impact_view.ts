/**
 * The blast radius of a write: what it reaches besides the text of a few manifests, the worst first.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ApplicationTree } from "../argocd/wire/resources.ts";
import { applicationTies } from "./application_ties.ts";
import { type Descendants, descendantsIn } from "./descendants.ts";
import { CHANGE_RULES, CREATION_RULES } from "./change_rules.ts";
import { DELETION_MANNERS, DELETION_RULES } from "./deletion_rules.ts";
import type { ImpactRule } from "./impact_rule.ts";
import { plural } from "./plural.ts";
import {
  deletionOption,
  isDeletion,
  type ResourceChange,
} from "./resource_change.ts";
import { resourceKey } from "./resource_forest.ts";
import { kindTitle, resourceTitle } from "./resource_title.ts";
import { countBy } from "./table.ts";
import { shortLine } from "./text_parts.ts";

/** What a write reaches. */
export interface ImpactView {
  /** At most twelve, the worst first. */
  readonly impact: readonly string[];
  /** What nothing brings back. */
  readonly irreversible: readonly string[];
  /** Resources by what happens to them; what does not happen is left out. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Where a write happens. */
export interface ImpactContext {
  readonly application: Application;
  /** For what hangs below a resource; without it pods are counted by what workloads ask for. */
  readonly tree?: ApplicationTree | undefined;
  /** The key of the tracking label, where labels track. */
  readonly trackingLabel?: string | undefined;
}

/** In the order of how bad it is. */
const RULES: readonly ImpactRule[] = [
  ...DELETION_RULES,
  ...CHANGE_RULES,
  ...DELETION_MANNERS,
  ...CREATION_RULES,
];
const MOST_LINES = 12;
const MOST_NAMES = 4;
const DETAIL_CHARS = 160;
const LINE_CHARS = 600;

/** Resources that a rule applies to, with what is said of each. */
interface Hit {
  readonly title: string;
  readonly detail: string;
}

function names(hits: readonly Hit[], withDetail: boolean): string {
  const shown = hits.slice(0, MOST_NAMES).map(({ title, detail }) =>
    detail && withDetail
      ? `${title} (${shortLine(detail, DETAIL_CHARS)})`
      : title
  );
  const more = hits.length - shown.length;
  return shortLine(
    `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    LINE_CHARS,
  );
}

function hitsOf(
  { applies }: ImpactRule,
  changes: readonly ResourceChange[],
  options: { readonly below: Descendants; readonly home: string | undefined },
): readonly Hit[] {
  return changes.flatMap((change) => {
    const detail = applies(change, options.below);
    return detail === undefined
      ? []
      : [{ title: resourceTitle(change.ref, options.home), detail }];
  });
}

/** What goes because what it hangs on goes. */
function childrenLine(
  changes: readonly ResourceChange[],
  below: Descendants,
): { readonly count: number; readonly line?: string } {
  const gone = changes.filter((change) =>
    isDeletion(change) && deletionOption(change) !== "kept"
  );
  const own = new Set(gone.map(({ ref }) => resourceKey(ref)));
  const children = new Map(
    gone.flatMap(({ ref }) => below(ref)).map((
      node,
    ) => [resourceKey(node), node]),
  );
  for (const key of own) children.delete(key);
  if (children.size === 0) return { count: 0 };
  const kinds = Object.entries(countBy([...children.values()].map(kindTitle)))
    .map(([kind, count]) => `${count} ${kind}`);
  return {
    count: children.size,
    line: `deletes what hangs below, too: ${
      shortLine(kinds.join(", "), LINE_CHARS)
    }`,
  };
}

/**
 * Works out what a write reaches.
 *
 * @param changes All resources that it touches.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const ref = { kind: "PersistentVolumeClaim", namespace: "shop", name: "data" };
 * const application = { spec: { destination: { name: "in-cluster", namespace: "shop" } } };
 * assert.deepEqual(impactView([{ ref, effect: "prune" }], { application }), {
 *   impact: [
 *     "deletes volumes: their data goes, unless their reclaim policy is Retain: PersistentVolumeClaim data",
 *   ],
 *   irreversible: ["data of these volumes, unless their reclaim policy is Retain: PersistentVolumeClaim data"],
 *   counts: { deleted: 1 },
 * });
 * ```
 */
export function impactView(
  changes: readonly ResourceChange[],
  { application, tree, trackingLabel }: ImpactContext,
): ImpactView {
  const below = descendantsIn(tree);
  const home = application.spec?.destination?.namespace;
  const found = RULES.map((rule) => ({
    rule,
    hits: hitsOf(rule, changes, { below, home }),
  })).filter(({ hits }) => hits.length > 0);
  const children = childrenLine(changes, below);
  const lines = [
    ...found.map(({ rule, hits }) => `${rule.lead}: ${names(hits, true)}`),
    ...(children.line ? [children.line] : []),
  ];
  const ties = applicationTies(application, trackingLabel);
  const room = MOST_LINES - ties.length;
  const more = lines.length - (room - 1);
  return {
    impact: [
      ...(lines.length > room ? lines.slice(0, room - 1) : lines),
      ...(lines.length > room
        ? [`and ${plural(more, "lesser consequence")}`]
        : []),
      ...ties,
    ],
    irreversible: found.flatMap(({ rule, hits }) =>
      rule.irreversible ? [`${rule.irreversible}: ${names(hits, false)}`] : []
    ),
    counts: countsOf(changes, children.count),
  };
}

function countsOf(
  changes: readonly ResourceChange[],
  children: number,
): Readonly<Record<string, number>> {
  const words = changes.map((change) => {
    if (change.effect === "create") return "created";
    if (change.effect === "change") return "changed";
    if (change.effect === "release") return "released";
    return deletionOption(change) === "kept" ? "kept" : "deleted";
  });
  return {
    ...countBy(words),
    ...(children > 0 ? { deleted_below: children } : {}),
  };
}
