/**
 * How a wait tells its client where it stands.
 *
 * @module
 */
import type { ToolContext } from "../tool.ts";

/** Facts in one message; a client shows one line. */
const MOST = 4;

/** Reports of one wait: seconds that have passed of those that may, and what is still missing. */
export class WaitingProgress {
  readonly #report: ToolContext["report"] | undefined;
  readonly #total: number;
  readonly #started = performance.now();
  #text = "";
  #at = 0;

  /** @param options.timeout Seconds. */
  constructor(
    options: {
      readonly report?: ToolContext["report"];
      readonly timeout: number;
    },
  ) {
    this.#report = options.report;
    this.#total = options.timeout;
  }

  /** @param options.repeat Also when there is nothing new, so that the client sees that we are alive. */
  tell(
    missing: readonly string[],
    { repeat = false }: { readonly repeat?: boolean } = {},
  ): void {
    const text = missing.slice(0, MOST).join("; ") || "done";
    if (!this.#report || !repeat && text === this.#text) return;
    const seconds = Math.floor(performance.now() - this.#started) / 1000;
    // It has to grow each time, however soon.
    this.#at = Math.max(seconds, this.#at + 0.001);
    this.#text = text;
    const total = Math.max(this.#total, this.#at);
    this.#report({ progress: this.#at, total, message: text });
  }
}
