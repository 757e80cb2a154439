/**
 * Where the next part of a long answer starts, as an opaque text that is good for one question only.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** FNV-1a: tells questions apart, protects nothing; a cursor is a position, not a right. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** The part of a question that a cursor is bound to: everything but the paging arguments. */
function question(
  tool: string,
  args: Readonly<Record<string, unknown>>,
): string {
  const entries = Object.entries(args)
    .filter(([key, value]) =>
      key !== "cursor" && key !== "limit" && value !== undefined
    )
    .sort(([a], [b]) => a < b ? -1 : 1);
  return fingerprint(JSON.stringify([tool, entries]));
}

/**
 * Makes the cursor for the part that starts at `offset`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const cursor = makeCursor("list_applications", { project: "shop" }, 50);
 * assert.equal(readCursor("list_applications", { project: "shop", cursor }), 50);
 * assert.throws(() => readCursor("list_applications", { project: "other", cursor }), { code: "INVALID_CURSOR" });
 * ```
 */
export function makeCursor(
  tool: string,
  args: Readonly<Record<string, unknown>>,
  offset: number,
): string {
  return `${offset.toString(36)}.${question(tool, args)}`;
}

const CURSOR_REGEXP = /^([0-9a-z]{1,8})\.([0-9a-z]{1,7})$/;

/**
 * Reads `args.cursor`; 0 without one.
 *
 * @throws {ToolError} `INVALID_CURSOR` when it is none of ours or belongs to another question.
 */
export function readCursor(
  tool: string,
  args: Readonly<Record<string, unknown>>,
): number {
  const { cursor } = args;
  if (cursor === undefined) return 0;
  const match = typeof cursor === "string" ? CURSOR_REGEXP.exec(cursor) : null;
  if (!match?.[1] || match[2] !== question(tool, args)) {
    throw new ToolError(
      "INVALID_CURSOR",
      `Cannot continue '${tool}': the cursor does not belong to these arguments`,
      {
        hint:
          "Repeat the call without 'cursor', or with exactly the arguments that gave the cursor",
      },
    );
  }
  return parseInt(match[1], 36);
}
