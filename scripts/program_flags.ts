/**
 * What the program may do, as flags of `deno run` and `deno compile`: the least that its commands need.
 *
 * @module
 */
import { optionEntries } from "../lib/cli/options.ts";

/** Read by libraries that ask what terminal they are on; denied, they would fail instead of doing without. */
const OTHER_VARIABLES: readonly string[] = [];

/** Every variable that the program may read. */
export function readableVariables(): readonly string[] {
  const own = optionEntries().flatMap(([, { variables }]) => variables);
  return [...new Set([...own, ...OTHER_VARIABLES])].sort();
}

/**
 * The flags: network (the Argo CD's address is known only at start), reading files (certificates, token file), and
 * the program's own variables. No writing, no processes, no native code, and never a question.
 */
export function programFlags(): readonly string[] {
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    `--allow-env=${readableVariables().join(",")}`,
    // Without it Deno.serve aborts the signal of a request that has succeeded.
    "--unstable-no-legacy-abort",
  ];
}
