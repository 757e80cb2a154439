/**
 * What a plan was made from, in a form that can be compared piece by piece.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Items and their states. A state that begins with `#` is a digest; any other is shown as it is. */
export type Fact = Readonly<Record<string, string>>;

/** Facts by name: `application`, `spec`, `revision`, `changes`. */
export type Facts = Readonly<Record<string, Fact>>;

/** JSON with sorted keys, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member: unknown) => {
    const isPlain = typeof member === "object" && member !== null &&
      !Array.isArray(member);
    return isPlain
      ? Object.fromEntries(
        Object.entries(member).sort(([a], [b]) => a < b ? -1 : 1),
      )
      : member;
  });
}

/** A value as a state that is never shown. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256").update(canonicalJson(value)).digest("hex");
  return `#${hash.slice(0, 24)}`;
}

/** Keys that need no quotes in a path; with quotes around all others no two leaves share a path. */
const PLAIN_KEY_REGEXP = /^[\w/-]+$/;

function pathOf(parent: string, key: string, isItem: boolean): string {
  if (isItem) return `${parent}[${key}]`;
  const step = PLAIN_KEY_REGEXP.test(key) ? key : JSON.stringify(key);
  return parent === "" ? step : `${parent}.${step}`;
}

function leaves(
  value: unknown,
  path: string,
): readonly (readonly [string, string])[] {
  const isBranch = typeof value === "object" && value !== null &&
    Object.keys(value).length > 0;
  if (!isBranch) return [[path, digestOf(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, pathOf(path, key, Array.isArray(value)))
  );
}

/**
 * The leaves of an object, each with a digest of its value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const fact = leavesOf({ source: { path: "web" }, tags: ["a"], "b.c": {} });
 * assert.deepEqual(Object.keys(fact), ["source.path", "tags[0]", '"b.c"']);
 * assert.equal(fact["source.path"], digestOf("web"));
 * ```
 */
export function leavesOf(value: unknown): Fact {
  return Object.fromEntries(leaves(value, ""));
}

/** How many moved items are named. */
const MOST_NAMED = 8;

function moveText(
  item: string,
  { before, now }: {
    readonly before: string | undefined;
    readonly now: string | undefined;
  },
): string {
  if (before === undefined) {
    return now?.startsWith("#") ? `${item} is new` : `${item} is now ${now}`;
  }
  if (now === undefined) return `${item} is gone`;
  return before.startsWith("#") || now.startsWith("#")
    ? `${item} has changed`
    : `${item} was ${before} and is ${now}`;
}

/** Says what is different in one fact, item by item. */
export function movedItems(name: string, before: Fact, now: Fact): string {
  const states = new Map(Object.entries(now));
  const old = new Map(Object.entries(before));
  const items = [...new Set([...old.keys(), ...states.keys()])]
    .filter((item) => old.get(item) !== states.get(item));
  const texts = items.slice(0, MOST_NAMED).map((item) =>
    moveText(item, { before: old.get(item), now: states.get(item) })
  );
  const more = items.length - texts.length;
  return `${name}: ${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
