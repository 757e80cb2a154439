/**
 * The settings of an Argo CD that matter to whoever uses it.
 *
 * @module
 */
import { isAtLeast, type ServerVersion } from "../argocd/server_version.ts";
import type { Settings } from "../argocd/wire/server.ts";
import { compact } from "./compact.ts";
import { USUAL_TRACKING_LABEL } from "./tracking.ts";

/** Settings; a key that is not there is not known, for Argo CD leaves out what is false as well as what it lacks. */
export interface SettingsView {
  readonly url?: string;
  readonly namespace?: string;
  /** How Argo CD marks what it manages. */
  readonly tracking: string;
  /** How people sign in. */
  readonly sso: string;
  readonly on?: readonly string[];
  readonly off?: readonly string[];
  /** Argo CD does not mention them: off, or this version has no such switch. */
  readonly not_mentioned?: readonly string[];
}

/** Switches by what they mean. */
const SWITCHES: Readonly<Record<string, keyof Settings>> = {
  "applications in any namespace": "appsInAnyNamespaceEnabled",
  "sync with Replace": "syncWithReplaceAllowed",
  "terminal in pods": "execEnabled",
  "manifest hydrator": "hydratorEnabled",
  "impersonation": "impersonationEnabled",
  "status badge": "statusBadgeEnabled",
  "password logins disabled": "userLoginsDisabled",
};

function tracking(settings: Settings, version: ServerVersion): string {
  const { trackingMethod, appLabelKey } = settings;
  if (trackingMethod) {
    return trackingMethod.includes("label") && appLabelKey
      ? `${trackingMethod} (${appLabelKey})`
      : trackingMethod;
  }
  // Below 3.0 an absent method is the label.
  return version.major > 0 && !isAtLeast(version, "3.0")
    ? `label (${appLabelKey ?? USUAL_TRACKING_LABEL})`
    : "unknown";
}

function singleSignOn({ oidcConfig, dexConfig }: Settings): string {
  // Both may be there; then Argo CD uses the first.
  if (oidcConfig?.issuer) {
    return `OIDC ${oidcConfig.name ?? ""} (${oidcConfig.issuer})`.replace(
      "  ",
      " ",
    );
  }
  const connectors = dexConfig?.connectors ?? [];
  return connectors.length > 0
    ? `Dex: ${
      connectors.map(({ name, type }) => `${name} (${type})`).join(", ")
    }`
    : "none";
}

/** Makes the view of the settings. */
export function settingsView(
  settings: Settings,
  version: ServerVersion,
): SettingsView {
  function switches(wanted: boolean | undefined): readonly string[] {
    return Object.entries(SWITCHES)
      .filter(([, key]) => settings[key] === wanted)
      .map(([meaning]) => meaning);
  }
  return {
    ...compact({ url: settings.url, namespace: settings.controllerNamespace }),
    tracking: tracking(settings, version),
    sso: singleSignOn(settings),
    ...compact({
      on: switches(true),
      off: switches(false),
      not_mentioned: switches(undefined),
    }),
  };
}
