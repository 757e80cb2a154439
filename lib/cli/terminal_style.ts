/**
 * Colours, where somebody sees them.
 *
 * @module
 */
import { styleText } from "node:util";
import type { TextFormat } from "./help.ts";

/**
 * Colours text when stdout is a terminal and `NO_COLOR` is not set.
 *
 * Asked of Deno: Node's own check reads a dozen variables, which the executable may not.
 */
export function terminalStyle(format: TextFormat, text: string): string {
  if (Deno.noColor || !Deno.stdout.isTerminal()) return text;
  return styleText(format, text, { validateStream: false });
}
