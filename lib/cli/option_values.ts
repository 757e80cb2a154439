/**
 * The kinds of values that options take. All are strict: what is not surely meant is refused.
 *
 * @module
 */
import { nearest } from "../pipeline/nearest.ts";

/** How the text of an option becomes its value. */
export interface ValueType<T> {
  /** Stands for the value in the help, `SECONDS`; `undefined` for a switch, whose flag takes no value. */
  readonly placeholder: string | undefined;
  /** What is accepted, as the end of "must be …". */
  readonly accepts: string;
  /** The value, or `undefined` when the text is none. */
  read(text: string): T | undefined;
  /** What was probably meant by a text that is no value. */
  guess?(text: string): string | undefined;
}

const SWITCH: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};

/** True or false, in the words people use for it, in any case. */
export const toggle: ValueType<boolean> = {
  placeholder: undefined,
  accepts: "true, false, 1, 0, yes, no, on or off",
  read: (text) => {
    const word = text.trim().toLowerCase();
    return Object.hasOwn(SWITCH, word) ? SWITCH[word] : undefined;
  },
};

/** Any text; blanks around it are not part of it. */
export function text(placeholder: string): ValueType<string> {
  return {
    placeholder,
    accepts: "a text",
    read: (value) => value.trim() || undefined,
  };
}

/** Text that is taken as it stands, because blanks may belong to it (a password). */
export function exactText(placeholder: string): ValueType<string> {
  return { placeholder, accepts: "a text", read: (value) => value };
}

/** A secret that nobody can guess, by its length in characters. */
export function longText(
  placeholder: string,
  least: number,
): ValueType<string> {
  return {
    placeholder,
    accepts: `a text of at least ${least} characters`,
    read: (value) => value.trim().length >= least ? value.trim() : undefined,
  };
}

/** A whole number from `min` to `max`, in plain digits. */
export function integer(
  placeholder: string,
  { min, max }: { readonly min: number; readonly max: number },
): ValueType<number> {
  return {
    placeholder,
    accepts: `a whole number from ${min} to ${max}`,
    read: (value) => {
      const digits = value.trim();
      if (!/^\d{1,9}$/.test(digits)) return undefined;
      const number = Number(digits);
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** One of a few words. */
export function choice<const Word extends string>(
  placeholder: string,
  words: readonly Word[],
): ValueType<Word> {
  return {
    placeholder,
    accepts: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
    read: (value) => words.find((word) => word === value.trim().toLowerCase()),
    guess(value) {
      const start = value.trim().toLowerCase();
      return words.find((word) => start !== "" && word.startsWith(start)) ??
        nearest(value, words);
    },
  };
}

/** Patterns with `*` and `?`, separated by commas; an entry that could never match is refused, not passed over. */
export function patterns(
  placeholder: string,
  entry: { readonly regexp: RegExp; readonly accepts: string },
): ValueType<readonly string[]> {
  return {
    placeholder,
    accepts: entry.accepts,
    read(value) {
      const entries = value.split(",").map((part) => part.trim());
      return entries.every((part) => entry.regexp.test(part))
        ? entries
        : undefined;
    },
  };
}

const INSTANT_REGEXP =
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A moment: a date, which begins at midnight UTC, or a time with its zone. */
export function instant(placeholder: string): ValueType<Date> {
  return {
    placeholder,
    accepts: "a date (2026-07-01) or a time with its zone (2026-07-01T12:00Z)",
    read(value) {
      const text = value.trim();
      if (!INSTANT_REGEXP.test(text)) return undefined;
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? undefined : date;
    },
  };
}
