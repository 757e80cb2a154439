/**
 * What `serve` says to a person who started it in a terminal.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** How this program is started again. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/** How this very program was started: the executable, or Deno with its source. */
export function thisLaunch(command: "serve" | "demo"): Launch {
  const last = command === "serve" ? [] : [command];
  if (Deno.build.standalone) return { command: Deno.execPath(), args: last };
  const main = Deno.mainModule;
  const source = main.startsWith("file:") ? fileURLToPath(main) : main;
  const permissions = [
    "--no-prompt",
    "--allow-env",
    "--allow-read",
    "--allow-net",
  ];
  return { command: "deno", args: ["run", ...permissions, source, ...last] };
}

/** A command of this program, as a person types it. */
export function argocdMcpCommand(...words: readonly string[]): string {
  return ["argocd-mcp", ...words].join(" ");
}

/** The entry for a client's configuration file, as most clients read it. */
export function clientConfig(
  { command, args }: Launch,
  variables: Readonly<Record<string, string>>,
): string {
  const entry = {
    command,
    ...(args.length > 0 ? { args } : {}),
    ...(Object.keys(variables).length > 0 ? { env: variables } : {}),
  };
  return JSON.stringify({ mcpServers: { argocd: entry } }, null, 2);
}

/** Says what the program waits for, how to configure a client, and how to get out. */
export function waitingNotice(
  { launch, address }: { readonly launch: Launch; readonly address?: string },
): string {
  const variables = address
    ? { ARGOCD_SERVER: address, ARGOCD_AUTH_TOKEN: "<your token>" }
    : {};
  return [
    "argocd-mcp waits for an MCP client on stdin, and this is a terminal.",
    "An MCP client starts it by itself, with this in its configuration:",
    "",
    clientConfig(launch, variables),
    "",
    "'argocd-mcp check' tries the connection, 'argocd-mcp --help' shows all settings.",
    "Ctrl+D or Ctrl+C ends it.",
  ].join("\n");
}
