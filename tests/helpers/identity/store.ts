/**
 * Where a provider of the tests keeps sessions, codes and tokens: one map that a test can empty. What a
 * second use of a refresh token leads to is decided here, because it is what providers differ in.
 *
 * @module
 */

/** What the provider keeps of one session, code or token. */
export interface Payload {
  readonly grantId?: string;
  readonly accountId?: string;
  readonly clientId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  consumed?: number;
}

/** How a store treats refresh tokens. */
export interface StoreOptions {
  /**
   * `family`: a second use ends every token of that sign-in. `only`: the second use is refused and nothing
   * else happens, and a sign-in ends the refresh token of the one before it, as in Dex.
   */
  readonly reuse: "family" | "only";
  /** The error that refuses a token. */
  readonly refuse: () => Error;
}

interface Entry {
  readonly payload: Payload;
  readonly endsAt: number;
}

/** What `oidc-provider` asks of a storage, for one kind of things. */
export interface Adapter {
  upsert(id: string, payload: Payload, seconds?: number): Promise<void>;
  find(id: string): Promise<Payload | undefined>;
  findByUid(uid: string): Promise<Payload | undefined>;
  findByUserCode(userCode: string): Promise<Payload | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** A provider's memory. */
export class Store {
  readonly #entries = new Map<string, Entry>();
  /** Sign-ins that were ended: a token that is stored for one a moment later is dead, too. */
  readonly #ended = new Set<string>();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** How many things of a kind are kept, for example of `RefreshToken`. */
  count(model: string): number {
    return [...this.#entries.keys()].filter((key) =>
      key.startsWith(`${model}:`)
    ).length;
  }

  /** Forgets everything: nobody is signed in any more, and no token can be refreshed. */
  clear(): void {
    this.#entries.clear();
  }

  /** The storage of one kind of things. */
  adapter(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`;
    const find = (id: string) => this.#find(key(id));
    const search = (wanted: (payload: Payload) => boolean) =>
      [...this.#entries].filter(([name]) => name.startsWith(`${model}:`))
        .map(([name]) => this.#find(name)).find((payload) =>
          payload !== undefined && wanted(payload)
        );
    return {
      upsert: async (id, payload, seconds) => {
        if (model === "RefreshToken" && this.#options.reuse === "only") {
          this.#endOthers(payload);
        }
        const endsAt = seconds === undefined
          ? Infinity
          : Date.now() + seconds * 1000;
        this.#entries.set(key(id), { payload, endsAt });
        await Promise.resolve();
      },
      find: (id) => Promise.resolve(find(id)),
      findByUid: (uid) =>
        Promise.resolve(search((payload) => payload.uid === uid)),
      findByUserCode: (code) =>
        Promise.resolve(search((payload) => payload.userCode === code)),
      consume: async (id) => {
        await Promise.resolve();
        const payload = find(id);
        if (payload !== undefined && payload.consumed === undefined) {
          if (model === "RefreshToken" && this.#options.reuse === "only") {
            this.#entries.delete(key(id));
          }
          payload.consumed = Math.floor(Date.now() / 1000);
          return;
        }
        // Two uses at the same time: both have read the token before either has used it.
        if (this.#options.reuse === "family") this.#revoke(payload?.grantId);
        throw this.#options.refuse();
      },
      destroy: (id) => Promise.resolve(void this.#entries.delete(key(id))),
      revokeByGrantId: (grantId) => Promise.resolve(this.#revoke(grantId)),
    };
  }

  #find(key: string): Payload | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.endsAt <= Date.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    const payload = entry?.payload;
    return this.#ended.has(payload?.grantId ?? "") ? undefined : payload;
  }

  #endOthers({ accountId, clientId, grantId }: Payload): void {
    for (const [key, { payload }] of this.#entries) {
      if (
        key.startsWith("RefreshToken:") && payload.accountId === accountId &&
        payload.clientId === clientId && payload.grantId !== grantId
      ) this.#entries.delete(key);
    }
  }

  #revoke(grantId: string | undefined): void {
    if (grantId !== undefined) this.#ended.add(grantId);
  }
}
