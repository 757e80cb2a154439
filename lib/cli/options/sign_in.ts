/**
 * Settings: the ways to sign in.
 *
 * @module
 */
import { choice, exactText, text, toggle } from "../option_values.ts";
import { option, REMOTE, WAYS } from "./option.ts";

/** Their part of the table. */
export const SIGN_IN_OPTIONS = {
  token: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    refusedFlags: ["token", "auth-token", "api-token"],
    variables: ["ARGOCD_AUTH_TOKEN", "ARGOCD_API_TOKEN", "ARGOCD_TOKEN"],
    value: text("TOKEN"),
    default: undefined,
    help: "Token of an Argo CD account or project role",
    secret: true,
    commands: REMOTE,
  }),
  tokenFile: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    flag: "token-file",
    variables: ["ARGOCD_TOKEN_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "File that holds the token; read again when it changes",
    commands: REMOTE,
  }),
  username: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    flag: "username",
    variables: ["ARGOCD_USERNAME"],
    value: text("NAME"),
    default: undefined,
    help: "Local account to log in as, together with its password",
    commands: REMOTE,
  }),
  password: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    refusedFlags: ["password"],
    variables: ["ARGOCD_PASSWORD"],
    value: exactText("PASSWORD"),
    default: undefined,
    help: "Password of that account",
    secret: true,
    commands: REMOTE,
  }),
  tokenCommand: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    refusedFlags: ["token-command"],
    variables: ["ARGOCD_TOKEN_COMMAND"],
    value: text("COMMAND"),
    default: undefined,
    help:
      "Command whose output is the token, as a JSON list or plain words; runs without a shell, again after a 401",
    commands: REMOTE,
  }),
  argocdContext: option<string | undefined>({
    group: "Sign-in (exactly one way)",
    flag: "argocd-context",
    variables: ["ARGOCD_CONTEXT"],
    value: text("NAME"),
    default: undefined,
    help:
      "Use address and token of this context of the argocd CLI; its file is only read",
    commands: REMOTE,
  }),
  sso: option<boolean>({
    group: "Sign-in (exactly one way)",
    flag: "sso",
    variables: [],
    value: toggle,
    default: false,
    help: "Single sign-on, as 'argocd login --sso' does it",
    commands: REMOTE,
  }),
  auth: option<typeof WAYS[number] | undefined>({
    group: "Sign-in (exactly one way)",
    variables: ["ARGOCD_AUTH", "ARGOCD_AUTH_METHOD"],
    value: choice("WAY", WAYS),
    default: undefined,
    help:
      "The way to sign in; sso is the same as --sso, any other must be the one whose settings are there",
    commands: REMOTE,
  }),
} as const;
