/**
 * Errors of the connection to the client.
 *
 * @module
 */
import type { Logger } from "../log.ts";

/** Makes the callback that logs them; a client that went away is no error. */
export function reportProtocolError(log: Logger): (error: Error) => void {
  return (error) => {
    if (error instanceof Deno.errors.BrokenPipe) {
      log.debug("The client went away");
    } else log.warning("Protocol error", { error });
  };
}
