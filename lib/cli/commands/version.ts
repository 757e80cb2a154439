/**
 * `argocd-mcp version`, `--version`.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";

/** Prints the program's name and version. */
export function showVersion(
  { host, version }: CommandContext,
): Promise<number> {
  host.print(`argocd-mcp ${version}\n`);
  return Promise.resolve(0);
}
