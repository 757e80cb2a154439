/**
 * What the registry of instances says about one Argo CD.
 *
 * @module
 */
import type { PolicyLimits } from "../guards/narrow_policy.ts";
import type { ChangeWindow } from "../views/change_windows.ts";
import type { Labels } from "./instance.ts";

/** The one way into an Argo CD. `source` says who set it, for messages: `'prod' in the registry`. */
export type SignInChoice =
  | { readonly kind: "token"; readonly token: string; readonly source: string }
  | {
    readonly kind: "token_file";
    readonly path: string;
    readonly source: string;
  }
  | {
    readonly kind: "token_command";
    /** Program and arguments; no shell reads them. */
    readonly command: readonly string[];
    readonly source: string;
  }
  | {
    readonly kind: "session";
    readonly username: string;
    /** Exactly one of both is there. */
    readonly password?: string;
    readonly passwordFile?: string;
    readonly source: string;
  }
  | {
    readonly kind: "argocd_context";
    /** Its name in the configuration of the `argocd` CLI. */
    readonly context: string;
    readonly source: string;
  }
  | {
    readonly kind: "sso";
    /** Port on this machine for the redirect. */
    readonly port: number;
    /** Device code instead of the redirect. */
    readonly device: boolean;
    /** Ask a bundled Dex for a refresh token. */
    readonly offline: boolean;
    /** Whether a browser may be opened. */
    readonly browser: boolean;
    /** PEM certificates to trust for the identity provider. */
    readonly caFile?: string;
    /** Id of the connector of a bundled Dex. */
    readonly connector?: string;
    readonly source: string;
  };

/** How the way to an Argo CD is protected; all paths are absolute. */
export interface RegistryTls {
  readonly insecure: boolean;
  /** Sent and checked instead of the address's host. */
  readonly serverName?: string;
  readonly caFile?: string;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
}

/** One entry. */
export interface RegistryEntry {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** As given; otherwise `host[:port][/root/path]`, or the name of the context. Unique. */
  readonly name: string;
  readonly labels: Labels;
  /** Its path ends with `/`; `undefined` where the context of the `argocd` CLI says it. Unique. */
  readonly baseUrl: URL | undefined;
  readonly signIn: SignInChoice;
  readonly tls: RegistryTls;
  readonly plaintext: boolean;
  readonly headers: readonly (readonly [string, string])[];
  /** Time that one call may take. */
  readonly timeoutSeconds?: number;
  /** What may be done there at most, for `narrowPolicy`. */
  readonly limits: PolicyLimits;
  /** Absolute path. */
  readonly freezeFile?: string;
  /** When it may be changed, for `changeWindowVerdict`. */
  readonly windows?: readonly ChangeWindow[];
}
