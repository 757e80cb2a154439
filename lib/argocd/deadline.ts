/**
 * The one time limit of a call, over all its attempts, its sign-in and its body.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { VARIABLE_NAMES } from "./setting_names.ts";

/** Who waits, and what the limit is called. */
export interface DeadlineOptions {
  readonly caller?: AbortSignal | undefined;
  /** The setting that raises the limit, for hints. @default {"ARGOCD_TIMEOUT"} */
  readonly setting?: string;
}

/** Ends a call after a number of milliseconds or when its caller no longer wants it, and says which of the two it was. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  readonly #limitMs: number;
  readonly #setting: string;
  readonly #end: number;
  #expired = false;
  #awaited = "an answer";

  /** Aborts when the time is over and when the caller aborts. */
  readonly signal: AbortSignal;

  constructor(limitMs: number, options: DeadlineOptions = {}) {
    const { caller, setting = VARIABLE_NAMES.timeout } = options;
    this.#limitMs = limitMs;
    this.#setting = setting;
    this.#end = performance.now() + limitMs;
    this.#caller = caller;
    this.signal = caller === undefined
      ? this.#controller.signal
      : AbortSignal.any([caller, this.#controller.signal]);
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#controller.abort();
    }, limitMs);
  }

  /** Milliseconds left. */
  remaining(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** Notes what is being waited for, as the object of "waiting for …". */
  awaiting(what: string): void {
    this.#awaited = what;
  }

  /** The error of a call that was ended by this deadline; `undefined` while it was not. */
  failure(purpose: string): ToolError | undefined {
    if (this.#caller?.aborted) return cancelled(purpose);
    if (!this.#expired) return undefined;
    // A share of a time that is left has many digits.
    const seconds = Number((this.#limitMs / 1000).toFixed(1));
    return new ToolError(
      "TIMEOUT",
      `Cannot ${purpose}: no complete answer within ${seconds} s, still waiting for ${this.#awaited}`,
      {
        hint:
          `Try again, ask for less, or have the operator raise ${this.#setting}`,
      },
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** The error of a call that its caller ended. */
export function cancelled(purpose: string): ToolError {
  return new ToolError(
    "CANCELLED",
    `Cannot ${purpose}: the caller cancelled it`,
  );
}
