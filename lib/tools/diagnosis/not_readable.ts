/**
 * What a diagnosis could not read, in few words: one reason often stands for many questions.
 *
 * @module
 */
import type { Unread } from "../../diagnose/facts.ts";
import { shortMessage } from "../../views/short_message.ts";

const MOST_NAMED = 5;
/** From here on a number says it better than names. */
const FEW = 3;
const REASON_CHARS = 120;

/** Without "Cannot read …:", which says again what was asked for. */
function reasonOf({ why }: Unread): string {
  return shortMessage(
    why.replace(/^([A-Z_]+: )Cannot [^:]*: /, "$1"),
    REASON_CHARS,
  );
}

/** Events are asked for object by object: many that are refused are one thing. */
function condensed(asked: ReadonlySet<string>): readonly string[] {
  const isOfObject = (what: string) => what.startsWith("events of ");
  const objects = [...asked].filter(isOfObject);
  if (objects.length < FEW) return [...asked];
  const others = [...asked].filter((what) => !isOfObject(what));
  const own = others.findIndex((what) => what.includes("events"));
  return others.toSpliced(own + 1, 0, `events of ${objects.length} objects`);
}

/**
 * A line for each reason, with what was asked for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const why = "there was no time left";
 * assert.deepEqual(notReadable([{ what: "Pod/shop/a", why }, { what: "Pod/shop/b", why }]), [
 *   "Pod/shop/a, Pod/shop/b: there was no time left",
 * ]);
 * ```
 */
export function notReadable(unread: readonly Unread[]): readonly string[] {
  const byReason = new Map<string, Set<string>>();
  for (const one of unread) {
    const reason = reasonOf(one);
    const asked = byReason.get(reason) ?? new Set();
    byReason.set(reason, asked.add(one.what));
  }
  return [...byReason].map(([reason, asked]) => {
    const all = condensed(asked);
    const named = all.slice(0, MOST_NAMED);
    const more = all.length - named.length;
    return `${named.join(", ")}${
      more > 0 ? ` and ${more} more` : ""
    }: ${reason}`;
  });
}
