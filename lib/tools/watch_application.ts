/**
 * The events of one application, over as many streams as it takes.
 *
 * @module
 */
import { sleep } from "../argocd/abortable.ts";
import type { ArgocdClient } from "../argocd/client.ts";
import { watchApplications } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/types.ts";
import { ToolError } from "../errors.ts";
import type { FoundApplication } from "./read_application.ts";

/** One event; how it was at that time. */
export interface ApplicationEvent {
  /** `ADDED` comes first on each stream, whether it is new or not. */
  readonly type: string;
  readonly application: Application;
}

/** Which application, and for how long. */
export interface WatchOptions extends FoundApplication {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Milliseconds before a stream that broke is opened again: `rest` at first, then longer, up to `poll`. */
  readonly pause: { readonly rest: number; readonly poll: number };
  /** Milliseconds for which a new stream may stay open. */
  readonly left: () => number;
}

/** A name alone is also that of namesakes in other namespaces. */
function isSame(one: Application, other: Application): boolean {
  return one.metadata?.name === other.metadata?.name &&
    one.metadata?.namespace === other.metadata?.namespace;
}

/**
 * Yields what Argo CD tells of an application until `signal` aborts. A stream that breaks, ends or is refused is
 * opened again after a pause: nothing may depend on it, it is only faster than asking.
 */
export async function* watchApplication(
  argocd: Pick<ArgocdClient, "stream">,
  options: WatchOptions,
): AsyncGenerator<ApplicationEvent, void> {
  const { application, key, signal, pause: { rest, poll } } = options;
  const query = { name: key.name, appNamespace: key.query.appNamespace };
  for (let pause = rest; !signal.aborted; pause = Math.min(2 * pause, poll)) {
    try {
      const messages = argocd.stream(watchApplications, {
        query,
        signal,
        timeoutMs: options.left(),
        purpose: `watch application '${key.name}'`,
      });
      for await (const { type = "", application: seen } of messages) {
        if (!seen || !isSame(seen, application)) continue;
        pause = rest;
        yield { type, application: seen };
      }
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
    }
    try {
      await sleep(pause, signal);
    } catch {
      // Aborted: the loop ends.
    }
  }
}
