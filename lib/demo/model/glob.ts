/**
 * The pattern matching of RBAC rules, projects and windows, in which a star also takes slashes.
 *
 * @module
 */

const compiled = new Map<string, RegExp>();

/** Whether a text matches a pattern in which `*` stands for anything (slashes too) and `?` for one character. */
export function globMatch(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll(
      "*",
      "[\\s\\S]*",
    ).replaceAll("?", "[\\s\\S]");
    expression = new RegExp(`^${source}$`);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
