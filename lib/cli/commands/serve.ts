/**
 * `argocd-mcp serve`: MCP on stdin and stdout.
 *
 * @module
 */
import type { Connection } from "../../argocd/client.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import type { CommandContext } from "../command.ts";
import { needsTrial, planConnection } from "../connection_plan.ts";
import { policyOf } from "../policy.ts";
import { reportProtocolError, reportUnexpected } from "../report_errors.ts";
import { serveUntilEnd } from "../serve_until_end.ts";
import { warn } from "../setting_warnings.ts";
import { thisLaunch, waitingNotice } from "../waiting_notice.ts";

/** Serves the Argo CD of the settings until the client, a signal or an error ends it. */
export async function serve(context: CommandContext): Promise<number> {
  const { host, log, settings, version } = context;
  const plan = await planConnection(context).catch((error) => {
    // A person at a terminal most likely looks for the way to begin.
    if (host.isTerminal) {
      host.tell(waitingNotice({ launch: thisLaunch("serve") }));
    }
    throw error;
  });
  await warn(context);
  if (host.isTerminal) {
    host.tell(
      waitingNotice({ launch: thisLaunch("serve"), address: plan.address }),
    );
  }

  const policy = policyOf(settings);
  let opened: Promise<Connection> | undefined;
  async function open(): Promise<Connection> {
    const { openConnection } = await import("../open_connection.ts");
    const { connection } = openConnection(plan, { version });
    context.addSecrets(connection.secrets);
    return connection;
  }
  if (needsTrial(plan)) opened = open();
  await opened;
  const handle = serveStdio({
    input: host.input,
    output: host.output,
    policy,
    version,
    onError: reportProtocolError(log),
    async load() {
      opened ??= open();
      const [connection, { createRunner }] = await Promise.all([
        opened,
        import("../../tool.ts"),
      ]);
      return createRunner({
        connection,
        policy,
        version,
        onError: reportUnexpected(log),
      });
    },
  });
  log.debug("Serving", { version, address: plan.address });
  await serveUntilEnd(handle, { host, log });
  // Its failure has been told when a call needed it.
  (await opened?.catch(() => undefined))?.[Symbol.dispose]();
  await log.flush();
  return 0;
}
