/**
 * Rows as text.
 *
 * @module
 */

/** Beyond this many rows alignment costs more characters than it is worth to a reader. */
const ALIGNED_ROWS = 25;

/**
 * A table with a header line: aligned when it is short, separated by tabs when it is long.
 *
 * @param columns Names; one cell of each row belongs to each.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(table(["name", "sync"], [["payments", "Synced"]]), "name      sync\npayments  Synced");
 * ```
 */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns, ...rows].map((cells) =>
    cells.map((cell) => cell === "" ? "-" : cell.replace(/\s+/g, " "))
  );
  if (rows.length > ALIGNED_ROWS) {
    return lines.map((cells) => cells.join("\t")).join("\n");
  }
  const widths = columns.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0))
  );
  return lines.map((cells) =>
    cells.map((cell, column) =>
      column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)
    ).join("  ")
  ).join("\n");
}

/**
 * How often each value occurs, most frequent first: `{"Synced": 18, "OutOfSync": 3}`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(countBy(["a", "b", "b"]), { b: 2, a: 1 });
 * ```
 */
export function countBy(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries(
    [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
  );
}

/**
 * Counts as text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(countsText({ Synced: 18, OutOfSync: 3 }), "18 Synced, 3 OutOfSync");
 * ```
 */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([value, count]) => `${count} ${value}`)
    .join(", ");
}
