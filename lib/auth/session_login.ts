/**
 * User and password, exchanged for a session token when one is needed.
 *
 * @module
 */
import { abortable } from "../argocd/abortable.ts";
import type { Credential, SignIn } from "../argocd/credential.ts";
import {
  andRestart,
  type SettingNames,
  VARIABLE_NAMES,
} from "../argocd/setting_names.ts";
import { ToolError } from "../errors.ts";
import { checkToken } from "./check_token.ts";
import { readJwtClaims } from "./jwt_claims.ts";
import { replacedFrom } from "./replaced_from.ts";
import { SeenSecrets } from "./seen_secrets.ts";

/** What a session is made of. */
export interface SessionLoginOptions {
  readonly username: string;
  readonly password: string;
  readonly signIn: SignIn;
  /** What the settings are called, for hints; the environment variables by default. */
  readonly names?: SettingNames;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A session that is refused so soon after its beginning will not be better the next time. */
const YOUNG_MS = 5_000;

/**
 * A credential that signs in with the first call, and again when the session is refused or about to end, once for
 * any number of waiting calls. A refused password is never tried a second time: Argo CD locks an account after five.
 */
export function sessionLogin(options: SessionLoginOptions): Credential {
  return new SessionLogin(options);
}

class SessionLogin implements Credential {
  readonly kind = "session";
  readonly remedy: string;
  readonly #names: SettingNames;
  readonly #options: SessionLoginOptions;
  readonly #now: () => number;
  #session:
    | { token: string; expiresAt: Date | undefined; since: number }
    | undefined;
  #attempt: Promise<string> | undefined;
  #refusal: ToolError | undefined;
  readonly #seen = new SeenSecrets();

  constructor(options: SessionLoginOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#names = options.names ?? VARIABLE_NAMES;
    this.remedy =
      `Check ${this.#names.account}, and whether the account is enabled${
        andRestart(this.#names, ", then ")
      }`;
  }

  describe(): string {
    return `the session of user '${this.#options.username}'`;
  }

  async token(signal: AbortSignal): Promise<string> {
    const session = this.#session;
    if (session !== undefined) {
      const end = session.expiresAt?.getTime() ?? Infinity;
      if (this.#now() < replacedFrom(end, session.since)) return session.token;
    }
    return await this.#signIn(signal);
  }

  async renew(rejected: string, signal: AbortSignal): Promise<boolean> {
    const session = this.#session;
    if (session !== undefined && session.token !== rejected) return true;
    if (session !== undefined && this.#now() - session.since < YOUNG_MS) {
      return false;
    }
    return await this.#signIn(signal) !== rejected;
  }

  secrets(): readonly string[] {
    return [this.#options.password, ...this.#seen.list()];
  }

  expiresAt(): Date | undefined {
    return this.#session?.expiresAt;
  }

  /** Joins the sign-in that is under way, or starts one; it goes on when this caller leaves. */
  async #signIn(signal: AbortSignal): Promise<string> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#attempt ??= this.#ask().finally(() => this.#attempt = undefined);
    return await abortable(this.#attempt, signal);
  }

  async #ask(): Promise<string> {
    const { username, password, signIn } = this.#options;
    try {
      // No caller's signal: others may be waiting. The sign-in has a deadline of its own.
      const text = await signIn(
        { username, password },
        new AbortController().signal,
      );
      const token = checkToken(text, "the session");
      this.#seen.add(token);
      const { expiresAt } = readJwtClaims(token);
      this.#session = { token, expiresAt, since: this.#now() };
      return token;
    } catch (error) {
      if (error instanceof ToolError && error.code === "LOGIN_REFUSED") {
        this.#session = undefined;
        this.#refusal = refused(error, this.#names);
        throw this.#refusal;
      }
      throw error;
    }
  }
}

function refused(error: ToolError, names: SettingNames): ToolError {
  return new ToolError(
    "LOGIN_REFUSED",
    `${error.message}; it is not tried again, so that the account is not locked`,
    {
      hint: `Check ${names.account}${
        andRestart(names)
      }. A locked account looks the same: Argo CD locks one for 5 minutes after 5 wrong passwords`,
      ...(error.status === undefined ? {} : { status: error.status }),
      cause: error,
    },
  );
}
