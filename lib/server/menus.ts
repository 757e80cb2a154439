/**
 * What a client shows to choose from, while somebody types or looks: it has to be there at once.
 *
 * So each menu is kept for its next question. One that does not come in time is answered with what was read before,
 * and its reading goes on behind, for the next key. Each reading is a call like any other; an answer from what was
 * kept asks Argo CD nothing, and is therefore in no audit log of its own.
 *
 * @module
 */
import type { ErrorCode } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { ToolResult } from "../pipeline/present.ts";
import type { Run, Tool } from "../tool.ts";
import { withinTime } from "../within_time.ts";
import type { Asker } from "./asking.ts";

/** What a menu is made of. */
export type Menu = NonNullable<ToolResult["structured"]>;

/** Which menu, and for whom. */
export interface MenuQuestion {
  readonly tool: Tool;
  readonly instance: Instance;
  /** They choose the instance, too, where there are several. */
  readonly args: Readonly<Record<string, unknown>>;
  /** A caller never sees what another one's rights have read. */
  readonly asker: Asker;
  /** Milliseconds for which what was read is as good as new. */
  readonly freshMs: number;
}

/** Who waits longer has gone on typing. */
const WAIT_MS = 800;
/** Behind the back of whoever asked, a reading may take longer, and not for ever. */
const READ_MS = 20_000;
/** An Argo CD that has just failed is not asked again with each key. */
const FAILED_MS = 2_000;
/** Older names may mislead more than none. */
const OLDEST_MS = 600_000;
/** Menus of one instance; the one that was asked for least recently goes first. */
const MOST_KEPT = 50;

/** They say nothing about what this caller may see: what was known is still true as far as anybody knows. */
const PASSING: readonly ErrorCode[] = [
  "RATE_LIMIT_EXCEEDED",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "ARGOCD_ERROR",
  "DNS_FAILURE",
  "CONNECTION_REFUSED",
  "CONNECTION_LOST",
  "TIMEOUT",
  "CANCELLED",
];

interface Kept {
  menu?: Menu;
  /** When the reading of `menu` began. */
  readAt: number;
  /** Until then nobody is asked again. */
  restUntil: number;
  reading?: Promise<void>;
}

/** The menus of one connection; `close` ends what is being read for them. */
export class Menus {
  readonly #run: Run;
  readonly #now: () => number;
  readonly #end = new AbortController();
  /** By instance: one that was registered anew is another one. */
  readonly #kept = new WeakMap<Instance, Map<string, Kept>>();

  /** @param now Milliseconds of a clock that never goes back. */
  constructor(run: Run, now: () => number = () => performance.now()) {
    this.#run = run;
    this.#now = now;
  }

  /** The menu as it is known within a second; `undefined` when nothing is. */
  async read(question: MenuQuestion): Promise<Menu | undefined> {
    const { freshMs, asker: { signal } } = question;
    const kept = this.#keptFor(question);
    const now = this.#now();
    const isFresh = kept.menu !== undefined && now - kept.readAt < freshMs;
    if (!isFresh && (now >= kept.restUntil || kept.reading)) {
      kept.reading ??= this.#read(question, kept);
      await withinTime(WAIT_MS, kept.reading, signal);
    }
    return this.#now() - kept.readAt < OLDEST_MS ? kept.menu : undefined;
  }

  /** Nobody is going to ask any more. */
  close(): void {
    this.#end.abort();
  }

  #keptFor({ tool, instance, args, asker }: MenuQuestion): Kept {
    const ofInstance = this.#kept.get(instance) ?? new Map<string, Kept>();
    this.#kept.set(instance, ofInstance);
    const key = JSON.stringify([tool.name, asker.from?.caller, args]);
    const kept = ofInstance.get(key) ?? { readAt: -Infinity, restUntil: 0 };
    ofInstance.delete(key);
    ofInstance.set(key, kept);
    const oldest = ofInstance.keys().next();
    if (ofInstance.size > MOST_KEPT && !oldest.done) {
      ofInstance.delete(oldest.value);
    }
    return kept;
  }

  async #read(
    { tool, args, asker: { from } }: MenuQuestion,
    kept: Kept,
  ): Promise<void> {
    const began = this.#now();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), READ_MS);
    const { structured, text } = await this.#run(tool, {
      args,
      signal: AbortSignal.any([this.#end.signal, late.signal]),
      ...(from ? { from } : {}),
    }).finally(() => {
      clearTimeout(timer);
      delete kept.reading;
    });
    if (structured) {
      kept.menu = structured;
      kept.readAt = began;
    } else if (PASSING.some((code) => text.startsWith(`${code}:`))) {
      kept.restUntil = this.#now() + FAILED_MS;
    } else {
      delete kept.menu;
    }
  }
}
