/**
 * Findings as rows of a label and a text, at most 80 columns wide.
 *
 * @module
 */
import { wrap } from "./help.ts";

const LABEL = 13;

/** One row; a long text goes on below itself. */
export function textRow(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${wrap(text, LABEL).trimStart()}`;
}
