/**
 * How many questions are asked at once.
 *
 * @module
 */

/** Lets a few work at a time; the others wait for their turn, in the order in which they came. */
export class Turns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param atOnce How many work at a time. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Does the work when it is its turn. Throws what the work does. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    // A turn is handed on, not given up: nobody who comes now gets between.
    if (this.#running < this.#atOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
