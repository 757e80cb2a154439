/**
 * What settings must have, and may not have, together.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";
import type { OptionKey } from "./options.ts";
import type { Resolved } from "./resolve_settings.ts";
import { isOn, signInWay, type Way } from "./sign_in_way.ts";

/** Each pair says two different things about one matter. */
const CONTRADICTIONS: readonly (readonly [OptionKey, OptionKey, string])[] = [
  [
    "insecure",
    "caFile",
    "without verification there is nothing to trust certificates for",
  ],
  [
    "argocdContext",
    "server",
    "the context has an address of its own",
  ],
];

/** Neither of a pair makes sense alone. */
const PAIRS: readonly (readonly [OptionKey, OptionKey])[] = [
  ["username", "password"],
  ["clientCertFile", "clientKeyFile"],
];

/** How each setting is asked for when it is missing. */
const VARIABLE: Readonly<Partial<Record<OptionKey, string>>> = {
  username: "ARGOCD_USERNAME",
  password: "ARGOCD_PASSWORD",
  clientCertFile: "ARGOCD_CLIENT_CERT_FILE",
  clientKeyFile: "ARGOCD_CLIENT_KEY_FILE",
};

/** What the settings say of Argo CDs. */
export interface CheckedSettings {
  /** The way in to the one that the settings themselves describe; absent when they describe none. */
  readonly way: Way | undefined;
}

/**
 * Passes settings that connections can be made of.
 *
 * @throws {ToolError} `CONFIGURATION`, naming what contradicts or what is missing.
 */
export function checkSettings(resolved: Resolved): CheckedSettings {
  const { origins } = resolved;
  const way = signInWay(resolved);
  for (const [one, other, advice] of CONTRADICTIONS) {
    if (isOn(resolved, one) && isOn(resolved, other)) {
      throw refusal(
        `${origins.get(one)} and ${
          origins.get(other)
        } are set together; ${advice}`,
      );
    }
  }
  for (const pair of PAIRS) {
    for (const [has, lacks] of [pair, [pair[1], pair[0]] as const]) {
      if (isOn(resolved, has) && !isOn(resolved, lacks)) {
        throw refusal(
          `${origins.get(has)} is set without ${VARIABLE[lacks] ?? lacks}`,
        );
      }
    }
  }
  const hasAddress = isOn(resolved, "server") || way === "argocd-context";
  if (isOn(resolved, "registry")) {
    if (way !== undefined && !hasAddress) {
      throw refusal(
        "there is a way to sign in, but no address that it is for",
        "Set ARGOCD_SERVER or --server, or leave the way to sign in to the registry's entries",
      );
    }
    return { way };
  }
  if (!hasAddress) {
    throw refusal(
      "no Argo CD address is set",
      "Set ARGOCD_SERVER or --server, or ARGOCD_TOKEN_REGISTRY_PATH; 'argocd-mcp demo' needs no Argo CD",
    );
  }
  if (way === undefined) {
    throw refusal(
      "no Argo CD credential is set",
      "Set ARGOCD_AUTH_TOKEN, ARGOCD_AUTH=sso, ARGOCD_TOKEN_FILE, ARGOCD_TOKEN_COMMAND, --argocd-context, or ARGOCD_USERNAME and ARGOCD_PASSWORD",
    );
  }
  return { way };
}
