/**
 * What the program may do, as flags of `deno run` and `deno compile`: the least that its commands need.
 *
 * @module
 */
import { optionEntries } from "../lib/cli/options.ts";

/** Read by libraries, which fail when they are denied to look: undici (for `ARGOCD_INSECURE`), yaml (when it parses). */
const OTHER_VARIABLES: readonly string[] = [
  "JEST_WORKER_ID",
  "LOG_STREAM",
  "LOG_TOKENS",
  "UNDICI_NO_WASM_SIMD",
  "UNDICI_USE_MILO",
];

/** Every variable that the program may read. */
export function readableVariables(): readonly string[] {
  const own = optionEntries().flatMap(([, { variables }]) => variables);
  return [...new Set([...own, ...OTHER_VARIABLES])].sort();
}

/**
 * The flags: network (the Argo CD's address is known only at start), reading files (certificates, token file),
 * writing them (the audit log, whose path is known only at start; a program that keeps none gives this permission
 * away before it does anything else), and the program's own variables. No processes, no native code, and never a
 * question.
 */
export function programFlags(): readonly string[] {
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    `--allow-env=${readableVariables().join(",")}`,
    // Deno lets programs import code from well-known hosts unless told otherwise.
    "--deny-import",
    // Without it Deno.serve aborts the signal of a request that has succeeded.
    "--unstable-no-legacy-abort",
  ];
}
