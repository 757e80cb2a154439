/**
 * What settings must have, and may not have, together.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";
import type { OptionKey } from "./options.ts";
import type { Resolved } from "./resolve_settings.ts";

/** Each pair says two different things about one matter. */
const CONTRADICTIONS: readonly (readonly [OptionKey, OptionKey, string])[] = [
  ["token", "tokenFile", "choose one way to sign in"],
  ["token", "password", "choose one way to sign in"],
  ["token", "username", "choose one way to sign in"],
  ["tokenFile", "password", "choose one way to sign in"],
  ["tokenFile", "username", "choose one way to sign in"],
  [
    "insecure",
    "caFile",
    "without verification there is nothing to trust certificates for",
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

/** Whether a setting says more than its default does. */
function isOn({ settings, origins }: Resolved, key: OptionKey): boolean {
  return origins.has(key) && settings[key] !== false;
}

/**
 * Passes settings that a connection can be made of.
 *
 * @throws {ToolError} `CONFIGURATION`, naming what contradicts or what is missing.
 */
export function checkSettings(resolved: Resolved): void {
  const { origins } = resolved;
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
  if (!isOn(resolved, "server")) {
    throw refusal(
      "no Argo CD address is set",
      "Set ARGOCD_SERVER or --server; 'argocd-mcp demo' needs no Argo CD",
    );
  }
  if (
    !isOn(resolved, "token") && !isOn(resolved, "tokenFile") &&
    !isOn(resolved, "password")
  ) {
    throw refusal(
      "no Argo CD credential is set",
      "Set ARGOCD_AUTH_TOKEN, ARGOCD_TOKEN_FILE, or ARGOCD_USERNAME and ARGOCD_PASSWORD",
    );
  }
}
