/**
 * The difference between two states of one live object, for a reader.
 *
 * @module
 */
import { resourceDiff } from "../../../views/diff_view.ts";
import type { Manifest } from "../../../views/manifest_yaml.ts";
import { compareStates } from "../../../views/resource_states.ts";
import { textParts } from "../../../views/text_parts.ts";
import { DiffSearch } from "../../../views/unified_diff.ts";
import type { LiveResource } from "../../find_live_resource.ts";

/** A quarter of what an answer may have: it is delivered twice, as text and as data. */
const MOST_CHARS = 6_000;

/**
 * Writes the difference down, without status and book-keeping; of a Secret only keys.
 *
 * @param before Masked, as `after`.
 * @returns Empty when nothing else differs.
 */
export function objectDiff(
  { item, title }: Pick<LiveResource, "item" | "title">,
  before: Manifest,
  after: Manifest,
): string {
  const { group = "", kind = "", namespace = "", name = "" } = item;
  const ref = { group, kind, namespace, name };
  const compared = compareStates(ref, { live: before, desired: after });
  if (compared.state !== "changed") return "";
  const text = resourceDiff(compared, title, { search: new DiffSearch() })
    .replace(/^--- live /, "--- before ").replace(
      /^\+\+\+ desired$/m,
      "+++ after",
    );
  const [first = "", ...rest] = textParts(text.trimEnd(), MOST_CHARS);
  if (rest.length === 0) return first.trimEnd();
  const lines = rest.join("").trimEnd().split("\n").length;
  return `${first.trimEnd()}\n(${lines} more lines)`;
}
