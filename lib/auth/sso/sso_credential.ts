/**
 * Single sign-on as a credential: what is kept, else a refresh, else a person.
 *
 * @module
 */
import { abortable } from "../../argocd/abortable.ts";
import { quoted } from "../../argocd/said.ts";
import { isAlive, isFresh } from "./freshness.ts";
import { KeptTokens } from "./kept_tokens.ts";
import { PersonQueue } from "./person_queue.ts";
import { ProviderAccess } from "./provider_access.ts";
import { SeenSecrets } from "../seen_secrets.ts";
import type { AttemptContext } from "./sign_in_attempt.ts";
import { type SsoIdentity, ssoIdentity } from "./sso_identity.ts";
import type {
  SignedIn,
  SignedOut,
  SignInPrompt,
  SsoCredential,
  SsoOptions,
} from "./sso_options.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** A token that is refused so soon after it was issued will not be better the next time. */
const YOUNG_MS = 10_000;
/** So long a provider that did not answer is left alone while the token still lasts. */
const REST_MS = 5_000;

/**
 * A credential for the single sign-on of an Argo CD. Nothing is asked until a token is needed; a person is asked once
 * for any number of waiting calls. Dispose of it to end a sign-in that is under way.
 */
export function ssoCredential(options: SsoOptions): SsoCredential {
  return new Sso(options);
}

class Sso implements SsoCredential {
  readonly kind = "sso";
  readonly #options: SsoOptions;
  readonly #now: () => number;
  readonly #purpose: string;
  readonly #seen = new SeenSecrets();
  readonly #access: ProviderAccess;
  readonly #kept: KeptTokens;
  readonly #people: PersonQueue;
  /** Issued because the one before was refused; when Argo CD refuses this one, too, no third will be better. */
  #second: string | undefined;
  #isSecondNext = false;
  #restUntil = -Infinity;

  constructor(options: SsoOptions) {
    const { instance, cache, now = Date.now } = options;
    this.#options = options;
    this.#now = now;
    this.#purpose = `sign in to '${instance}'`;
    this.#access = new ProviderAccess(options);
    this.#kept = new KeptTokens({
      instance,
      cache,
      now,
      access: this.#access,
      seen: this.#seen,
    });
    this.#people = new PersonQueue({
      instance,
      attended: options.attended ?? true,
      now,
      purpose: this.#purpose,
      again: this.#access.again,
      limitMs: options.signInMs ?? 300_000,
      patienceMs: options.patienceMs ?? 5_000,
      run: (context) => this.#signInOnce(context),
    });
  }

  get remedy(): string {
    const token = this.#kept.latest?.idToken;
    return token !== undefined && this.#isNew(token)
      ? "The token is new, and no other would be better. Sign in to Argo CD's web page once (with enableUserInfoGroups tokens count only after that); else have the operator of Argo CD look: the client has to be among allowedAudiences, and a changed issuer or rootCA counts after a restart of argocd-server only"
      : `Sign in again with ${this.#access.again}`;
  }

  describe(): string {
    const subject = this.#kept.latest?.subject;
    return `the single sign-on of '${this.#options.instance}'${
      subject === undefined ? "" : ` as ${quoted(subject)}`
    }`;
  }

  async token(signal: AbortSignal): Promise<string> {
    const tokens = await abortable(this.#kept.present(), signal);
    const usable = tokens && await this.#usable(tokens, signal);
    if (usable === undefined) return (await this.#people.join(signal)).idToken;
    this.#people.supersede(usable);
    return usable.idToken;
  }

  async isReady(): Promise<boolean> {
    const tokens = await this.#kept.present();
    return tokens !== undefined &&
      (tokens.refreshToken !== undefined || isAlive(tokens, this.#now()));
  }

  async renew(rejected: string, signal: AbortSignal): Promise<boolean> {
    const { latest } = this.#kept;
    if (latest !== undefined && latest.idToken !== rejected) return true;
    // The operator may have moved to another provider or client.
    this.#access.forget();
    const tokens = await abortable(this.#kept.reread(), signal);
    const isNew = this.#isNew(rejected);
    if (tokens !== undefined && tokens.idToken !== rejected) {
      if (isNew) this.#second = tokens.idToken;
      return true;
    }
    if (isNew) {
      // For good: it does not get better by growing older.
      this.#second = rejected;
      return false;
    }
    const next = await abortable(this.#kept.renew(rejected), signal);
    if (next !== undefined) {
      this.#second = next.idToken;
      return next.idToken !== rejected;
    }
    const other = await abortable(this.#kept.drop(rejected), signal);
    if (other !== undefined) return true;
    this.#isSecondNext = true;
    await this.#people.join(signal);
    return true;
  }

  secrets(): readonly string[] {
    return this.#seen.list();
  }

  expiresAt(): Date | undefined {
    const end = this.#kept.latest?.expiresAt;
    return end === undefined ? undefined : new Date(end);
  }

  async signIn(
    options: {
      readonly signal: AbortSignal;
      readonly tell: (prompt: SignInPrompt) => void;
    },
  ): Promise<SignedIn> {
    this.#access.forget();
    const tokens = await this.#people.demand(options);
    const { key } = await this.#access.provider();
    return { identity: ssoIdentity(key, tokens) };
  }

  async signOut(signal: AbortSignal): Promise<SignedOut> {
    const { instance, cache } = this.#options;
    await this.#people.cancel();
    const { signOut } = await import("./sign_out.ts");
    const { root } = this.#access;
    const access = this.#access;
    const out = await signOut({ instance, cache, access, root, signal });
    this.#kept.forget();
    return out;
  }

  async identity(): Promise<SsoIdentity | undefined> {
    const { root, known } = this.#access;
    const entries = await this.#options.cache.entries(root);
    // Those of another provider or client are left behind where Argo CD has moved on; without its word, the last to end.
    const inUse = known &&
      entries.filter(({ issuer, clientId }) =>
        issuer === known.key.issuer && clientId === known.key.clientId
      );
    const [entry] = [...inUse ?? entries].sort((a, b) =>
      (b.expiresAt ?? 0) - (a.expiresAt ?? 0)
    );
    return entry && ssoIdentity(entry, entry);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#people.cancel();
    await this.#kept.settled();
  }

  /** Whether Argo CD's refusal of a token would be that of any other, too. */
  #isNew(idToken: string): boolean {
    return this.#second === idToken || this.#kept.ageOf(idToken) < YOUNG_MS;
  }

  /** What of the kept tokens can be sent now, after a refresh where it is time; `undefined` when only a person helps. */
  async #usable(
    tokens: CachedTokens,
    signal: AbortSignal,
  ): Promise<CachedTokens | undefined> {
    const now = this.#now();
    if (isFresh(tokens, now)) return tokens;
    const asIs = isAlive(tokens, now) ? tokens : undefined;
    if (asIs !== undefined && now < this.#restUntil) return asIs;
    try {
      return await abortable(this.#kept.renew(), signal) ?? asIs;
    } catch (error) {
      // It may be down, or have moved.
      this.#access.forget();
      if (asIs === undefined || signal.aborted) throw error;
      this.#restUntil = now + REST_MS;
      return asIs;
    }
  }

  async #signInOnce(context: AttemptContext): Promise<CachedTokens> {
    const { signal } = context;
    const { port, device = false, offline, connectorId, openBrowser } =
      this.#options;
    const { personSignIn } = await import("./person_sign_in.ts");
    const at = await abortable(this.#access.provider(), signal);
    const before = await this.#kept.prepare(at, signal);
    const tokens = await personSignIn({
      ...context,
      ...at.context(this.#purpose),
      instance: this.#options.instance,
      configuration: await abortable(
        at.configuration(this.#purpose),
        signal,
      ),
      choices: { offline, connectorId },
      seen: this.#seen,
      openBrowser,
      keep: (issued) => this.#kept.keep(issued, at),
    }, {
      port,
      device,
      kept: async () => {
        const now = await this.#kept.reread();
        const isNew = now !== undefined && now.idToken !== before?.idToken;
        return isNew && isFresh(now, this.#now()) ? now : undefined;
      },
    });
    if (this.#isSecondNext) this.#second = tokens.idToken;
    this.#isSecondNext = false;
    return tokens;
  }
}
