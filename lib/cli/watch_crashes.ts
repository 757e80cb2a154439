/**
 * The end after an error that nobody caught: one line in the log, no secret, exit code 1.
 *
 * @module
 */
import type { Logger } from "../log.ts";
import type { ProcessHost } from "./process_host.ts";

/** Ends the process after the first uncaught error. */
export function watchCrashes(host: ProcessHost, log: Logger): void {
  let crashed = false;
  host.onCrash((error) => {
    if (crashed) return;
    crashed = true;
    log.error("Ended by an error that nobody caught", { error });
    log.flush().finally(() => host.exit(1));
  });
}
