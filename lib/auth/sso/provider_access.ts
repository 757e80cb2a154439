/**
 * The provider of an Argo CD, asked for when it is needed and then known.
 *
 * @module
 */
import type { Configuration } from "openid-client";
import { providerNames, VARIABLE_NAMES } from "../../argocd/setting_names.ts";
import {
  type IdentityProvider,
  identityProvider,
} from "./identity_provider.ts";
import type { ProviderContext } from "./provider_failure.ts";
import { providerFetch } from "./provider_fetch.ts";
import type { SsoOptions } from "./sso_options.ts";
import type { CacheKey } from "./token_cache_types.ts";

/** A provider as Argo CD named it once; what belongs to it never goes to another. */
export class KnownProvider {
  readonly provider: IdentityProvider;
  /** What sign-ins there are kept under. */
  readonly key: CacheKey;
  readonly #options: SsoOptions;
  readonly #again: string;
  #configuration: Promise<Configuration> | undefined;

  constructor(
    provider: IdentityProvider,
    { options, root, again }: {
      readonly options: SsoOptions;
      readonly root: string;
      readonly again: string;
    },
  ) {
    const { issuer, clientId } = provider;
    this.provider = provider;
    this.key = { instance: root, issuer, clientId };
    this.#options = options;
    this.#again = again;
  }

  /** The provider, ready to be asked; it is asked about itself once. */
  async configuration(purpose: string): Promise<Configuration> {
    const asked = this.#configuration ??= this.#discover(purpose);
    try {
      return await asked;
    } catch (error) {
      if (this.#configuration === asked) this.#configuration = undefined;
      throw error;
    }
  }

  /** What errors are made from. */
  context(purpose: string): ProviderContext {
    const { provider } = this;
    const {
      names = VARIABLE_NAMES,
      providerCa = "the certificate authority of the identity provider",
    } = this.#options;
    return {
      purpose,
      provider,
      again: this.#again,
      names: provider.kind === "dex" ? names : providerNames(providerCa),
    };
  }

  async #discover(purpose: string): Promise<Configuration> {
    const { baseUrl, access, providerFetch: toProvider } = this.#options;
    const { provider, ...about } = this.context(purpose);
    // What speaks OpenID takes as long to load as the rest of the program; most runs find a good token.
    const { discover } = await import("./discovery.ts");
    return await discover(provider, {
      ...about,
      fetch: providerFetch(provider, {
        baseUrl,
        toArgocd: access.fetch,
        toProvider,
      }),
    });
  }
}

/** Asks an Argo CD who signs people in. */
export class ProviderAccess {
  readonly #options: SsoOptions;
  /** How to sign in again, for hints. */
  readonly again: string;
  /** What sign-ins to this Argo CD are kept under: its address, without a slash at the end. */
  readonly root: string;
  /** The provider as it was when it was last asked for. */
  known: KnownProvider | undefined;
  #asked: Promise<KnownProvider> | undefined;

  constructor(options: SsoOptions) {
    this.#options = options;
    this.again = options.commands?.login ?? "argocd-mcp login";
    this.root = options.baseUrl.href.replace(/\/$/, "");
  }

  /** Asks once more the next time: the operator may have changed something. */
  forget(): void {
    this.#asked = undefined;
  }

  /** Who signs people in. Throws what reading the settings does, and `CONFIGURATION` where nobody does. */
  async provider(): Promise<KnownProvider> {
    const asked = this.#asked ??= this.#ask();
    try {
      return this.known = await asked;
    } catch (error) {
      if (this.#asked === asked) this.#asked = undefined;
      throw error;
    }
  }

  async #ask(): Promise<KnownProvider> {
    const { access, instance } = this.#options;
    // Nobody's signal: others may be waiting. The request has a deadline of its own.
    const settings = await access.settings(new AbortController().signal);
    return new KnownProvider(identityProvider(settings, instance), {
      options: this.#options,
      root: this.root,
      again: this.again,
    });
  }
}
