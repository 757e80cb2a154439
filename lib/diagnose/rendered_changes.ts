/**
 * In which values two renderings of an application differ, the most telling first.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { ManifestPair } from "../views/pair_manifests.ts";
import { isSecret } from "../views/secret_diff.ts";
import { shortMessage } from "../views/short_message.ts";
import { type LeafDifference, leafDifferences } from "./leaf_differences.ts";
import { keyOf } from "./object_key.ts";

/** One value, or one object that is on one side only. */
export interface RenderedChange {
  readonly ref: ResourceRef;
  /** Absent for an object that came or went. */
  readonly path?: string;
  /** `"web:1.4" → "web:1.5"` */
  readonly text: string;
}

const VALUE_CHARS = 60;
/** Before the first character in which two long texts differ. */
const LEAD_CHARS = 12;

/** Labels and annotations change with every release, and do nothing. */
const METADATA_REGEXP = /(?:^|\.)metadata\.(?:labels|annotations)\b/;

function shown(value: unknown, from: number): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  const start = Math.max(0, from - LEAD_CHARS);
  return start === 0
    ? shortMessage(text, VALUE_CHARS)
    : shortMessage(`…${text.slice(start)}`, VALUE_CHARS);
}

/** Where two texts begin to differ: a long one is not shown from its start. */
function firstDifference(a: unknown, b: unknown): number {
  const [one, two] = [JSON.stringify(a) ?? "", JSON.stringify(b) ?? ""];
  if (Math.max(one.length, two.length) <= VALUE_CHARS) return 0;
  let at = 0;
  while (at < one.length && one[at] === two[at]) at++;
  return at;
}

function changeText({ live, desired }: LeafDifference): string {
  const from = firstDifference(live, desired);
  return `${shown(live, from)} → ${shown(desired, from)}`;
}

function changesOf({ from, to }: ManifestPair): readonly RenderedChange[] {
  const present = to ?? from;
  if (!present) return [];
  const { ref } = present;
  if (!from) return [{ ref, text: "is new" }];
  if (!to) return [{ ref, text: "is gone" }];
  const hides = isSecret(to.object);
  return leafDifferences(from.object, to.object).map((one) => ({
    ref,
    path: one.path,
    text: hides
      ? "another value (values of Secrets are not shown)"
      : changeText(one),
  }));
}

function rank(
  { ref, path = "" }: RenderedChange,
  ill: ReadonlySet<string>,
): number {
  const isIll = ill.has(keyOf(ref));
  const isIdle = METADATA_REGEXP.test(path);
  return (isIll ? 0 : 4) + (isIdle ? 8 : 0) + (path.endsWith(".image") ? 0 : 1);
}

/**
 * All that differs.
 *
 * @param ill Keys (`keyOf`) of objects that are ill: what changed about them comes first.
 */
export function renderedChanges(
  pairs: readonly ManifestPair[],
  ill: ReadonlySet<string>,
): readonly RenderedChange[] {
  return pairs.flatMap(changesOf)
    .toSorted((a, b) => rank(a, ill) - rank(b, ill));
}
