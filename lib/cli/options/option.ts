/**
 * What a setting is, and the commands and groups that settings are for.
 *
 * @module
 */
import type { ValueType } from "../option_values.ts";

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

/** Declares a setting. */
export function option<T>(spec: Option<T>): Option<T> {
  return Object.freeze(spec);
}

/** Commands about an Argo CD. */
export const REMOTE = ["serve", "check", "login", "logout", "whoami"] as const;
/** Those, and the one that brings its own. */
export const RUNNING = [...REMOTE, "demo"] as const;

/** The ways to sign in, as `ARGOCD_AUTH` names them. */
export const WAYS = [
  "token",
  "token-file",
  "token-command",
  "session",
  "argocd-context",
  "sso",
] as const;
