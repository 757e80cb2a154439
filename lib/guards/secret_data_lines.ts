/**
 * Where the data of Kubernetes Secrets starts in a text that is read by lines.
 *
 * @module
 */
import type { TextLine } from "./text_lines.ts";

const SECRET_KIND_REGEXP = /^["']?secret(?:list)?["']?[ \t]*(?:,|#[^\n]*)?$/i;
/** The same behind other words: the first line of a manifest that a sentence quotes. */
const LOOSE_KIND_REGEXP =
  /(?<![A-Za-z0-9_])kind["']?:[ \t]*["']?secret(?:list)?["']?[ \t]*$/i;
/** The keys of a Secret that hold its values. */
export const DATA_REGEXP: RegExp = /^(?:data|stringData|binaryData)$/;

/** The numbers of the lines `data:` and `stringData:` that stand beside a `kind: Secret`, before it or behind it. */
export function secretDataLines(
  lines: readonly TextLine[],
): ReadonlySet<number> {
  const found = new Set<number>();
  /** How far the lines beside a column were searched. */
  const done = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    if (!saysSecret(line)) continue;
    // A second kind in lines that were searched already finds nothing more.
    const keyColumn = line.key === "kind" ? line.keyColumn : line.column;
    if (at <= (done.get(keyColumn) ?? -1)) continue;
    let first = at;
    while (first > 0 && startsItem(lines[first], keyColumn) === false) {
      if (!isBeside(lines[first - 1], keyColumn)) break;
      first--;
    }
    let last = at;
    while (
      isBeside(lines[last + 1], keyColumn) &&
      startsItem(lines[last + 1], keyColumn) === false
    ) last++;
    for (let next = first; next <= last; next++) {
      const { key, keyColumn: column } = lines[next] ?? line;
      if (column === keyColumn && DATA_REGEXP.test(key ?? "")) found.add(next);
    }
    done.set(keyColumn, last);
  }
  return found;
}

function saysSecret({ key, value, body }: TextLine): boolean {
  return key === "kind"
    ? SECRET_KIND_REGEXP.test(value)
    : LOOSE_KIND_REGEXP.test(body.slice(-64));
}

/** Whether `line` belongs to the map whose keys stand in `keyColumn`. */
function isBeside(line: TextLine | undefined, keyColumn: number): boolean {
  if (line === undefined) return false;
  if (line.column < 0) return true;
  return line.keyColumn >= keyColumn && line.body !== "---";
}

/** Whether `line` is the first of an item of a list whose keys stand in `keyColumn`. */
function startsItem(line: TextLine | undefined, keyColumn: number): boolean {
  return line !== undefined && line.keyColumn === keyColumn &&
    line.column < keyColumn;
}
