/**
 * MCP on the streams of the process.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import { serveStdio } from "../server/serve_stdio.ts";
import type { Run } from "../tool.ts";
import type { CommandContext } from "./command.ts";
import { openAudit } from "./open_audit.ts";
import { policyOf } from "./policy.ts";
import { reportProtocolError, reportUnexpected } from "./report_errors.ts";
import { serveUntilEnd } from "./serve_until_end.ts";

/** How long calls that were cancelled by the end may take to be recorded. */
const LAST_RECORDS_MS = 2_000;

/** Remembers what runs, so that the process does not end before it is in the audit log. */
function remembering(run: Run, running: Set<Promise<unknown>>): Run {
  return async (tool, request) => {
    const call = run(tool, request);
    running.add(call);
    try {
      return await call;
    } finally {
      running.delete(call);
    }
  };
}

async function ended(running: ReadonlySet<Promise<unknown>>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, LAST_RECORDS_MS);
  await Promise.race([Promise.allSettled(running), patience.promise]);
  clearTimeout(timer);
}

/**
 * Serves until the client or a signal ends it.
 *
 * @param open The way to Argo CD; called once, when the first message needs it.
 */
export async function serveMcp(
  context: CommandContext,
  open: () => Promise<Connection>,
): Promise<void> {
  const { host, log, settings, version } = context;
  const policy = policyOf(settings);
  const running = new Set<Promise<unknown>>();
  const handle = serveStdio({
    input: host.input,
    output: host.output,
    policy,
    version,
    onError: reportProtocolError(log),
    async load() {
      const [connection, { createRunner }, audit] = await Promise.all([
        open(),
        import("../tool.ts"),
        openAudit(context),
      ]);
      context.addSecrets(connection.secrets);
      const onError = reportUnexpected(log);
      const made = { connection, policy, version, onError };
      return audit
        ? remembering(createRunner({ ...made, audit }), running)
        : createRunner(made);
    },
  });
  await serveUntilEnd(handle, { host, log });
  await ended(running);
}
