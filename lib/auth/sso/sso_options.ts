/**
 * Single sign-on as the rest of the program sees it.
 *
 * @module
 */
import type { Credential, SignInAccess } from "../../argocd/credential.ts";
import type { SettingNames } from "../../argocd/setting_names.ts";
import type { SsoIdentity } from "./sso_identity.ts";
import type { TokenCache } from "./token_cache_types.ts";

/** Everything about the single sign-on of one Argo CD. */
export interface SsoOptions {
  /** The instance's name, for messages. */
  readonly instance: string;
  /** Root of the Argo CD; its path ends with `/`. */
  readonly baseUrl: URL;
  /** To the Argo CD itself, which also hands on its Dex. */
  readonly access: SignInAccess;
  /** To a provider elsewhere: its own certificates, nothing that belongs to the Argo CD. */
  readonly providerFetch: typeof fetch;
  readonly cache: TokenCache;
  /** Where the browser comes back to; Argo CD registers 8085. */
  readonly port: number;
  /** Opens a browser, and tells whether it could. Without it nothing is opened. */
  readonly openBrowser?: (address: URL) => Promise<boolean>;
  /** The person types a code at another machine, instead of coming back to this one. */
  readonly device?: boolean;
  /** Ask Dex for a refresh token, although that signs out the argocd CLI of the same user. */
  readonly offline?: boolean;
  /** Dex's own id of the connector to use; without it, Dex's page asks. */
  readonly connectorId?: string;
  /** `false`: nobody is there to sign in, so `token` fails at once and names the command for it. Default `true`. */
  readonly attended?: boolean;
  /** Milliseconds that a person has for signing in. Default 300,000. */
  readonly signInMs?: number;
  /** Milliseconds that `token` waits for a person. Default 5,000. */
  readonly patienceMs?: number;
  /** What the operator calls the settings of this Argo CD, for hints; the environment variables by default. */
  readonly names?: SettingNames;
  /** What the certificate authority of a provider elsewhere is given with, for hints. */
  readonly providerCa?: string;
  /** What to say in hints; `login` is the command that signs in. */
  readonly commands?: { readonly login: string };
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What a person has to do. */
export type SignInPrompt =
  & {
    /** The sign-in is given up then. */
    readonly until: Date;
  }
  & ({
    readonly kind: "browser";
    readonly address: URL;
    /** Whether a browser was opened with it. */
    readonly opened: boolean;
  } | {
    readonly kind: "device";
    readonly address: URL;
    readonly opened: boolean;
    /** To be compared with, or typed into, the page. */
    readonly userCode: string;
  } | {
    /** Another process of this program waits at the port: its sign-in comes first. */
    readonly kind: "elsewhere";
    readonly port: number;
  });

/** A sign-in that succeeded. */
export interface SignedIn {
  readonly identity: SsoIdentity;
}

/** What was forgotten. */
export interface SignedOut {
  readonly forgotten: readonly SsoIdentity[];
  /** Whether the provider was told to end the refresh tokens; `undefined` when there were none. */
  readonly revoked: boolean | undefined;
  /** What goes on all the same, in sentences. */
  readonly notes: readonly string[];
}

/** A sign-in through an identity provider, kept current. */
export interface SsoCredential extends Credential, AsyncDisposable {
  readonly kind: "sso";
  /**
   * Signs in with a person now, whatever is kept, and waits for the end of it. `tell` is given what the person has to
   * do; the signal ends the sign-in. Throws `ToolError`, or the signal's reason.
   */
  signIn(options: {
    readonly signal: AbortSignal;
    readonly tell: (prompt: SignInPrompt) => void;
  }): Promise<SignedIn>;
  /** Forgets what is kept, and revokes it where the provider can. */
  signOut(signal: AbortSignal): Promise<SignedOut>;
  /** Who is signed in, as far as that is known without asking anybody. */
  identity(): Promise<SsoIdentity | undefined>;
}
