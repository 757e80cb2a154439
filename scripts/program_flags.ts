/**
 * What the program may do, as flags of `deno run` and `deno compile`: the least that its commands need.
 *
 * @module
 */
import { optionEntries } from "../lib/cli/options.ts";
import { MACHINE_VARIABLES } from "../lib/cli/sign_in_machine.ts";

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
  return [...new Set([...own, ...MACHINE_VARIABLES, ...OTHER_VARIABLES])]
    .sort();
}

/**
 * The flags: network (the Argo CD's address is known only at start), reading files (certificates, token file),
 * writing them (the audit log and the tokens of single sign-on, whose paths are known only at start), starting programs
 * (a browser, the operator's own token command), and the program's own variables. What the settings do not need is
 * given away before anything is asked. No native code, and never a question.
 */
export function programFlags(): readonly string[] {
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-run",
    // Whether a file is ours: secrets are read from no other.
    "--allow-sys=uid",
    `--allow-env=${readableVariables().join(",")}`,
    // Deno lets programs import code from well-known hosts unless told otherwise.
    "--deny-import",
    // Without it Deno.serve aborts the signal of a request that has succeeded.
    "--unstable-no-legacy-abort",
  ];
}
