/**
 * Sign-ins that end with this process.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import { holdEntry } from "./held_entry.ts";
import { patience } from "../../patience.ts";
import {
  type CachedTokens,
  type CacheKey,
  DEFAULT_PATIENCE_MS,
  type ExclusiveOptions,
  type HeldEntry,
  keyText,
  type TokenCache,
} from "./token_cache_types.ts";
import { Turns } from "./turns.ts";

/**
 * A cache without a file, for where none can be kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const cache = memoryTokenCache();
 * const key = { instance: "https://argocd.example", issuer: "https://id.example", clientId: "argo-cd-cli" };
 * await cache.exclusively(key, (held) => held.store({ idToken: "a.b.c" }));
 * assert.deepEqual(await cache.read(key), { idToken: "a.b.c" });
 * assert.equal(await cache.read({ ...key, clientId: "another" }), undefined);
 * ```
 */
export function memoryTokenCache(): TokenCache {
  return new MemoryTokenCache();
}

class MemoryTokenCache implements TokenCache {
  readonly path = "the memory of this process";
  readonly #kept = new Map<string, CacheKey & CachedTokens>();
  readonly #turns = new Turns();

  read(key: CacheKey): Promise<CachedTokens | undefined> {
    return Promise.resolve(this.#read(key));
  }

  entries(instance: string): Promise<readonly (CacheKey & CachedTokens)[]> {
    const all = [...this.#kept.values()];
    return Promise.resolve(all.filter((entry) => entry.instance === instance));
  }

  async exclusively<Result>(
    key: CacheKey,
    work: (held: HeldEntry) => Promise<Result>,
    options: ExclusiveOptions = {},
  ): Promise<Result> {
    const name = keyText(key);
    const { signal, patienceMs = DEFAULT_PATIENCE_MS } = options;
    using wait = patience(patienceMs, {
      signal,
      reason: () =>
        new ToolError(
          "TIMEOUT",
          `Cannot use the sign-in to '${key.instance}': another call has been busy with it for ${
            patienceMs / 1_000
          } seconds`,
          { hint: "Try again" },
        ),
    });
    using _turn = await this.#turns.take(name, wait.signal);
    using held = holdEntry({
      tokens: this.#read(key),
      change: (tokens) => {
        if (tokens === undefined) this.#kept.delete(name);
        else this.#kept.set(name, { ...key, ...tokens });
        return Promise.resolve();
      },
    });
    return await work(held);
  }

  #read(key: CacheKey): CachedTokens | undefined {
    const entry = this.#kept.get(keyText(key));
    if (entry === undefined) return undefined;
    const { instance: _, issuer: __, clientId: ___, ...tokens } = entry;
    return tokens;
  }
}
