/**
 * Bodies that real Argo CD servers answered with, for tests of pure functions.
 *
 * @module
 */

interface Recording {
  readonly name: string;
  readonly response: { readonly body: unknown };
}

/** Which answer. */
export interface RecordedAnswer {
  readonly version: "v3.5" | "v3.2" | "v2.14";
  /** The file's name without its ending. */
  readonly file: string;
  /** The entry's name; the first of that name. */
  readonly name: string;
}

/** The body of a recorded answer; fails when there is none, so that a test never runs on nothing. */
export function recordedBody<Body>(answer: RecordedAnswer): Body {
  const { version, file, name } = answer;
  const url = new URL(
    `../recordings/${version}/${file}.jsonl`,
    import.meta.url,
  );
  for (const line of Deno.readTextFileSync(url).split("\n")) {
    if (line === "") continue;
    const recording = JSON.parse(line) as Recording;
    if (recording.name === name) return recording.response.body as Body;
  }
  throw new Error(`Cannot find '${name}' in ${version}/${file}`);
}
