/**
 * A stream without an end, over as many as it takes.
 *
 * @module
 */
import { sleep } from "../argocd/abortable.ts";
import { ToolError } from "../errors.ts";

/** How a stream goes on. */
export interface ReopenOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Milliseconds before a stream that broke is opened again: `rest` at first, then longer, up to `poll`. */
  readonly pause: { readonly rest: number; readonly poll: number };
}

/**
 * Yields what the streams say that `open` opens, until `signal` aborts. One that breaks, ends or is refused is opened
 * again after a pause: nothing may depend on it, it is only faster than asking.
 */
export async function* reopenStream<Message>(
  open: () => AsyncIterable<Message>,
  { signal, pause: { rest, poll } }: ReopenOptions,
): AsyncGenerator<Message, void> {
  for (let pause = rest; !signal.aborted; pause = Math.min(2 * pause, poll)) {
    try {
      for await (const message of open()) {
        pause = rest;
        yield message;
      }
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
    }
    try {
      await sleep(pause, signal);
    } catch {
      // Aborted: the loop ends.
    }
  }
}
