/**
 * Colours, where somebody sees them.
 *
 * @module
 */
import { styleText } from "node:util";
import { stdout } from "node:process";
import type { TextFormat } from "./help.ts";

/** Colours text when stdout is a terminal that wants them (`NO_COLOR`, `FORCE_COLOR`). */
export function terminalStyle(format: TextFormat, text: string): string {
  return styleText(format, text, { stream: stdout, validateStream: true });
}
