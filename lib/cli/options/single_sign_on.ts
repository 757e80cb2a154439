/**
 * Settings: how single sign-on is done.
 *
 * @module
 */
import { integer, text, toggle } from "../option_values.ts";
import { option, REMOTE } from "./option.ts";

/** Their part of the table. */
export const SINGLE_SIGN_ON_OPTIONS = {
  ssoPort: option<number>({
    group: "Single sign-on",
    flag: "sso-port",
    variables: ["ARGOCD_SSO_PORT"],
    value: integer("PORT", { min: 1, max: 65_535 }),
    default: 8085,
    help:
      "Port on this machine that the identity provider sends the browser back to; a bundled Dex knows only 8085",
    commands: REMOTE,
  }),
  browser: option<boolean>({
    group: "Single sign-on",
    flag: "browser",
    variables: ["ARGOCD_SSO_BROWSER"],
    value: toggle,
    default: true,
    help:
      "Open the sign-in page in a browser; --no-browser never does, --browser does in SSH sessions and containers, too",
    commands: REMOTE,
  }),
  device: option<boolean>({
    group: "Single sign-on",
    flag: "device",
    variables: ["ARGOCD_SSO_DEVICE"],
    value: toggle,
    default: false,
    help:
      "Sign in with a device code on any other machine; not with a bundled Dex",
    commands: REMOTE,
  }),
  ssoOffline: option<boolean>({
    group: "Single sign-on",
    flag: "sso-offline",
    variables: ["ARGOCD_SSO_OFFLINE"],
    value: toggle,
    default: false,
    help:
      "Ask a bundled Dex for a refresh token; it keeps one for each user, so that the argocd CLI is signed out",
    commands: REMOTE,
  }),
  ssoConnector: option<string | undefined>({
    group: "Single sign-on",
    flag: "sso-connector",
    variables: ["ARGOCD_SSO_CONNECTOR"],
    value: text("ID"),
    default: undefined,
    help: "Id of the connector that a bundled Dex uses without asking",
    commands: REMOTE,
  }),
  ssoCaFile: option<string | undefined>({
    group: "Single sign-on",
    flag: "sso-ca-file",
    variables: ["ARGOCD_SSO_CA_FILE"],
    value: text("FILE"),
    default: undefined,
    help:
      "PEM certificates to trust for the identity provider besides the system's; ARGOCD_CA_FILE unless it is set",
    commands: REMOTE,
  }),
  ssoCache: option<string | undefined>({
    group: "Single sign-on",
    flag: "sso-cache",
    variables: ["ARGOCD_MCP_SSO_CACHE"],
    value: text("FILE"),
    default: undefined,
    help:
      "File that keeps the tokens, mode 600; argocd-mcp/sso-tokens.json in the user's folder for settings unless it is set",
    commands: REMOTE,
  }),
} as const;
