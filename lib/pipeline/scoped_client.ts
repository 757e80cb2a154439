/**
 * A client that shows only what is in the operator's scope, whatever a tool asks for.
 *
 * The guard refuses by the arguments of a call; this holds for everything that a tool reads on its way: lists lose
 * what is out of scope, an application must have been found in scope before anything else about it can be asked,
 * and an endpoint that is not known here is refused.
 *
 * @module
 */
import type { ArgocdClient, CallOptions } from "../argocd/client.ts";
import type { Endpoint } from "../argocd/endpoint.ts";
import * as endpoints from "../argocd/endpoints.ts";
import { type ErrorCode, ToolError } from "../errors.ts";
import { checkApplicationRef } from "../guards/check_names.ts";
import type { CallFacts } from "../guards/guard.ts";
import {
  applicationOutOfScope,
  outOfScope,
  projectOutOfScope,
} from "../guards/require_scope.ts";
import {
  type ApplicationFacts,
  projectRestriction,
  type Restriction,
  type Scope,
} from "../guards/scope.ts";
import { fieldsOf, refOf, textOf } from "./call_names.ts";
import { isObjectInScope, SCOPE_FILTERS } from "./scope_filters.ts";
import { ScopeReader } from "./scope_reader.ts";
import {
  type Identity,
  isOwnKind,
  withPlainChildren,
} from "./scoped_objects.ts";

/** One call's view of Argo CD. */
export interface ScopedCall {
  readonly client: ArgocdClient;
  readonly facts: CallFacts;
  /** How many objects of each kind were left out so far. */
  readonly leftOut: ReadonlyMap<string, number>;
}

const OF_APPLICATION = "/api/v1/applications/{name}";

/** They say nothing about an application. */
const OPEN: ReadonlySet<unknown> = new Set([
  endpoints.getVersion,
  endpoints.getSettings,
  endpoints.getUserInfo,
  endpoints.canI,
]);

/** Failures in which Argo CD speaks about the application itself. */
const REVEALING: readonly ErrorCode[] = [
  "COMPARISON_FAILED",
  "INVALID_REQUEST",
  "CONFLICT",
  "SYNC_WINDOW",
  "UNSUPPORTED",
  "ARGOCD_ERROR",
];

function cannotTell(ref: string): ToolError {
  return outOfScope(
    `application '${ref}'`,
    "it cannot be told whether it is in scope, because Argo CD does not show it",
  );
}

class ScopedClient implements ArgocdClient, CallFacts {
  readonly leftOut = new Map<string, number>();
  readonly #inner: ArgocdClient;
  readonly #scope: Scope;
  readonly #signal: AbortSignal;
  readonly #reader: ScopeReader;
  /** Found in scope during this call, by the names that were used for it. */
  readonly #found = new Map<string, Identity>();
  /** What the guard has read, for the first who asks for the same. */
  readonly #handed = new Map<string, unknown>();

  constructor(
    inner: ArgocdClient,
    options: { readonly scope: Scope; readonly signal: AbortSignal },
  ) {
    this.#inner = inner;
    this.#scope = options.scope;
    this.#signal = options.signal;
    this.#reader = new ScopeReader(inner, options);
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

  async restrictionOf(ref: string): Promise<Restriction | undefined> {
    const { name, namespace } = checkApplicationRef(ref);
    const options = {
      path: { name },
      query: { appNamespace: namespace },
      signal: this.#signal,
      purpose: `read application '${ref}'`,
    };
    let application: ApplicationFacts;
    try {
      application = await this.#inner.call(endpoints.getApplication, options);
      this.#handed.set(ref, application);
    } catch (error) {
      if (!(error instanceof ToolError) || !REVEALING.includes(error.code)) {
        throw error;
      }
      if (error.code !== "COMPARISON_FAILED") throw cannotTell(ref);
      application = await this.#findListed(ref);
    }
    return await this.#judge(application, ref);
  }

  async restrictionOfState(
    application: ApplicationFacts,
  ): Promise<Restriction | undefined> {
    return await this.#reader.restrictionOf(application);
  }

  async call<Result>(
    endpoint: Endpoint<Result>,
    options: CallOptions = {},
  ): Promise<Result> {
    if (endpoint === endpoints.getApplication) {
      return await this.#readApplication(options) as Result;
    }
    await this.#requireKnown(endpoint, options);
    const answer = await this.#inner.call<Result>(endpoint, options);
    const filter = SCOPE_FILTERS.get(endpoint);
    if (!filter) return answer;
    const about = this.#found.get(refOf(options));
    return await filter(answer as never, {
      scope: this.#scope,
      reader: this.#reader,
      ...(about ? { about } : {}),
      found: (one) => this.#remember(one),
      leftOut: (kind, count) => this.#leaveOut(kind, count),
      again: async (fields) => {
        const query = { ...options.query, fields };
        return await this.#inner.call(endpoint, { ...options, query }) as never;
      },
    }) as Result;
  }

  async *stream<Message>(
    endpoint: Endpoint<Message>,
    options: CallOptions = {},
  ): AsyncGenerator<Message, void> {
    const isWatch = endpoint === endpoints.watchApplications;
    if (!isWatch) await this.#requireKnown(endpoint, options);
    for await (const message of this.#inner.stream(endpoint, options)) {
      const { application = {} } = (isWatch ? message : {}) as {
        readonly application?: ApplicationFacts;
      };
      if (!isWatch) {
        yield message;
        continue;
      }
      if (await this.#reader.restrictionOf(application)) continue;
      yield {
        ...message,
        application: withPlainChildren(application),
      };
    }
  }

  #remember({ metadata }: ApplicationFacts): void {
    if (!metadata) return;
    this.#found.set(`${metadata.namespace}/${metadata.name}`, metadata);
  }

  /** A list that is read in two ways is still one list. */
  #leaveOut(kind: string, count: number): void {
    if (count === 0) return;
    this.leftOut.set(kind, Math.max(count, this.leftOut.get(kind) ?? 0));
  }

  /** Of an application whose project is broken Argo CD answers every question with an error; the list shows it. */
  async #findListed(ref: string): Promise<ApplicationFacts> {
    const { name, namespace } = checkApplicationRef(ref);
    const { items } = await this.#inner.call(endpoints.findApplications, {
      query: { name, appNamespace: namespace },
      signal: this.#signal,
      purpose: `read application '${ref}'`,
    });
    const [only, ...others] = (items ?? []).filter(({ metadata }) =>
      metadata?.name === name
    );
    if (!only || others.length > 0) throw cannotTell(ref);
    return only;
  }

  async #judge(
    application: ApplicationFacts,
    ref: string,
  ): Promise<Restriction | undefined> {
    const { name, namespace } = application.metadata ?? {};
    // Called by its name alone, it was looked for where Argo CD lives.
    const home = ref.includes("/") ? undefined : namespace;
    if (ref !== name && ref !== `${namespace}/${name}`) throw cannotTell(ref);
    const restriction = await this.#reader.restrictionOf(application, home);
    if (!restriction) this.#found.set(ref, application.metadata ?? {});
    return restriction;
  }

  async #readApplication(options: CallOptions): Promise<unknown> {
    const ref = refOf(options);
    const handed = this.#handed.get(ref);
    this.#handed.delete(ref);
    try {
      const application = handed && !options.query?.["project"]
        ? handed as ApplicationFacts
        : await this.#inner.call(endpoints.getApplication, options);
      const restriction = await this.#judge(application, ref);
      if (restriction) throw applicationOutOfScope(ref, restriction);
      return withPlainChildren(application);
    } catch (error) {
      const tells = error instanceof ToolError && !this.#found.has(ref) &&
        REVEALING.includes(error.code);
      throw tells ? cannotTell(ref) : error;
    }
  }

  /** Passes requests about what is in scope. */
  async #requireKnown(
    endpoint: { readonly path: string },
    options: CallOptions,
  ): Promise<void> {
    if (OPEN.has(endpoint)) return;
    if (
      endpoint.path.startsWith(OF_APPLICATION) ||
      endpoint === endpoints.serverSideDiff
    ) {
      const ref = refOf(options);
      if (!this.#found.has(ref)) throw cannotTell(ref);
      return await this.#requireOwnObject(options);
    }
    if (endpoint === endpoints.createApplication) {
      return await this.#requireNew(fieldsOf(options));
    }
    const project = options.path?.["project"];
    if (endpoint === endpoints.getProject && project !== undefined) {
      const restriction = projectRestriction(project, this.#scope);
      if (restriction) throw projectOutOfScope(project, restriction);
      return;
    }
    if (SCOPE_FILTERS.has(endpoint)) return;
    throw outOfScope(
      `'${endpoint.path}'`,
      "it cannot be told what of it is in scope",
    );
  }

  async #requireNew(application: ApplicationFacts): Promise<void> {
    const restriction = await this.restrictionOfState(application);
    if (!restriction) return;
    const { name = "?" } = application.metadata ?? {};
    throw applicationOutOfScope(name, restriction);
  }

  /** An application that is a resource of another one is still an application. */
  async #requireOwnObject(options: CallOptions): Promise<void> {
    const query = { ...fieldsOf(options), ...options.query };
    const name = textOf(query["resourceName"]);
    const kind = textOf(query["kind"]);
    const group = textOf(query["group"]);
    if (!name || !kind || !group || !isOwnKind({ group, kind })) return;
    const namespace = textOf(query["namespace"]);
    if (kind.toLowerCase() === "application") {
      const ref = namespace ? `${namespace}/${name}` : name;
      const restriction = await this.restrictionOf(ref);
      this.#handed.delete(ref);
      if (restriction) throw applicationOutOfScope(ref, restriction);
      return;
    }
    const known = { scope: this.#scope, reader: this.#reader };
    if (!await isObjectInScope({ kind, metadata: { name } }, known)) {
      throw outOfScope(
        `${kind} '${name}'`,
        "it cannot be told that it is in scope",
      );
    }
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
  return { client: scoped, facts: scoped, leftOut: scoped.leftOut };
}
