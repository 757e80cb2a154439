/**
 * Which way in the settings choose: exactly one.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";
import type { OptionKey } from "./options.ts";
import type { WAYS } from "./options.ts";
import type { Resolved } from "./resolve_settings.ts";

/** One of the ways in. */
export type Way = typeof WAYS[number];

/** The settings that give each way; the first of a way's that is set names it in messages. */
const SETTINGS: Readonly<Record<Way, readonly OptionKey[]>> = {
  "token": ["token"],
  "token-file": ["tokenFile"],
  "token-command": ["tokenCommand"],
  "session": ["password", "username"],
  "argocd-context": ["argocdContext"],
  "sso": ["sso"],
};

/** How each way is asked for when `ARGOCD_AUTH` wants it and it is missing. */
const MISSING: Readonly<Record<Way, string>> = {
  "token": "ARGOCD_AUTH_TOKEN",
  "token-file": "ARGOCD_TOKEN_FILE",
  "token-command": "ARGOCD_TOKEN_COMMAND",
  "session": "ARGOCD_USERNAME and ARGOCD_PASSWORD",
  "argocd-context": "--argocd-context",
  "sso": "--sso",
};

/** Whether a setting says more than its default does. */
export function isOn({ settings, origins }: Resolved, key: OptionKey): boolean {
  return origins.has(key) && settings[key] !== false;
}

/**
 * The way that the settings choose; `undefined` when they choose none.
 *
 * @throws {ToolError} `CONFIGURATION` when they choose two.
 */
export function signInWay(resolved: Resolved): Way | undefined {
  const { settings: { auth }, origins } = resolved;
  const given = (Object.entries(SETTINGS) as [Way, readonly OptionKey[]][])
    .flatMap(([way, keys]) => {
      const key = keys.find((key) => isOn(resolved, key));
      return key === undefined ? [] : [{ way, setting: origins.get(key) }];
    });
  // Asking for it by name is enough for the one way that has no credential to be given.
  if (auth === "sso" && !given.some(({ way }) => way === "sso")) {
    given.push({ way: "sso", setting: `${origins.get("auth")}=sso` });
  }
  const [first, second] = given;
  if (first && second) {
    throw refusal(
      `${first.setting} and ${second.setting} are set together; choose one way to sign in`,
    );
  }
  if (auth !== undefined && first?.way !== auth) {
    throw refusal(
      first
        ? `${origins.get("auth")} is '${auth}', but ${first.setting} is set`
        : `${origins.get("auth")} is '${auth}', but ${
          MISSING[auth]
        } is not set`,
    );
  }
  return first?.way;
}
