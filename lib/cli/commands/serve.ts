/**
 * `argocd-mcp serve`: MCP on stdin and stdout.
 *
 * @module
 */
import type { Connection } from "../../argocd/client.ts";
import type { CommandContext } from "../command.ts";
import { needsTrial, planConnection } from "../connection_plan.ts";
import { serveMcp } from "../serve_mcp.ts";
import { warn } from "../setting_warnings.ts";
import { thisLaunch, waitingNotice } from "../waiting_notice.ts";

/** Serves the Argo CD of the settings until the client, a signal or an error ends it. */
export async function serve(context: CommandContext): Promise<number> {
  const { host, log, version } = context;
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

  let opened: Promise<Connection> | undefined;
  async function open(): Promise<Connection> {
    const { openConnection } = await import("../open_connection.ts");
    return openConnection(plan, { version }).connection;
  }
  if (needsTrial(plan)) opened = open();
  await opened;
  log.debug("Serving", { version, address: plan.address });
  await serveMcp(context, () => opened ??= open());
  // Its failure has been told when a call needed it.
  (await opened?.catch(() => undefined))?.[Symbol.dispose]();
  await log.flush();
  return 0;
}
