/**
 * Everything that can be said of an instance before it is opened: a wrong setting stops the start, not the first call.
 *
 * @module
 */
import type { ProxyOptions } from "../argocd/proxy.ts";
import type { SettingNames } from "../argocd/setting_names.ts";
import type { TlsOptions } from "../argocd/transport.ts";
import type { CliContext } from "../auth/cli_context.ts";
import type { Instance } from "./instance.ts";
import type { SignInChoice } from "./registry_entry.ts";

/** A way in whose files have been read. */
export type PlannedSignIn =
  | Exclude<SignInChoice, { readonly kind: "argocd_context" | "session" }>
  | {
    readonly kind: "session";
    readonly username: string;
    readonly password: string;
    /** Where the password is from, if not from the settings. */
    readonly passwordFile?: string;
    readonly source: string;
  }
  | {
    readonly kind: "argocd_context";
    readonly context: CliContext;
    readonly source: string;
  };

/** An instance that can be opened. */
export interface InstanceSpec
  extends Omit<Instance, "connection" | "secrets" | "address"> {
  /** The root; its path ends with `/`. */
  readonly baseUrl: URL;
  readonly signIn: PlannedSignIn;
  readonly tls: TlsOptions;
  /** How the way there is protected, for a person. */
  readonly tlsText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly timeoutSeconds: number;
  readonly proxy: ProxyOptions;
  /** What its operator calls its settings. */
  readonly names: SettingNames;
  /** Equal for what is to go on as it is when the registry is read again; holds secrets, and never leaves this process. */
  readonly identity: string;
}
