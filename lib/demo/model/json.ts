/**
 * Values as they come out of `JSON.parse`, with helpers that read them without casts.
 *
 * @module
 */

/** A JSON object whose fields are not known at compile time. */
export type Dict = Record<string, unknown>;

/** Whether the value is a JSON object (not an array, not null). */
export function isDict(value: unknown): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value under a path of keys and indexes, or undefined where the path ends early. */
export function dig(
  value: unknown,
  ...path: readonly (string | number)[]
): unknown {
  let current: unknown = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === "number") {
      current = current[step];
    } else if (isDict(current)) current = current[String(step)];
    else return undefined;
  }
  return current;
}

/** The text under a path, `""` if there is none. */
export function digText(
  value: unknown,
  ...path: readonly (string | number)[]
): string {
  const found = dig(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number under a path, or the given default. */
export function digNumber(
  value: unknown,
  path: readonly (string | number)[],
  otherwise = 0,
): number {
  const found = dig(value, ...path);
  return typeof found === "number" ? found : otherwise;
}

/** The object under a path, `{}` if there is none (a new one: writing to it changes nothing). */
export function digDict(
  value: unknown,
  ...path: readonly (string | number)[]
): Dict {
  const found = dig(value, ...path);
  return isDict(found) ? found : {};
}

/** The list under a path, empty if there is none. */
export function digList(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly unknown[] {
  const found = dig(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** JSON text with the keys of every object in alphabetical order, as Go writes maps. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isDict(value)) return value;
  const result: Dict = {};
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) result[key] = sorted(value[key]);
  }
  return result;
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function sameJson(left: unknown, right: unknown): boolean {
  return sortedJson(left) === sortedJson(right);
}

/** RFC 7386: the target changed by a merge patch; a null removes. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return patch;
  const result: Dict = isDict(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
