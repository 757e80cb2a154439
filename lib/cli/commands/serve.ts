/**
 * `argocd-mcp serve`: MCP on stdin and stdout.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";
import { openInstances } from "../open_instances.ts";
import { serveMcp } from "../serve_mcp.ts";
import { instanceWarnings, warn } from "../setting_warnings.ts";
import { thisLaunch, waitingNotice } from "../waiting_notice.ts";

/** Serves the Argo CDs of the settings until the client, a signal or an error ends it. */
export async function serve(context: CommandContext): Promise<number> {
  const { host, log, version } = context;
  await using instances = await openInstances(context).catch((error) => {
    // A person at a terminal most likely looks for the way to begin.
    if (host.isTerminal) {
      host.tell(waitingNotice({ launch: thisLaunch("serve") }));
    }
    throw error;
  });
  await warn(context, instanceWarnings(instances.all));
  if (host.isTerminal) {
    const address = instances.usual?.address;
    host.tell(
      waitingNotice({
        launch: thisLaunch("serve"),
        ...(address === undefined ? {} : { address }),
      }),
    );
  }
  using _watch = instances.watch();
  log.debug("Serving", {
    version,
    instances: instances.all.map(({ address }) => address),
  });
  await serveMcp(context, instances);
  await log.flush();
  return 0;
}
