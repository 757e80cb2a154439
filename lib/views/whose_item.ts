/**
 * Whose an item is, in a list of several instances.
 *
 * @module
 */

/** `prod: ` before an item of the instance `prod`; nothing before one that has no instance's name. */
export function whoseItem(item: object): string {
  const { instance } = item as { readonly instance?: unknown };
  return typeof instance === "string" ? `${instance}: ` : "";
}
