import { parseBody } from "./body.ts";
import { isStream } from "./compare.ts";
import { endpointOf, type RecordedFiles, type Recording } from "./recording.ts";
import { type Shape, shapeOf, union } from "./shape.ts";

/**
 * What is known of each endpoint's answers in one version: the shape of all
 * its recordings, and of those of 3.5 less what the older version was seen to
 * lack where both were asked the same.
 */
export function knownShapes(
  files: RecordedFiles,
  newest: RecordedFiles,
): (entry: Recording) => Shape {
  const own = byEndpoint(files);
  const later = files === newest ? new Map() : byEndpoint(newest);
  const cache = new Map<string, Shape>();
  return (entry) => {
    const endpoint = endpointOf(entry);
    const cached = cache.get(endpoint);
    if (cached !== undefined) return cached;
    const mine = own.get(endpoint) ?? [];
    const theirs: readonly Recording[] = later.get(endpoint) ?? [];
    const gone = mine.flatMap((one) => {
      const twin = theirs.find(({ name }) => name === one.name);
      return twin === undefined
        ? []
        : pathsOnlyIn(bodyShape(twin), bodyShape(one));
    });
    const shape = union([
      ...mine.map(bodyShape),
      without(union(theirs.map(bodyShape)), gone),
    ]);
    cache.set(endpoint, shape);
    return shape;
  };
}

function bodyShape(entry: Recording): Shape {
  return shapeOf(parseBody(entry.response.body, isStream(entry)));
}

function byEndpoint(
  files: RecordedFiles,
): ReadonlyMap<string, readonly Recording[]> {
  return Map.groupBy(
    [...files.values()].flat().filter(({ response }) =>
      response.status === 200
    ),
    endpointOf,
  );
}

function pathsOnlyIn(newer: Shape, older: Shape): readonly string[] {
  return [...newer.keys()].filter((path) => !older.has(path));
}

function without(shape: Shape, paths: readonly string[]): Shape {
  return new Map([...shape].filter(([path]) => !paths.includes(path)));
}
