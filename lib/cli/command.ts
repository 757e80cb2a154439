/**
 * What a command is.
 *
 * @module
 */
import type { Environment } from "./environment.ts";
import type { Logger } from "../log.ts";
import type { Command } from "./options.ts";
import type { ProcessHost } from "./process_host.ts";
import type { Resolved } from "./resolve_settings.ts";

/** What a command is handed. */
export interface CommandContext extends Resolved {
  readonly host: ProcessHost;
  readonly command: Command;
  /** Words of the command line after the command. */
  readonly operands: readonly string[];
  readonly log: Logger;
  /** Adds credentials that became known while running; the log repeats none of them. */
  readonly addSecrets: (source: () => readonly string[]) => void;
  /** The environment with the env file under it. */
  readonly environment: Environment;
  /** The program's own version. */
  readonly version: string;
}

/** Does what was asked for and says how it went: 0 as asked, 1 failed. Throws `ToolError`, which the caller shows. */
export type RunCommand = (context: CommandContext) => Promise<number>;
