/**
 * What the rest of the program sees of an Argo CD: calls by endpoint, never by URL.
 *
 * @module
 */
import type { Tier } from "../tier.ts";
import type { Endpoint } from "./endpoint.ts";
import type { ServerVersion } from "./server_version.ts";

/** A value of a query key; arrays repeat the key, `undefined` leaves it out. */
export type QueryValue =
  | string
  | number
  | boolean
  | readonly string[]
  | undefined;

/** What goes into one call. */
export interface CallOptions {
  /** Values of the path's placeholders; each is checked and encoded. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  /** Ends the call early; its own deadline applies all the same. */
  readonly signal?: AbortSignal;
  /** Milliseconds for this call instead of the connection's usual limit, an hour at most: a watch goes on for long. */
  readonly timeoutMs?: number;
  /** What the call is for, as the object of "Cannot …": `read application 'shop'`. Goes into errors. */
  readonly purpose?: string;
}

/** A way to one Argo CD for one caller, bound to a tier: it refuses every endpoint above it. */
export interface ArgocdClient {
  readonly tier: Tier;
  /** The instance's name, for messages. */
  readonly instance: string;
  /** The instance's root URL without credentials, for messages and links. */
  readonly origin: string;
  /** Sends one request and returns its parsed answer. Throws {@linkcode ToolError} only. */
  call<Result>(
    endpoint: Endpoint<Result>,
    options?: CallOptions,
  ): Promise<Result>;
  /** Reads a stream to its end, message by message. Throws {@linkcode ToolError} only. */
  stream<Message>(
    endpoint: Endpoint<Message>,
    options?: CallOptions,
  ): AsyncIterable<Message>;
  /** The server's version, asked once and kept for five minutes. */
  version(signal?: AbortSignal): Promise<ServerVersion>;
}

/** How we sign in to one Argo CD, for whoever wants to know; nothing here asks anybody anything. */
export interface SignInState {
  /** Which way it is: `token`, `session`, `sso`. */
  readonly kind: string;
  /** In words: `the token of ARGOCD_AUTH_TOKEN`. */
  describe(): string;
  /** When it ends, as far as it is known. */
  expiresAt(): Date | undefined;
  /** Whether a call would go out without a person having to sign in first. */
  isReady(): Promise<boolean>;
}

/** One Argo CD with one caller's credential. */
export interface Connection {
  readonly instance: string;
  readonly origin: string;
  /** Our own secrets (token, password, header values), so that no output repeats them. */
  secrets(): readonly string[];
  /** @param admit Called before each request that is really sent, a read or not; what it throws refuses the request. */
  forTier(tier: Tier, admit?: (read: boolean) => void): ArgocdClient;
  /** Absent when there is no credential. */
  readonly signIn: SignInState | undefined;
  /** A client of tier read that sends no credential. */
  asStranger(admit?: (read: boolean) => void): ArgocdClient;
  /** Frees sockets. */
  [Symbol.dispose](): void;
}
