/**
 * Progress as notifications to the client that asked for it.
 *
 * @module
 */
import type { ServerContext } from "@modelcontextprotocol/server";
import type { Progress, ReportProgress } from "../pipeline/progress.ts";

/** Progress of one request. */
export interface ProgressReport {
  readonly report: ReportProgress;
  /** Sends what was held back; from now on nothing is sent. Never rejects. */
  end(): Promise<void>;
}

/** Four a second are as many as a reader can follow. */
const INTERVAL_MS = 250;

/**
 * The way to report on a request; `undefined` when its sender does not want to know.
 *
 * Steps that come faster than they are sent replace each other, so the last one always gets out. A step that is not
 * ahead of the one before is left out, as the protocol demands.
 */
export function progressOf(context: ServerContext): ProgressReport | undefined {
  const { _meta, notify, signal } = context.mcpReq;
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let reached = -Infinity;
  let held: Progress | undefined;
  let isEnded = false;
  let sentAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending = Promise.resolve();

  function send(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!held || signal.aborted) return;
    const params = { progressToken, ...held };
    held = undefined;
    sentAt = performance.now();
    // Who does not get it asks again or does not care; the work goes on either way.
    sending = notify({ method: "notifications/progress", params })
      .catch(() => {});
  }

  return {
    report(step) {
      if (isEnded || signal.aborted) return;
      if (!Number.isFinite(step.progress) || step.progress <= reached) return;
      reached = step.progress;
      held = step;
      if (timer !== undefined) return;
      const wait = sentAt + INTERVAL_MS - performance.now();
      if (wait <= 0) send();
      else timer = setTimeout(send, wait);
    },
    async end() {
      isEnded = true;
      send();
      await sending;
    },
  };
}
