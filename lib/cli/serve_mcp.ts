/**
 * MCP on the streams of the process.
 *
 * @module
 */
import { type Instances, instanceSecrets } from "../instances/instance.ts";
import { serveStdio } from "../server/serve_stdio.ts";
import type { Run } from "../tool.ts";
import type { CommandContext } from "./command.ts";
import { openAudit } from "./open_audit.ts";
import { policyOf } from "./policy.ts";
import { reportProtocolError, reportUnexpected } from "./report_errors.ts";
import { serveUntilEnd } from "./serve_until_end.ts";

/** A change that was sent is waited for until its own time is over, and then for its record. */
const LAST_RECORDS_MS = 2_000;

/** Remembers what runs, so that the process does not end before it is known and recorded what came of it. */
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

async function ended(
  running: ReadonlySet<Promise<unknown>>,
  patienceMs: number,
): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, patienceMs);
  await Promise.race([Promise.allSettled(running), patience.promise]);
  clearTimeout(timer);
}

/** Serves until the client or a signal ends it. */
export async function serveMcp(
  context: CommandContext,
  instances: Instances,
): Promise<void> {
  const { host, log, settings, version } = context;
  context.addSecrets(() => instanceSecrets(instances));
  const planKey = settings.planKey === undefined
    ? undefined
    : new TextEncoder().encode(settings.planKey);
  const running = new Set<Promise<unknown>>();
  const handle = serveStdio({
    input: host.input,
    output: host.output,
    instances,
    version,
    ...(planKey ? { planKey } : {}),
    onError: reportProtocolError(log),
    async load() {
      const [{ createRunner }, audit] = await Promise.all([
        import("../tool.ts"),
        openAudit(context),
      ]);
      const onError = reportUnexpected(log);
      const run = createRunner({
        instances,
        policy: policyOf(settings),
        version,
        onError,
        ...(audit ? { audit } : {}),
        ...(planKey ? { planKey } : {}),
      });
      return remembering(run, running);
    },
  });
  await serveUntilEnd(handle, { host, log });
  await ended(running, settings.timeout * 1_000 + LAST_RECORDS_MS);
}
