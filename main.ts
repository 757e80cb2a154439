/**
 * argocd-mcp: an MCP server for Argo CD. The composition root: reads the command line and hands over.
 *
 * @module
 */
// First, so that not even a dependency's start can print to stdout.
import "./lib/cli/quiet_stdout.ts";
import { runProgram } from "./lib/cli/run_program.ts";
import { processEnvironment } from "./lib/cli/environment.ts";
import { processHost } from "./lib/cli/process_host.ts";
import configuration from "./deno.json" with { type: "json" };

const host = processHost();
const code = await runProgram(Deno.args, {
  host,
  environment: processEnvironment,
  version: configuration.version,
});
// Sockets and timers of calls that nobody waits for any more would keep the process alive.
host.exit(code);
