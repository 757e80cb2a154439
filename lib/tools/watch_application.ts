/**
 * The events of one application, over as many streams as it takes.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { watchApplications } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import type { FoundApplication } from "./read_application.ts";
import { type ReopenOptions, reopenStream } from "./reopen_stream.ts";

/** One event; how it was at that time. */
export interface ApplicationEvent {
  /** `ADDED` comes first on each stream, whether it is new or not. */
  readonly type: string;
  readonly application: Application;
}

/** Which application, and for how long. */
export interface WatchOptions extends FoundApplication, ReopenOptions {
  /** Milliseconds for which a new stream may stay open. */
  readonly left: () => number;
}

/** A name alone is also that of namesakes in other namespaces. */
function isSame(one: Application, other: Application): boolean {
  return one.metadata?.name === other.metadata?.name &&
    one.metadata?.namespace === other.metadata?.namespace;
}

/** Yields what Argo CD tells of an application until `signal` aborts; see {@linkcode reopenStream}. */
export async function* watchApplication(
  argocd: Pick<ArgocdClient, "stream">,
  options: WatchOptions,
): AsyncGenerator<ApplicationEvent, void> {
  const { application, key, signal } = options;
  const events = reopenStream(() =>
    argocd.stream(watchApplications, {
      query: { name: key.name, appNamespace: key.query.appNamespace },
      signal,
      timeoutMs: options.left(),
      purpose: `watch application '${key.name}'`,
    }), options);
  for await (const { type = "", application: seen } of events) {
    if (seen && isSame(seen, application)) yield { type, application: seen };
  }
}
