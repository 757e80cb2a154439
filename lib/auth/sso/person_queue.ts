/**
 * Everyone who waits for a person, and the one sign-in that they wait for.
 *
 * @module
 */
import { abortable } from "../../argocd/abortable.ts";
import { ToolError } from "../../errors.ts";
import { patience } from "../../patience.ts";
import {
  type AttemptContext,
  type AttemptOptions,
  SignInAttempt,
} from "./sign_in_attempt.ts";
import { nobodySignedIn, signInRequired } from "./sign_in_required.ts";
import type { SignInPrompt } from "./sso_options.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** What a sign-in is, and how long anyone waits. */
export interface PersonQueueOptions extends Omit<AttemptOptions, "now"> {
  readonly instance: string;
  /** Whether a call may begin a sign-in. */
  readonly attended: boolean;
  /** Milliseconds that a call waits. */
  readonly patienceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly run: (context: AttemptContext) => Promise<CachedTokens>;
}

/** At most one sign-in at a time, for any number of calls. */
export class PersonQueue implements AsyncDisposable {
  readonly #options: PersonQueueOptions;
  #attempt: SignInAttempt | undefined;
  /** Somebody asked for the present attempt as such, and not only for a token. */
  #isWanted = false;
  #waiting = 0;
  /** A failure that nobody was there to hear. */
  #untold: ToolError | undefined;

  constructor(options: PersonQueueOptions) {
    this.#options = options;
  }

  /**
   * Waits for a while. Throws `SIGN_IN_REQUIRED`, with the address to open, when the person needs longer; the sign-in
   * goes on, and the next call joins it. Where nobody is there, it throws at once and begins nothing.
   */
  async join(signal: AbortSignal): Promise<CachedTokens> {
    const untold = this.#untold;
    this.#untold = undefined;
    if (untold !== undefined) throw untold;
    if (!this.#options.attended) {
      throw nobodySignedIn(this.#options.instance, this.#options.again);
    }
    const attempt = this.#attempt ??= this.#begin();
    const { patienceMs, instance } = this.#options;
    using wait = patience(patienceMs, {
      signal,
      reason: () => signInRequired(instance, attempt.prompt),
    });
    return await this.#await(attempt, wait.signal);
  }

  /** Waits to the end, telling what is to be done. The signal ends the sign-in, if it was begun here. */
  async demand(
    { signal, tell }: {
      readonly signal: AbortSignal;
      readonly tell: (prompt: SignInPrompt) => void;
    },
  ): Promise<CachedTokens> {
    signal.throwIfAborted();
    this.#untold = undefined;
    const isNew = this.#attempt === undefined;
    const attempt = this.#attempt ??= this.#begin();
    this.#isWanted = true;
    using _listening = attempt.listen(tell);
    try {
      return await this.#await(attempt, signal);
    } catch (error) {
      if (signal.aborted && isNew) await this.cancel();
      throw error;
    }
  }

  /** There are tokens from elsewhere: nobody needs the sign-in any more, nor the news of how the last one failed. */
  supersede(tokens: CachedTokens): void {
    this.#untold = undefined;
    if (!this.#isWanted) this.#attempt?.supersede(tokens);
  }

  /** Ends the sign-in; settled when its port is free. */
  async cancel(): Promise<void> {
    const { purpose } = this.#options;
    const attempt = this.#attempt;
    attempt?.cancel(
      new ToolError("CANCELLED", `Cannot ${purpose}: it was cancelled`),
    );
    await attempt?.done.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async #await(
    attempt: SignInAttempt,
    signal: AbortSignal,
  ): Promise<CachedTokens> {
    this.#waiting++;
    try {
      return await abortable(attempt.done, signal);
    } finally {
      this.#waiting--;
    }
  }

  #begin(): SignInAttempt {
    const { run, now, ...options } = this.#options;
    const attempt = new SignInAttempt(run, { ...options, now: now() });
    this.#isWanted = false;
    const end = (error?: unknown) => {
      this.#attempt = undefined;
      if (this.#waiting > 0 || !(error instanceof ToolError)) return;
      // That nobody came, or that it was ended, is no news.
      const isNews = error.code !== "TIMEOUT" && error.code !== "CANCELLED";
      if (isNews) this.#untold = error;
    };
    attempt.done.then(() => end(), end);
    return attempt;
  }
}
