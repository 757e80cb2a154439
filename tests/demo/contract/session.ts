import { createSimulator } from "../../../lib/demo/simulator.ts";
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
  /** Credential of an account; undefined for accounts it does not have. */
  credential(account: string): Credential | undefined;
}

/** Headers and body of a request; a string body is sent as it is. */
export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** How an account signs in. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** Starts a simulator of a recorded version. */
export function startSession(version: RecordedVersion): Session {
  let now = START;
  const simulator = createSimulator({
    version: SPOKEN[version],
    now: () => now,
  });
  const credentials: Readonly<Record<string, Credential>> =
    simulator.credentials;
  return {
    async send(method, target, { headers = {}, body, signal } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const request = new RawRequest(target, {
        method,
        headers,
        ...(body === undefined ? {} : { body: text }),
        ...(signal === undefined ? {} : { signal }),
      });
      return await simulator.fetch(request);
    },
    wait(seconds) {
      now += seconds * 1000;
    },
    credential: (account) => credentials[account],
  };
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
