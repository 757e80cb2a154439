/**
 * Sign-ins in a file that only its owner can open.
 *
 * Two kinds of locks, both files of their own beside the cache, because the cache is a new file after each write:
 * - one for each key, held while a session is refreshed. A provider that takes its time for one instance does not stop
 *   the others.
 * - one for the file, held for the moment in which it is read, changed and written. It is only asked for by who holds
 *   a key already, or none, so that nobody waits for somebody who waits for him.
 *
 * @module
 */
import { Buffer, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { ToolError } from "../../errors.ts";
import {
  privateFailure,
  type PrivateRules,
  shellQuoted,
  unusableFile,
} from "../private_fault.ts";
import { readPrivateFile } from "../private_file.ts";
import { checkPrivateFolder, makePrivateFolder } from "../private_folder.ts";
import { removeLeftovers, writePrivateFile } from "../write_private_file.ts";
import {
  type CacheContent,
  findTokens,
  formatCache,
  NOTHING_KEPT,
  parseCache,
  withEntry,
} from "./cache_format.ts";
import { lockFile } from "./file_lock.ts";
import { holdEntry } from "./held_entry.ts";
import { patience } from "../../patience.ts";
import { setAside } from "./set_aside.ts";
import {
  type CachedTokens,
  type CacheKey,
  DEFAULT_PATIENCE_MS,
  type ExclusiveOptions,
  type HeldEntry,
  keyText,
  type TokenCache,
} from "./token_cache_types.ts";

/** What differs from a cache that nobody listens to. */
export interface TokenCacheOptions {
  /** Told, in one line, what was done about a file that could not be read. */
  readonly warn?: (text: string) => void;
  readonly now?: () => Date;
}

/** How messages name it, and what moves it. */
const PLACE = { what: "the sign-in cache", setting: "ARGOCD_MCP_SSO_CACHE" };
/** Tokens of 20 kB for a hundred instances; a larger file was not written by us. */
const RULES: PrivateRules = {
  what: PLACE.what,
  modes: [0o600],
  maxBytes: 4 * 1024 * 1024,
};
/** Nobody holds the file's own lock for longer than a slow disk needs. */
const FILE_PATIENCE_MS = 15_000;

/**
 * The cache in the file at `path`. Nothing is opened before it is needed; every use looks at the file again, so
 * what another process has kept is seen.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * const cache = openTokenCache(`${folder}/argocd-mcp/sso-tokens.json`);
 * const key = { instance: "https://argocd.example", issuer: "https://id.example", clientId: "argo-cd-cli" };
 * await cache.exclusively(key, (held) => held.store({ idToken: "a.b.c" }));
 * assert.deepEqual(await cache.read(key), { idToken: "a.b.c" });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function openTokenCache(
  path: string,
  options: TokenCacheOptions = {},
): TokenCache {
  return new FileTokenCache(path, options);
}

class FileTokenCache implements TokenCache {
  readonly path: string;
  readonly #warn: (text: string) => void;
  readonly #now: () => Date;

  constructor(path: string, options: TokenCacheOptions) {
    this.path = path;
    this.#warn = options.warn ?? (() => {});
    this.#now = options.now ?? (() => new Date());
  }

  async read(key: CacheKey): Promise<CachedTokens | undefined> {
    return findTokens(await this.#read(), key);
  }

  async entries(
    instance: string,
  ): Promise<readonly (CacheKey & CachedTokens)[]> {
    const { entries } = await this.#read();
    return entries.filter((entry) => entry.instance === instance);
  }

  async exclusively<Result>(
    key: CacheKey,
    work: (held: HeldEntry) => Promise<Result>,
    options: ExclusiveOptions = {},
  ): Promise<Result> {
    const { signal, patienceMs = DEFAULT_PATIENCE_MS } = options;
    using _lock = await this.#lock(`lock-${digest(key)}`, {
      signal,
      patienceMs,
      busy: `the sign-in to '${key.instance}'`,
    });
    using held = holdEntry({
      tokens: await this.read(key),
      change: (tokens) => this.#change(key, tokens),
    });
    return await work(held);
  }

  async #change(
    key: CacheKey,
    tokens: CachedTokens | undefined,
  ): Promise<void> {
    using _lock = await this.#lockFile();
    const text = formatCache(withEntry(await this.#readLocked(), key, tokens));
    if (Buffer.byteLength(text) > RULES.maxBytes) {
      throw privateFailure(this.path, PLACE.what, {
        state: "it would become too large",
        hint: `Run: rm ${shellQuoted(this.path)}, and sign in again`,
      });
    }
    // Whoever writes holds the lock that we hold, so these have no owner any more.
    await removeLeftovers(this.path);
    await writePrivateFile(this.path, text, PLACE.what);
  }

  /** What is kept, without a lock: a write replaces the whole file. */
  async #read(): Promise<CacheContent> {
    if (!await checkPrivateFolder(this.path, PLACE)) return NOTHING_KEPT;
    const content = await this.#parse();
    if (content !== "corrupt") return content;
    try {
      using _lock = await this.#lockFile();
      return await this.#readLocked();
    } catch (error) {
      // It cannot be moved; still nothing of it is used.
      const reason = error instanceof ToolError ? error.message : "";
      this.#warn(
        `The sign-in cache '${this.path}' cannot be read and is not used. ${reason}`
          .trim(),
      );
      return NOTHING_KEPT;
    }
  }

  async #readLocked(): Promise<CacheContent> {
    const content = await this.#parse();
    if (content !== "corrupt") return content;
    try {
      const place = await setAside(this.path, this.#now());
      this.#warn(
        `The sign-in cache '${this.path}' could not be read and was moved to '${place}'; sign in again`,
      );
    } catch (error) {
      throw unusableFile(this.path, PLACE.what, error);
    }
    return NOTHING_KEPT;
  }

  async #parse(): Promise<CacheContent | "corrupt"> {
    const read = await readPrivateFile(this.path, RULES);
    if (!read) return NOTHING_KEPT;
    if (!isUtf8(read.bytes)) return "corrupt";
    const content = parseCache(new TextDecoder().decode(read.bytes));
    if (content !== "newer") return content;
    throw privateFailure(this.path, PLACE.what, {
      state: "a newer version of this program has written it",
      hint: `Update this program, or set ${PLACE.setting} to another file`,
    });
  }

  async #lockFile(): Promise<Disposable> {
    return await this.#lock("lock", {
      patienceMs: FILE_PATIENCE_MS,
      busy: "it",
    });
  }

  async #lock(
    ending: string,
    { signal, patienceMs, busy }: {
      readonly signal?: AbortSignal | undefined;
      readonly patienceMs: number;
      /** What others are busy with, for the message. */
      readonly busy: string;
    },
  ): Promise<Disposable> {
    const path = `${this.path}.${ending}`;
    using wait = patience(patienceMs, {
      signal,
      reason: () =>
        new ToolError(
          "TIMEOUT",
          `Cannot use ${PLACE.what} '${this.path}': another call or program has been busy with ${busy} for ${
            patienceMs / 1_000
          } seconds`,
          {
            hint: `Try again; this shows who it is: fuser ${shellQuoted(path)}`,
          },
        ),
    });
    return await lockFile(path, {
      what: `the lock of ${PLACE.what}`,
      signal: wait.signal,
      prepare: () => makePrivateFolder(this.path, PLACE),
    });
  }
}

/** A short name for a key; its parts cannot stand in the name of a file. */
function digest(key: CacheKey): string {
  return createHash("sha256").update(keyText(key)).digest("hex").slice(0, 16);
}
