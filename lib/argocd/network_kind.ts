/**
 * One way in which the network fails, and what is known when it does.
 *
 * @module
 */
import type { ErrorCode } from "../errors.ts";
import type { SettingNames } from "./setting_names.ts";

/** What is known about the request that failed. */
export interface NetworkContext {
  readonly purpose: string;
  /** The server's root address, without credentials. */
  readonly origin: string;
  /** The proxy's host and port, where one is used. */
  readonly via: string | undefined;
  /** Whether the request could have changed something. */
  readonly write: boolean;
  /** The name that the certificate must have, where it is not the host of `origin`. */
  readonly serverName?: string | undefined;
  /** Whether a certificate of our own is shown where one is wanted. */
  readonly presents?: boolean;
  /** What the settings are called, for hints. */
  readonly names: SettingNames;
}

/** How such a failure is recognised, and its words. */
export interface NetworkKind {
  readonly match: RegExp;
  readonly code: ErrorCode;
  /** Follows "Cannot …: ". */
  state(context: NetworkContext, text: string): string;
  hint(context: NetworkContext): string;
  readonly transient?: boolean;
  /** The request had left us: a write may have been carried out. */
  readonly sent?: boolean;
}

/** The host that was asked for, in quotes. */
export function host({ origin }: NetworkContext): string {
  return `'${new URL(origin).hostname}'`;
}
