/**
 * A client that refuses what its tier does not cover.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { covers, type Tier } from "../tier.ts";
import type { ArgocdClient, CallOptions } from "./client.ts";
import type { Credential } from "./credential.ts";
import { cancelled } from "./deadline.ts";
import { type Endpoint, isDeclared } from "./endpoint.ts";
import { createSession, getVersion, listApplications } from "./endpoints.ts";
import type { Exchange } from "./exchange.ts";
import { type ArgocdRequest, prepareRequest } from "./request.ts";
import { parseServerVersion, type ServerVersion } from "./server_version.ts";
import type { SharedReads } from "./share_reads.ts";

/** Pages of one list are cut from one answer as long as they follow each other within this time. */
const LIST_KEPT_MS = 5_000;
/** A server is not upgraded more often. */
const VERSION_KEPT_MS = 300_000;

/** What all clients of a connection have in common. */
export interface SharedParts {
  readonly instance: string;
  readonly origin: string;
  readonly baseUrl: URL;
  readonly exchange: Exchange;
  readonly credential: Credential | undefined;
  readonly reads: SharedReads;
  readonly versions: SharedReads;
}

/** One of the clients of a connection. */
export class BoundClient implements ArgocdClient {
  readonly tier: Tier;
  readonly #shared: SharedParts;
  readonly #admit: (read: boolean) => void;

  /** @param admit Called before each request that is really sent; see `Connection.forTier`. */
  constructor(
    tier: Tier,
    shared: SharedParts,
    admit: (read: boolean) => void = () => {},
  ) {
    this.tier = tier;
    this.#shared = shared;
    this.#admit = admit;
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
    const { exchange, credential, reads } = this.#shared;
    const isGrpcWeb = endpoint.answer === "grpc-web";
    const request = this.#prepare(
      endpoint,
      options,
      isGrpcWeb ? "grpc-web" : "json",
    );
    const { signal, timeoutMs } = options;
    const asked = { credential, signal, timeoutMs };
    const ask = async (): Promise<Result> =>
      (isGrpcWeb
        ? await exchange.message(request, asked)
        : await exchange.json(request, asked)) as Result;
    if (!request.read) {
      reads.clear();
      try {
        return await ask();
      } finally {
        // Again, for what was asked while the change was under way.
        reads.clear();
      }
    }
    // Not shared: all questions over gRPC-Web have the same address.
    if (isGrpcWeb) return await ask();
    // A list without `fields` can be tens of megabytes; it is not kept.
    const kept = endpoint.path === listApplications.path &&
      options.query?.fields !== undefined;
    return await this.#read<Result>(reads, {
      request,
      signal: options.signal,
      timeoutMs: options.timeoutMs,
      keepMs: kept ? LIST_KEPT_MS : 0,
    });
  }

  async *stream<Message>(
    endpoint: Endpoint<Message>,
    options: CallOptions = {},
  ): AsyncGenerator<Message, void> {
    const request = this.#prepare(endpoint, options, "stream");
    const { exchange, credential } = this.#shared;
    const { signal, timeoutMs } = options;
    yield* exchange.stream(request, {
      credential,
      signal,
      timeoutMs,
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
    { request, signal, timeoutMs, keepMs }: {
      readonly request: ArgocdRequest;
      readonly signal: AbortSignal | undefined;
      /** Of whoever asks first; others join that question. */
      readonly timeoutMs?: number | undefined;
      readonly keepMs: number;
    },
  ): Promise<Result> {
    const { exchange, credential } = this.#shared;
    try {
      return await reads.read(request.url, {
        signal,
        keepMs,
        start: (shared) =>
          exchange.json(request, { credential, signal: shared, timeoutMs }),
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
    if (!isDeclared(endpoint)) {
      throw new ToolError(
        "TIER_REFUSED",
        `Cannot ${request.purpose}: the endpoint is not a declared one`,
      );
    }
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
    return { ...request, admit: () => this.#admit(request.read) };
  }
}
