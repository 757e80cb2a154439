/**
 * The single sign-on of an instance, for the commands about it.
 *
 * @module
 */
import type { SsoCredential } from "../auth/sso/sso_options.ts";
import type { Credential } from "../argocd/credential.ts";
import type { OwnedInstance } from "../instances/open_instance.ts";
import { refusal } from "./configuration_error.ts";

/** Whether a credential is one of single sign-on. */
export function isSso(credential: Credential): credential is SsoCredential {
  return credential.kind === "sso";
}

/**
 * The single sign-on of `instance`.
 *
 * @throws {ToolError} `CONFIGURATION` when it has another way in.
 */
export async function ssoOf(instance: OwnedInstance): Promise<SsoCredential> {
  const { credential } = await instance.open();
  if (isSso(credential)) return credential;
  throw refusal(
    `'${instance.name}' signs in with ${credential.describe()}, not by single sign-on`,
    "Set ARGOCD_AUTH=sso or --sso, or 'sso: true' at its entry in the registry",
  );
}
