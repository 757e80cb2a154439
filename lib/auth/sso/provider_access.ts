/**
 * The provider of an Argo CD, asked for when it is needed and then known.
 *
 * @module
 */
import type { Configuration } from "openid-client";
import { providerNames, VARIABLE_NAMES } from "../../argocd/setting_names.ts";
import { discover } from "./discovery.ts";
import {
  type IdentityProvider,
  identityProvider,
} from "./identity_provider.ts";
import type { ProviderContext } from "./provider_failure.ts";
import { providerFetch } from "./provider_fetch.ts";
import type { SsoOptions } from "./sso_options.ts";
import type { CacheKey } from "./token_cache_types.ts";

/** Knows the settings of one Argo CD and what its provider says about itself. */
export class ProviderAccess {
  readonly #options: SsoOptions;
  /** For hints. */
  readonly again: string;
  /** What sign-ins to this Argo CD are kept under: its address, without a slash at the end. */
  readonly root: string;
  #provider: Promise<IdentityProvider> | undefined;
  #configuration: Promise<Configuration> | undefined;

  constructor(options: SsoOptions) {
    this.#options = options;
    this.again = options.commands?.login ?? "argocd-mcp login";
    this.root = options.baseUrl.href.replace(/\/$/, "");
  }

  /** Asks once more the next time: the operator may have changed something. */
  forget(): void {
    this.#provider = undefined;
    this.#configuration = undefined;
  }

  /** Who signs people in. Throws what reading the settings does, and `CONFIGURATION` where nobody does. */
  async provider(): Promise<IdentityProvider> {
    const asked = this.#provider ??= this.#ask();
    try {
      return await asked;
    } catch (error) {
      if (this.#provider === asked) this.#provider = undefined;
      throw error;
    }
  }

  /** What a sign-in there is kept under. */
  async key(): Promise<CacheKey> {
    const { issuer, clientId } = await this.provider();
    return { instance: this.root, issuer, clientId };
  }

  /** The provider, ready to be asked. */
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
  async context(purpose: string): Promise<ProviderContext> {
    const provider = await this.provider();
    const {
      names = VARIABLE_NAMES,
      providerCa = "the certificate authority of the identity provider",
    } = this.#options;
    return {
      purpose,
      provider,
      again: this.again,
      names: provider.kind === "dex" ? names : providerNames(providerCa),
    };
  }

  async #ask(): Promise<IdentityProvider> {
    const { access, instance } = this.#options;
    // Nobody's signal: others may be waiting. The request has a deadline of its own.
    const settings = await access.settings(new AbortController().signal);
    return identityProvider(settings, instance);
  }

  async #discover(purpose: string): Promise<Configuration> {
    const { baseUrl, access, providerFetch: toProvider } = this.#options;
    const { provider, ...about } = await this.context(purpose);
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
