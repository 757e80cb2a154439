/**
 * Opening the way to one Argo CD: the only place that puts address, credential and transport together.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { covers, type Tier } from "../tier.ts";
import { sleep } from "./abortable.ts";
import type { ArgocdClient, CallOptions, Connection } from "./client.ts";
import type { Credential, CredentialSource, SignIn } from "./credential.ts";
import { cancelled } from "./deadline.ts";
import type { Endpoint } from "./endpoint.ts";
import { createSession, getVersion, listApplications } from "./endpoints.ts";
import { Exchange, type Limits } from "./exchange.ts";
import { type ArgocdRequest, prepareRequest } from "./request.ts";
import { connectionSecrets } from "./connection_secrets.ts";
import type { ProxyOptions } from "./proxy.ts";
import { parseServerVersion, type ServerVersion } from "./server_version.ts";
import { SharedReads } from "./share_reads.ts";
import { openTransport, type TlsOptions } from "./transport.ts";

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

/** Pages of one list are cut from one answer as long as they follow each other within this time. */
const LIST_KEPT_MS = 5_000;
/** A server is not upgraded more often. */
const VERSION_KEPT_MS = 300_000;

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
  });
  const credential = typeof options.credential === "function"
    ? options.credential(signInOver(exchange, baseUrl))
    : options.credential;
  const shared: Shared = {
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
    forTier: (tier) => new Client(tier, shared),
    [Symbol.dispose]() {
      shared.reads.clear();
      shared.versions.clear();
      transport[Symbol.dispose]();
    },
  };
}

/** The sign-in of user and password, under the same rules as every other request. */
function signInOver(exchange: Exchange, base: URL): SignIn {
  return async (account, signal) => {
    const request = prepareRequest(createSession, {
      base,
      body: account,
      purpose: `sign in as '${account.username}'`,
    });
    const answer = await exchange.json(request, {
      credential: undefined,
      signal,
    });
    const token = (answer as { readonly token?: unknown } | null)?.token;
    if (typeof token === "string" && token !== "") return token;
    throw new ToolError(
      "BAD_RESPONSE",
      `Cannot ${request.purpose}: Argo CD's answer has no token`,
    );
  };
}

/** What all clients of a connection have in common. */
interface Shared {
  readonly instance: string;
  readonly origin: string;
  readonly baseUrl: URL;
  readonly exchange: Exchange;
  readonly credential: Credential | undefined;
  readonly reads: SharedReads;
  readonly versions: SharedReads;
}

class Client implements ArgocdClient {
  readonly tier: Tier;
  readonly #shared: Shared;

  constructor(tier: Tier, shared: Shared) {
    this.tier = tier;
    this.#shared = shared;
  }

  get instance(): string {
    return this.#shared.instance;
  }

  get origin(): string {
    return this.#shared.origin;
  }

  async call<Result>(
    endpoint: Endpoint<Result>,
    options: CallOptions = {},
  ): Promise<Result> {
    const request = this.#prepare(endpoint, options, "json");
    const { exchange, credential, reads } = this.#shared;
    if (!request.read) {
      reads.clear();
      try {
        return await exchange.json(request, {
          credential,
          signal: options.signal,
        }) as Result;
      } finally {
        // Again, for what was asked while the change was under way.
        reads.clear();
      }
    }
    // A list without `fields` can be tens of megabytes; it is not kept.
    const kept = endpoint.path === listApplications.path &&
      options.query?.fields !== undefined;
    return await this.#read<Result>(reads, {
      request,
      signal: options.signal,
      keepMs: kept ? LIST_KEPT_MS : 0,
    });
  }

  async *stream<Message>(
    endpoint: Endpoint<Message>,
    options: CallOptions = {},
  ): AsyncGenerator<Message, void> {
    const request = this.#prepare(endpoint, options, "stream");
    const { exchange, credential } = this.#shared;
    yield* exchange.stream(request, {
      credential,
      signal: options.signal,
    }) as AsyncGenerator<Message, void>;
  }

  async version(signal?: AbortSignal): Promise<ServerVersion> {
    const request = this.#prepare(getVersion, {
      purpose: "read the version of Argo CD",
    }, "json");
    const answer = await this.#read<{ readonly Version?: unknown }>(
      this.#shared.versions,
      { request, signal, keepMs: VERSION_KEPT_MS },
    );
    return parseServerVersion(
      typeof answer?.Version === "string" ? answer.Version : undefined,
    );
  }

  async #read<Result>(
    reads: SharedReads,
    { request, signal, keepMs }: {
      readonly request: ArgocdRequest;
      readonly signal: AbortSignal | undefined;
      readonly keepMs: number;
    },
  ): Promise<Result> {
    const { exchange, credential } = this.#shared;
    try {
      return await reads.read(request.url, {
        signal,
        keepMs,
        start: (shared) =>
          exchange.json(request, { credential, signal: shared }),
      }) as Result;
    } catch (error) {
      if (error instanceof ToolError) throw error;
      throw cancelled(request.purpose);
    }
  }

  #prepare(
    endpoint: Endpoint<unknown>,
    options: CallOptions,
    answer: Endpoint<unknown>["answer"],
  ): ArgocdRequest {
    const request = prepareRequest(endpoint, {
      ...options,
      base: this.#shared.baseUrl,
    });
    if (endpoint.answer !== answer) {
      throw new ToolError(
        "INTERNAL",
        `Cannot ${request.purpose}: the endpoint answers with ${endpoint.answer}`,
      );
    }
    if (endpoint.path === createSession.path) {
      throw new ToolError(
        "TIER_REFUSED",
        `Cannot ${request.purpose}: only the connection itself signs in`,
      );
    }
    if (!covers(this.tier, endpoint.tier)) {
      throw new ToolError(
        "TIER_REFUSED",
        `Cannot ${request.purpose}: it needs the tier '${endpoint.tier}', and this client is bound to '${this.tier}'`,
      );
    }
    return request;
  }
}
