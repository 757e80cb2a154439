/**
 * Reads YAML with the place of every value. Aliases lead to the node that they
 * stand for and are never expanded, so that a bomb of them stays small.
 *
 * @module
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
} from "yaml";
import {
  MAX_DEPTH,
  type ScalarNode,
  type SecretNode,
  type SourceRange,
} from "./secret_tree.ts";
import { ONLY_MARK_REGEXP } from "./secret_marks.ts";

/** The parser is slow next to the line scanner, which takes what is longer. */
const MAX_LENGTH = 262_144;

/** A text whose every document is a map, a list or a quoted text. */
export interface YamlText {
  readonly root: SecretNode;
}

/** Reads `text`, or gives undefined when it is not YAML with a map, a list or a quoted text at its top. */
export function readYaml(text: string): YamlText | undefined {
  if (text.length > MAX_LENGTH || !text.includes(":")) return undefined;
  try {
    const documents = parseAllDocuments(text, {
      logLevel: "silent",
      prettyErrors: false,
      uniqueKeys: false,
      merge: false,
    });
    if (!Array.isArray(documents)) return undefined;
    const roots: SecretNode[] = [];
    for (const document of documents) {
      if (document.errors.length > 0) return undefined;
      const { contents } = document;
      if (isMap(contents) || isSeq(contents) || isQuoted(contents)) {
        roots.push(readNode(contents, new Map(), 0));
      } else if (contents !== null) return undefined;
    }
    return roots.length > 0
      ? { root: { type: "list", items: roots } }
      : undefined;
  } catch {
    return undefined; // too deep, or an alias to nothing: the line scanner takes it
  }
}

/** A plain text is a scalar too, and better read as lines. */
function isQuoted(node: unknown): boolean {
  return isScalar(node) && /^(?:QUOTE|BLOCK)_/.test(node.type ?? "");
}

function readNode(
  node: unknown,
  anchors: Map<string, ScalarNode>,
  depth: number,
): SecretNode {
  if (depth > MAX_DEPTH) throw new RangeError("Cannot read YAML: too deep");
  if (isMap(node)) {
    return {
      type: "map",
      entries: node.items.map(({ key, value }) => ({
        key: isScalar(key) ? String(key.value) : String(key),
        node: readNode(value, anchors, depth + 1),
      })),
    };
  }
  if (isSeq(node)) {
    return {
      type: "list",
      items: node.items.map((item) => readNode(item, anchors, depth + 1)),
    };
  }
  if (isAlias(node)) {
    return anchors.get(node.source) ?? { type: "scalar", value: null };
  }
  if (!isScalar(node)) return { type: "scalar", value: null };
  const scalar: ScalarNode = {
    type: "scalar",
    value: node.value,
    ...rangeOf(node),
  };
  if (node.anchor !== undefined) anchors.set(node.anchor, scalar);
  return scalar;
}

function rangeOf(node: Node): { readonly range?: SourceRange } {
  const [start, end] = node.range ?? [];
  // A key without a value has an empty range: there is nothing to replace.
  if (start === undefined || end === undefined || start >= end) return {};
  return { range: { start, end } };
}

/** How `masked` is written where `source` stood, so that the YAML stays YAML. */
export function writeYamlScalar(masked: string, source: string): string {
  const lineEnd = source.endsWith("\n") ? "\n" : "";
  if (ONLY_MARK_REGEXP.test(masked)) return masked + lineEnd;
  const header = /^\|[-+]?\d?[-+]?[ \t]*(?:#.*)?\r?\n/.exec(source)?.[0];
  if (header === undefined) return JSON.stringify(masked) + lineEnd;
  const indent = /^[ \t]*(?=\S)/m.exec(source.slice(header.length))?.[0] ?? "";
  const lines = masked.replace(/\n$/, "").split("\n");
  return header +
    lines.map((line) => line === "" ? "" : indent + line).join("\n") + lineEnd;
}
