/**
 * Waiting for what an application is to become.
 *
 * The watch of Argo CD tells at once, but loses events, is silent about what one may not see and breaks; a read is
 * slower and true. So the watch only says when to read, and every few seconds it is read anyway.
 *
 * @module
 */
import { sleep } from "../argocd/abortable.ts";
import type { ArgocdClient } from "../argocd/client.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import type { ToolContext } from "../tool.ts";
import type { Outlook } from "../views/awaited_states.ts";
import { type FoundApplication, readApplication } from "./read_application.ts";
import { sightApplication, type Sighting } from "./sight_application.ts";
import { WaitingProgress } from "./waiting_progress.ts";
import { watchApplication } from "./watch_application.ts";

/** Milliseconds; only tests need others. */
export interface WaitPace {
  /** Between two reads while the watch says nothing new. */
  readonly poll: number;
  /** Between two reads at least, and before the watch is opened again. */
  readonly rest: number;
}

const USUAL_PACE: WaitPace = { poll: 10_000, rest: 1_000 };
/** How long the last read may take after the time is up. */
const GRACE_MS = 5_000;
/** What may pass while one waits; anything else ends the wait. */
const PASSING: ReadonlySet<string> = new Set([
  "ARGOCD_ERROR",
  "BAD_RESPONSE",
  "COMPARISON_FAILED",
  "CONNECTION_LOST",
  "CONNECTION_REFUSED",
  "DNS_FAILURE",
  "NOT_ARGOCD",
  "RATE_LIMITED",
  "TIMEOUT",
  "UNAVAILABLE",
]);

/** What is waited for, and how. */
export interface WaitOptions {
  /** `name` or `namespace/name`. */
  readonly ref: string;
  /** Seconds. */
  readonly timeout: number;
  /** Compares what was seen with what is waited for; `undefined` = the application is gone. */
  readonly until: (application: Application | undefined) => Outlook;
  readonly signal: AbortSignal;
  readonly report?: ToolContext["report"];
  /** What is known of it already, so that an application which is gone at once is still told from one that never was. */
  readonly known?: FoundApplication;
  readonly pace?: WaitPace;
}

/** How a wait ended. */
export interface WaitOutcome extends Outlook {
  readonly done: boolean;
  /** As it was seen last. */
  readonly application: Application;
  /** It does not exist any more. */
  readonly gone: boolean;
  /** Another one of the same name, made since it is gone. */
  readonly successor?: Application;
  readonly waited_s: number;
}

/** One wait. */
class Wait {
  readonly #argocd: ArgocdClient;
  readonly #options: WaitOptions;
  readonly #pace: WaitPace;
  readonly #started = performance.now();
  #wake = Promise.withResolvers<void>();
  #isAwake = false;
  readonly #progress: WaitingProgress;
  #defect: unknown;

  constructor(argocd: ArgocdClient, options: WaitOptions) {
    this.#argocd = argocd;
    this.#options = options;
    this.#pace = options.pace ?? USUAL_PACE;
    this.#progress = new WaitingProgress(options);
  }

  async run(): Promise<WaitOutcome> {
    const { ref, signal, known } = this.#options;
    const over = new AbortController();
    const late = setTimeout(() => over.abort(), this.#left() + GRACE_MS);
    const within = AbortSignal.any([signal, over.signal]);
    let watching: Promise<void> | undefined;
    try {
      const found = known ?? await readApplication(this.#argocd, ref, within);
      let sighting: Sighting = { ...found, gone: false };
      let isNew = known === undefined;
      while (true) {
        const trouble = isNew ? undefined : await this.#trouble(async () => {
          sighting = await sightApplication(this.#argocd, {
            sighting,
            ref,
            signal: within,
          });
        });
        isNew = false;
        const outcome = this.#judge(sighting, trouble);
        if (outcome) return outcome;
        watching ??= this.#watch(found, within);
        await this.#pause(within);
      }
    } catch (error) {
      if (signal.aborted) throw cancelled(ref);
      throw over.signal.aborted ? unanswered(ref) : error;
    } finally {
      clearTimeout(late);
      over.abort();
      await watching;
    }
  }

  /** Milliseconds. */
  #left(): number {
    const passed = performance.now() - this.#started;
    return Math.max(0, this.#options.timeout * 1000 - passed);
  }

  /** Runs `look`; a failure that may pass is given back as a text. */
  async #trouble(look: () => Promise<void>): Promise<string | undefined> {
    try {
      await look();
      return undefined;
    } catch (error) {
      if (!(error instanceof ToolError) || this.#options.signal.aborted) {
        throw error;
      }
      // Not by its caller: the time was up before Argo CD answered.
      if (error.code === "CANCELLED") return "Argo CD did not answer in time";
      if (!PASSING.has(error.code)) throw error;
      return `Argo CD cannot be asked: ${error.message}`;
    }
  }

  #judge(
    { application, gone, successor }: Sighting,
    trouble: string | undefined,
  ): WaitOutcome | undefined {
    const { missing, failed } = this.#options.until(
      gone ? undefined : application,
    );
    const facts = trouble === undefined ? missing : [trouble, ...missing];
    const done = facts.length === 0;
    this.#progress.tell(facts, { repeat: true });
    if (!done && this.#left() > 0 && (failed === undefined || trouble)) {
      return undefined;
    }
    return {
      done,
      ...(failed === undefined ? {} : { failed }),
      missing: facts,
      application,
      gone,
      ...(successor ? { successor } : {}),
      waited_s: Math.round((performance.now() - this.#started) / 1000),
    };
  }

  /** Waits for the time of the next read, or until the watch has seen something that may end it all. */
  async #pause(signal: AbortSignal): Promise<void> {
    const { poll, rest } = this.#pace;
    const left = this.#left();
    // What the watch saw and the read did not: another part of Argo CD that has not heard of it yet.
    const usual = this.#isAwake ? 2 * rest : poll;
    this.#isAwake = false;
    this.#wake = Promise.withResolvers<void>();
    await sleep(Math.min(rest, left), signal);
    const ended = new AbortController();
    try {
      await Promise.race([
        this.#wake.promise,
        sleep(
          Math.min(usual, left) - Math.min(rest, left),
          AbortSignal.any([signal, ended.signal]),
        ),
      ]);
    } finally {
      ended.abort();
    }
    if (this.#defect !== undefined) throw this.#defect;
  }

  async #watch(found: FoundApplication, signal: AbortSignal): Promise<void> {
    const { until } = this.#options;
    try {
      const events = watchApplication(this.#argocd, {
        ...found,
        signal,
        pause: this.#pace,
        left: () => this.#left() + GRACE_MS,
      });
      for await (const { type, application } of events) {
        const { missing, failed } = until(application);
        if (type === "DELETED" || missing.length === 0 || failed) this.#rouse();
        else this.#progress.tell(missing);
      }
    } catch (error) {
      this.#defect = error;
      this.#rouse();
    }
  }

  #rouse(): void {
    this.#isAwake = true;
    this.#wake.resolve();
  }
}

function cancelled(ref: string): ToolError {
  return new ToolError(
    "CANCELLED",
    `Cannot wait for application '${ref}': the caller cancelled it`,
  );
}

function unanswered(ref: string): ToolError {
  return new ToolError(
    "TIMEOUT",
    `Cannot wait for application '${ref}': Argo CD did not answer before the time was up`,
    { hint: "Try again with a longer timeout" },
  );
}

/**
 * Watches one application until it is as wanted, can no longer become so, or the time is up.
 *
 * @throws {ToolError} `CANCELLED`; what reading it throws, when it cannot be read at first or must not be any more.
 */
export async function awaitApplication(
  argocd: ArgocdClient,
  options: WaitOptions,
): Promise<WaitOutcome> {
  return await new Wait(argocd, options).run();
}
