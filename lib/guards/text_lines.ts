/**
 * Texts cut into lines, and lines into indentation, key and value, without a
 * parser that could refuse them.
 *
 * @module
 */

/** Not written with dots: to those U+2028 is the end of a line, to YAML it is a letter. */
const LINE_REGEXP =
  /^([ \t]*)((?:-[ \t]+)*)(?:"([^"\\]{1,256})"|'([^']{1,256})'|([A-Za-z_.][\w.\-/[\]]{0,255}))[ \t]*:(?:[ \t]+([^\n]*))?$/;
const DIFF_REGEXP = /^@@ |^(?:---|\+\+\+) \S/m;

/** One line, cut into its parts. */
export interface TextLine {
  /** The sign of a diff, taken off. */
  readonly sign: string;
  readonly body: string;
  /** Column of the first letter; -1 when the line is blank. */
  readonly column: number;
  /** Column of the key behind the dashes of a list. */
  readonly keyColumn: number;
  readonly key: string | undefined;
  readonly value: string;
}

/** Cuts `text` into lines; in a unified diff the signs are taken off. */
export function readLines(text: string): readonly TextLine[] {
  const isDiff = DIFF_REGEXP.test(text);
  return text.split("\n").map((line) => readLine(line, isDiff));
}

function readLine(text: string, isDiff: boolean): TextLine {
  const isSigned = isDiff && /^[ +-]/.test(text) &&
    !/^(?:---|\+\+\+) /.test(text);
  const sign = isSigned ? text.slice(0, 1) : "";
  const body = isSigned ? text.slice(1) : text;
  const column = body.search(/\S/);
  const parts = LINE_REGEXP.exec(
    body.endsWith("\r") ? body.slice(0, -1) : body,
  );
  if (parts === null) {
    return { sign, body, column, keyColumn: column, key: undefined, value: "" };
  }
  const [, indent = "", dashes = "", double, single, plain, value = ""] = parts;
  return {
    sign,
    body: body.endsWith("\r") ? body.slice(0, -1) : body,
    column,
    keyColumn: indent.length + dashes.length,
    key: double ?? single ?? plain,
    value,
  };
}
