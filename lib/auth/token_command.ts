/**
 * A token that a program of the operator's choice prints: a password manager, a cloud's own tool.
 *
 * @module
 */
import { abortable } from "../argocd/abortable.ts";
import type { Credential } from "../argocd/credential.ts";
import { readJwtClaims } from "./jwt_claims.ts";
import { checkCommand } from "./parse_token_command.ts";
import { replacedFrom } from "./replaced_from.ts";
import { runTokenCommand } from "./run_token_command.ts";
import { SeenSecrets } from "./seen_secrets.ts";

/** What differs from the usual. */
export interface TokenCommandOptions {
  /** Milliseconds that the command may take. @default {10_000} */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Between two runs that give nothing new; commands may cost money, a look at a phone or a place in a queue. */
const PAUSE_MS = 5_000;
/** The pause doubles with each failure, up to this. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * A credential for the token that a command prints. The command runs when a token is needed, before the token ends and
 * after a 401; once for any number of waiting calls.
 *
 * @param command Program and arguments; no shell sees them.
 * @param source Who named it, for messages: `ARGOCD_TOKEN_COMMAND`.
 * @throws {ToolError} `CONFIGURATION` when there is nothing to run.
 */
export function tokenCommand(
  command: readonly string[],
  source: string,
  options: TokenCommandOptions = {},
): Credential {
  return new TokenCommand(checkCommand(command, source), source, options);
}

interface Printed {
  readonly token: string;
  readonly expiresAt: Date | undefined;
  /** When the command is worth another run. */
  readonly staleAt: number;
}

class TokenCommand implements Credential {
  readonly kind = "token_command";
  readonly remedy: string;
  readonly #command: readonly string[];
  readonly #source: string;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  #printed: Printed | undefined;
  #run: Promise<string> | undefined;
  #lastRun = -Infinity;
  #failures = 0;
  #fault: unknown;
  readonly #seen = new SeenSecrets();

  constructor(
    command: readonly string[],
    source: string,
    options: TokenCommandOptions,
  ) {
    this.#command = command;
    this.#source = source;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#now = options.now ?? Date.now;
    this.remedy =
      `Run the command of ${source} by hand: it has to print a token that Argo CD takes; it is run again by itself`;
  }

  describe(): string {
    return `the token that the command of ${this.#source} prints`;
  }

  async token(signal: AbortSignal): Promise<string> {
    const printed = this.#printed;
    if (printed !== undefined && this.#now() < printed.staleAt) {
      return printed.token;
    }
    try {
      return await this.#get(signal);
    } catch (error) {
      // It was asked early, so that a failure now does not matter yet.
      if (!signal.aborted && this.#isAlive(printed)) return printed.token;
      throw error;
    }
  }

  async renew(rejected: string, signal: AbortSignal): Promise<boolean> {
    const printed = this.#printed;
    if (printed !== undefined && printed.token !== rejected) return true;
    // It was just printed: the next one would be the same.
    if (this.#run === undefined && this.#age() < PAUSE_MS) return false;
    return await this.#get(signal) !== rejected;
  }

  secrets(): readonly string[] {
    return this.#seen.list();
  }

  expiresAt(): Date | undefined {
    return this.#printed?.expiresAt;
  }

  #age(): number {
    return this.#now() - this.#lastRun;
  }

  #isAlive(printed: Printed | undefined): printed is Printed {
    return printed?.expiresAt !== undefined &&
      this.#now() < printed.expiresAt.getTime();
  }

  /** Joins the run that is under way, or starts one; it goes on when this caller leaves. */
  async #get(signal: AbortSignal): Promise<string> {
    if (this.#run === undefined) {
      const pause = Math.min(
        PAUSE_MS * 2 ** (this.#failures - 1),
        LONGEST_PAUSE_MS,
      );
      if (this.#failures > 0 && this.#age() < pause) throw this.#fault;
    }
    this.#run ??= this.#start().finally(() => this.#run = undefined);
    return await abortable(this.#run, signal);
  }

  async #start(): Promise<string> {
    try {
      const token = await runTokenCommand({
        command: this.#command,
        source: this.#source,
        timeoutMs: this.#timeoutMs,
      });
      this.#lastRun = this.#now();
      this.#failures = 0;
      this.#seen.add(token);
      this.#printed = this.#readToken(token);
      return token;
    } catch (error) {
      this.#lastRun = this.#now();
      this.#failures++;
      this.#fault = error;
      throw error;
    }
  }

  #readToken(token: string): Printed {
    const { expiresAt } = readJwtClaims(token);
    const now = this.#now();
    const end = expiresAt?.getTime() ?? Infinity;
    const early = replacedFrom(end, now);
    // Some commands print the same token until its end, and must not run with each call in its last minute.
    const soonest = now + PAUSE_MS;
    const staleAt = end > now
      ? Math.max(early, Math.min(soonest, end))
      : soonest;
    return { token, expiresAt, staleAt };
  }
}
