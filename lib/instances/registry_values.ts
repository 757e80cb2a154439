/**
 * The kinds of values that keys of a registry have. All are strict: what is not surely meant is refused, and never
 * repeated.
 *
 * @module
 */
import { isMap, isScalar, isSeq } from "yaml";

/** A value, or the end of a sentence that says what is wrong, and with which part of it. */
export type Reading<T> =
  | { readonly value: T }
  | { readonly state: string; readonly at?: unknown };

/** Makes a value of a node of YAML. */
export type Reader<T> = (node: unknown) => Reading<T>;

/** What is wrong with a text; `undefined` when nothing is. */
export type TextCheck = (text: string) => string | undefined;

const CONTROL_REGEXP = /\p{Cc}/u;

function scalarOf(node: unknown): unknown {
  return isScalar(node) ? node.value : undefined;
}

/** True or false, and no other word for it. */
export function flag(node: unknown): Reading<boolean> {
  const value = scalarOf(node);
  return typeof value === "boolean"
    ? { value }
    : { state: "must be true or false" };
}

/** A whole number in a range. */
export function integer(
  { min, max }: { readonly min: number; readonly max: number },
): Reader<number> {
  return (node) => {
    const value = scalarOf(node);
    return typeof value === "number" && Number.isInteger(value) &&
        value >= min && value <= max
      ? { value }
      : { state: `must be a whole number from ${min} to ${max}` };
  };
}

/** One of a few words. */
export function choice<const Word extends string>(
  words: readonly Word[],
): Reader<Word> {
  const accepted = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return (node) => {
    const value = scalarOf(node);
    const word = words.find((word) => word === value);
    return word === undefined
      ? { state: `must be ${accepted}` }
      : { value: word };
  };
}

/** A text as it stands, because blanks may belong to it. */
export function exactText(node: unknown): Reading<string> {
  const value = scalarOf(node);
  if (typeof value === "string") {
    return value.startsWith("op://")
      ? {
        state:
          "is an unresolved 1Password reference; 'op inject' writes the file with the values",
      }
      : { value };
  }
  const isWord = typeof value === "number" || typeof value === "boolean";
  return { state: `must be a text${isWord ? "; put it into quotes" : ""}` };
}

/** A text of one line, without the blanks around it. */
export function text(check?: TextCheck): Reader<string> {
  return (node) => {
    const reading = exactText(node);
    if (!("value" in reading)) return reading;
    const value = reading.value.trim();
    const state = value === ""
      ? "is empty"
      : CONTROL_REGEXP.test(value)
      ? "has a line break or another control character"
      : check?.(value);
    return state === undefined ? { value } : { state };
  };
}

/** A list that is not empty. */
export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (node) => {
    if (!isSeq(node)) return { state: "must be a list" };
    if (node.items.length === 0) {
      return { state: "is an empty list; leave it out" };
    }
    const values: T[] = [];
    for (const item of node.items) {
      const reading = reader(item);
      if (!("value" in reading)) {
        return { at: item, state: `has an item that ${reading.state}` };
      }
      values.push(reading.value);
    }
    return { value: values };
  };
}

/** A mapping of names to texts, in its order. */
export function pairs(
  node: unknown,
): Reading<readonly (readonly [string, string])[]> {
  if (!isMap(node)) return { state: "must be a mapping of names to texts" };
  const found = new Map<string, string>();
  for (const { key, value } of node.items) {
    const name = text()(key);
    const content = exactText(value);
    if (!("value" in name)) {
      return { at: key, state: `has a name that ${name.state}` };
    }
    if (!("value" in content)) {
      return { at: key, state: `has a value that ${content.state}` };
    }
    if (found.has(name.value)) {
      return { at: key, state: "has a name that is given twice" };
    }
    found.set(name.value, content.value);
  }
  return { value: [...found] };
}

/** What either of two readers takes; the second says what is wrong. */
export function either<A, B>(one: Reader<A>, other: Reader<B>): Reader<A | B> {
  return (node) => {
    const reading = one(node);
    return "value" in reading ? reading : other(node);
  };
}
