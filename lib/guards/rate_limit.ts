/**
 * How many calls to the Argo CD API one caller may make: a sliding window on a clock that never goes back.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { RateLimit } from "./guard.ts";

/** Callers that are kept apart; beyond them the one that has been quiet for longest starts anew. */
const MOST_CALLERS = 10_000;

/** One caller's calls of the last window. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  /** Times of the last calls, a ring of as many as are allowed; it grows as they come. */
  readonly #times: number[] = [];
  #taken = 0;

  /** @param now Milliseconds of a monotonic clock. */
  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Takes one call. What is refused costs nothing.
   *
   * @throws {ToolError} `RATE_LIMIT_EXCEEDED` that says when to try again.
   */
  take(): void {
    this.requireRoom(1);
    this.count();
  }

  /** Counts a call that may not be refused any more: it belongs to a change that was let pass. */
  count(): void {
    this.#times[this.#taken % this.#limit.calls] = this.#now();
    this.#taken++;
  }

  /**
   * Passes when so many calls could be made now, and takes none of them. More than are allowed at all count as all.
   *
   * @throws {ToolError} `RATE_LIMIT_EXCEEDED` that says when there will be room.
   */
  requireRoom(wanted: number): void {
    const { calls, windowSeconds } = this.#limit;
    // Counted from the oldest one that is still known, the last that has to be out of the window.
    const last = this.#taken - calls + Math.min(wanted, calls) - 1;
    if (last < 0) return;
    const now = this.#now();
    const free = (this.#times[last % calls] ?? 0) + windowSeconds * 1_000;
    if (now >= free) return;
    const wait = Math.ceil((free - now) / 1_000);
    throw new ToolError(
      "RATE_LIMIT_EXCEEDED",
      `Cannot ask Argo CD: ${calls} calls to it within ${windowSeconds} s are as many as this server allows`,
      {
        hint:
          `Try again in ${wait} s; the operator sets MCP_RATE_LIMIT_CALLS and MCP_RATE_LIMIT_WINDOW`,
      },
    );
  }
}

/** A limiter for each caller. */
export class RateLimiters {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #byCaller = new Map<string, RateLimiter>();

  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** The limiter of `caller`. */
  of(caller: string): RateLimiter {
    const limiter = this.#byCaller.get(caller) ??
      new RateLimiter(this.#limit, this.#now);
    // The last one in the map is the one that was asked for last.
    this.#byCaller.delete(caller);
    this.#byCaller.set(caller, limiter);
    const [quietest] = this.#byCaller.keys();
    if (this.#byCaller.size > MOST_CALLERS && quietest !== undefined) {
      this.#byCaller.delete(quietest);
    }
    return limiter;
  }
}
