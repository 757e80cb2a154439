/**
 * A client that shows only what is in the operator's scope, whatever a tool asks for.
 *
 * The guard refuses by the arguments of a call; this holds for everything that a tool reads on its way: lists lose
 * what is out of scope, an application must have been found in scope before anything else about it can be asked,
 * and an endpoint that is not known is refused.
 *
 * @module
 */
import type { ArgocdClient, CallOptions } from "../argocd/client.ts";
import type { Endpoint } from "../argocd/endpoint.ts";
import * as endpoints from "../argocd/endpoints.ts";
import type { CallFacts } from "../guards/guard.ts";
import type { ApplicationFacts, Scope } from "../guards/scope.ts";
import { refOf } from "./call_names.ts";
import { KnownApplications } from "./known_applications.ts";
import { SCOPE_FILTERS } from "./scope_filters.ts";
import { ScopeReader } from "./scope_reader.ts";
import { withPlainChildren } from "./scoped_objects.ts";
import { requireScopedRequest } from "./scoped_requests.ts";

/** One call's view of Argo CD. */
export interface ScopedCall {
  readonly client: ArgocdClient;
  readonly facts: CallFacts;
  /** How many objects of each kind were left out so far. */
  readonly leftOut: ReadonlyMap<string, number>;
}

class ScopedClient implements ArgocdClient {
  readonly leftOut = new Map<string, number>();
  readonly applications: KnownApplications;
  readonly #inner: ArgocdClient;
  readonly #scope: Scope;
  readonly #reader: ScopeReader;

  constructor(
    inner: ArgocdClient,
    options: { readonly scope: Scope; readonly signal: AbortSignal },
  ) {
    const { scope, signal } = options;
    const reader = new ScopeReader(inner, options);
    this.#inner = inner;
    this.#scope = scope;
    this.#reader = reader;
    this.applications = new KnownApplications({
      client: inner,
      reader,
      signal,
    });
  }

  get tier(): ArgocdClient["tier"] {
    return this.#inner.tier;
  }

  get instance(): string {
    return this.#inner.instance;
  }

  get origin(): string {
    return this.#inner.origin;
  }

  version(signal?: AbortSignal): ReturnType<ArgocdClient["version"]> {
    return this.#inner.version(signal);
  }

  async call<Result>(
    endpoint: Endpoint<Result>,
    options: CallOptions = {},
  ): Promise<Result> {
    if (endpoint === endpoints.getApplication) {
      return await this.applications.read(options) as Result;
    }
    await this.#require(endpoint, options);
    const answer = await this.#inner.call<Result>(endpoint, options);
    return await this.#filter(answer, endpoint, options);
  }

  async *stream<Message>(
    endpoint: Endpoint<Message>,
    options: CallOptions = {},
  ): AsyncGenerator<Message, void> {
    const isWatch = endpoint === endpoints.watchApplications;
    if (!isWatch) await this.#require(endpoint, options);
    for await (const message of this.#inner.stream(endpoint, options)) {
      if (!isWatch) {
        yield await this.#filter(message, endpoint, options);
        continue;
      }
      const { application = {} } = message as {
        readonly application?: ApplicationFacts;
      };
      if (await this.#reader.restrictionOf(application)) continue;
      yield { ...message, application: withPlainChildren(application) };
    }
  }

  async #require(
    endpoint: { readonly path: string },
    options: CallOptions,
  ): Promise<void> {
    await requireScopedRequest(endpoint, options, {
      scope: this.#scope,
      reader: this.#reader,
      applications: this.applications,
    });
  }

  /** What of an answer, or of a message of a stream, is in scope. */
  async #filter<Result>(
    answer: Result,
    endpoint: Endpoint<Result>,
    options: CallOptions,
  ): Promise<Result> {
    const filter = SCOPE_FILTERS.get(endpoint);
    if (!filter) return answer;
    const about = this.applications.get(refOf(options));
    return await filter(answer as never, {
      scope: this.#scope,
      reader: this.#reader,
      ...(about ? { about } : {}),
      found: (one) => this.applications.add(one),
      leftOut: (kind, count) => this.#leaveOut(kind, count),
      again: async (fields) => {
        const query = { ...options.query, fields };
        return await this.#inner.call(endpoint, { ...options, query }) as never;
      },
    }) as Result;
  }

  /** A list that is read in two ways is still one list. */
  #leaveOut(kind: string, count: number): void {
    if (count === 0) return;
    this.leftOut.set(kind, Math.max(count, this.leftOut.get(kind) ?? 0));
  }
}

/** Binds a client to a scope for one call; without a scope it is the client itself. */
export function scopedCall(
  client: ArgocdClient,
  options: {
    readonly scope: Scope | undefined;
    readonly signal: AbortSignal;
  },
): ScopedCall {
  const { scope, signal } = options;
  if (!scope) {
    return {
      client,
      facts: {
        restrictionOf: () => Promise.resolve(undefined),
        restrictionOfState: () => Promise.resolve(undefined),
      },
      leftOut: new Map(),
    };
  }
  const scoped = new ScopedClient(client, { scope, signal });
  return {
    client: scoped,
    facts: scoped.applications,
    leftOut: scoped.leftOut,
  };
}
