/**
 * Our program as the benches start it: the bundle, with the permissions of the executable.
 *
 * @module
 */
import { bundle } from "../bundle.ts";
import { programFlags } from "../program_flags.ts";
import type { ServerCommand } from "./stdio_peer.ts";

/** Bundles the program and says how to start it. */
export async function ourServer(
  argocd: { readonly url: string; readonly token: string },
): Promise<ServerCommand> {
  const script = await bundle();
  return {
    command: Deno.execPath(),
    args: ["run", "--no-config", ...programFlags(), script],
    env: {
      // Deno keeps its code cache below it.
      HOME: Deno.env.get("HOME") ?? "",
      ARGOCD_SERVER: argocd.url,
      ARGOCD_AUTH_TOKEN: argocd.token,
      // The limit is on, and never reached.
      MCP_RATE_LIMIT_CALLS: "100000",
    },
  };
}
