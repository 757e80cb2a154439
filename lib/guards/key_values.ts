/**
 * Secrets that a key in the same line announces: `password=…`, `"token":"…"`,
 * `--api-key …`, `<password>…</password>`, `name=DB_PASSWORD, value=…`.
 *
 * @module
 */
import { isCredentialKey } from "./credential_keys.ts";
import type { Marks } from "./secret_marks.ts";
import {
  isProse,
  isSecretValue,
  isSentence,
  SCHEME_REGEXP,
} from "./secret_values.ts";

/**
 * A key and what separates it from its value. A run of letters and punctuation
 * is entered at its start only, which keeps the search linear.
 */
const KEY_REGEXP =
  /(?<![\w.\-[\]/])([.\-[\]/]*)(\w[\w.\-[\]/]*)(\\*["'`]?)([ \t]{0,8})(=>|:=|==?|:)([ \t]{0,8})/g;
/** The first halves of a pair, up to where the value starts. */
const PAIR_REGEXP =
  /(?<![A-Za-z0-9_])(?:name|key)(?:\\*["'])?[ \t]{0,4}[:=][ \t]{0,4}(?:\\*["'])?([\w.\-[\]]{1,128})(?:\\*["'])?[ \t]{0,4}[,;]?[ \t]{0,4}(?:\\*["'])?value(?:\\*["'])?[ \t]{0,4}[:=][ \t]{0,4}/gi;
const FLAG_REGEXP =
  /(?<![\w-])(--[A-Za-z][\w.-]{1,63})(?:["'],[ \t]{0,4}["']|[ \t]{1,4}["']?)(?![-<])([^\s"',\]]+)/g;
const ELEMENT_REGEXP = /<([\w.:-]{1,64})>([^<>\n]{1,4096})<\/\1>/g;
/** What stands before a key that opens its line. */
const LINE_START_REGEXP =
  /^[+-]?[ \t]*(?:-[ \t]+)*(?:(?:export|set|env|ENV|ARG)[ \t]+|#+[ \t]*|\/\/[ \t]*|\{[ \t]*)?["'$]?$/;

/** Where a value stands in its line, quotes left out. */
interface ValueRange {
  readonly start: number;
  readonly end: number;
  readonly quotes: "none" | "closed" | "open";
}

/** What {@link maskKeyValues} may be told. */
export interface KeyValueOptions {
  readonly marks: Marks;
  /** Every key announces a secret: the line is the data of a Secret. */
  readonly isData?: boolean;
}

/** Masks the values in one line whose keys name a credential. */
export function maskKeyValues(line: string, options: KeyValueOptions): string {
  if (!/[:=>]|--/.test(line)) return line;
  const { marks } = options;
  let result = maskAnnounced(line, PAIR_REGEXP, marks);
  result = result.replace(
    FLAG_REGEXP,
    (all, flag: string, value: string, at: number) => {
      const rest = result.slice(at + all.length - value.length);
      return isCredentialKey(flag) && isSecretValue(flag, value) &&
          !isSentence(rest)
        ? all.slice(0, -value.length) + marks.of(value)
        : all;
    },
  );
  result = result.replace(
    ELEMENT_REGEXP,
    (all, name: string, value: string) =>
      isCredentialKey(name) && isSecretValue(name, value)
        ? `<${name}>${marks.of(value)}</${name}>`
        : all,
  );
  return maskAssignments(result, options);
}

function maskAnnounced(line: string, regexp: RegExp, marks: Marks): string {
  let result = "";
  let done = 0;
  for (const found of line.matchAll(regexp)) {
    const name = found[1] ?? "";
    const at = found.index + found[0].length;
    if (found.index < done || !isCredentialKey(name)) continue;
    const { start, end } = readValue(line, at, { isLineStart: false });
    const value = line.slice(start, end);
    if (!isSecretValue(name, value)) continue;
    result += line.slice(done, start) + marks.of(value);
    done = end;
  }
  return result + line.slice(done);
}

function maskAssignments(line: string, options: KeyValueOptions): string {
  const { marks, isData = false } = options;
  let result = "";
  let done = 0;
  KEY_REGEXP.lastIndex = 0;
  for (const found of line.matchAll(KEY_REGEXP)) {
    const [all, lead = "", key = "", quote = "", , separator = "", gap = ""] =
      found;
    if (found.index < done) continue;
    // In the data of a Secret every key counts, but only keys: not the colon of a mark.
    if (isData ? quote === "" : !isCredentialKey(key)) continue;
    const at = found.index + all.length;
    const isTight = separator === ":" && gap === "" && quote === "";
    if (!isData && isTight) {
      // `proj:secret-team:role`, `arn:aws:…:secret:name`: a link of a chain.
      if (line[found.index - 1] === ":") continue;
      if (isName(lead + key, line, at)) continue;
    }
    if (line[at] === "{") continue; // its own keys are looked at next
    if (line[at] === "[") {
      const close = line.indexOf("]", at);
      const stop = close < 0 ? line.length : close;
      result += line.slice(done, at) +
        maskStrings(line.slice(at, stop), key, marks);
      done = stop;
      continue;
    }
    const isLineStart = LINE_START_REGEXP.test(
      line.slice(Math.max(0, found.index - 256), found.index) + lead,
    );
    const range = readValue(line, at, {
      isLineStart: isLineStart && (separator !== ":" || gap !== ""),
      isAssignment: separator !== ":",
    });
    const value = line.slice(range.start, range.end);
    if (!isSecretValue(key, value) || isMasked(line, range.start)) {
      continue;
    }
    // Nobody writes `token=is missing`: sentences and chains of errors have a colon.
    if (
      separator === ":" && range.quotes === "none" &&
      isProse(line.slice(range.start))
    ) continue;
    result += line.slice(done, range.start) + marks.of(value);
    done = range.end;
  }
  return result + line.slice(done);
}

/** The strings of a list whose key is a credential. */
function maskStrings(list: string, key: string, marks: Marks): string {
  return list.replace(
    /(["'])([^"'\\]+)/g,
    (all, quote: string, value: string) =>
      isSecretValue(key, value) && !/^[\s,]*$/.test(value)
        ? quote + marks.of(value)
        : all,
  );
}

/** `registry/token-service:v1`, `app:/Secret:ns/name`, `vault-secret:1.2`, `secret://…`: a name, no key. */
function isName(key: string, line: string, at: number): boolean {
  return key.includes("/") || line.startsWith("//", at) ||
    (key.includes("-") && /^v?\d+\.\d/.test(line.slice(at, at + 24)));
}

/** `<masked:1>`, `Bearer <masked:1>`: nothing of the secret is left. Another word before a mark may be the secret. */
const MASKED_REGEXP = new RegExp(
  `^(?:${SCHEME_REGEXP.source}[ \\t]{1,4})?<masked:\\d+>(?=$|[\\s#&,;)\\]}"'\`\\\\])`,
  "i",
);

function isMasked(line: string, at: number): boolean {
  return MASKED_REGEXP.test(line.slice(at, at + 64));
}

/**
 * Finds the value that starts at `from`: what is quoted up to its closing quote,
 * else up to the end of the line where the key opens it, else up to a space.
 */
export function readValue(
  line: string,
  from: number,
  options: { readonly isLineStart: boolean; readonly isAssignment?: boolean },
): ValueRange {
  const opening = /^(\\*)(["'`])/.exec(line.slice(from, from + 64));
  if (opening !== null) {
    const [quote, slashes = "", mark = ""] = opening;
    const start = from + quote.length;
    const end = closingQuote(line, start, { mark, slashes: slashes.length });
    return end === undefined
      ? { start, end: trimmedEnd(line, start), quotes: "open" }
      : { start, end, quotes: "closed" };
  }
  if (options.isLineStart && options.isAssignment !== true) {
    return { start: from, end: trimmedEnd(line, from), quotes: "none" };
  }
  const end = options.isLineStart
    ? assignmentEnd(line, from)
    : wordEnd(line, from);
  return { start: from, end, quotes: "none" };
}

/** Where the quote closes: the same mark behind no more backslashes than opened it. */
function closingQuote(
  line: string,
  start: number,
  opening: { readonly mark: string; readonly slashes: number },
): number | undefined {
  const { mark, slashes } = opening;
  for (let at = start; at < line.length; at++) {
    let run = 0;
    while (line[at] === "\\") {
      run++;
      at++;
    }
    if (line[at] !== mark) continue;
    if (mark === "'" && run === 0 && line[at + 1] === "'") {
      // YAML and SQL write a quote inside of quotes twice; an empty value is none.
      if (at > start) {
        at++;
        continue;
      }
    }
    if (slashes === 0 ? run % 2 === 0 : run <= slashes) return at - run;
  }
  return undefined;
}

/** An unquoted value with spaces, as in a properties file, up to the next assignment. */
function assignmentEnd(line: string, from: number): number {
  const next = /[ \t]+[\w.-]{1,64}=/.exec(line.slice(from));
  return next === null
    ? trimmedEnd(line, from)
    : trimmedEnd(line, from, from + next.index);
}

/** A word, up to a space, a closing quote, or a separator before another key. */
function wordEnd(line: string, from: number): number {
  const word =
    /(?:[^\s"'`,;&]|["'`](?=\w)|[,;&](?![ \t]|[\w.-]{0,64}[:=]|["'`{}[\]]|$))*/y;
  word.lastIndex = from;
  const end = from + (word.exec(line)?.[0].length ?? 0);
  return trimmedEnd(line, from, end, /[\s:)}\]]/);
}

function trimmedEnd(
  line: string,
  from: number,
  to = line.length,
  trailing = /\s/,
): number {
  let end = to;
  while (end > from && trailing.test(line[end - 1] ?? "")) end--;
  return end;
}
