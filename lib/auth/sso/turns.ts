/**
 * Queues of waiters within this process.
 *
 * @module
 */
import { abortable } from "../../argocd/abortable.ts";

/** One queue for each name; who is at its head has the turn until it is given up. */
export class Turns {
  readonly #ends = new Map<string, Promise<void>>();

  /**
   * Waits for the turn; dispose of it when done. Rejects with the signal's reason, and leaves the queue, when the
   * signal aborts before.
   */
  async take(name: string, signal?: AbortSignal): Promise<Disposable> {
    const before = this.#ends.get(name) ?? Promise.resolve();
    const { promise: done, resolve: giveUp } = Promise.withResolvers<void>();
    const end = before.then(() => done);
    this.#ends.set(name, end);
    void end.then(() => {
      if (this.#ends.get(name) === end) this.#ends.delete(name);
    });
    try {
      await abortable(before, signal);
    } catch (reason) {
      giveUp();
      throw reason;
    }
    return { [Symbol.dispose]: giveUp };
  }
}
