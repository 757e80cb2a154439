/**
 * How long something may be waited for.
 *
 * @module
 */

/** A signal with an end of its own; dispose of it when the waiting is over. */
export interface Patience extends Disposable {
  readonly signal: AbortSignal;
}

/** What a wait ends with. */
export interface PatienceOptions {
  /** Ends the wait earlier, with its own reason. */
  readonly signal?: AbortSignal | undefined;
  /** What the wait fails with when its time is over. */
  readonly reason: () => Error;
}

/** Begins a wait of at most `ms` milliseconds. */
export function patience(ms: number, options: PatienceOptions): Patience {
  const { signal, reason } = options;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason()), ms);
  const stop = () => controller.abort(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    },
  };
}
