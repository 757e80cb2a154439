/**
 * Secrets that passed through, so that no output repeats one.
 *
 * @module
 */

/** A long-running server sees a new token every few minutes; those of the last hours are enough. */
const MOST = 32;

/** Remembers the newest secrets. */
export class SeenSecrets {
  readonly #seen = new Set<string>();

  /** Notes secrets; `undefined` and the empty text are none. */
  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (!secret) continue;
      // Again at the end: what is in use is not forgotten.
      this.#seen.delete(secret);
      this.#seen.add(secret);
    }
    for (const oldest of this.#seen) {
      if (this.#seen.size <= MOST) break;
      this.#seen.delete(oldest);
    }
  }

  /** All that are remembered, the oldest first. */
  list(): readonly string[] {
    return [...this.#seen];
  }
}
