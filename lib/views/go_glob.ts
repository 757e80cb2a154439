/**
 * Patterns of Argo CD's projects, as its own library reads them.
 *
 * @module
 */

/** What a pattern is made of: one character, any one, or any number of them. */
interface Token {
  readonly type: "char" | "one" | "many" | "all";
  readonly char?: string;
}

/** Classes, alternatives and escapes: rare, and read here as what cannot be told. */
const UNREADABLE_REGEXP = /[[\]{}\\]/;

function tokensOf(pattern: string): readonly Token[] {
  return (pattern.match(/\*+|[\s\S]/g) ?? []).map((part): Token => {
    if (part === "?") return { type: "one" };
    if (part === "*") return { type: "many" };
    return part.startsWith("*")
      ? { type: "all" }
      : { type: "char", char: part };
  });
}

/** The places in `text` that a pattern can have come to, one token later. */
function step(
  token: Token,
  places: ReadonlySet<number>,
  { text, separator }: { readonly text: string; readonly separator: string },
): ReadonlySet<number> {
  const next = new Set<number>();
  for (const place of places) {
    if (token.type === "char" || token.type === "one") {
      const char = text[place];
      const fits = token.type === "one"
        ? char !== undefined && char !== separator
        : char === token.char;
      if (fits) next.add(place + 1);
      continue;
    }
    // Whatever lies ahead of a place that was reached already has been added with it.
    for (let at = place; at <= text.length && !next.has(at); at++) {
      next.add(at);
      if (token.type === "many" && text[at] === separator) break;
    }
  }
  return next;
}

/**
 * Whether `text` is what `pattern` says: `*` stands for any characters and `?` for one, neither for the separator, `**`
 * for any characters at all.
 *
 * @returns `undefined` for a pattern with classes, alternatives or escapes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(matchesGoGlob("https://git.example/a/b", "https://git.example/*", { separator: "/" }), false);
 * assert.equal(matchesGoGlob("https://git.example/a/b", "https://git.example/**", { separator: "/" }), true);
 * assert.equal(matchesGoGlob("team-a", "team-{a,b}"), undefined);
 * ```
 */
export function matchesGoGlob(
  text: string,
  pattern: string,
  { separator = "" }: { readonly separator?: string } = {},
): boolean | undefined {
  if (pattern === "*") return true;
  if (UNREADABLE_REGEXP.test(pattern)) return undefined;
  let places: ReadonlySet<number> = new Set([0]);
  for (const token of tokensOf(pattern)) {
    places = step(token, places, { text, separator });
    if (places.size === 0) return false;
  }
  return places.has(text.length);
}
