/**
 * Every setting of the program, declared once. Parsing, the help text and the README's table are made from it.
 *
 * @module
 */
import { HUMAN_APPROVALS, type HumanApproval } from "../guards/guard.ts";
import {
  APPLICATION_PATTERN_REGEXP,
  PROJECT_PATTERN_REGEXP,
} from "../guards/scope_patterns.ts";
import {
  choice,
  exactText,
  instant,
  integer,
  longText,
  patterns,
  text,
  toggle,
  type ValueType,
} from "./option_values.ts";

/** What the program can be told to do. */
export const COMMANDS = {
  serve: "Serve MCP on stdin and stdout (the default)",
  demo: "Serve MCP on a simulated Argo CD that is part of the program",
  check: "Contact Argo CD, say who we are and what we may do: check [INSTANCE]",
  login: "Sign in by single sign-on: login [INSTANCE]",
  logout: "Forget a single sign-on: logout [INSTANCE]",
  whoami: "Say who we are to an Argo CD: whoami [INSTANCE]",
  audit: "Verify or show audit logs: audit verify FILE…, audit show FILE…",
  help: "Show this text",
  version: "Show the version",
} as const;

/** One of {@linkcode COMMANDS}. */
export type Command = keyof typeof COMMANDS;

/** Headings of the help text, in its order. */
export const GROUPS = [
  "Argo CD",
  "Sign-in (exactly one way)",
  "Single sign-on",
  "TLS and network",
  "Answers and log",
  "Guardrails",
  "Scope (what may be seen and touched at all)",
  "Audit log",
  "Demo and check",
] as const;

/** One setting. `T` includes `undefined` where it has no default. */
export interface Option<T> {
  readonly group: typeof GROUPS[number];
  /** Its flag without dashes; a secret never has one, because others can read a command line. */
  readonly flag?: string;
  /** Flags that people try for it; they are refused with the variable's name. */
  readonly refusedFlags?: readonly string[];
  /** Its environment variables; all are names of the same setting. */
  readonly variables: readonly string[];
  readonly value: ValueType<NonNullable<T>>;
  readonly default: T;
  /** One sentence without its period; the default is added to it. */
  readonly help: string;
  /** The value is a credential or may hold one. */
  readonly secret?: true;
  /** The commands that it is for. */
  readonly commands: readonly Command[];
}

function option<T>(spec: Option<T>): Option<T> {
  return Object.freeze(spec);
}

const REMOTE = ["serve", "check", "login", "logout", "whoami"] as const;
const RUNNING = [...REMOTE, "demo"] as const;

/** The ways to sign in, as `ARGOCD_AUTH` names them. */
export const WAYS = [
  "token",
  "token-file",
  "token-command",
  "session",
  "argocd-context",
  "sso",
] as const;

/** The one table of settings. */
export const OPTIONS = {
  server: option<string | undefined>({
    group: "Argo CD",
    flag: "server",
    variables: ["ARGOCD_SERVER", "ARGOCD_BASE_URL", "ARGOCD_URL"],
    value: text("ADDRESS"),
    default: undefined,
    help:
      "Address of the Argo CD, with or without https:// and root path; a pasted UI address works too",
    commands: REMOTE,
  }),
  registry: option<string | undefined>({
    group: "Argo CD",
    flag: "registry",
    variables: ["ARGOCD_TOKEN_REGISTRY_PATH"],
    value: text("FILE"),
    default: undefined,
    help:
      "JSON or YAML file of several Argo CDs, each with its own way in; read again when it changes",
    commands: REMOTE,
  }),
  plaintext: option<boolean>({
    group: "Argo CD",
    flag: "plaintext",
    variables: ["ARGOCD_PLAINTEXT"],
    value: toggle,
    default: false,
    help: "Allow plain http to a host that is not this machine",
    commands: REMOTE,
  }),
  envFile: option<string | undefined>({
    group: "Argo CD",
    flag: "env-file",
    variables: [],
    value: text("FILE"),
    default: undefined,
    help:
      "Read variables from FILE; those of the environment win; no .env is ever read unasked",
    commands: RUNNING,
  }),
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
  insecure: option<boolean>({
    group: "TLS and network",
    flag: "insecure",
    variables: ["ARGOCD_INSECURE"],
    value: toggle,
    default: false,
    help: "Do not verify the certificate of the Argo CD",
    commands: REMOTE,
  }),
  caFile: option<string | undefined>({
    group: "TLS and network",
    flag: "ca-file",
    variables: ["ARGOCD_CA_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM certificates to trust besides the system's",
    commands: REMOTE,
  }),
  clientCertFile: option<string | undefined>({
    group: "TLS and network",
    flag: "client-cert-file",
    variables: ["ARGOCD_CLIENT_CERT_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM certificate to present to the Argo CD",
    commands: REMOTE,
  }),
  clientKeyFile: option<string | undefined>({
    group: "TLS and network",
    flag: "client-key-file",
    variables: ["ARGOCD_CLIENT_KEY_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM key of that certificate",
    commands: REMOTE,
  }),
  tlsServerName: option<string | undefined>({
    group: "TLS and network",
    flag: "tls-server-name",
    variables: ["ARGOCD_TLS_SERVER_NAME"],
    value: text("NAME"),
    default: undefined,
    help:
      "Name that the certificate of the Argo CD must have instead of the address's, for port-forwards",
    commands: REMOTE,
  }),
  headers: option<string | undefined>({
    group: "TLS and network",
    refusedFlags: ["header", "headers"],
    variables: ["ARGOCD_HEADERS"],
    value: text("LINES"),
    default: undefined,
    help:
      "Extra headers for the Argo CD and nobody else, one 'Name: value' a line",
    secret: true,
    commands: REMOTE,
  }),
  timeout: option<number>({
    group: "TLS and network",
    flag: "timeout",
    variables: ["ARGOCD_TIMEOUT"],
    value: integer("SECONDS", { min: 1, max: 600 }),
    default: 30,
    help: "Time that one call to the Argo CD may take, in seconds",
    commands: REMOTE,
  }),
  proxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["HTTPS_PROXY", "https_proxy"],
    value: text("URL"),
    default: undefined,
    help: "Proxy for the way to the Argo CD",
    secret: true,
    commands: REMOTE,
  }),
  httpProxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    value: text("URL"),
    default: undefined,
    help: "Proxy for plain http, never used for an Argo CD on this machine",
    secret: true,
    commands: RUNNING,
  }),
  noProxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["NO_PROXY", "no_proxy"],
    value: text("HOSTS"),
    default: undefined,
    help: "Hosts that are reached without the proxy, separated by commas",
    commands: REMOTE,
  }),
  maskSecrets: option<boolean>({
    group: "Answers and log",
    flag: "mask-secrets",
    variables: ["MCP_MASK_SECRETS"],
    value: toggle,
    default: true,
    help: "Mask credentials in everything that leaves: answers, errors, log",
    commands: RUNNING,
  }),
  maxResultChars: option<number>({
    group: "Answers and log",
    flag: "max-result-chars",
    variables: ["MCP_MAX_RESULT_CHARS"],
    // Below this a page holds nothing useful; above it clients put the answer into a file.
    value: integer("NUMBER", { min: 2_000, max: 45_000 }),
    default: 24_000,
    help:
      "Longest answer of a tool, in characters; what is left out comes with a cursor",
    commands: RUNNING,
  }),
  logLevel: option<"debug" | "info" | "warning" | "error">({
    group: "Answers and log",
    flag: "log-level",
    variables: ["ARGOCD_MCP_LOG_LEVEL"],
    value: choice("LEVEL", ["debug", "info", "warning", "error"]),
    default: "info",
    help:
      "Least level that is logged (JSON lines on stderr): debug, info, warning or error",
    commands: RUNNING,
  }),
  readOnly: option<boolean>({
    group: "Guardrails",
    variables: ["MCP_READ_ONLY"],
    value: toggle,
    default: true,
    help: "Refuse every write",
    commands: RUNNING,
  }),
  disableDestructive: option<boolean>({
    group: "Guardrails",
    variables: ["MCP_DISABLE_DESTRUCTIVE"],
    value: toggle,
    default: true,
    help: "Refuse what destroys, also when writes are on",
    commands: RUNNING,
  }),
  humanApproval: option<HumanApproval>({
    group: "Guardrails",
    variables: ["MCP_HUMAN_APPROVAL"],
    value: choice("WHEN", HUMAN_APPROVALS),
    default: "auto",
    help:
      "Ask a person before something destructive is done: auto (where the client can ask), required or off",
    commands: RUNNING,
  }),
  rateLimitCalls: option<number>({
    group: "Guardrails",
    variables: ["MCP_RATE_LIMIT_CALLS"],
    value: integer("NUMBER", { min: 0, max: 100_000 }),
    default: 100,
    help:
      "Calls to the Argo CD API in one window, all tools of one caller together; 0 for no limit",
    commands: RUNNING,
  }),
  rateLimitWindow: option<number>({
    group: "Guardrails",
    variables: ["MCP_RATE_LIMIT_WINDOW"],
    value: integer("SECONDS", { min: 1, max: 86_400 }),
    default: 60,
    help: "Length of that window, which slides, in seconds",
    commands: RUNNING,
  }),
  freezeFile: option<string | undefined>({
    group: "Guardrails",
    variables: ["MCP_FREEZE_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "Refuse every write with the text of FILE for as long as it exists",
    commands: RUNNING,
  }),
  planKey: option<string | undefined>({
    group: "Guardrails",
    refusedFlags: ["plan-key"],
    variables: ["MCP_PLAN_KEY"],
    value: longText("KEY", 32),
    default: undefined,
    help:
      "Key that seals plans, where several processes serve the same callers; random by default",
    secret: true,
    commands: RUNNING,
  }),
  singleCluster: option<boolean>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_SINGLE_CLUSTER"],
    value: toggle,
    default: false,
    help: "Only applications whose destination is surely the one cluster",
    commands: RUNNING,
  }),
  singleClusterName: option<string>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_SINGLE_CLUSTER_NAME"],
    value: text("NAME"),
    default: "in-cluster",
    help: "Name of that cluster; in-cluster is the one Argo CD runs in",
    commands: RUNNING,
  }),
  allowedProjects: option<readonly string[] | undefined>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_ALLOWED_PROJECTS"],
    value: patterns("PATTERNS", {
      regexp: PROJECT_PATTERN_REGEXP,
      accepts:
        "names of projects separated by commas, each of a-z, 0-9, '-', '.', '*' and '?'",
    }),
    default: undefined,
    help: "Only these projects: names with * and ?, separated by commas",
    commands: RUNNING,
  }),
  allowedApplications: option<readonly string[] | undefined>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_ALLOWED_APPLICATIONS"],
    value: patterns("PATTERNS", {
      regexp: APPLICATION_PATTERN_REGEXP,
      accepts:
        "'name' or 'namespace/name' separated by commas, each of a-z, 0-9, '-', '.', '*' and '?'",
    }),
    default: undefined,
    help:
      "Only these applications: name (in Argo CD's namespace) or namespace/name with * and ?, separated by commas",
    commands: RUNNING,
  }),
  auditLog: option<string | undefined>({
    group: "Audit log",
    flag: "audit-log",
    variables: ["MCP_AUDIT_LOG"],
    value: text("FILE"),
    default: undefined,
    help:
      "Record every tool call in FILE, as a chain of JSON lines that shows changes; made when missing, mode 600",
    commands: RUNNING,
  }),
  auditMaxMb: option<number>({
    group: "Audit log",
    flag: "audit-max-mb",
    variables: ["MCP_AUDIT_MAX_MB"],
    value: integer("MB", { min: 0, max: 100_000 }),
    default: 100,
    help:
      "Size at which FILE becomes FILE.1 and a new one begins, in MB; ten older files are kept; 0 for never",
    commands: RUNNING,
  }),
  tool: option<string | undefined>({
    group: "Audit log",
    flag: "tool",
    variables: [],
    value: text("TOOL"),
    default: undefined,
    help: "audit show: only calls of this tool",
    commands: ["audit"],
  }),
  application: option<string | undefined>({
    group: "Audit log",
    flag: "application",
    variables: [],
    value: text("APPLICATION"),
    default: undefined,
    help: "audit show: only calls for this application, NAME or NAMESPACE/NAME",
    commands: ["audit"],
  }),
  decision: option<"allowed" | "refused" | "failed" | undefined>({
    group: "Audit log",
    flag: "decision",
    variables: [],
    value: choice("DECISION", ["allowed", "refused", "failed"]),
    default: undefined,
    help: "audit show: only calls that were allowed, refused or failed",
    commands: ["audit"],
  }),
  since: option<Date | undefined>({
    group: "Audit log",
    flag: "since",
    variables: [],
    value: instant("TIME"),
    default: undefined,
    help:
      "audit show: only records from TIME on, as 2026-07-01 or 2026-07-01T12:00Z",
    commands: ["audit"],
  }),
  until: option<Date | undefined>({
    group: "Audit log",
    flag: "until",
    variables: [],
    value: instant("TIME"),
    default: undefined,
    help: "audit show: only records before TIME",
    commands: ["audit"],
  }),
  listen: option<string | undefined>({
    group: "Demo and check",
    flag: "listen",
    variables: [],
    value: text("HOST:PORT"),
    default: undefined,
    help: "demo: serve only the simulated Argo CD's REST API there",
    commands: ["demo"],
  }),
  argocdVersion: option<"2.14" | "3.2" | "3.5">({
    group: "Demo and check",
    flag: "argocd-version",
    variables: [],
    value: choice("VERSION", ["2.14", "3.2", "3.5"]),
    default: "3.5",
    help: "demo: the Argo CD version to simulate: 2.14, 3.2 or 3.5",
    commands: ["demo"],
  }),
  json: option<boolean>({
    group: "Demo and check",
    flag: "json",
    variables: [],
    value: toggle,
    default: false,
    help: "check, whoami, audit: print the findings as JSON",
    commands: ["check", "whoami", "audit"],
  }),
} as const;

/** The key of a setting in {@linkcode OPTIONS}. */
export type OptionKey = keyof typeof OPTIONS;

/** The value of every setting. */
export type Settings = {
  readonly [Key in OptionKey]: typeof OPTIONS[Key] extends Option<infer T> ? T
    : never;
};

/** The settings as a list, in the order of the table. */
export function optionEntries(): readonly (readonly [
  OptionKey,
  Option<unknown>,
])[] {
  return Object.entries(OPTIONS) as unknown as [OptionKey, Option<unknown>][];
}
