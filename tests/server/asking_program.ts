/**
 * A server on the streams of the process whose every call asks a person.
 *
 * @module
 */
import { serveStdio } from "../../lib/server/serve_stdio.ts";
import { onlyInstance } from "../helpers/only_instance.ts";
import { ASKING_POLICY, askingRun } from "./asking_run.ts";

const handle = serveStdio({
  input: Deno.stdin.readable,
  output: Deno.stdout.writable,
  instances: onlyInstance(ASKING_POLICY),
  version: "0.0.0",
  load: () => Promise.resolve(askingRun()),
});
await handle.closed;
Deno.exit(0);
