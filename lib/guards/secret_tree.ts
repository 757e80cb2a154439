/**
 * One shape for what is masked by structure: values of this program, JSON texts
 * and YAML texts. The walk decides once, and each source takes its masks back
 * in its own way.
 *
 * @module
 */
import { OPAQUE_MARK } from "./secret_marks.ts";

/** Deeper than any manifest; what is deeper is taken out whole. */
export const MAX_DEPTH = 200;

/** Where something stands in the text that it was read from. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** A leaf. `masked` is what shall stand in its place. */
export interface ScalarNode {
  readonly type: "scalar";
  readonly value: unknown;
  readonly range?: SourceRange;
  masked?: string;
}

/** One member of a map; members with equal keys are all kept. */
export interface MapEntry {
  readonly key: string;
  readonly keyRange?: SourceRange;
  maskedKey?: string;
  readonly node: SecretNode;
}

/** A map in the order of its source. */
export interface MapNode {
  readonly type: "map";
  readonly entries: readonly MapEntry[];
}

/** A list. */
export interface ListNode {
  readonly type: "list";
  readonly items: readonly SecretNode[];
}

/** A map, a list or a leaf. */
export type SecretNode = ScalarNode | MapNode | ListNode;

/**
 * Reads a value of this program, its texts and keys as `read` gives them.
 * Cycles, bytes and what is too deep become marks.
 */
export function treeFromValue(
  value: unknown,
  read: (text: string) => string,
): SecretNode {
  const parents: unknown[] = [];
  function visit(value: unknown): SecretNode {
    if (typeof value === "string") {
      return { type: "scalar", value: read(value) };
    }
    if (typeof value !== "object" || value === null || value instanceof Date) {
      return { type: "scalar", value };
    }
    if (
      parents.length >= MAX_DEPTH || parents.includes(value) ||
      ArrayBuffer.isView(value) || value instanceof ArrayBuffer
    ) {
      return { type: "scalar", value: null, masked: OPAQUE_MARK };
    }
    parents.push(value);
    const node: SecretNode = Array.isArray(value) || value instanceof Set
      ? { type: "list", items: Array.from(value, visit) }
      : {
        type: "map",
        entries: members(value).map(([key, member]) => ({
          key: read(key),
          node: visit(member),
        })),
      };
    parents.pop();
    return node;
  }
  return visit(value);
}

function members(value: object): readonly (readonly [string, unknown])[] {
  if (value instanceof Map) {
    return Array.from(value, ([key, member]) => [String(key), member]);
  }
  // The parts of an error are not enumerable, and each of them can quote a secret.
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const own: object = value;
    return Object.entries({ name, message, stack, cause, ...own });
  }
  return Object.entries(value);
}

/** Writes a value of this program with its masks in place. */
export function valueFromTree(node: SecretNode): unknown {
  if (node.type === "scalar") return node.masked ?? node.value;
  if (node.type === "list") return node.items.map(valueFromTree);
  // fromEntries defines members, so that a key `__proto__` stays a key.
  return Object.fromEntries(
    node.entries.map((
      { key, maskedKey, node },
    ) => [maskedKey ?? key, valueFromTree(node)]),
  );
}

/** Hands each leaf and each key that was masked and has a place in the text to `replace`. */
export function editText(
  text: string,
  root: SecretNode,
  replace: (masked: string, range: SourceRange) => string,
): string {
  const edits: { masked: string; range: SourceRange }[] = [];
  collectEdits(root, edits);
  edits.sort((a, b) => a.range.start - b.range.start);
  let result = "";
  let done = 0;
  for (const { masked, range } of edits) {
    if (range.start < done) continue;
    result += text.slice(done, range.start) + replace(masked, range);
    done = range.end;
  }
  return result + text.slice(done);
}

function collectEdits(
  node: SecretNode,
  edits: { masked: string; range: SourceRange }[],
): void {
  if (node.type === "scalar") {
    const { masked, range } = node;
    if (masked !== undefined && range !== undefined) {
      edits.push({ masked, range });
    }
  } else if (node.type === "list") {
    for (const item of node.items) collectEdits(item, edits);
  } else {
    for (const { maskedKey, keyRange, node: member } of node.entries) {
      if (maskedKey !== undefined && keyRange !== undefined) {
        edits.push({ masked: maskedKey, range: keyRange });
      }
      collectEdits(member, edits);
    }
  }
}
