import { createSimulator, type World } from "../../../lib/demo/simulator.ts";
import { furnishLaboratory, LABORATORY_ADDRESSES } from "./laboratory.ts";
import type { RecordedVersion } from "./recording.ts";

/** The version that the simulator is asked to speak, by recording folder. */
const SPOKEN: Readonly<Record<RecordedVersion, "3.5" | "3.2" | "2.14">> = {
  "v3.5": "3.5",
  "v3.2": "3.2",
  "v2.14": "2.14",
};

/** The moment at which every fresh simulator starts. */
const START = Date.parse("2026-11-21T09:00:00Z");

const ORIGIN = "http://argocd.test";

type ProjectSpec = NonNullable<ReturnType<World["projects"]["get"]>>["spec"];

/** A fresh simulator with a clock of its own. */
export interface Session {
  /** Sends a request with the target exactly as given, dots and all. */
  send(
    method: string,
    target: string,
    options?: SendOptions,
  ): Promise<Response>;
  /** Lets the simulator's clock run on. */
  wait(seconds: number): void;
  /** First password of an account; undefined for accounts it does not have. */
  password(account: string): string | undefined;
  /** Token of an account; undefined for accounts it does not have. */
  token(account: string): Promise<string | undefined>;
  /** The world itself, for what no API call can do. */
  readonly world: World;
  /** The deny windows that project `frozen` began with. */
  readonly windows: NonNullable<ProjectSpec["syncWindows"]>;
}

/** Headers and body of a request; a string body is sent as it is. */
export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Starts a simulator of a recorded version. */
export function startSession(version: RecordedVersion): Session {
  let now = START;
  const { credentials, fetch, world } = createSimulator({
    version: SPOKEN[version],
    addresses: LABORATORY_ADDRESSES,
    now: () => new Date(now),
    customize: furnishLaboratory,
  });
  const keys: Readonly<Record<string, { readonly token: string }>> = {
    ...credentials,
  };
  const passwords = new Map(
    [...world.accounts.values()].map(({ name, password }) => [name, password]),
  );
  const session: Session = {
    async send(method, target, { headers = {}, body, signal } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const request = new RawRequest(target, {
        method,
        headers,
        ...(body === undefined ? {} : { body: text }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (headers["Content-Type"] === undefined) {
        // The platform adds one for a text body; clients on the wire need not.
        request.headers.delete("content-type");
      }
      return await fetch(request);
    },
    wait(seconds) {
      now += seconds * 1000;
    },
    password: (account) =>
      passwords.get(account) ?? world.accounts.get(account)?.password,
    async token(account) {
      const password = session.password(account);
      const key = keys[account]?.token;
      if (key !== undefined || password === undefined) return key;
      return await logIn(session, account, password);
    },
    world,
    windows: world.projects.get("frozen")?.spec.syncWindows ?? [],
  };
  return session;
}

async function logIn(
  session: Session,
  username: string,
  password: string,
): Promise<string> {
  const response = await session.send("POST", "/api/v1/session", {
    headers: { "Content-Type": "application/json" },
    body: { username, password },
  });
  const { token } = await response.json() as { token: string };
  return token;
}

/** A request whose URL is what a client put on the wire, not tidied up. */
class RawRequest extends Request {
  readonly #url: string;

  constructor(target: string, init: RequestInit) {
    super(`${ORIGIN}/`, init);
    this.#url = `${ORIGIN}${target}`;
  }

  override get url(): string {
    return this.#url;
  }
}
