/**
 * What there is to ask about: taken from the answers of the first tools, so that any Argo CD will do.
 *
 * @module
 */

/** One resource of an application, as the resource tree names it. */
export interface SurveyedResource {
  readonly kind: string;
  readonly name: string;
  readonly group?: string;
  readonly namespace?: string;
}

/** One application worth a look. */
export interface SurveyedApplication {
  readonly application: string;
  readonly resources: readonly SurveyedResource[];
}

const TREE_LINE_REGEXP = /^\s*([^\s·]+) (?:([^\s/·]+)\/)?([^\s/·]+)(.*)$/;

/**
 * The resources that a tree shows as present.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(readTree("Rollout.example.io shop · Healthy\n  Pod other/shop-1 · Degraded\nService gone · Missing"), [
 *   { kind: "Rollout", group: "example.io", name: "shop" },
 *   { kind: "Pod", name: "shop-1", namespace: "other" },
 * ]);
 * ```
 */
export function readTree(tree: string): readonly SurveyedResource[] {
  return tree.split("\n").flatMap((line) => {
    const [, title = "", namespace, name = "", facts = ""] =
      TREE_LINE_REGEXP.exec(line) ?? [];
    if (!name || /Missing|not in the cluster/.test(facts)) return [];
    const [kind = "", ...group] = title.split(".");
    return [{
      kind,
      name,
      ...(group.length > 0 ? { group: group.join(".") } : {}),
      ...(namespace ? { namespace } : {}),
    }];
  });
}

/**
 * At most `most` applications that differ: the first of each combination of sync and health, and of each namespace.
 *
 * @param rows Rows of `list_applications`, in the order of `columns`.
 */
export function pickApplications(
  list: {
    readonly columns: readonly string[];
    readonly rows: readonly string[][];
  },
  most: number,
): readonly string[] {
  const { columns, rows } = list;
  const at = (row: readonly string[], column: string) =>
    row[columns.indexOf(column)] ?? "";
  const seen = new Set<string>();
  const picked = rows.filter((row) => {
    const name = at(row, "name");
    const namespace = name.includes("/") ? name.split("/")[0] : "";
    const kind = `${at(row, "sync")} ${at(row, "health")} ${namespace}`;
    return !seen.has(kind) && seen.add(kind);
  });
  return picked.map((row) => at(row, "name")).slice(0, most);
}
