/**
 * Opening the way to one Argo CD: the only place that puts address, credential and transport together.
 *
 * @module
 */
import { sleep } from "./abortable.ts";
import { BoundClient, type SharedParts } from "./bound_client.ts";
import type { Connection } from "./client.ts";
import type { CredentialSource } from "./credential.ts";
import { Exchange, type Limits } from "./exchange.ts";
import { connectionSecrets } from "./connection_secrets.ts";
import { fetchOver } from "./fetch_over.ts";
import type { ProxyOptions } from "./proxy.ts";
import { SharedReads } from "./share_reads.ts";
import { settingsOver, signInOver } from "./sign_in_over.ts";
import { openTransport } from "./open_transport.ts";
import { type SettingNames, VARIABLE_NAMES } from "./setting_names.ts";
import type { TlsOptions } from "./transport.ts";

/** Everything about one Argo CD and one caller. */
export interface ConnectOptions {
  /** The instance's name. */
  readonly instance: string;
  /** The root, from `parseServerAddress`; its path ends with `/`. */
  readonly baseUrl: URL;
  /** Who we are; without it only what Argo CD tells everyone can be read. */
  readonly credential?: CredentialSource | undefined;
  /** The operator's extra headers, from `parseHeaderLines`; they go to this server only. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Milliseconds for a whole call with its attempts and its sign-in; 30 s by default. */
  readonly timeoutMs?: number;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** What the operator calls the settings, for hints; the environment variables by default. */
  readonly names?: SettingNames;
  /**
   * Bytes of a JSON answer after decompression; 64 MiB by default: the projected list of 5,000 applications has up to
   * 7 MiB, the managed resources of an application with 5,000 objects about 60 MiB.
   */
  readonly maxBodyBytes?: number;
  /** Bytes of a whole stream; 64 MiB by default, of which one line at a time is held. */
  readonly maxStreamBytes?: number;
  /** Bytes of one line of a stream; 1 MiB by default. A longer log line is cut, anything else refused. */
  readonly maxLineBytes?: number;
  /** Our version, for the User-Agent. */
  readonly version?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** A number from 0 to 1. */
  readonly random?: () => number;
  readonly sleep?: typeof sleep;
}

/** Opens a connection; nothing is sent yet. Throws `CONFIGURATION` when certificates, proxy or headers cannot be used. */
export function connect(options: ConnectOptions): Connection {
  const { instance, baseUrl, headers = [] } = options;
  const limits: Limits = {
    timeoutMs: options.timeoutMs ?? 30_000,
    maxBodyBytes: options.maxBodyBytes ?? 64 << 20,
    maxStreamBytes: options.maxStreamBytes ?? 64 << 20,
    maxLineBytes: options.maxLineBytes ?? 1 << 20,
  };
  const now = options.now ?? Date.now;
  const transport = openTransport(options);
  const origin = baseUrl.href.replace(/\/$/, "");
  const exchange = new Exchange({
    origin,
    transport,
    headers: [
      ["User-Agent", `argocd-mcp/${options.version ?? "0"}`],
      ...headers,
    ],
    limits,
    now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
    names: options.names ?? VARIABLE_NAMES,
  });
  const credential = typeof options.credential === "function"
    ? options.credential({
      session: signInOver(exchange, baseUrl),
      settings: (signal) => settingsOver(exchange, baseUrl, signal),
      fetch: fetchOver(transport, { origin: baseUrl.origin, headers }),
    })
    : options.credential;
  const shared: SharedParts = {
    instance,
    origin,
    baseUrl,
    exchange,
    credential,
    reads: new SharedReads(now),
    versions: new SharedReads(now),
  };
  return {
    instance,
    origin,
    secrets: () =>
      connectionSecrets({ credential, headers, proxy: options.proxy }),
    signIn: credential && {
      kind: credential.kind,
      describe: () => credential.describe(),
      expiresAt: () => credential.expiresAt(),
      isReady: async () => await credential.isReady?.() ?? true,
    },
    forTier: (tier, admit) => new BoundClient(tier, shared, admit),
    asStranger: (admit) =>
      new BoundClient("read", {
        ...shared,
        credential: undefined,
        // Answers for us and for a stranger differ.
        reads: new SharedReads(now),
        versions: new SharedReads(now),
      }, admit),
    [Symbol.dispose]() {
      shared.reads.clear();
      shared.versions.clear();
      transport[Symbol.dispose]();
    },
  };
}
