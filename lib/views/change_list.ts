/**
 * What would change, in as many characters as there is room for: the differences of the first resources, the names of
 * more, the number of the rest.
 *
 * @module
 */
import { resourceDiff } from "./diff_view.ts";
import {
  type ComparedResource,
  type ResourceState,
} from "./resource_states.ts";
import { resourceTitle } from "./resource_title.ts";
import { countBy } from "./table.ts";
import { shortLine } from "./text_parts.ts";
import { DiffSearch } from "./unified_diff.ts";

/** Changes of many resources for a reader. */
export interface ChangeList {
  /** All resources by state, also those that are not shown. */
  readonly counts: Readonly<Record<string, number>>;
  /** Differences, then lines of names; never more characters than the budget, empty when nothing changes. */
  readonly diff: string;
  /** How many resources that a sync would touch are neither shown nor named. */
  readonly unnamed: number;
}

/** How much is written down. */
export interface ChangeListOptions {
  /** The namespace that needs no mention: the application's destination. */
  readonly home?: string | undefined;
  /** Characters of `diff`. Default 7,000: it is delivered twice, as text and as data. */
  readonly budget?: number;
}

/** What cannot be taken back comes first, and what nobody can tell before what surely happens to nobody. */
const SHOWN: readonly ResourceState[] = [
  "prune",
  "changed",
  "create",
  "unknown",
  "hook",
];
const LABELS: Readonly<Partial<Record<ResourceState, string>>> = {
  prune: "to prune",
  changed: "changed",
  create: "to create",
  unknown: "unknown",
  hook: "run as hook",
};
/** The share that differences may take, so that names have some room in any case. */
const DIFF_SHARE = 0.75;
/** No difference takes more of that than this, so that there are several. */
const LARGEST_SHARE = 0.5;
const LEAST_DIFF_CHARS = 200;
const TITLE_CHARS = 120;
const NOTE_CHARS = 120;
/** Writing down what is larger takes longer than it is worth: some of it would be shown. */
const LARGE_OBJECT_CHARS = 200_000;
/** Room for the last line. */
const MORE_CHARS = 80;

/** Cuts at line ends, and says what is missing. */
function cutLines(text: string, most: number): string {
  const trimmed = text.trimEnd();
  if (trimmed.length <= most) return trimmed;
  const lines = trimmed.split("\n").map((line) => shortLine(line, 300));
  const room = most - MORE_CHARS;
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > room) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return left === 0
    ? kept.join("\n")
    : [...kept, `(${left} more lines: get_application_diff shows them)`].join(
      "\n",
    );
}

function isLarge({ live, desired }: ComparedResource): boolean {
  const length = (object: unknown) => JSON.stringify(object ?? null).length;
  return length(live) + length(desired) > LARGE_OBJECT_CHARS;
}

function moreText(count: number): string {
  return `${count} more: get_application_diff shows them`;
}

/** Names on lines by state, as long as there is room for them. */
function nameLines(
  rows: readonly ComparedResource[],
  options: { readonly home: string | undefined; readonly room: number },
): { readonly lines: readonly string[]; readonly named: number } {
  let { room } = options;
  let named = 0;
  const lines: string[] = [];
  for (const [state, ofState] of Map.groupBy(rows, (row) => row.state)) {
    const label = `${LABELS[state] ?? state}: `;
    const titles: string[] = [];
    for (const { ref, note } of ofState) {
      const title = shortLine(resourceTitle(ref, options.home), TITLE_CHARS);
      const text = note ? `${title} (${shortLine(note, NOTE_CHARS)})` : title;
      const cost = text.length + (titles.length === 0 ? label.length + 1 : 2);
      if (cost > room) {
        if (titles.length > 0) lines.push(`${label}${titles.join(", ")}`);
        return { lines, named };
      }
      room -= cost;
      named++;
      titles.push(text);
    }
    lines.push(`${label}${titles.join(", ")}`);
  }
  return { lines, named };
}

/**
 * Writes changes down.
 *
 * @param compared Those that a sync would touch are shown; the others are only counted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const ref = { kind: "ConfigMap", namespace: "shop", name: "a" };
 * const live = { data: { a: "1" } };
 * const desired = { data: { a: "2" } };
 * assert.deepEqual(changeList([{ ref, state: "changed", live, desired }], { home: "shop" }), {
 *   counts: { changed: 1 },
 *   diff: '--- live ConfigMap a\n+++ desired\n@@ -1,2 +1,2 @@\n data:\n-  a: "1"\n+  a: "2"',
 *   unnamed: 0,
 * });
 * ```
 */
export function changeList(
  compared: readonly ComparedResource[],
  options: ChangeListOptions = {},
): ChangeList {
  const { home, budget = 7_000 } = options;
  const rows = SHOWN.flatMap((state) =>
    compared.filter((resource) => resource.state === state)
  );
  const search = new DiffSearch();
  const most = budget * DIFF_SHARE;
  const blocks: string[] = [];
  const named: ComparedResource[] = [];
  let used = 0;
  for (const resource of rows) {
    const room = Math.min(most - used, most * LARGEST_SHARE);
    const has = resource.live ?? resource.desired;
    if (!has || room < LEAST_DIFF_CHARS) {
      named.push(resource);
      continue;
    }
    if (isLarge(resource)) {
      named.push({
        ...resource,
        note: "large: ask get_application_diff for it",
      });
      continue;
    }
    const title = shortLine(resourceTitle(resource.ref, home), TITLE_CHARS);
    const note = resource.note
      ? `\n(${shortLine(resource.note, NOTE_CHARS)})`
      : "";
    const text = resourceDiff(resource, title, { search });
    const block = `${cutLines(text, room - note.length)}${note}`;
    if (block.length > room) {
      named.push(resource);
      continue;
    }
    blocks.push(block);
    used += block.length + 1;
  }
  const names = nameLines(named, { home, room: budget - used - MORE_CHARS });
  const unnamed = named.length - names.named;
  return {
    counts: countBy(compared.map(({ state }) => state)),
    diff: [
      ...blocks,
      ...names.lines,
      ...(unnamed > 0 ? [moreText(unnamed)] : []),
    ].join("\n"),
    unnamed,
  };
}
