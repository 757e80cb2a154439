/**
 * The time of a read of several Argo CDs: one that stalls must not cost the others their answer.
 *
 * @module
 */
import { abortable } from "../argocd/abortable.ts";
import { ToolError } from "../errors.ts";

/** Milliseconds from the beginning of the call. */
export interface AcrossLimits {
  /** By then an instance has answered, or the answer is without it. */
  readonly answerMs: number;
  /** By then everything ends that is read besides from those that have answered. */
  readonly wholeMs: number;
}

/** A person has 5 s to sign in, and is then told where: that has to fit in. */
const LIMITS: AcrossLimits = { answerMs: 7_000, wholeMs: 10_000 };

function timeOver(instance: string, answerMs: number): ToolError {
  return new ToolError(
    "TIMEOUT",
    `Cannot ask instance '${instance}': no complete answer within ${
      answerMs / 1_000
    } s, and others were not to wait for it`,
    {
      hint:
        `Ask it alone, which waits longer: instance=${instance}; list_instances shows whether it answers`,
    },
  );
}

/** One deadline for all instances of a call. */
export class AcrossTime implements Disposable {
  readonly #caller: AbortSignal;
  readonly #limits: AcrossLimits;
  readonly #timers: readonly ReturnType<typeof setTimeout>[];
  readonly #ends = new Map<string, AbortController>();
  readonly #waiting = new Set<string>();
  #isLate = false;

  /** @param limits Default 7 and 10 s. */
  constructor(caller: AbortSignal, limits: AcrossLimits = LIMITS) {
    this.#caller = caller;
    this.#limits = limits;
    this.#timers = [
      setTimeout(() => {
        this.#isLate = true;
        this.#end(this.#waiting);
      }, limits.answerMs),
      setTimeout(() => this.#end(this.#ends.keys()), limits.wholeMs),
    ];
  }

  #end(instances: Iterable<string>): void {
    for (const instance of instances) {
      const reason = timeOver(instance, this.#limits.answerMs);
      this.#ends.get(instance)?.abort(reason);
    }
  }

  /**
   * Waits for the answer of an instance.
   *
   * @param ask Is given a signal that ends with the caller's, and with the time; the latter with the error as its
   * reason.
   * @throws {ToolError} `TIMEOUT` when there was not enough time.
   */
  async answer<Result>(
    instance: string,
    ask: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.#isLate) throw timeOver(instance, this.#limits.answerMs);
    const { signal } = this.#begin(instance);
    try {
      const own = AbortSignal.any([this.#caller, signal]);
      return await abortable(ask(own), signal);
    } catch (error) {
      throw signal.aborted && !this.#caller.aborted ? signal.reason : error;
    } finally {
      this.#waiting.delete(instance);
    }
  }

  #begin(instance: string): AbortController {
    const end = new AbortController();
    this.#ends.set(instance, end);
    this.#waiting.add(instance);
    return end;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
