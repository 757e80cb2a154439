import { type Answer, isStream } from "./compare.ts";
import { readFrames } from "./frames.ts";
import type { RecordedVersion, Recording } from "./recording.ts";
import { resolveNames } from "./resolve.ts";
import { type Session, startSession } from "./session.ts";
import { SETUPS } from "./setups.ts";
import { runStep, takeSteps } from "./steps.ts";
import { WRONG_TOKENS } from "./tokens.ts";

/** How long a stream may stay silent before it counts as silent. */
const SILENCE_MS = 120;

/** Replays recorded requests of one version, each on the world it needs. */
export class Replayer {
  readonly #version: RecordedVersion;
  #shared: Session | undefined;

  constructor(version: RecordedVersion) {
    this.#version = version;
  }

  /** Brings a simulator into the entry's state, and sends its request. */
  async replay(entry: Recording): Promise<Answer> {
    const session = this.#sessionFor(entry);
    const { before = [], during = [] } = SETUPS[entry.name] ?? {};
    const token = await takeSteps(session, before);
    const target = await resolveNames(session, entry.request.path);
    const headers = headersOf(entry, session, token);
    const body = await bodyOf(entry, session);
    const abort = new AbortController();
    const sending = session.send(entry.request.method, target, {
      headers,
      body,
      signal: abort.signal,
    });
    if (!isStream(entry)) return await answerOf(await sending);
    const afterwards = during.map((step) => () => runStep(session, step));
    const answer = await readFrames(sending, SILENCE_MS, afterwards);
    abort.abort();
    return answer;
  }

  /** Reads that change nothing share one world; all others get their own. */
  #sessionFor(entry: Recording): Session {
    const { method, path } = entry.request;
    const shares = method === "GET" && SETUPS[entry.name] === undefined &&
      !path.includes("refresh=") && !isStream(entry);
    if (!shares) return startSession(this.#version);
    this.#shared ??= startSession(this.#version);
    return this.#shared;
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
function headersOf(
  entry: Recording,
  session: Session,
  minted: string | undefined,
): Readonly<Record<string, string>> {
  const account = entry.account === "anonymous" ? "admin" : entry.account;
  const good = minted ?? session.credential(account)?.token ??
    `no-such-account-${account}`;
  const token = WRONG_TOKENS[entry.name]?.(good) ?? good;
  return Object.fromEntries(
    Object.entries(entry.request.headers).map(([name, value]) => [
      name,
      value.replace("REDACTED_TOKEN", token)
        .replace("REDACTED", btoa("admin:made-up")),
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
    // Accounts of the recording session that the world need not have.
    const known = session.credential(parsed.username) === undefined
      ? "limited"
      : parsed.username;
    const { username, password } = session.credential(known) ?? {};
    return { ...parsed, username, password };
  }
  if (parsed.currentPassword === "REDACTED_PASSWORD") {
    const currentPassword = session.credential(entry.account)?.password;
    return { ...parsed, currentPassword, newPassword: "made-up-password" };
  }
  return parsed;
}
