/**
 * Secrets in texts that are made of lines: YAML that does not parse (templates,
 * cut ends), unified diffs, property files, logs.
 *
 * Indentation is followed in one pass with a stack, so the time is proportional
 * to the number of lines however deep they are.
 *
 * @module
 */
import { isCredentialKey, isReferenceKey } from "./credential_keys.ts";
import { decodeBase64 } from "./base64_secrets.ts";
import { maskKeyValues, readValue } from "./key_values.ts";
import {
  normalizePlusMask,
  ONLY_MARK_REGEXP,
  PLUS_MASK_REGEXP,
} from "./secret_marks.ts";
import type { Marks } from "./secret_marks.ts";
import { DATA_REGEXP, secretDataLines } from "./secret_data_lines.ts";
import { isProse, isSecretValue } from "./secret_values.ts";
import { readLines, type TextLine } from "./text_lines.ts";

const BLOCK_REGEXP = /^(?:[&!]\S+[ \t]+)*[|>][-+\d]{0,2}[ \t]*(?:#[^\n]*)?$/;
/** Nothing, or an opening bracket: the value is on the lines below. */
const NO_VALUE_REGEXP = /^(?:[&!]\S+[ \t]*)*(?:[{[][ \t]*|#[^\n]*)?$/;
const PAIR_VALUE_REGEXP = /^(?:value|string|array|map|content)$/;

/** What {@link maskLines} may be told. */
export interface LineOptions {
  readonly marks: Marks;
  /** The text belongs to a Kubernetes Secret even where it does not say so. */
  readonly inSecret: boolean;
}

/** What governs the lines that are indented deeper than `column`. */
interface Level {
  readonly column: number;
  readonly credential: string | undefined;
  readonly isData: boolean;
}

/** Masks what a key in the lines of `text` announces, on its own line or on those below. */
export function maskLines(text: string, options: LineOptions): string {
  return new LineScan(text, options).run();
}

class LineScan {
  readonly #lines: readonly TextLine[];
  readonly #dataLines: ReadonlySet<number>;
  readonly #marks: Marks;
  readonly #inSecret: boolean;
  readonly #output: string[] = [];
  readonly #levels: Level[] = [];
  /** Whether the item that is being read has a name that makes its value a secret. */
  #pair: { readonly column: number; readonly name: string } | undefined;

  /** The credential flag that the last item was. */
  #flag: { readonly column: number; readonly name: string } | undefined;

  constructor(text: string, { marks, inSecret }: LineOptions) {
    this.#lines = readLines(text);
    this.#dataLines = secretDataLines(this.#lines);
    this.#marks = marks;
    this.#inSecret = inSecret;
  }

  run(): string {
    let at = 0;
    while (at < this.#lines.length) at += this.#step(at);
    return this.#output.join("\n");
  }

  /** Writes the line at `at` and those that belong to its value; gives how many they were. */
  #step(at: number): number {
    const line = this.#line(at);
    if (line.column < 0) return this.#write(line.sign + line.body);
    this.#leaveLevels(line);
    const level = this.#levels.at(-1);
    if (line.key === undefined) return this.#writeLoose(line, level);
    const credential = this.#credentialOf(line.key, at, level);
    const isData = level?.isData === true || this.#isData(line.key, at);
    if (NO_VALUE_REGEXP.test(line.value)) {
      this.#levels.push({ column: line.keyColumn, credential, isData });
      return this.#write(line.sign + line.body);
    }
    if (credential === undefined && !isData) {
      return this.#write(line.sign + this.#inline(line.body));
    }
    const key = credential ?? line.key;
    return BLOCK_REGEXP.test(line.value)
      ? this.#writeBlock(at, key, isData)
      : this.#writeValue(at, key, isData);
  }

  #leaveLevels({ column, body }: TextLine): void {
    const isItem = /^[ \t]*-(?:[ \t]|$)/.test(body);
    let level = this.#levels.at(-1);
    // The items of a list may stand in the column of its key.
    while (
      level !== undefined &&
      (column < level.column || (column === level.column && !isItem))
    ) {
      this.#levels.pop();
      level = this.#levels.at(-1);
    }
    if (this.#pair !== undefined && (column < this.#pair.column || isItem)) {
      this.#pair = undefined;
    }
  }

  /** The key that makes the value of this line a secret, or undefined. */
  #credentialOf(
    key: string,
    at: number,
    level: Level | undefined,
  ): string | undefined {
    const { keyColumn, value } = this.#line(at);
    if (key === "name" || key === "key") {
      const name = value.replace(/^["']|["']$/g, "");
      if (isCredentialKey(name)) this.#pair = { column: keyColumn, name };
    }
    if (PAIR_VALUE_REGEXP.test(key) && this.#pair?.column === keyColumn) {
      return this.#pair.name;
    }
    if (isCredentialKey(key)) return key;
    return level?.credential !== undefined && !isReferenceKey(key)
      ? level.credential
      : undefined;
  }

  #isData(key: string, at: number): boolean {
    return DATA_REGEXP.test(key) &&
      (this.#inSecret || this.#dataLines.has(at));
  }

  /** A line without a key: an item of a list, the second line of a value, prose. */
  #writeLoose(line: TextLine, level: Level | undefined): number {
    const { body, sign } = line;
    const isGoverned = level !== undefined &&
      (level.isData || level.credential !== undefined);
    const start = /^[ \t]*(?:-[ \t]+)*/.exec(body)?.[0] ?? "";
    const content = body.slice(start.length);
    const flag = this.#flagBefore(line, content);
    if ((!isGoverned && flag === undefined) || /^@@ /.test(body)) {
      return this.#write(sign + this.#inline(body));
    }
    const key = flag ?? level?.credential ?? "";
    const masked = this.#mask(content, key, level?.isData === true);
    return this.#write(sign + start + (masked ?? this.#inline(content)));
  }

  /** The flag on the item before this one that makes it a secret: `- --password`, `- hunter2`. */
  #flagBefore({ column }: TextLine, content: string): string | undefined {
    const flag = this.#flag?.column === column && !content.startsWith("-")
      ? this.#flag.name
      : undefined;
    const name = /^["']?(--?[A-Za-z][\w.-]*)["']?$/.exec(content)?.[1] ?? "";
    this.#flag = isCredentialKey(name) ? { column, name } : undefined;
    return flag;
  }

  /** A value that starts on the line of its key, with the deeper lines that continue it. */
  #writeValue(at: number, key: string, isData: boolean): number {
    const { body, sign, value } = this.#line(at);
    const { start, end, quotes } = readValue(value, 0, { isLineStart: true });
    const isClosed = quotes === "closed";
    const count = isClosed ? 1 : this.#deeperLines(at);
    if (!isData && quotes === "none" && count === 1 && isProse(value)) {
      return this.#write(sign + body);
    }
    const whole = [value.slice(start, end), ...this.#bodies(at + 1, at + count)]
      .join("\n");
    const masked = this.#mask(whole, key, isData);
    if (masked === undefined) {
      for (let next = at; next < at + count; next++) {
        const line = this.#line(next);
        this.#write(line.sign + this.#inline(line.body));
      }
      return count;
    }
    const before = body.slice(0, body.length - value.length);
    this.#write(
      sign + before +
        (isClosed
          ? value.slice(0, start) + masked + this.#inline(value.slice(end))
          : masked),
    );
    return count;
  }

  /** A block scalar: the header stays, the lines below become one mark for each side of a diff. */
  #writeBlock(at: number, key: string, isData: boolean): number {
    const count = this.#deeperLines(at);
    const header = this.#line(at);
    this.#write(header.sign + header.body);
    let next = at + 1;
    while (next < at + count) {
      const { sign, body, column } = this.#line(next);
      const start = next;
      while (next < at + count && this.#line(next).sign === sign) next++;
      const content = this.#bodies(start, next).join("\n");
      const masked = this.#mask(content, key, isData);
      this.#write(
        masked === undefined
          ? this.#raw(start, next)
          : sign + body.slice(0, Math.max(column, 0)) + masked,
      );
    }
    return count;
  }

  /** How many lines, with this one, are deeper than the key of this one; blank ones at the end left out. */
  #deeperLines(at: number): number {
    const { keyColumn } = this.#line(at);
    let last = at;
    for (let next = at + 1; next < this.#lines.length; next++) {
      const { column, body } = this.#line(next);
      if (column < 0) continue;
      if (column <= keyColumn || body.startsWith("@@ ")) break;
      last = next;
    }
    return last - at + 1;
  }

  /** The mark for `content`, itself when it is one of Argo CD's masks, undefined when it may stay. */
  #mask(content: string, key: string, isData: boolean): string | undefined {
    const text = content.trim().replace(/^(["'])(.*)\1$/s, "$2");
    if (PLUS_MASK_REGEXP.test(text)) return normalizePlusMask(text);
    if (/^(?:\{\}|\[\])$/.test(text)) return undefined;
    if (isData) {
      return text === "" || ONLY_MARK_REGEXP.test(text)
        ? undefined
        : this.#marks.of(decodeBase64(text) ?? text);
    }
    return isSecretValue(key, text.replace(/(?<=>)[ \t]+#[^\n]*$/, ""))
      ? this.#marks.of(text)
      : undefined;
  }

  #inline(line: string): string {
    return maskKeyValues(line, { marks: this.#marks });
  }

  #bodies(from: number, to: number): readonly string[] {
    return this.#lines.slice(from, to).map(({ body }) => body.trim());
  }

  #raw(from: number, to: number): string {
    return this.#lines.slice(from, to)
      .map(({ sign, body }) => sign + body).join("\n");
  }

  #line(at: number): TextLine {
    const line = this.#lines[at];
    if (line === undefined) {
      throw new RangeError("Cannot read line: no such line");
    }
    return line;
  }

  #write(line: string): number {
    this.#output.push(line);
    return 1;
  }
}
