/**
 * A sign-in with a person that goes on while calls come and go.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import type { SignInPrompt } from "./sso_options.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** What the sign-in itself is given. */
export interface AttemptContext {
  /** Ends it, with its reason. */
  readonly signal: AbortSignal;
  readonly until: Date;
  readonly tell: (prompt: SignInPrompt) => void;
}

/** How long it goes on, and what it is called. */
export interface AttemptOptions {
  readonly limitMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Follows "Cannot …". */
  readonly purpose: string;
  /** How to begin once more, for hints. */
  readonly again: string;
}

/** Waits for a person, for so long and no longer. */
export class SignInAttempt {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(prompt: SignInPrompt) => void>();
  #elsewhere: CachedTokens | undefined;
  /** The end of it. Rejects with a `ToolError`; nobody has to listen. */
  readonly done: Promise<CachedTokens>;
  /** What the person has to do; `undefined` until that is known. */
  prompt: SignInPrompt | undefined;

  constructor(
    run: (context: AttemptContext) => Promise<CachedTokens>,
    { limitMs, now, purpose, again }: AttemptOptions,
  ) {
    const timer = setTimeout(() => {
      this.#controller.abort(
        new ToolError(
          "TIMEOUT",
          `Cannot ${purpose}: nobody signed in within ${limitMs / 1_000} s`,
          { hint: `Start again with ${again}, or call the tool again` },
        ),
      );
    }, limitMs);
    this.done = run({
      signal: this.#controller.signal,
      until: new Date(now + limitMs),
      tell: (prompt) => {
        this.prompt = prompt;
        for (const listener of this.#listeners) listener(prompt);
      },
    }).catch((error) => {
      if (this.#elsewhere === undefined) throw error;
      return this.#elsewhere;
    }).finally(() => clearTimeout(timer));
    this.done.catch(() => {});
  }

  /** Tells the prompt, now or when it is known, and each one that takes its place. Dispose of it to hear no more. */
  listen(listener: (prompt: SignInPrompt) => void): Disposable {
    if (this.prompt !== undefined) listener(this.prompt);
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Ends it. */
  cancel(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Ends it with the tokens of another sign-in; whoever waits gets these. */
  supersede(tokens: CachedTokens): void {
    this.#elsewhere = tokens;
    this.#controller.abort();
  }
}
