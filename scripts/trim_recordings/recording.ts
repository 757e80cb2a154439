/** One recorded request with its answer, as the recorder wrote it. */
export interface Recording {
  readonly name: string;
  readonly account: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: unknown;
    readonly trimmed?: boolean;
  };
  /** Only in the can-i table: the object asked about, by resource. */
  readonly objects?: unknown;
  readonly note?: string;
}

/** Names that tell the state of the server: the same request in another state. */
const PRECONDITION_REGEXP =
  /^[a-z-]+ down: |^.*(?:locked|DELETE session|after a password change)/;

/**
 * The request class of an entry: two entries of one class ask the same and are
 * answered alike, so one of them is enough. What was answered counts with its
 * keys and types only; a token in the request is all that tells some apart, so
 * refused log-ins of different kinds differ by their error text.
 */
export function classOf(entry: Recording): string {
  const { request, response } = entry;
  return JSON.stringify([
    entry.account,
    request.method,
    request.path,
    request.headers ?? {},
    request.body ?? null,
    response.status,
    response.status >= 400 ? response.body : [...shapeOf(response.body)].sort(),
    PRECONDITION_REGEXP.exec(entry.name)?.[0] ?? "",
  ]);
}

/** The set of key paths and JSON types of a value, list elements merged. */
export function shapeOf(value: unknown, path = ""): Set<string> {
  const shape = new Set<string>();
  if (Array.isArray(value)) {
    shape.add(`${path}:array`);
    for (const element of value) addAll(shape, shapeOf(element, `${path}[]`));
  } else if (typeof value === "object" && value !== null) {
    shape.add(`${path}:object`);
    for (const [key, child] of Object.entries(value)) {
      addAll(shape, shapeOf(child, `${path}.${key}`));
    }
  } else {
    shape.add(`${path}:${value === null ? "null" : typeof value}`);
  }
  return shape;
}

function addAll(target: Set<string>, source: Iterable<string>): void {
  for (const item of source) target.add(item);
}
