/**
 * Label selectors in the grammar of Kubernetes: `env=prod,region!=eu,tier in (a,b),!legacy,team`.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

type Labels = Readonly<Record<string, string>>;

/** Tells whether labels are what a selector says. */
export type LabelSelector = (labels: Labels) => boolean;

/** Longer than any that a person writes. */
const MAX_CHARS = 1_000;

const TOKEN_REGEXP = /\s*(?:([\w./-]+)|(==|!=|[=!(),]))/y;
const WORD_REGEXP = /^\w/;
const NAME_REGEXP = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/;
const PREFIX_REGEXP = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Whether `text` can be a label's key: a name of at most 63 characters, or a DNS name, a slash and one. */
export function isLabelKey(text: string): boolean {
  const [name = "", prefix, ...rest] = text.split("/").toReversed();
  return rest.length === 0 && name.length <= 63 && NAME_REGEXP.test(name) &&
    (prefix === undefined ||
      prefix.length <= 253 && PREFIX_REGEXP.test(prefix));
}

/** Whether `text` can be a label's value: at most 63 letters, digits, `-`, `_` and `.`, or nothing. */
export function isLabelValue(text: string): boolean {
  return text === "" || text.length <= 63 && NAME_REGEXP.test(text);
}

function unusable(state: string): ToolError {
  return new ToolError(
    "INVALID_ARGUMENT",
    `Cannot use the label selector: ${state}`,
    { hint: "Write it as env=prod,region!=eu,tier in (a,b),!legacy" },
  );
}

function tokensOf(text: string): readonly string[] {
  if (text.length > MAX_CHARS) {
    throw unusable(`it is longer than ${MAX_CHARS} characters`);
  }
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN_REGEXP.lastIndex = 0;
  for (let at = 0; at < end; at = TOKEN_REGEXP.lastIndex) {
    const [, word, sign] = TOKEN_REGEXP.exec(text) ?? [];
    const token = word ?? sign;
    if (token === undefined) {
      throw unusable(`character ${at + 1} is none that labels have`);
    }
    tokens.push(token);
  }
  return tokens;
}

/** Reads one requirement after the other. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): LabelSelector {
    const tests = [this.#requirement()];
    while (this.#take(",")) tests.push(this.#requirement());
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) {
      throw unusable(`'${rest}' stands where a comma is expected`);
    }
    return (labels) => tests.every((test) => test(labels));
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #key(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) {
      throw unusable("it ends where a label is expected");
    }
    if (isLabelKey(token)) return token;
    throw unusable(`'${token}' is no name of a label`);
  }

  /** A value may be nothing, as in `env=`. */
  #value(): string {
    const token = this.#tokens[this.#at] ?? "";
    if (!WORD_REGEXP.test(token)) return "";
    this.#at++;
    if (isLabelValue(token)) return token;
    throw unusable(`'${token}' is no value of a label`);
  }

  #requirement(): LabelSelector {
    const isAbsent = this.#take("!");
    const key = this.#key();
    const valueOf = (labels: Labels) =>
      Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (isAbsent) return (labels) => valueOf(labels) === undefined;
    if (this.#take("=") || this.#take("==")) {
      const value = this.#value();
      return (labels) => valueOf(labels) === value;
    }
    if (this.#take("!=")) {
      const value = this.#value();
      return (labels) => valueOf(labels) !== value;
    }
    const operator = this.#tokens[this.#at];
    if (operator === "in" || operator === "notin") {
      this.#at++;
      const values: readonly (string | undefined)[] = this.#list(operator);
      return (labels) =>
        values.includes(valueOf(labels)) === (operator === "in");
    }
    return (labels) => valueOf(labels) !== undefined;
  }

  #list(operator: string): readonly string[] {
    if (!this.#take("(")) throw unusable(`'${operator}' has no list behind it`);
    const values = [this.#value()];
    while (this.#take(",")) values.push(this.#value());
    if (!this.#take(")")) {
      throw unusable(`the list of '${operator}' has no end`);
    }
    return values;
  }
}

/**
 * Reads a selector; an empty one matches everything. As in Kubernetes, `!=` and `notin` match what has no such label.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` with what is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const matches = parseLabelSelector("env in (prod,stage),region!=eu");
 * assert(matches({ env: "prod" }));
 * assert(!matches({ env: "prod", region: "eu" }));
 * ```
 */
export function parseLabelSelector(text: string): LabelSelector {
  const tokens = tokensOf(text);
  return tokens.length === 0 ? () => true : new Parser(tokens).parse();
}
