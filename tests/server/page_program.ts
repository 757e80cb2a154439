/**
 * A server on the streams of the process whose calls need a page to be opened: the argument `after` says how many runs
 * of a call that takes.
 *
 * @module
 */
import { serveStdio } from "../../lib/server/serve_stdio.ts";
import type { Run } from "../../lib/tool.ts";
import { onlyInstance } from "../helpers/only_instance.ts";
import { ASKING_POLICY } from "./asking_run.ts";

const url = new URL("https://id.invalid/authorize?client_id=a&state=b");
let runs = 0;

const run: Run = (_tool, { args }) => {
  runs++;
  const { after = 1 } = args as { readonly after?: number };
  if (runs > after) {
    return Promise.resolve({ text: `signed in, run ${runs}`, isError: false });
  }
  return Promise.resolve({
    text:
      `SIGN_IN_REQUIRED: sign in first\nOpen this address to sign in: ${url.href}`,
    isError: true,
    open: { url, why: "Sign in to 'prod'" },
  });
};

const handle = serveStdio({
  input: Deno.stdin.readable,
  output: Deno.stdout.writable,
  instances: onlyInstance(ASKING_POLICY),
  version: "0.0.0",
  load: () => Promise.resolve(run),
});
await handle.closed;
Deno.exit(0);
