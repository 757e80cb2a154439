/** Key paths with the JSON types seen there, e.g. `.items[].name` → string. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Subtrees whose keys are data rather than format: label names, server-side
 * apply sets, free-form maps. Only their type is compared.
 */
const OPAQUE_REGEXP =
  /\.(?:labels|annotations|matchLabels|managedFields|resourceOverrides|targetLabels|jwtTokensByRole)$/;

/** What the trimming of the recordings put in place of what it cut. */
const TRIMMED_REGEXP = /^…trimmed/;

/**
 * The shape of a JSON value: every key path with its types, the elements of an
 * array merged. Strings that are JSON documents themselves count as strings.
 */
export function shapeOf(value: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  collect(value, "", shape);
  return shape;
}

/** All paths and types of several shapes together. */
export function union(shapes: Iterable<Shape>): Shape {
  const merged = new Map<string, Set<string>>();
  for (const shape of shapes) {
    for (const [path, types] of shape) {
      for (const type of types) add(merged, path, type);
    }
  }
  return merged;
}

/** Paths, each with its type, that the first shape has and the second has not. */
export function missingFrom(first: Shape, second: Shape): readonly string[] {
  const missing: string[] = [];
  for (const [path, types] of first) {
    // A child of something missing would only repeat it.
    if (missing.some((item) => isBelow(path, item))) continue;
    for (const type of types) {
      if (second.get(path)?.has(type) !== true) {
        missing.push(`${path}: ${type}`);
      }
    }
  }
  return missing;
}

function isBelow(path: string, item: string): boolean {
  const parent = item.slice(0, item.lastIndexOf(": "));
  return path.startsWith(`${parent}.`) || path.startsWith(`${parent}[]`);
}

function collect(
  value: unknown,
  path: string,
  shape: Map<string, Set<string>>,
): void {
  if (typeof value === "string" && TRIMMED_REGEXP.test(value)) return;
  add(shape, path, typeOf(value));
  if (typeof value !== "object" || value === null) return;
  if (OPAQUE_REGEXP.test(path)) return;
  if (Array.isArray(value)) {
    for (const element of value) collect(element, `${path}[]`, shape);
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    collect(child, `${path}.${key}`, shape);
  }
}

function add(
  shape: Map<string, Set<string>>,
  path: string,
  type: string,
): void {
  const types = shape.get(path) ?? new Set();
  shape.set(path, types.add(type));
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
