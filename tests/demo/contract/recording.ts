/** A recorded server version: the folder below `tests/recordings/`. */
export type RecordedVersion = "v3.5" | "v3.2" | "v2.14";

/** All recorded versions, newest first. */
export const RECORDED_VERSIONS: readonly RecordedVersion[] = [
  "v3.5",
  "v3.2",
  "v2.14",
];

/** One recorded request with its answer; see `tests/recordings/README.md`. */
export interface Recording {
  readonly name: string;
  readonly account: string;
  readonly objects?: Readonly<Record<string, string>>;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly body: unknown;
    readonly trimmed?: boolean;
  };
  readonly note?: string;
}

/** The recordings of one version, by file name without the ending. */
export type RecordedFiles = ReadonlyMap<string, readonly Recording[]>;

const FOLDER = new URL("../../recordings/", import.meta.url);

/** Reads all recordings of a version, files in alphabetical order. */
export async function readRecordings(
  version: RecordedVersion,
): Promise<RecordedFiles> {
  const folder = new URL(`${version}/`, FOLDER);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  const files = new Map<string, readonly Recording[]>();
  for (const name of names.sort()) {
    const text = await Deno.readTextFile(new URL(name, folder));
    const lines = text.split("\n").filter((line) => line !== "");
    files.set(
      name.replace(/\.jsonl$/, ""),
      lines.map((line) => JSON.parse(line)),
    );
  }
  return files;
}

/**
 * The endpoint of a recorded request: method and path with the values taken
 * out, e.g. `GET /api/v1/applications/{}/resource-tree`.
 */
export function endpointOf({ request }: Recording): string {
  const [path = ""] = request.path.split("?");
  const decoded = /\/(?:applications|projects)\//.test(path)
    ? path.replace(/%2F/gi, "/")
    : path;
  let rest = decoded;
  for (const [regexp, replacement] of VALUE_SEGMENTS) {
    rest = rest.replace(regexp, replacement);
  }
  return `${request.method} ${rest}`;
}

const VALUE_SEGMENTS: readonly (readonly [RegExp, string])[] = [
  [
    /(\/(?:applications|applicationsets|projects|clusters|repositories|account)\/)(?!generate$|can-i\/|password$)[^/]+/,
    "$1{}",
  ],
  [/(\/can-i\/).*/, "$1{}"],
  [/(\/(?:revisions|pods|token|roles)\/)[^/]+/g, "$1{}"],
];
