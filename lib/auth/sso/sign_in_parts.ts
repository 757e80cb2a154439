/**
 * What both ways for a person to sign in need.
 *
 * @module
 */
import type { Configuration } from "openid-client";
import type { AuthorizationChoices } from "./authorization_request.ts";
import type { ProviderContext } from "./provider_failure.ts";
import type { SeenSecrets } from "../seen_secrets.ts";
import type { SignInPrompt } from "./sso_options.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** The provider, and what happens on the way. */
export interface SignInParts extends ProviderContext {
  /** The instance's name. */
  readonly instance: string;
  readonly configuration: Configuration;
  readonly choices: AuthorizationChoices;
  readonly seen: SeenSecrets;
  readonly openBrowser: ((address: URL) => Promise<boolean>) | undefined;
  /** Ends the sign-in, with its reason. */
  readonly signal: AbortSignal;
  readonly until: Date;
  readonly tell: (prompt: SignInPrompt) => void;
  /** Keeps the tokens before anyone is told that all is well. */
  readonly keep: (tokens: CachedTokens) => Promise<void>;
}
