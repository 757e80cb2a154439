/**
 * What a sign-in leaves behind, and how whoever refreshes it is alone in doing so.
 *
 * @module
 */

/** What one sign-in is kept under; nothing that is kept under one key is ever handed out for another. */
export interface CacheKey {
  /** Origin and root path of the Argo CD, without a slash at its end. */
  readonly instance: string;
  readonly issuer: string;
  readonly clientId: string;
}

/** What is kept. Times are milliseconds since 1970. */
export interface CachedTokens {
  readonly idToken: string;
  readonly refreshToken?: string;
  /** When `idToken` ends. */
  readonly expiresAt?: number;
  /** Who signed in, for messages. */
  readonly subject?: string;
}

/** One key, held by us alone. Fails with an `Error` when it is used after that. */
export interface HeldEntry {
  /** What is kept now. */
  readonly tokens: CachedTokens | undefined;
  /** Keeps `tokens`; they outlive this program when it settles. Throws as {@linkcode TokenCache} does. */
  store(tokens: CachedTokens): Promise<void>;
  /** Forgets what is kept. */
  remove(): Promise<void>;
}

/** How long to wait for others. */
export interface ExclusiveOptions {
  /** Ends the wait; the work itself goes on. */
  readonly signal?: AbortSignal;
  /** Milliseconds. @default {60_000} */
  readonly patienceMs?: number;
}

/** Sign-ins that are kept. Throws `CONFIGURATION` when what keeps them may not be trusted or cannot be written. */
export interface TokenCache {
  /** Where it is, for messages. */
  readonly path: string;
  /** What is kept under a key; `undefined` when nothing is. */
  read(key: CacheKey): Promise<CachedTokens | undefined>;
  /** Everything that is kept for an instance. */
  entries(instance: string): Promise<readonly (CacheKey & CachedTokens)[]>;
  /**
   * Runs `work` while nobody else, here or in another process, holds the same key. `work` gets the entry as it is
   * now. Throws `TIMEOUT` when others hold it for too long.
   */
  exclusively<Result>(
    key: CacheKey,
    work: (held: HeldEntry) => Promise<Result>,
    options?: ExclusiveOptions,
  ): Promise<Result>;
}

/**
 * How long others may hold a key unless told otherwise, in milliseconds: longer than any refresh takes. That asks a
 * provider about itself, for the tokens and for its keys, 15 seconds at most each.
 */
export const DEFAULT_PATIENCE_MS = 60_000;

/** A text that only equal keys have in common. */
export function keyText({ instance, issuer, clientId }: CacheKey): string {
  return JSON.stringify([instance, issuer, clientId]);
}
