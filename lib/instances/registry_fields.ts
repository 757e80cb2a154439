/**
 * One mapping of a registry, read key by key. What is wrong is taken down, and reading goes on.
 *
 * @module
 */
import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { ToolError } from "../errors.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { RegistryDocument } from "./registry_document.ts";
import type { RegistryProblems } from "./registry_problems.ts";
import type { Reader } from "./registry_values.ts";

/** What reading needs. */
export interface FieldsContext {
  readonly document: Pick<RegistryDocument, "lineOf">;
  readonly problems: RegistryProblems;
}

/** What a mapping may hold. */
export interface FieldsShape {
  /** What it is: `an instance`. */
  readonly what: string;
  readonly keys: readonly string[];
  /** Other spellings of keys. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** A text that could be a secret is not shown: those have digits, or are longer. */
const KEY_REGEXP = /^[A-Za-z_.-]{1,30}$/;

/** Reads the members of a mapping in any order; each getter is `undefined` where nothing usable stands. */
export class RegistryFields {
  /** Where the mapping begins. */
  readonly line: number;
  readonly #context: FieldsContext;
  readonly #members = new Map<
    string,
    { readonly line: number; readonly value: unknown }
  >();

  private constructor(line: number, context: FieldsContext) {
    this.line = line;
    this.#context = context;
  }

  /**
   * Takes a mapping apart; `undefined` when it is none.
   *
   * @param around The line of what it stands in.
   */
  static open(
    node: unknown,
    shape: FieldsShape,
    options: FieldsContext & { readonly around: number },
  ): RegistryFields | undefined {
    const line = options.document.lineOf(node, options.around);
    if (!isMap(node)) {
      options.problems.add(
        line,
        `${shape.what} must be a mapping of keys to values`,
      );
      return undefined;
    }
    const fields = new RegistryFields(line, options);
    fields.#take(node, shape);
    return fields;
  }

  #take(map: YAMLMap, { what, keys, aliases = {} }: FieldsShape): void {
    const { document, problems } = this.#context;
    for (const { key, value } of map.items) {
      const line = document.lineOf(key, this.line);
      const given = isScalar(key) ? key.value : undefined;
      if (typeof given !== "string") {
        problems.add(line, `${what} has a key that is no text`);
        continue;
      }
      const name = Object.hasOwn(aliases, given) ? aliases[given] : given;
      const first = this.#members.get(name ?? "");
      if (name === undefined || !keys.includes(name)) {
        problems.add(line, unknownKey(given, what, keys));
      } else if (first) {
        problems.add(
          line,
          `'${name}' is given twice, first in line ${first.line}`,
        );
      } else this.#members.set(name, { line, value });
    }
  }

  /** Whether the key is there, with whatever value. */
  has(key: string): boolean {
    return this.#members.has(key);
  }

  /** Takes down what is wrong with a key. */
  problem(key: string, state: string): void {
    this.#add(key, state, undefined);
  }

  /** Takes down a refusal of somebody else, a whole sentence, at a key. */
  refused(key: string, { message, hint }: ToolError): void {
    const line = this.#members.get(key)?.line ?? this.line;
    const sentence = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    this.#context.problems.add(line, hint ? `${sentence}. ${hint}` : sentence);
  }

  /** Takes down what is wrong with all of it. */
  wrong(state: string): void {
    this.#context.problems.add(this.line, state);
  }

  #add(key: string, state: string, at: unknown): void {
    const { document, problems } = this.#context;
    const line = this.#members.get(key)?.line ?? this.line;
    problems.add(document.lineOf(at, line), `${key} ${state}`);
  }

  /** The value of a key; takes down what is wrong with it. */
  get<T>(key: string, reader: Reader<T>): T | undefined {
    const member = this.#members.get(key);
    if (!member) return undefined;
    const { value } = member;
    if (!value || (isScalar(value) && value.value === null)) {
      this.problem(key, "has no value");
      return undefined;
    }
    const reading = reader(value);
    if ("value" in reading) return reading.value;
    this.#add(key, reading.state, reading.at);
    return undefined;
  }

  /** Whether the value of a key is a mapping. */
  isMapping(key: string): boolean {
    return isMap(this.#members.get(key)?.value);
  }

  /** The mapping under a key. */
  mapping(key: string, shape: FieldsShape): RegistryFields | undefined {
    const member = this.#members.get(key);
    return member && RegistryFields.open(member.value, shape, {
      ...this.#context,
      around: member.line,
    });
  }

  /** The mappings of the list under a key, which is not empty; those that are none are left out. */
  mappings(
    key: string,
    shape: FieldsShape,
  ): readonly RegistryFields[] | undefined {
    const member = this.#members.get(key);
    if (!member) return undefined;
    const { line: around, value } = member;
    if (!isSeq(value) || value.items.length === 0) {
      this.problem(key, "must be a list that is not empty");
      return undefined;
    }
    return value.items.flatMap((item) =>
      RegistryFields.open(item, shape, { ...this.#context, around }) ?? []
    );
  }
}

function unknownKey(
  given: string,
  what: string,
  keys: readonly string[],
): string {
  if (given === "<<") return "a merge key (<<) is not taken; write it out";
  if (!KEY_REGEXP.test(given)) return `${what} has a key that does not exist`;
  const meant = nearest(given, keys);
  const end = meant === undefined
    ? `; there are ${keys.join(", ")}`
    : `; did you mean '${meant}'?`;
  return `${what} has no key '${given}'${end}`;
}
