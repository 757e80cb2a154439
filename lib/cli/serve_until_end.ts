/**
 * Runs a server for as long as its process has a reason to live.
 *
 * @module
 */
import type { Logger } from "../log.ts";
import type { ServerHandle } from "../server/serve_stdio.ts";
import type { ProcessHost } from "./process_host.ts";

/**
 * Settles when the connection has ended: by end of input, a broken output or a signal. A second signal ends the
 * process at once, for whoever does not want to wait.
 */
export async function serveUntilEnd(
  handle: ServerHandle,
  { host, log }: { readonly host: ProcessHost; readonly log: Logger },
): Promise<void> {
  let signalled = false;
  host.onSignal((signal) => {
    if (signalled) host.exit(1);
    signalled = true;
    log.debug("Ending on a signal", { signal });
    handle.close();
  });
  await handle.closed;
}
