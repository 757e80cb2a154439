/**
 * Permissions of the process that only some ways to sign in need.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { InstanceSpec } from "../instances/instance_spec.ts";
import type { CommandContext } from "./command.ts";

/** Ways in that write files, or start programs. */
const WRITING: ReadonlySet<string> = new Set(["sso"]);
const RUNNING: ReadonlySet<string> = new Set(["sso", "token_command"]);

/** Whether one of these instances signs in by one of `ways`. */
function uses(
  ways: ReadonlySet<string>,
  specs: readonly InstanceSpec[],
): boolean {
  return specs.some(({ signIn }) => ways.has(signIn.kind));
}

/** Gives what none of these instances needs away, for good. */
export function giveUpUnneeded(
  { host, settings }: Pick<CommandContext, "host" | "settings">,
  specs: readonly InstanceSpec[],
): void {
  if (!uses(WRITING, specs) && settings.auditLog === undefined) {
    host.giveUpWriting();
  }
  if (!uses(RUNNING, specs)) host.giveUpRunning();
}

/**
 * Passes instances that need nothing which was given up with the instances of the start.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export function requireNotGivenUp(
  next: readonly InstanceSpec[],
  first: readonly InstanceSpec[],
): void {
  const asksTooMuch = [WRITING, RUNNING].some((ways) =>
    uses(ways, next) && !uses(ways, first)
  );
  if (!asksTooMuch) return;
  throw new ToolError(
    "CONFIGURATION",
    "Cannot add the first entry that signs in by sso or token_command while this process runs: it gave up at its start what that takes, to write files and to start programs",
    { hint: "Restart argocd-mcp" },
  );
}
