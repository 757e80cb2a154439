/**
 * JSON Patch (RFC 6902): a list of steps that change an object, each by a path.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "./manifest_yaml.ts";

const OPERATIONS = ["add", "remove", "replace", "move", "copy", "test"];
const INDEX_REGEXP = /^(?:0|[1-9]\d{0,5})$/;

/** One step. */
export interface JsonPatchStep {
  readonly op: string;
  /** Keys of the place, unescaped; empty for the whole object. */
  readonly path: readonly string[];
  /** Where `move` and `copy` take it from. */
  readonly from?: readonly string[];
  readonly value?: unknown;
}

/** Why a patch is none, or does not fit the object that it is for. */
export class PatchProblem extends Error {}

function keysOf(pointer: unknown, what: string): readonly string[] {
  if (typeof pointer !== "string" || !/^$|^\//.test(pointer)) {
    throw new PatchProblem(`${what} must be a path such as /spec/replicas`);
  }
  return pointer.split("/").slice(1).map((key) =>
    key.replaceAll("~1", "/").replaceAll("~0", "~")
  );
}

/** The path as it was written. */
export function pointerText(path: readonly string[]): string {
  return path.map((key) =>
    `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`
  ).join("");
}

/**
 * Reads the steps.
 *
 * @throws {PatchProblem}
 */
export function readJsonPatch(patch: unknown): readonly JsonPatchStep[] {
  if (!Array.isArray(patch) || patch.length === 0) {
    throw new PatchProblem("it must be a list of steps");
  }
  return patch.map((step: unknown, index) => {
    const where = `step ${index + 1}`;
    const fields = isRecord(step) ? step : {};
    const { op, path, from, value } = fields;
    if (typeof op !== "string" || !OPERATIONS.includes(op)) {
      throw new PatchProblem(
        `'op' of ${where} must be one of ${OPERATIONS.join(", ")}`,
      );
    }
    const needsFrom = op === "move" || op === "copy";
    const needsValue = op === "add" || op === "replace" || op === "test";
    if (needsValue && !Object.hasOwn(fields, "value")) {
      throw new PatchProblem(`${where} needs a 'value'`);
    }
    return {
      op,
      path: keysOf(path, `'path' of ${where}`),
      ...(needsFrom ? { from: keysOf(from, `'from' of ${where}`) } : {}),
      ...(needsValue ? { value } : {}),
    };
  });
}

/** The value at a place; `undefined` where there is none. */
export function valueAtPath(
  document: unknown,
  path: readonly string[],
): unknown {
  let value = document;
  for (const key of path) {
    if (Array.isArray(value)) {
      value = INDEX_REGEXP.test(key) ? value[Number(key)] : undefined;
    } else {
      value = isRecord(value) && Object.hasOwn(value, key)
        ? value[key]
        : undefined;
    }
  }
  return value;
}

function put(
  target: Record<string, unknown>,
  key: string,
  value: unknown,
): void {
  // Not by assignment: a key may be `__proto__`.
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

class Document {
  root: unknown;

  constructor(root: unknown) {
    this.root = structuredClone(root);
  }

  add(path: readonly string[], value: unknown): void {
    const [parent, key] = this.#parent(path);
    if (parent === undefined) this.root = value;
    else if (Array.isArray(parent)) {
      const index = key === "-" ? parent.length : this.#index(path, parent);
      if (index > parent.length) throw this.#missing(path);
      parent.splice(index, 0, value);
    } else put(parent, key, value);
  }

  remove(path: readonly string[]): void {
    this.require(path);
    const [parent, key] = this.#parent(path);
    if (parent === undefined) this.root = null;
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  }

  replace(path: readonly string[], value: unknown): void {
    this.require(path);
    const [parent, key] = this.#parent(path);
    if (parent === undefined) this.root = value;
    else if (Array.isArray(parent)) parent[Number(key)] = value;
    else put(parent, key, value);
  }

  require(path: readonly string[]): unknown {
    const value = valueAtPath(this.root, path);
    if (value === undefined) throw this.#missing(path);
    return value;
  }

  #missing(path: readonly string[]): PatchProblem {
    return new PatchProblem(`there is no ${pointerText(path) || "object"}`);
  }

  #index(path: readonly string[], list: readonly unknown[]): number {
    const key = path.at(-1) ?? "";
    if (!INDEX_REGEXP.test(key)) {
      throw new PatchProblem(
        `${
          pointerText(path)
        } must end with a position in a list of ${list.length}`,
      );
    }
    return Number(key);
  }

  #parent(
    path: readonly string[],
  ): readonly [unknown[] | Record<string, unknown> | undefined, string] {
    if (path.length === 0) return [undefined, ""];
    const parent = this.require(path.slice(0, -1));
    if (!Array.isArray(parent) && !isRecord(parent)) {
      throw this.#missing(path.slice(0, -1));
    }
    return [parent, path.at(-1) ?? ""];
  }
}

function applyStep(
  document: Document,
  { op, path, from = [], value }: JsonPatchStep,
): void {
  if (op === "add") document.add(path, structuredClone(value));
  else if (op === "remove") document.remove(path);
  else if (op === "replace") document.replace(path, structuredClone(value));
  else if (op === "copy") {
    document.add(path, structuredClone(document.require(from)));
  } else if (op === "move") {
    const moved = document.require(from);
    document.remove(from);
    document.add(path, moved);
  } else if (!isDeepStrictEqual(valueAtPath(document.root, path), value)) {
    throw new PatchProblem(
      `the test of ${pointerText(path)} fails: it has another value`,
    );
  }
}

/**
 * The object after all steps; the given one stays as it is.
 *
 * @throws {PatchProblem} when a step does not fit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const steps = readJsonPatch([{ op: "replace", path: "/a/0", value: 2 }, { op: "remove", path: "/b" }]);
 * assert.deepEqual(applyJsonPatch({ a: [1], b: 3 }, steps), { a: [2] });
 * assert.throws(() => applyJsonPatch({}, steps), PatchProblem);
 * ```
 */
export function applyJsonPatch(
  document: unknown,
  steps: readonly JsonPatchStep[],
): unknown {
  const changed = new Document(document);
  for (const step of steps) applyStep(changed, step);
  return changed.root;
}
