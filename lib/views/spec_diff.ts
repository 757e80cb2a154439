/**
 * What an edit changes in an application: in its spec and in the metadata that people write.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Application } from "../argocd/wire/application.ts";
import { compact } from "./compact.ts";
import { dumpYaml, isRecord, LAST_APPLIED, omit } from "./manifest_yaml.ts";
import { shortLine } from "./text_parts.ts";
import { unifiedDiff } from "./unified_diff.ts";

/** The difference of two states of an application. */
export interface SpecDiff {
  /** `spec.source.targetRevision: main → v2`, one for each value. */
  readonly changes: readonly string[];
  /** Unified, `-` is the present state; empty when nothing changes. */
  readonly diff: string;
}

const VALUE_CHARS = 60;
const MOST_CHANGES = 20;
/** A word for a value that is not there. */
const UNSET = "(unset)";

/** The part of an application that an edit can change. */
function editable({ metadata, spec }: Application): unknown {
  const { labels, annotations, finalizers } = metadata ?? {};
  return {
    metadata: compact({
      labels,
      annotations: annotations && omit(annotations, [LAST_APPLIED]),
      finalizers,
    }),
    spec: spec ?? {},
  };
}

/** What tells the entries of a list apart; values of these keys are no secrets. */
function entryKey(item: unknown): string | undefined {
  return isRecord(item) && typeof item["name"] === "string"
    ? item["name"]
    : undefined;
}

function entriesOf(
  value: unknown,
  other: unknown,
): readonly (readonly [string, unknown])[] | undefined {
  if (isRecord(value)) {
    return Object.entries(value).map(([key, child]) => [
      /^[\w-]+$/.test(key) ? `.${key}` : `["${key}"]`,
      child,
    ]);
  }
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const all = [...items, ...(Array.isArray(other) ? other : [])];
  const keys = items.map(entryKey);
  const isNamed = all.every((item) => entryKey(item) !== undefined) &&
    new Set(keys).size === keys.length;
  return items.map((
    item,
    index,
  ) => [isNamed ? `[${keys[index]}]` : `[${index}]`, item]);
}

function valueText(value: unknown): string {
  if (value === undefined) return UNSET;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return shortLine(text.replaceAll("\n", "↵"), VALUE_CHARS);
}

/** Walks both sides down to the values that differ. */
function changesOf(
  path: string,
  before: unknown,
  after: unknown,
): readonly string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [left, right] = [entriesOf(before, after), entriesOf(after, before)];
  const sameShape = Array.isArray(before) === Array.isArray(after);
  if (left && right && sameShape) {
    const [old, young] = [new Map(left), new Map(right)];
    return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) =>
      changesOf(`${path}${key}`, old.get(key), young.get(key))
    );
  }
  return [
    `${path.replace(/^\./, "")}: ${valueText(before)} → ${valueText(after)}`,
  ];
}

/**
 * Compares two states of an application.
 *
 * @param options.mask Takes the secrets out of a value by where they stand; asked before anything becomes text, because
 * a Helm parameter is told by its name, which a line of a difference does not have.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const spec = { source: { targetRevision: "main" } };
 * const after = { spec: { source: { targetRevision: "v2" } } };
 * assert.deepEqual(specDiff({ before: { spec }, after }, { mask: (value) => value }).changes, [
 *   "spec.source.targetRevision: main → v2",
 * ]);
 * ```
 */
export function specDiff(
  { before, after }: {
    readonly before: Application;
    readonly after: Application;
  },
  { mask }: { readonly mask: <Value>(value: Value) => Value },
): SpecDiff {
  const [old, young] = [mask(editable(before)), mask(editable(after))];
  const all = changesOf("", old, young);
  const more = all.length - MOST_CHANGES;
  return {
    changes: more > 0
      ? [...all.slice(0, MOST_CHANGES), `and ${more} more`]
      : all,
    diff: unifiedDiff(dumpYaml(old), dumpYaml(young)),
  };
}
