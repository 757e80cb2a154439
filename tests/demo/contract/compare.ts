import { isAllowed } from "./allowed.ts";
import { parseBody } from "./body.ts";
import { normaliseValue } from "./normalise.ts";
import { endpointOf, type Recording } from "./recording.ts";
import { meaningOf } from "./meaning.ts";
import { missingFrom, type Shape, shapeOf } from "./shape.ts";

/** What the simulator answered; `status` 0 means that it sent nothing. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Headers that a client acts on. */
const COMPARED_HEADERS = [
  "content-type",
  "location",
  "x-content-type-options",
  "set-cookie",
  "content-disposition",
];

/**
 * Compares an answer with the recorded one.
 *
 * `known` is the shape of everything recorded of this endpoint and version: a
 * key that is not in it was invented.
 *
 * @returns one line for each difference; none means that they agree.
 */
export function compare(
  entry: Recording,
  answer: Answer,
  known: Shape,
): readonly string[] {
  const { response } = entry;
  if (response.status !== answer.status) {
    return [
      `status: recorded ${response.status}, simulator ${answer.status} ` +
      excerpt(answer.body),
    ];
  }
  if (response.status === 0) return [];
  const bodies = response.status >= 400 || response.status === 307
    ? compareErrors(entry, answer)
    : compareShapes(entry, answer, known);
  return [...compareHeaders(entry, answer), ...bodies]
    .filter((difference) => !isAllowed(entry, difference));
}

function compareHeaders(entry: Recording, answer: Answer): readonly string[] {
  return COMPARED_HEADERS.flatMap((name) => {
    const values = entry.response.headers[name];
    const recorded = normaliseValue([values ?? []].flat().join(", "));
    const actual = normaliseValue(answer.headers.get(name) ?? "");
    return recorded === actual
      ? []
      : [`header ${name}: recorded '${recorded}', simulator '${actual}'`];
  });
}

function compareErrors(entry: Recording, answer: Answer): readonly string[] {
  const recorded = normaliseValue(parseBody(entry.response.body, false));
  const actual = normaliseValue(parseBody(answer.body, false));
  const [left, right] = [JSON.stringify(recorded), JSON.stringify(actual)];
  return left === right
    ? []
    : [`error body:\n    recorded  ${left}\n    simulator ${right}`];
}

function compareShapes(
  entry: Recording,
  answer: Answer,
  known: Shape,
): readonly string[] {
  const streams = isStream(entry);
  const recorded = parseBody(entry.response.body, streams);
  const actual = parseBody(answer.body, streams);
  const left = shapeOf(recorded);
  const right = shapeOf(actual);
  // A projection is asked for by name: it has these keys and no others.
  const limit = entry.request.path.includes("fields=items.") ? left : known;
  return [
    ...missingFrom(left, right).map((item) => `missing ${item}`),
    ...missingFrom(right, limit).map((item) => `invented ${item}`),
    ...compareMeaning(entry, recorded, actual),
  ];
}

function compareMeaning(
  entry: Recording,
  recorded: unknown,
  actual: unknown,
): readonly string[] {
  const left = meaningOf(entry, normaliseValue(recorded));
  const right = meaningOf(entry, normaliseValue(actual));
  return Object.entries(left).flatMap(([key, value]) => {
    const [a, b] = [JSON.stringify(value), JSON.stringify(right[key])];
    // Trimmed lists have lost elements: what is left must be found.
    if (b === undefined && entry.response.trimmed === true) return [];
    return a === b ? [] : [`value ${key}: recorded ${a}, simulator ${b}`];
  });
}

/** Tells whether an entry is answered with lines of JSON. */
export function isStream(entry: Recording): boolean {
  const endpoint = endpointOf(entry);
  return endpoint.endsWith("/logs") || endpoint.includes("/stream/");
}

function excerpt(body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (text ?? "").slice(0, 160);
}
