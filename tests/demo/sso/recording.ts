/** One recorded question about single sign-on, with its answer; see `tests/recordings/README.md`. */
export interface SsoRecording {
  readonly name: string;
  readonly account: string;
  readonly request: {
    readonly method: string;
    readonly base: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  /** What stood in the tokens that were taken out. */
  readonly claims?: {
    readonly bearer?: RecordedToken;
    readonly cookie?: RecordedToken;
  };
}

/** Header and claims of a token. */
export interface RecordedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const FILE = new URL("../../recordings/sso/argocd.jsonl", import.meta.url);

/** All entries, in the order of recording. */
export function readSsoRecordings(): readonly SsoRecording[] {
  return Deno.readTextFileSync(FILE).split("\n").filter(Boolean)
    .map((line) => JSON.parse(line));
}
