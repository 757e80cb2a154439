/**
 * The applications that one call has found in scope: nothing else about an application may be asked before.
 *
 * @module
 */
import type { ArgocdClient, CallOptions } from "../argocd/client.ts";
import * as endpoints from "../argocd/endpoints.ts";
import { type ErrorCode, ToolError } from "../errors.ts";
import { checkApplicationRef } from "../guards/check_names.ts";
import type { CallFacts } from "../guards/guard.ts";
import { applicationOutOfScope, outOfScope } from "../guards/require_scope.ts";
import type { ApplicationFacts, Restriction } from "../guards/scope.ts";
import { refOf } from "./call_names.ts";
import type { ScopeReader } from "./scope_reader.ts";
import { type Identity, withPlainChildren } from "./scoped_objects.ts";

/** Failures in which Argo CD speaks about the application itself. */
const REVEALING: readonly ErrorCode[] = [
  "COMPARISON_FAILED",
  "INVALID_REQUEST",
  "CONFLICT",
  "SYNC_WINDOW",
  "UNSUPPORTED",
  "ARGOCD_ERROR",
];

function isRevealing(error: unknown): boolean {
  return error instanceof ToolError && REVEALING.includes(error.code);
}

/** The refusal of an application of which nothing is known. */
function cannotTell(ref: string): ToolError {
  return outOfScope(
    `application '${ref}'`,
    "it cannot be told whether it is in scope, because Argo CD does not show it",
  );
}

/** What applications are asked with. */
export interface KnownOptions {
  readonly client: ArgocdClient;
  readonly reader: ScopeReader;
  /** Of the call. */
  readonly signal: AbortSignal;
}

/** Those of one call. */
export class KnownApplications implements CallFacts {
  readonly #client: ArgocdClient;
  readonly #reader: ScopeReader;
  readonly #signal: AbortSignal;
  /** By the names that were used for them. */
  readonly #found = new Map<string, Identity>();
  /** What the guard has read, for the first who asks for the same. */
  readonly #handed = new Map<string, ApplicationFacts>();

  constructor({ client, reader, signal }: KnownOptions) {
    this.#client = client;
    this.#reader = reader;
    this.#signal = signal;
  }

  /** The application of that name, once it was found in scope. */
  get(ref: string): Identity | undefined {
    return this.#found.get(ref);
  }

  /** Takes notice of one in scope. */
  add({ metadata }: ApplicationFacts): void {
    if (!metadata) return;
    this.#found.set(`${metadata.namespace}/${metadata.name}`, metadata);
  }

  /** @throws {ToolError} `OUT_OF_SCOPE` for an application that was not found in scope before. */
  require(ref: string): void {
    if (!this.#found.has(ref)) throw cannotTell(ref);
  }

  /** @throws {ToolError} `OUT_OF_SCOPE` for an application that is not in scope, wherever it is mentioned. */
  async requireMentioned(ref: string): Promise<void> {
    const restriction = await this.restrictionOf(ref);
    this.#handed.delete(ref);
    if (restriction) throw applicationOutOfScope(ref, restriction);
  }

  /** See {@linkcode CallFacts}; one in scope is known from then on. */
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
      application = await this.#client.call(endpoints.getApplication, options);
      this.#handed.set(ref, application);
    } catch (error) {
      if (!isRevealing(error)) throw error;
      const { code } = error as ToolError;
      if (code !== "COMPARISON_FAILED") throw cannotTell(ref);
      application = await this.#findListed(ref);
    }
    return await this.#judge(application, ref);
  }

  /** See {@linkcode CallFacts}. */
  async restrictionOfState(
    application: ApplicationFacts,
  ): Promise<Restriction | undefined> {
    return await this.#reader.restrictionOf(application);
  }

  /**
   * Reads an application, unless the guard has just done so.
   *
   * @throws {ToolError} `OUT_OF_SCOPE`, or as the client does.
   */
  async read(options: CallOptions): Promise<unknown> {
    const ref = refOf(options);
    const handed = this.#handed.get(ref);
    this.#handed.delete(ref);
    try {
      const application = handed && !options.query?.["project"]
        ? handed
        : await this.#client.call(endpoints.getApplication, options);
      const restriction = await this.#judge(application, ref);
      if (restriction) throw applicationOutOfScope(ref, restriction);
      return withPlainChildren(application);
    } catch (error) {
      const tells = isRevealing(error) && !this.#found.has(ref);
      throw tells ? cannotTell(ref) : error;
    }
  }

  /** Of an application whose project is broken Argo CD answers every question with an error; the list shows it. */
  async #findListed(ref: string): Promise<ApplicationFacts> {
    const { name, namespace } = checkApplicationRef(ref);
    const { items } = await this.#client.call(endpoints.findApplications, {
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
}
