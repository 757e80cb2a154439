/**
 * The text of a registry as one tree with its lines. JSON is YAML, so one parser reads both.
 *
 * @module
 */
import {
  type Document,
  isAlias,
  isNode,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import type { RegistryProblems } from "./registry_problems.ts";

/** The tree, and the way to ask it for lines. */
export interface RegistryDocument {
  /** A node of YAML. */
  readonly root: unknown;
  /** Where a node stands, from 1; `otherwise` for what stands nowhere. */
  lineOf(node: unknown, otherwise: number): number;
}

/** What of YAML is refused: it makes one thing look like another. */
function trickOf(node: Node): string | undefined {
  if (isAlias(node)) return "an alias (*name) is not taken; write it out";
  if ("anchor" in node && node.anchor !== undefined) {
    return "an anchor (&name) is not taken; write it out";
  }
  return node.tag === undefined
    ? undefined
    : "a tag (!name) is not taken; leave it out";
}

function hasDirective({ directives }: Document): boolean {
  return directives !== undefined &&
    (directives.yaml.explicit === true ||
      Object.keys(directives.tags).length > 1);
}

/**
 * Reads YAML or JSON. What the parser says of its text is never repeated, since that may hold a secret.
 *
 * @returns `undefined` when it is no single document; the problems say why.
 */
export function readRegistryDocument(
  text: string,
  problems: RegistryProblems,
): RegistryDocument | undefined {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) =>
    Math.max(1, lineCounter.linePos(offset).line);
  const documents = parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    // Checked where the keys are known, so that both spellings of one key are found.
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter,
  });
  const [document, second] = documents;
  if (!document) {
    problems.add(1, "it is empty; it must be a list of instances");
    return undefined;
  }
  const [error] = document.errors;
  if (error) {
    const code = error.code.toLowerCase().replaceAll("_", " ");
    problems.add(
      lineAt(error.pos[0]),
      `it is neither valid YAML nor JSON (${code})`,
    );
    return undefined;
  }
  if (second) {
    const at = second.contents?.range?.[0] ?? 0;
    problems.add(lineAt(at), "a second document begins; a registry is one");
    return undefined;
  }
  if (hasDirective(document)) {
    problems.add(1, "a directive (%NAME) is not taken; leave it out");
  }
  const lineOf = (node: unknown, otherwise: number) =>
    isNode(node) && node.range ? lineAt(node.range[0]) : otherwise;
  visit(document, {
    Node(_key, node) {
      const trick = trickOf(node);
      if (trick !== undefined) problems.add(lineOf(node, 1), trick);
    },
  });
  return { root: document.contents, lineOf };
}
