/**
 * MCP on the streams of the process.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import { serveStdio } from "../server/serve_stdio.ts";
import type { CommandContext } from "./command.ts";
import { policyOf } from "./policy.ts";
import { reportProtocolError, reportUnexpected } from "./report_errors.ts";
import { serveUntilEnd } from "./serve_until_end.ts";

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
  const handle = serveStdio({
    input: host.input,
    output: host.output,
    policy,
    version,
    onError: reportProtocolError(log),
    async load() {
      const [connection, { createRunner }] = await Promise.all([
        open(),
        import("../tool.ts"),
      ]);
      context.addSecrets(connection.secrets);
      const onError = reportUnexpected(log);
      return createRunner({ connection, policy, version, onError });
    },
  });
  await serveUntilEnd(handle, { host, log });
}
