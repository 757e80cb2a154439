/**
 * What differs between two renderings, for a reader.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { dumpYaml, type Manifest } from "./manifest_yaml.ts";
import { oneSided } from "./one_sided.ts";
import type { ManifestPair } from "./pair_manifests.ts";
import { resourceTitle } from "./resource_title.ts";
import { compareRenderedSecrets, isSecret } from "./secret_diff.ts";
import { textParts } from "./text_parts.ts";
import { DiffSearch } from "./unified_diff.ts";

/** `unknown`: a Secret of which only the values may differ, which Argo CD masks. */
export const PAIR_STATES = [
  "differs",
  "only_to",
  "only_from",
  "unknown",
  "same",
] as const;

/** One of {@linkcode PAIR_STATES}. */
export type PairState = typeof PAIR_STATES[number];

/** One resource, or one part of its difference when that is long. */
export interface ComparedItem {
  readonly resource: string;
  readonly state: Exclude<PairState, "same">;
  readonly note?: string;
  /** Unified, `-` is the first side and `+` the second; secrets are masked. */
  readonly diff?: string;
  /** `2/3` */
  readonly part?: string;
}

/** What differs, and how much does not. */
export interface ManifestComparison {
  readonly counts: Readonly<Partial<Record<PairState, number>>>;
  readonly resources: readonly ComparedItem[];
}

/** How it is written down. */
export interface ComparisonOptions {
  /** What the two sides are called in headers. */
  readonly labels: { readonly from: string; readonly to: string };
  /** The namespaces that need no mention. */
  readonly homes: { readonly from: string; readonly to: string };
  /** Show objects that are on one side in full, not only their first lines. */
  readonly whole: boolean;
}

/** A pair with its verdict, and both sides as they are shown. */
interface Judged {
  readonly pair: ManifestPair;
  readonly state: PairState;
  readonly from: Manifest | undefined;
  readonly to: Manifest | undefined;
  /** What is said of a Secret's values. */
  readonly keys: string;
}

const ONE_SIDED_LINES = 40;
/** Some thirty pages; of what is beyond only the names are told. */
const MOST_CHARS = 300_000;
const MASKED_VALUES =
  "Argo CD masks its values: whether they differ cannot be told";
const ONLY_MASKED = "(they differ only in values that are masked)\n";

function judge(pair: ManifestPair, { labels }: ComparisonOptions): Judged {
  const [from, to] = [pair.from?.object, pair.to?.object];
  if (!from || !to) {
    const one = from ?? to;
    // Nothing is said of its values, not even by a mark.
    const secret = one && isSecret(one)
      ? compareRenderedSecrets(one, one, labels)
      : undefined;
    const shown = secret ? secret.from : one;
    return {
      pair,
      state: from ? "only_from" : "only_to",
      from: from && shown,
      to: to && shown,
      keys: "",
    };
  }
  if (!isSecret(from) || !isSecret(to)) {
    const state = isDeepStrictEqual(from, to) ? "same" : "differs";
    return { pair, state, from, to, keys: "" };
  }
  const secret = compareRenderedSecrets(from, to, labels);
  const differs = secret.differ || !isDeepStrictEqual(secret.from, secret.to);
  const state = differs ? "differs" : secret.masked ? "unknown" : "same";
  return { pair, state, from: secret.from, to: secret.to, keys: secret.keys };
}

function titleOf({ from, to }: ManifestPair, options: ComparisonOptions) {
  const { homes } = options;
  const left = from && resourceTitle(from.ref, homes.from);
  const right = to && resourceTitle(to.ref, homes.to);
  if (left === undefined || right === undefined) return left ?? right ?? "?";
  return left === right ? left : `${left} → ${to?.ref.name}`;
}

function diffOf(
  { state, from, to, keys }: Judged,
  title: string,
  { labels, whole, search }: ComparisonOptions & {
    readonly search: DiffSearch;
  },
): string {
  const most = whole ? Infinity : ONE_SIDED_LINES;
  if (state === "only_from") {
    const body = oneSided("-", dumpYaml(from), most);
    return `--- ${labels.from} ${title}\n+++ (not in ${labels.to})\n${body}`;
  }
  if (state === "only_to") {
    const body = oneSided("+", dumpYaml(to), most);
    return `--- (not in ${labels.from})\n+++ ${labels.to} ${title}\n${body}`;
  }
  const said = keys ? `(${keys})\n` : "";
  const body = `${said}${search.unifiedDiff(dumpYaml(from), dumpYaml(to))}` ||
    ONLY_MASKED;
  return `--- ${labels.from} ${title}\n+++ ${labels.to}\n${body}`;
}

/** Writes down what differs, as long as anybody would page through it. */
export function compareManifestPairs(
  pairs: readonly ManifestPair[],
  options: ComparisonOptions,
): ManifestComparison {
  const judged = pairs.map((pair) => judge(pair, options));
  const counts = Object.fromEntries(
    PAIR_STATES.flatMap((state) => {
      const count = judged.filter((one) => one.state === state).length;
      return count > 0 ? [[state, count]] : [];
    }),
  );
  const shared = { ...options, search: new DiffSearch() };
  let room = MOST_CHARS;
  function write(one: Judged): readonly ComparedItem[] {
    const { pair, state } = one;
    if (state === "same") return [];
    const resource = titleOf(pair, options);
    if (state === "unknown") return [{ resource, state, note: MASKED_VALUES }];
    if (room <= 0) {
      const note = "not shown: ask for this resource alone";
      return [{ resource, state, note }];
    }
    const parts = textParts(diffOf(one, resource, shared));
    return parts.map((diff, index) => {
      room -= diff.length;
      const part = parts.length > 1
        ? { part: `${index + 1}/${parts.length}` }
        : {};
      return { resource, state, diff, ...part };
    });
  }
  const resources = PAIR_STATES.flatMap((state) =>
    judged.filter((one) => one.state === state).flatMap(write)
  );
  return { counts, resources };
}
