/**
 * The resources that one connection wants to hear of.
 *
 * The addresses of one application share one watch, except for its tree. A watch is a call of a tool like any other:
 * guarded, limited, and in the audit log when it ends.
 *
 * @module
 */
import type { ToolRequest } from "../tool.ts";
import { watchChanges } from "../unlisted/watch_changes.ts";
import { applicationOf, requireAddress } from "./answer_resource.ts";
import { atInstance, type Offer } from "./asking.ts";

/** What the watches of a connection need. */
export interface WatchesOptions extends Offer {
  /** Tells the client that a resource has changed. */
  readonly notify: (uri: string) => void;
}

/** Whose a subscription is: a client may ask for the same resource more than once. */
export type Owner = string | number | symbol;

/** How a subscription came out: an error text, already masked, or nothing. */
export type Refusal = string | undefined;

interface Watch {
  readonly uris: Map<string, Set<Owner>>;
  readonly end: AbortController;
  /** Settled when changes are told from now on, or with why they are not. */
  readonly begun: Promise<Refusal>;
  toldAt: number;
  timer?: ReturnType<typeof setTimeout>;
}

/** Each watch is a stream of the Argo CD. */
const MOST_URIS = 20;
/** A client reads again on each notification. */
const INTERVAL_MS = 1_000;

/** The watches of one connection; `closeAll` ends them. */
export class ResourceWatches {
  readonly #options: WatchesOptions;
  readonly #watches = new Map<string, Watch>();
  #isClosed = false;

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /**
   * Subscribes `owner` to a resource; settles when its changes are told.
   *
   * @returns Why it cannot be watched.
   * @throws {ResourceNotFoundError} when it is no address of a registered instance.
   */
  async open(
    uri: string,
    owner: Owner,
    from?: ToolRequest["from"],
  ): Promise<Refusal> {
    const address = requireAddress(uri, this.#options);
    const { instance, view } = address;
    const about = {
      application: applicationOf(address),
      // What an application consists of changes more often than the application, and costs a stream of its own.
      ...(view === "tree" ? { tree: true } : {}),
    };
    const key = JSON.stringify([instance, about]);
    const isNew = !this.#watches.get(key)?.uris.has(uri);
    if (this.#isClosed) return "the connection has ended";
    if (isNew && this.#count() >= MOST_URIS) {
      return `${MOST_URIS} resources are watched already, and a connection may watch no more`;
    }
    const watch = this.#watches.get(key) ?? this.#begin(key, {
      ...atInstance(instance, this.#options.instances),
      ...about,
    }, from);
    const owners = watch.uris.get(uri) ?? new Set();
    watch.uris.set(uri, owners.add(owner));
    const refusal = await watch.begun;
    if (refusal !== undefined) this.#leave(key, owner, uri);
    return refusal;
  }

  /** Ends one subscription of `owner`, or all that it has. */
  close(owner: Owner, uri?: string): void {
    for (const key of [...this.#watches.keys()]) this.#leave(key, owner, uri);
  }

  /** Ends everything; the connection is over. */
  closeAll(): void {
    this.#isClosed = true;
    for (const [key, watch] of [...this.#watches]) this.#end(key, watch);
  }

  #count(): number {
    return [...this.#watches.values()]
      .reduce((sum, { uris }) => sum + uris.size, 0);
  }

  #begin(
    key: string,
    args: Readonly<Record<string, unknown>>,
    from: ToolRequest["from"],
  ): Watch {
    const end = new AbortController();
    const begun = Promise.withResolvers<Refusal>();
    const watch: Watch = {
      uris: new Map(),
      end,
      begun: begun.promise,
      toldAt: -Infinity,
    };
    this.#watches.set(key, watch);
    const ended = this.#options.run(watchChanges, {
      args,
      signal: end.signal,
      ...(from ? { from } : {}),
      report: ({ progress }) => {
        if (progress === 0) begun.resolve(undefined);
        else this.#changed(watch);
      },
    });
    void ended.then(({ text }) => {
      begun.resolve(text);
      if (this.#watches.get(key) === watch) this.#end(key, watch);
    });
    return watch;
  }

  #leave(key: string, owner: Owner, uri?: string): void {
    const watch = this.#watches.get(key);
    if (!watch) return;
    for (const [one, owners] of watch.uris) {
      if (uri !== undefined && one !== uri) continue;
      owners.delete(owner);
      if (owners.size === 0) watch.uris.delete(one);
    }
    if (watch.uris.size === 0) this.#end(key, watch);
  }

  #end(key: string, watch: Watch): void {
    this.#watches.delete(key);
    clearTimeout(watch.timer);
    watch.end.abort();
  }

  /** What changes again before it may be told again is told once, afterwards. */
  #changed(watch: Watch): void {
    if (watch.timer !== undefined || watch.end.signal.aborted) return;
    const wait = watch.toldAt + INTERVAL_MS - performance.now();
    if (wait <= 0) this.#tell(watch);
    else watch.timer = setTimeout(() => this.#tell(watch), wait);
  }

  #tell(watch: Watch): void {
    delete watch.timer;
    watch.toldAt = performance.now();
    for (const uri of watch.uris.keys()) this.#options.notify(uri);
  }
}
