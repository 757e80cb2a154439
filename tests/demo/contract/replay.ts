import { type Answer, isStream } from "./compare.ts";
import { readFrames } from "./frames.ts";
import type { RecordedVersion, Recording } from "./recording.ts";
import { resolveNames } from "./resolve.ts";
import { type Session, startSession } from "./session.ts";
import { pastOf, wholePast } from "./setups/past.ts";
import { setupOf } from "./setups/setup_of.ts";
import { runStep, takeSteps } from "./steps.ts";
import { WRONG_TOKENS } from "./tokens.ts";

/** How long a stream may stay silent before it counts as silent. */
const SILENCE_MS = 60;

/** The columns of the recorded table of permissions. */
const TABLE_ACCOUNTS = ["admin", "readonly", "limited", "deployer"];

/** Replays recorded requests of one version, each on the world it needs. */
export class Replayer {
  readonly #version: RecordedVersion;
  #shared: Session | undefined;

  constructor(version: RecordedVersion) {
    this.#version = version;
  }

  /** Brings a simulator into the entry's state, and sends its request. */
  async replay(entry: Recording): Promise<Answer> {
    if (entry.account === "each") return await this.#askTable(entry);
    const session = await this.#sessionFor(entry);
    const { before = [], during = [] } = setupOf(this.#version, entry) ?? {};
    const token = await takeSteps(session, before);
    const target = await resolveNames(session, entry.request.path);
    const headers = await headersOf(entry, session, token);
    const body = await bodyOf(entry, session);
    const abort = new AbortController();
    const sending = session.send(entry.request.method, target, {
      headers,
      body,
      signal: abort.signal,
    });
    const mayBeSilent = isStream(entry) || entry.response.status === 0;
    if (!mayBeSilent) return await answerOf(await sending);
    const afterwards = during.map((step) => () => runStep(session, step));
    const answer = await readFrames(sending, SILENCE_MS, afterwards);
    abort.abort();
    return answer;
  }

  /** Reads that change nothing share one world; all others get their own. */
  async #sessionFor(entry: Recording): Promise<Session> {
    const { method, path } = entry.request;
    const changesNothing = method === "GET" || entry.response.status >= 400;
    const shares = changesNothing &&
      setupOf(this.#version, entry) === undefined &&
      !path.includes("refresh=") && !isStream(entry);
    if (!shares) {
      const early = setupOf(this.#version, entry)?.early === true;
      return await this.#fresh(early ? [] : pastOf(this.#version, entry));
    }
    this.#shared ??= await this.#fresh(wholePast(this.#version));
    return this.#shared;
  }

  /** A world with the past that the laboratory had. */
  async #fresh(past: readonly string[]): Promise<Session> {
    const session = startSession(this.#version);
    await takeSteps(session, past);
    return session;
  }

  /** Asks what a table of permissions was made of, cell by cell. */
  async #askTable(entry: Recording): Promise<Answer> {
    const session = startSession(this.#version);
    const rows: [string, (string | number)[]][] = [];
    const recorded = entry.response.body as Readonly<Record<string, unknown>>;
    for (const row of Object.keys(recorded)) {
      const [resource = "", action = ""] = row.split(" ");
      const object = entry.objects?.[resource];
      const cells: (string | number)[] = [];
      for (const account of TABLE_ACCOUNTS) {
        const response = await session.send(
          "GET",
          `/api/v1/account/can-i/${resource}/${action}/${object}`,
          {
            headers: {
              Authorization: `Bearer ${await session.token(account)}`,
            },
          },
        );
        const { value } = await response.json() as { value?: string };
        cells.push(value ?? response.status);
      }
      rows.push([row, cells]);
    }
    return {
      status: 200,
      headers: new Headers(),
      body: Object.fromEntries(rows),
    };
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: parseOrText(text),
  };
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The recorded headers, with a credential where one was taken out. */
async function headersOf(
  entry: Recording,
  session: Session,
  minted: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const account = entry.account === "anonymous" ? "admin" : entry.account;
  const good = minted ?? await session.token(account) ??
    `no-such-account-${account}`;
  const token = WRONG_TOKENS[entry.name]?.(good) ?? good;
  const headers = Object.keys(entry.request.headers).length === 0 &&
      entry.account !== "anonymous"
    ? { Authorization: "Bearer REDACTED_TOKEN" }
    : entry.request.headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace("REDACTED_TOKEN", token)
        .replace("REDACTED", btoa("admin:made-up"))
        // The laboratory waited three seconds; as many hundredths will do.
        .replace(/^3S$/, "30m"),
    ]),
  );
}

/** The recorded body, with passwords and the simulator's own names put in. */
async function bodyOf(entry: Recording, session: Session): Promise<unknown> {
  const { body } = entry.request;
  if (body === undefined) return undefined;
  const asText = typeof body === "string";
  const text = await resolveNames(
    session,
    asText ? body : JSON.stringify(body),
  );
  if (asText) return text;
  const parsed = JSON.parse(text);
  if (parsed.password === "REDACTED_PASSWORD") {
    return { ...parsed, password: session.password(parsed.username) };
  }
  const live = session.world.projects.get(parsed.project?.metadata?.name);
  if (live !== undefined && parsed.project.metadata.uid !== undefined) {
    parsed.project.metadata.uid = live.metadata.uid;
    if (!entry.name.includes("stale")) {
      parsed.project.metadata.resourceVersion = live.metadata.resourceVersion;
    }
  }
  if (parsed.currentPassword === "REDACTED_PASSWORD") {
    const currentPassword = session.password(entry.account);
    return { ...parsed, currentPassword, newPassword: "made-up-password" };
  }
  return parsed;
}
