/**
 * Takes out of untrusted text what a person does not see and a model or a
 * terminal does: escape sequences, control characters, invisible and
 * bidirectional characters.
 *
 * @module
 */

/**
 * Escape sequences of terminals: strings with an end of their own (OSC for
 * links and titles, DCS, SOS, PM, APC; an unfinished one ends with its line),
 * CSI, and the short ones. Both the seven-bit and the eight-bit forms.
 */
const ESCAPE_REGEXP =
  // deno-lint-ignore no-control-regex
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u009c|\u001b\\)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/** C0 and C1 controls and DEL, without tab and line feed. */
const CONTROL_REGEXP =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Code points without a shape of their own: format characters (Cf: zero width,
 * bidi controls, soft hyphen, byte order mark, tag characters …), variation
 * selectors, fillers and joiners that show as nothing, lone surrogates. The few
 * format characters that do show (signs before Arabic numbers) stay.
 */
const HIDDEN_REGEXP =
  /(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\u{e0000}-\u{e0fff}]/gu;

/** Nearly every text is visible ASCII, which has nothing to remove. */
const PLAIN_REGEXP = /^[\t\n\x20-\x7e]*$/;

/**
 * Removes escape sequences and hidden characters from `input` and ends its
 * lines with LF. Letters of all scripts and emoji stay; those that are joined
 * by zero-width joiners come apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(cleanText("\u001b[31mred\u001b[0m\r\nadm\u200bin"), "red\nadmin");
 * ```
 */
export function cleanText(input: string): string {
  if (PLAIN_REGEXP.test(input)) return input;
  // Hidden characters first: one of them inside of an escape sequence must not save its rest.
  return input
    .replace(/\r\n?|\u0085|[\u2028\u2029]/g, "\n")
    .replace(HIDDEN_REGEXP, "")
    .replace(ESCAPE_REGEXP, "")
    .replace(CONTROL_REGEXP, "");
}

/**
 * Applies {@linkcode cleanText} to every string below `value`, keys of plain
 * objects included. What is neither string, list nor plain object stays itself.
 */
export function cleanValue<T>(value: T): T {
  // The shape is that of the input; only its strings are others.
  return clean(value) as T;
}

/** A copy is made only of what changes: nearly every answer is clean, and copying it is most of the work. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return cleanList(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return cleanObject(value as Readonly<Record<string, unknown>>);
}

function cleanList(list: readonly unknown[]): unknown {
  const cleaned = list.map(clean);
  return cleaned.some((item, index) => item !== list[index]) ? cleaned : list;
}

function cleanObject(object: Readonly<Record<string, unknown>>): unknown {
  let changed = false;
  const entries = Object.entries(object).map(([key, member]) => {
    const entry: [string, unknown] = [cleanText(key), clean(member)];
    changed ||= entry[0] !== key || entry[1] !== member;
    return entry;
  });
  // fromEntries defines members, so that a key `__proto__` stays a key.
  return changed ? Object.fromEntries(entries) : object;
}
