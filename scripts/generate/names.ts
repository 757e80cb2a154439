/**
 * How a file and what it declares are called after each other.
 *
 * @module
 */

/** The symbol of a name in snake case. */
export function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
