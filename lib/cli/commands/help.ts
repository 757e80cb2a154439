/**
 * `argocd-mcp help`, `--help`.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";
import { helpText } from "../help.ts";
import { terminalStyle } from "../terminal_style.ts";

/** Prints the help text. */
export function help({ host, version }: CommandContext): Promise<number> {
  host.print(helpText(version, terminalStyle));
  return Promise.resolve(0);
}
