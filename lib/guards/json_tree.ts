/**
 * Reads JSON with the place of every key and value, so that masks go in without
 * touching spaces, long numbers or repeated keys.
 *
 * @module
 */
import { MAX_DEPTH } from "./secret_tree.ts";
import type { MapEntry, SecretNode } from "./secret_tree.ts";

/** A JSON value inside of a text. */
export interface JsonText {
  readonly root: SecretNode;
  /** Behind its last character. */
  readonly end: number;
}

/** What came of reading: a value, or where it stopped being JSON. */
export type JsonReading = JsonText | {
  readonly failedAt: number;
  readonly isTooDeep: boolean;
};

const LITERAL_REGEXP =
  /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE_REGEXP = /[ \t\r\n]*/y;

/** Reads the JSON value that starts at `start`; more text may follow it. */
export function readJson(text: string, start: number): JsonReading {
  const reader = new JsonReader(text, start);
  try {
    return { root: reader.value(0), end: reader.position };
  } catch (error) {
    if (!(error instanceof JsonStop)) throw error;
    return { failedAt: reader.position, isTooDeep: error.isTooDeep };
  }
}

class JsonStop extends Error {
  constructor(readonly isTooDeep: boolean) {
    super("Cannot read JSON");
  }
}

// Made once: a text can stop being JSON at each of its letters, and a stack costs more than the look.
const TOO_DEEP = new JsonStop(true);
const NO_JSON = new JsonStop(false);

class JsonReader {
  position: number;
  readonly #text: string;

  constructor(text: string, start: number) {
    this.#text = text;
    this.position = start;
  }

  value(depth: number): SecretNode {
    this.#match(SPACE_REGEXP);
    const start = this.position;
    const first = this.#text[start];
    if ((first === "{" || first === "[") && depth >= MAX_DEPTH) {
      throw TOO_DEEP;
    }
    if (first === "{") return { type: "map", entries: this.#members(depth) };
    if (first === "[") return { type: "list", items: this.#items(depth) };
    const value = first === '"'
      ? this.#string()
      : JSON.parse(this.#need(LITERAL_REGEXP));
    return { type: "scalar", value, range: { start, end: this.position } };
  }

  #members(depth: number): MapEntry[] {
    const entries: MapEntry[] = [];
    this.#sequence("}", () => {
      const start = this.position;
      const key = this.#string();
      const keyRange = { start, end: this.position };
      this.#match(SPACE_REGEXP);
      this.#take(":");
      entries.push({ key, keyRange, node: this.value(depth + 1) });
    });
    return entries;
  }

  #items(depth: number): SecretNode[] {
    const items: SecretNode[] = [];
    this.#sequence("]", () => {
      items.push(this.value(depth + 1));
    });
    return items;
  }

  #sequence(close: string, readOne: () => void): void {
    this.position++;
    this.#match(SPACE_REGEXP);
    if (this.#text[this.position] === close) {
      this.position++;
      return;
    }
    while (true) {
      this.#match(SPACE_REGEXP);
      readOne();
      this.#match(SPACE_REGEXP);
      if (this.#text[this.position] !== ",") break;
      this.position++;
    }
    this.#take(close);
  }

  #string(): string {
    const start = this.position;
    this.#take('"');
    while (this.#text[this.position] !== '"') {
      if (this.position >= this.#text.length) throw NO_JSON;
      this.position += this.#text[this.position] === "\\" ? 2 : 1;
    }
    this.position++;
    try {
      return JSON.parse(this.#text.slice(start, this.position));
    } catch {
      throw NO_JSON; // a control character, or an escape that JSON does not know
    }
  }

  #take(char: string): void {
    if (this.#text[this.position] !== char) throw NO_JSON;
    this.position++;
  }

  #need(regexp: RegExp): string {
    const found = this.#match(regexp);
    if (found === "") throw NO_JSON;
    return found;
  }

  #match(regexp: RegExp): string {
    regexp.lastIndex = this.position;
    const found = regexp.exec(this.#text)?.[0] ?? "";
    this.position += found.length;
    return found;
  }
}
