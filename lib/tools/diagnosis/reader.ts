/**
 * Many questions about one application: a few at once, within one deadline, none of whose failures ends the rest.
 *
 * @module
 */
import type { Unread } from "../../diagnose/facts.ts";
import { ToolError } from "../../errors.ts";
import { Turns } from "./turns.ts";

/** Argo CD hands most of them on to a cluster. */
const AT_ONCE = 6;

/** What a reader shares with those that read for it. */
interface Shared {
  readonly caller: AbortSignal;
  readonly turns: Turns;
  readonly unread: Unread[];
  /** Of the one that it reads for. */
  readonly ended: AbortSignal;
  /** Whose everything is that it asks for, where that is not the subject of the whole answer. */
  readonly owner?: string;
}

/** Asks, and remembers what was not answered. */
export class Reader implements Disposable {
  readonly #shared: Shared;
  readonly #deadlineMs: number;
  readonly #endsAt: number;
  readonly #deadline = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;

  /** @param deadlineMs Milliseconds from now after which nothing more is waited for. */
  constructor(caller: AbortSignal, deadlineMs: number, shared?: Shared) {
    this.#shared = shared ?? {
      caller,
      turns: new Turns(AT_ONCE),
      unread: [],
      ended: new AbortController().signal,
    };
    this.#deadlineMs = deadlineMs;
    this.#endsAt = performance.now() + deadlineMs;
    this.#timer = setTimeout(() => this.#deadline.abort(), deadlineMs);
  }

  /**
   * One for what is worth only a part of the time; it takes its turns with everything else. Dispose of it.
   *
   * @param part Of the time that is left, from 0 to 1.
   * @param owner Whom its questions are about, where that is not the subject of the whole answer.
   */
  within(part: number, owner?: string): Reader {
    const { caller } = this.#shared;
    return new Reader(caller, this.remainingMs * part, {
      ...this.#shared,
      ended: this.#ended,
      ...(owner === undefined ? {} : { owner }),
    });
  }

  /** Milliseconds until the deadline. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Ends with the caller's own, and with the deadline. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#shared.caller, this.#ended]);
  }

  /** What was asked for and is not known. */
  get unread(): readonly Unread[] {
    return this.#shared.unread;
  }

  get #ended(): AbortSignal {
    return AbortSignal.any([this.#shared.ended, this.#deadline.signal]);
  }

  /**
   * Asks one question when it is its turn; `undefined` when it was not answered. Throws what must end the whole call:
   * its cancellation, and errors that were not written for a reader.
   *
   * @param mark What a missing answer means for the state of the application.
   */
  async read<Result>(
    what: string,
    ask: () => Promise<Result>,
    mark: Pick<Unread, "aside" | "below"> = {},
  ): Promise<Result | undefined> {
    const { turns, unread, caller, owner } = this.#shared;
    const about = {
      what: owner === undefined ? what : `${what} of ${owner}`,
      ...mark,
    };
    return await turns.take(async () => {
      if (this.#ended.aborted) {
        unread.push({ ...about, why: "there was no time left" });
        return undefined;
      }
      try {
        return await ask();
      } catch (error) {
        if (caller.aborted || !(error instanceof ToolError)) throw error;
        const why = this.#ended.aborted
          ? "it was not answered in time"
          : `${error.code}: ${error.message}`;
        unread.push({ ...about, why });
        return undefined;
      }
    });
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
      if (this.#shared.caller.aborted || !this.#ended.aborted) throw error;
      throw new ToolError(
        "TIMEOUT",
        `Cannot read ${what}: Argo CD did not answer within ${
          this.#deadlineMs / 1000
        } s`,
        { hint: "get_server_info shows whether Argo CD answers at all" },
      );
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
