import { allowancesFor } from "./allowed.ts";
import { parseBody } from "./body.ts";
import { normaliseValue } from "./normalise.ts";
import {
  endpointOf,
  type RecordedVersion,
  type Recording,
} from "./recording.ts";
import { list } from "./json.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
import { missingFrom, type Shape, shapeOf, union } from "./shape.ts";

/** What the simulator answered; `status` 0 means that it sent nothing. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Stands where the recordings were cut. */
const TRIMMED_MARK = "…trimmed";

/** Headers that a client acts on. */
const COMPARED_HEADERS = [
  "content-type",
  "location",
  "x-content-type-options",
  "set-cookie",
  "content-disposition",
];

/** What an entry is compared with beside its own recording. */
export interface Context {
  readonly version: RecordedVersion;
  /**
   * The shape of everything recorded of this endpoint and version: a key that
   * is not in it was invented.
   */
  readonly known: Shape;
}

/**
 * Compares an answer with the recorded one.
 *
 * @returns one line for each difference that is not meant; none means that
 * they agree.
 */
export function compare(
  entry: Recording,
  answer: Answer,
  context: Context,
): readonly string[] {
  const allowances = allowancesFor(context.version, entry);
  return differencesOf(entry, answer, context)
    .filter((difference) =>
      !allowances.some(({ what }) => what.test(difference))
    );
}

/** One line for each difference, meant or not. */
export function differencesOf(
  entry: Recording,
  answer: Answer,
  context: Context,
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
    : compareShapes(entry, answer, context);
  return [...compareHeaders(entry, answer), ...bodies];
}

function compareHeaders(entry: Recording, answer: Answer): readonly string[] {
  // A few entries were taken without their headers.
  if (Object.keys(entry.response.headers).length === 0) return [];
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
  { known, version }: Context,
): readonly string[] {
  const streams = isStream(entry);
  const recorded = parseBody(entry.response.body, streams);
  const actual = parseBody(answer.body, streams);
  const left = shapeOf(recorded);
  const right = shapeOf(actual);
  const limit = union([left, projected(entry.request.path, known)]);
  return [
    ...missingFrom(left, right).map((item) => `missing ${item}`),
    ...missingFrom(right, limit).map((item) => `invented ${item}`),
    ...compareMeaning(
      meaningOf(entry, normaliseValue(recorded)),
      meaningOf(entry, normaliseValue(actual)),
      // The older servers had a part of the applications only.
      entry.response.trimmed === true || version !== "v3.5",
    ),
  ];
}

function compareMeaning(
  recorded: Meaning,
  actual: Meaning,
  partly: boolean,
): readonly string[] {
  return Object.entries(recorded).flatMap(([key, value]) => {
    const other = actual[key];
    if (agrees(value, other, partly)) return [];
    const [a, b] = [JSON.stringify(value), JSON.stringify(other)];
    return [`value ${key}: recorded ${a}, simulator ${b}`];
  });
}

/** Of a list that was recorded partly, the simulator must have that part. */
function agrees(left: unknown, right: unknown, partly: boolean): boolean {
  if (Array.isArray(left) && partly) {
    const others = new Set(list(right).map((item) => JSON.stringify(item)));
    return left.every((item) => others.has(JSON.stringify(item)));
  }
  if (typeof left === "string" && left.endsWith(TRIMMED_MARK)) {
    const start = left.slice(0, -TRIMMED_MARK.length);
    return typeof right === "string" && right.startsWith(start);
  }
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What of a shape may come when `fields` names keys: those and their children. */
function projected(target: string, known: Shape): Shape {
  const query = new URLSearchParams(target.split("?")[1]);
  const fields = (query.get("fields") ?? "").split(",");
  if (!fields.every((field) => field.startsWith("items."))) return known;
  const paths = fields.map((field) => `.${field.replace("items", "items[]")}`);
  return new Map(
    [...known].filter(([path]) => paths.some((one) => path.startsWith(one))),
  );
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
