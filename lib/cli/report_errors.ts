/**
 * What the log is told of errors that no answer shows.
 *
 * @module
 */
import type { Logger } from "../log.ts";

/** Logs errors of the connection to the client; one that went away is no error. */
export function reportProtocolError(log: Logger): (error: Error) => void {
  return (error) => {
    if (error instanceof Deno.errors.BrokenPipe) {
      log.debug("The client went away");
    } else log.warning("Protocol error", { error });
  };
}

/** Logs the errors of tools that were not written for a reader: each is a defect. */
export function reportUnexpected(
  log: Logger,
): (error: unknown, tool: string) => void {
  return (error, tool) =>
    log.error("Unexpected error in a tool", { tool, error });
}
