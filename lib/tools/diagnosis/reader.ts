/**
 * Many questions about one application: a few at once, within one deadline, none of whose failures ends the rest.
 *
 * @module
 */
import type { Unread } from "../../diagnose/facts.ts";
import { ToolError } from "../../errors.ts";

/** Argo CD hands most of them on to a cluster. */
const AT_ONCE = 6;

/** Asks, and remembers what was not answered. */
export class Reader implements Disposable {
  readonly #caller: AbortSignal;
  readonly #deadline = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #unread: Unread[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  readonly #deadlineMs: number;

  /** @param deadlineMs Milliseconds from now after which nothing more is waited for. */
  constructor(caller: AbortSignal, deadlineMs: number) {
    this.#caller = caller;
    this.#deadlineMs = deadlineMs;
    this.#timer = setTimeout(() => this.#deadline.abort(), deadlineMs);
  }

  /** Ends with the caller's own, and with the deadline. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#caller, this.#deadline.signal]);
  }

  /** What was asked for and is not known. */
  get unread(): readonly Unread[] {
    return this.#unread;
  }

  /**
   * Asks one question when it is its turn; `undefined` when it was not answered. Throws what must end the whole call:
   * its cancellation, and errors that were not written for a reader.
   */
  async read<Result>(
    what: string,
    ask: () => Promise<Result>,
  ): Promise<Result | undefined> {
    await this.#turn();
    try {
      if (this.#deadline.signal.aborted) {
        this.#unread.push({ what, why: "there was no time left" });
        return undefined;
      }
      return await ask();
    } catch (error) {
      if (this.#caller.aborted || !(error instanceof ToolError)) throw error;
      const why = this.#deadline.signal.aborted
        ? "it was not answered in time"
        : `${error.code}: ${error.message}`;
      this.#unread.push({ what, why });
      return undefined;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /**
   * Asks what nothing can be said without. Throws what `ask` does, and `TIMEOUT` when the deadline came first.
   *
   * @param what The object of "Cannot read …".
   */
  async need<Result>(
    what: string,
    ask: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await ask();
    } catch (error) {
      if (this.#caller.aborted || !this.#deadline.signal.aborted) throw error;
      throw new ToolError(
        "TIMEOUT",
        `Cannot read ${what}: Argo CD did not answer within ${
          this.#deadlineMs / 1000
        } s`,
        { hint: "get_server_info shows whether Argo CD answers at all" },
      );
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
