/**
 * Label selectors in the grammar of Kubernetes. One that cannot be read is a 500 with the parser's words: as seen
 * on live servers, not the 400 that a caller's mistake would deserve.
 *
 * @module
 */
import { unknownError } from "../model/api_error.ts";

/** A label selector as a predicate; a bad one is a 500. */
export function selectorOf(
  text: string,
  place = "error parsing the selector",
): (labels: Record<string, string> | undefined) => boolean {
  if (text.trim() === "") return () => true;
  const tests = splitRequirements(text).map((part) =>
    requirement(part.trim(), place)
  );
  return (labels = {}) => tests.every((test) => test(labels));
}

function splitRequirements(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = "";
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) {
      parts.push(current);
      current = "";
    } else current += character;
  }
  return [...parts, current];
}

function requirement(
  text: string,
  place: string,
): (labels: Record<string, string>) => boolean {
  const list = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (list !== null) {
    const [, key = "", operator, values = ""] = list;
    const wanted = values.split(",").map((one) => one.trim());
    return (labels) =>
      wanted.includes(labels[key] ?? "\u0000") === (operator === "in");
  }
  const equal = /^([\w./-]+)\s*(==|=|!=)\s*([\w./-]*)$/.exec(text);
  if (equal !== null) {
    const [, key = "", operator, value] = equal;
    return (labels) => (labels[key] === value) === (operator !== "!=");
  }
  const absent = /^!([\w./-]+)$/.exec(text);
  if (absent !== null) return (labels) => !((absent[1] ?? "") in labels);
  if (/^[\w./-]+$/.test(text)) return (labels) => text in labels;
  const wanted = /^[\w.\/-]+\s+([\w.\/-]+)/.exec(text);
  if (wanted !== null) {
    throw unknownError(
      `${place}: unable to parse requirement: found '${
        wanted[1]
      }', expected: in, notin, =, ==, !=, gt, lt`,
    );
  }
  const found = text.replace(/^!/, "")[0] ?? "";
  throw unknownError(
    `${place}: unable to parse requirement: found '${found}', expected: identifier`,
  );
}
