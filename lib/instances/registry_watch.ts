/**
 * Notices that the registry has changed, so that nobody has to restart the server.
 *
 * The file is looked at again and again instead of being watched by the system: Kubernetes changes a mounted Secret by
 * swapping a folder behind symbolic links, and not every file system tells of changes.
 *
 * @module
 */
import { stat } from "node:fs/promises";
import { fileErrorCode } from "../auth/file_state.ts";

/** What to do about a registry that has changed. */
export interface RegistryWatch<Registry> {
  readonly path: string;
  /** What the file was before it was read, by {@linkcode registryStamp}: a change since then is not missed. */
  readonly since?: string;
  /** Reads it anew. */
  readonly read: () => Promise<Registry>;
  /** Takes the new one; what it throws goes to `onError`. */
  readonly onChange: (registry: Registry) => void | Promise<void>;
  /** Is told once why a changed file is not taken; what was read before stays. */
  readonly onError: (error: unknown) => void;
  /** Time between two looks. @default {2_000} */
  readonly everyMs?: number;
}

/** A watch that is going on; disposing ends it. */
export interface WatchedRegistry extends Disposable {
  /** Reads the file now, changed or not; resolves when it has been taken or refused. For SIGHUP. */
  check(): Promise<void>;
}

/**
 * What tells a changed file from an unchanged one without reading it: also who may read it, so that a file is looked
 * at again when its mode was repaired. Links are followed.
 */
export async function registryStamp(path: string): Promise<string> {
  try {
    const facts = await stat(path, { bigint: true });
    const { dev, ino, size, mtimeNs, mode, uid, gid } = facts;
    return [dev, ino, size, mtimeNs, mode, uid, gid].join("-");
  } catch (error) {
    return fileErrorCode(error) || "error";
  }
}

/** Begins to watch. A file is read when two looks in a row agree: one that is half written changes in between. */
export function watchRegistry<Registry>(
  options: RegistryWatch<Registry>,
): WatchedRegistry {
  return new Watch(options);
}

class Watch<Registry> implements WatchedRegistry {
  readonly #options: RegistryWatch<Registry>;
  /** What the file was when it was last read, or tried to be. */
  #known: string | undefined;
  /** What it was at the last look, when that was something else. */
  #changed: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  /** One look after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: RegistryWatch<Registry>) {
    this.#options = options;
    this.#known = options.since;
    if (options.since === undefined) {
      this.#inTurn(async () => {
        this.#known ??= await registryStamp(options.path);
      });
    }
    this.#wait();
  }

  async check(): Promise<void> {
    await this.#inTurn(async () =>
      await this.#take(await registryStamp(this.#options.path))
    );
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      if (!this.#isOver) await work();
    });
    return this.#turn;
  }

  #wait(): void {
    if (this.#isOver) return;
    const timer = setTimeout(async () => {
      await this.#inTurn(() => this.#look());
      this.#wait();
    }, this.#options.everyMs ?? 2_000);
    // A program that has nothing else to do may end.
    Deno.unrefTimer(timer);
    this.#timer = timer;
  }

  async #look(): Promise<void> {
    const stamp = await registryStamp(this.#options.path);
    if (stamp === this.#known) this.#changed = undefined;
    else if (stamp === this.#changed) await this.#take(stamp);
    else this.#changed = stamp;
  }

  /** Never rejects: a look that fails must not end the watch. */
  async #take(stamp: string): Promise<void> {
    const { read, onChange, onError } = this.#options;
    this.#known = stamp;
    this.#changed = undefined;
    try {
      const registry = await read();
      if (!this.#isOver) await onChange(registry);
    } catch (error) {
      if (!this.#isOver) onError(error);
    }
  }
}
