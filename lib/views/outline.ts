/**
 * A small view as indented lines, so that its text says exactly what its structure says.
 *
 * @module
 */

/** Words go on one line, sentences each on their own. */
const WORD_CHARS = 48;

function inline(value: unknown): string {
  if (Array.isArray(value)) return value.map(inline).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([key, child]) =>
      `${key.replaceAll("_", " ")}: ${inline(child)}`
    ).join("; ");
  }
  const text = String(value);
  return text.includes("\n") ? JSON.stringify(text) : text;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function lines(value: object, indent: string): string[] {
  return Object.entries(value).flatMap(([key, child]) => {
    const name = `${indent}${key.replaceAll("_", " ")}:`;
    if (isScalar(child)) return [`${name} ${inline(child)}`];
    if (Array.isArray(child)) {
      const words = child.every((item) =>
        isScalar(item) && inline(item).length <= WORD_CHARS
      );
      if (words) return [`${name} ${inline(child)}`];
      return [name, ...child.map((item) => `${indent}- ${inline(item)}`)];
    }
    return [name, ...lines(child as object, `${indent}  `)];
  });
}

/**
 * Renders an object: scalars as `key: value`, lists of words on one line, other lists one item a line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   outline({ name: "shop", tags: ["a", "b"], roles: [{ name: "ci", tokens: 2 }], rules: { deny: "none" } }),
 *   "name: shop\ntags: a, b\nroles:\n- name: ci; tokens: 2\nrules:\n  deny: none",
 * );
 * ```
 */
export function outline(value: object): string {
  return lines(value, "").join("\n");
}
