/**
 * An object that is on one side of a difference only.
 *
 * @module
 */
import { shortLine } from "./text_parts.ts";

/**
 * Its lines as those of a unified diff.
 *
 * @param most How many lines are shown; of the rest the number is said.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(oneSided("+", "a: 1\nb: 2\n", 2), "+a: 1\n+b: 2\n");
 * assert.equal(oneSided("-", "a: 1\nb: 2\n", 1), "-a: 1\n(1 more lines; ask for this resource alone)\n");
 * ```
 */
export function oneSided(sign: "-" | "+", yaml: string, most: number): string {
  const lines = yaml.trimEnd().split("\n");
  const shown = lines.slice(0, most).map((line) => `${sign}${shortLine(line)}`);
  if (lines.length > most) {
    shown.push(
      `(${lines.length - most} more lines; ask for this resource alone)`,
    );
  }
  return `${shown.join("\n")}\n`;
}
