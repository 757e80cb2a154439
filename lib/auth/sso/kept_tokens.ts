/**
 * The tokens of one sign-in: in memory for the calls, in the cache for other processes and for tomorrow.
 *
 * @module
 */
import { isFresh } from "./freshness.ts";
import type { KnownProvider, ProviderAccess } from "./provider_access.ts";
import type { SeenSecrets } from "../seen_secrets.ts";
import type {
  CachedTokens,
  HeldEntry,
  TokenCache,
} from "./token_cache_types.ts";

/** What they are kept and renewed with. */
export interface KeptTokensOptions {
  readonly instance: string;
  readonly cache: TokenCache;
  readonly access: ProviderAccess;
  readonly seen: SeenSecrets;
  readonly now: () => number;
}

/** So long another process's sign-in or sign-out may go unnoticed; a file is not read for every call. */
const REREAD_MS = 5_000;

/** Keeps the tokens, and renews them once for all who wait. */
export class KeptTokens {
  readonly #options: KeptTokensOptions;
  #tokens: CachedTokens | undefined;
  #readAt: number | undefined;
  /** Counts what took the place of the tokens: a look that began before must not undo it. */
  #changes = 0;
  #reading: Promise<CachedTokens | undefined> | undefined;
  #refreshing: Promise<CachedTokens | undefined> | undefined;
  /** What this process got from the provider itself, and when. */
  #issued: { readonly idToken: string; readonly at: number } | undefined;

  constructor(options: KeptTokensOptions) {
    this.#options = options;
  }

  /** As they were when they were last looked at. */
  get latest(): CachedTokens | undefined {
    return this.#tokens;
  }

  /** Milliseconds since this process got a token from the provider; `Infinity` for one that it did not get. */
  ageOf(idToken: string): number {
    return this.#issued?.idToken === idToken
      ? this.#options.now() - this.#issued.at
      : Infinity;
  }

  /** What is kept. */
  async present(): Promise<CachedTokens | undefined> {
    const { now } = this.#options;
    const isRecent = this.#readAt !== undefined &&
      now() < this.#readAt + REREAD_MS;
    // A person is not asked because nobody was signed in a moment ago.
    return isRecent && this.#tokens !== undefined
      ? this.#tokens
      : await this.reread();
  }

  /** What is kept, whatever is known. */
  async reread(): Promise<CachedTokens | undefined> {
    this.#reading ??= this.#read().finally(() => this.#reading = undefined);
    return await this.#reading;
  }

  /**
   * What is kept for a provider, held as for a change: where that cannot be done, nobody should sign in for nothing.
   * Throws as the cache does.
   */
  async prepare(
    { key }: KnownProvider,
    signal: AbortSignal,
  ): Promise<CachedTokens | undefined> {
    const { cache } = this.#options;
    const now = (held: HeldEntry) => Promise.resolve(held.tokens);
    return await cache.exclusively(key, now, { signal });
  }

  /** Keeps what a person's sign-in at a provider has brought. */
  async keep(tokens: CachedTokens, { key }: KnownProvider): Promise<void> {
    const { cache, seen } = this.#options;
    seen.add(tokens.idToken, tokens.refreshToken);
    await cache.exclusively(key, (held) => held.store(tokens));
    this.#adoptIssued(tokens);
  }

  /** Knows nothing any more; what is kept is not touched. */
  forget(): void {
    this.#tokens = undefined;
    this.#readAt = undefined;
    this.#changes++;
  }

  /** Forgets a token, unless another has taken its place: then it returns that one. */
  async drop(idToken: string): Promise<CachedTokens | undefined> {
    const { cache, access } = this.#options;
    const { key } = await access.provider();
    return await cache.exclusively(key, async (held) => {
      if (held.tokens?.idToken === idToken) await held.remove();
      this.#adopt(held.tokens);
      return held.tokens;
    });
  }

  /**
   * Takes the place of a token that has ended or was refused: with what another process has kept in the meantime, else
   * with what the refresh token brings. One exchange for all who wait, here and in other processes: a provider may end
   * the whole sign-in when a refresh token comes a second time.
   *
   * @param rejected The id_token that Argo CD refused; without it, one that is about to end is replaced.
   * @returns `undefined` when only a person can sign in again. Throws `ToolError` when the provider does not answer.
   */
  async renew(rejected?: string): Promise<CachedTokens | undefined> {
    this.#refreshing ??= this.#renew(rejected).finally(() =>
      this.#refreshing = undefined
    );
    return await this.#refreshing;
  }

  /** Settled when no exchange is under way: ended in the middle, it would lose the new refresh token. */
  async settled(): Promise<void> {
    await this.#refreshing?.catch(() => {});
  }

  async #renew(rejected?: string): Promise<CachedTokens | undefined> {
    const { cache, access, now, seen, instance } = this.#options;
    const purpose = `renew the sign-in to '${instance}'`;
    const at = await access.provider();
    return await cache.exclusively(at.key, async (held) => {
      const { tokens } = held;
      this.#adopt(tokens);
      if (tokens === undefined) return undefined;
      const isNew = rejected === undefined || rejected !== tokens.idToken;
      if (isNew && isFresh(tokens, now())) return tokens;
      const { refreshToken, ...rest } = tokens;
      if (refreshToken === undefined) return undefined;
      const { refresh } = await import("./refresh.ts");
      const next = await refresh({ ...rest, refreshToken }, {
        ...at.context(purpose),
        configuration: await at.configuration(purpose),
        rotated: async (refreshToken) => {
          seen.add(refreshToken);
          await held.store({ ...rest, refreshToken });
        },
      });
      if (next === undefined) {
        await held.store(rest);
        this.#adopt(rest);
        return undefined;
      }
      seen.add(next.idToken, next.refreshToken);
      // Before anyone uses it: the old refresh token is worth nothing now.
      await held.store(next);
      this.#adoptIssued(next);
      return next;
    });
  }

  async #read(): Promise<CachedTokens | undefined> {
    const { cache, access } = this.#options;
    const { key } = await access.provider();
    const changes = this.#changes;
    const tokens = await cache.read(key);
    if (changes === this.#changes) this.#adopt(tokens);
    return this.#tokens;
  }

  #adoptIssued(tokens: CachedTokens): void {
    this.#issued = { idToken: tokens.idToken, at: this.#options.now() };
    this.#adopt(tokens);
  }

  #adopt(tokens: CachedTokens | undefined): void {
    this.#options.seen.add(tokens?.refreshToken, tokens?.idToken);
    this.#tokens = tokens;
    this.#readAt = this.#options.now();
    this.#changes++;
  }
}
