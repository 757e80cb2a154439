/**
 * A client that counts what is asked of it, for the audit log.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { ToolError } from "../errors.ts";

/** Calls of one tool call; grows while it runs. */
export interface CallCount {
  calls: number;
  /** Changes that Argo CD has accepted; absent where there was none. */
  changes?: number;
  /** HTTP status of the call that ended last; absent where none came. */
  status?: number;
}

function note(count: CallCount, status: number | undefined): void {
  if (status === undefined) delete count.status;
  else count.status = status;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof ToolError ? error.status : undefined;
}

/** Wraps `client`; calls and answers pass as they are. The version, which is kept between calls, is not counted. */
export function countedClient(
  client: ArgocdClient,
  count: CallCount,
): ArgocdClient {
  return {
    tier: client.tier,
    instance: client.instance,
    origin: client.origin,
    version: (signal) => client.version(signal),
    async call(endpoint, options) {
      count.calls++;
      try {
        const answer = await client.call(endpoint, options);
        note(count, 200);
        if (endpoint.tier !== "read") count.changes = (count.changes ?? 0) + 1;
        return answer;
      } catch (error) {
        note(count, statusOf(error));
        throw error;
      }
    },
    async *stream(endpoint, options) {
      count.calls++;
      try {
        yield* client.stream(endpoint, options);
        note(count, 200);
      } catch (error) {
        note(count, statusOf(error));
        throw error;
      }
    },
  };
}
