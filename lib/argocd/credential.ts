/**
 * What the connection needs of whoever signs us in; the ways to do it are in `lib/auth/`.
 *
 * @module
 */
import type { Settings } from "./wire/server.ts";

/** Proof of who we are, kept current. */
export interface Credential {
  /** Which way of signing in this is, for counters and tests: `token`, `token_file`, `session`. */
  readonly kind: string;
  /** What it is, for messages: `the token of ARGOCD_AUTH_TOKEN`. Never a secret. */
  describe(): string;
  /** What a person does when Argo CD no longer takes it; goes into hints. */
  readonly remedy: string;
  /** The token to send now. May sign in first; throws `ToolError` only, or the signal's reason. */
  token(signal: AbortSignal): Promise<string>;
  /**
   * Called after a 401: tells whether another token than `rejected` is available now. Any number of waiting
   * callers cause one sign-in.
   */
  renew(rejected: string, signal: AbortSignal): Promise<boolean>;
  /** Every secret text behind it, so that no output repeats one. */
  secrets(): readonly string[];
  /** Whether `token` needs no person; absent when it never does. */
  isReady?(): Promise<boolean>;
  /** When the present token ends, as the token says; `undefined` when it does not or there is none yet. */
  expiresAt(): Date | undefined;
}

/**
 * Asks Argo CD for a session token over the connection's own transport. Throws `LOGIN_REFUSED` when Argo CD said no to
 * user and password, and another `ToolError` when it did not get as far as that.
 */
export type SignIn = (
  account: { readonly username: string; readonly password: string },
  signal: AbortSignal,
) => Promise<string>;

/** What signing in may need of the Argo CD itself; all of it goes there and nowhere else. */
export interface SignInAccess {
  /** Exchanges user and password. */
  readonly session: SignIn;
  /** What Argo CD tells everyone; asked without a credential. Throws `ToolError` only. */
  readonly settings: (signal: AbortSignal) => Promise<Settings>;
  /**
   * `fetch` with the certificates, the proxy and the extra headers of this Argo CD, and without its credential: for
   * the Dex that it bundles. Refuses every other origin, and follows no redirect.
   */
  readonly fetch: typeof fetch;
}

/** A credential, or how to make one once there is a way to reach Argo CD. */
export type CredentialSource =
  | Credential
  | ((access: SignInAccess) => Credential);
