/**
 * An entry of a cache while it is held.
 *
 * @module
 */
import type { CachedTokens, HeldEntry } from "./token_cache_types.ts";

/** What is behind an entry. */
export interface HeldEntryOptions {
  readonly tokens: CachedTokens | undefined;
  /** Keeps tokens, or forgets what was kept. */
  readonly change: (tokens: CachedTokens | undefined) => Promise<void>;
}

/** Makes an entry; disposed of, it refuses to be changed. */
export function holdEntry(options: HeldEntryOptions): HeldEntry & Disposable {
  let { tokens } = options;
  let isHeld = true;
  async function change(next: CachedTokens | undefined): Promise<void> {
    if (!isHeld) throw new Error("Cannot change the entry: it is not held");
    await options.change(next);
    tokens = next;
  }
  return {
    get tokens() {
      return tokens;
    },
    store: (next) => change(next),
    remove: () => change(undefined),
    [Symbol.dispose]() {
      isHeld = false;
    },
  };
}
