/**
 * One request for questions that are the same.
 *
 * @module
 */
import { abortable } from "./abortable.ts";

interface Flight {
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
}

/** How one reader takes part. */
export interface ShareOptions<Value> {
  /** Leaves this reader's wait; the request itself ends when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for which an answer is good enough for this reader, 0 for one that is under way at most. */
  readonly keepMs: number;
  /** Makes the request. */
  readonly start: (signal: AbortSignal) => Promise<Value>;
}

/** Kept answers at most: a page of a list is asked for again with the same query, other queries push it out. */
const MAX_KEPT = 4;

/**
 * Requests under way and answers of a moment ago, by key. One per connection, so never between callers. The answers
 * are the same objects for every reader, who must not change them.
 */
export class SharedReads {
  readonly #flights = new Map<string, Flight>();
  readonly #kept = new Map<string, { at: number; value: unknown }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Joins the request for `key`, or takes its kept answer, or makes it. */
  async read<Value>(
    key: string,
    { signal, keepMs, start }: ShareOptions<Value>,
  ): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#now() - kept.at < keepMs) {
      return kept.value as Value;
    }
    this.#kept.delete(key);
    const flight = this.#flights.get(key) ??
      this.#launch(key, { keepMs, start });
    flight.waiting++;
    try {
      return await abortable(flight.answer, signal) as Value;
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        flight.controller.abort();
      }
    }
  }

  /** Forgets what was kept and lets nobody join what is under way; called when something may have changed. */
  clear(): void {
    this.#kept.clear();
    this.#flights.clear();
  }

  #launch<Value>(
    key: string,
    { keepMs, start }: ShareOptions<Value>,
  ): Flight {
    const controller = new AbortController();
    const asked = this.#now();
    const flight: Flight = {
      controller,
      waiting: 0,
      answer: start(controller.signal).then((value) => {
        // Not when `clear` was called since: the answer may be from before the change.
        if (keepMs > 0 && this.#flights.get(key) === flight) {
          this.#keep(key, { at: asked, value });
        }
        return value;
      }),
    };
    this.#flights.set(key, flight);
    return flight;
  }

  #keep(key: string, entry: { at: number; value: unknown }): void {
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MAX_KEPT && !oldest.done) {
      this.#kept.delete(oldest.value);
    }
  }
}
