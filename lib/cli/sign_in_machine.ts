/**
 * What signing in finds on this machine: a browser, a place for tokens.
 *
 * @module
 */
import type { SignInMachine } from "../instances/sign_in.ts";
import type { TokenCache } from "../auth/sso/token_cache_types.ts";
import type { CommandContext } from "./command.ts";
import type { Command } from "./options.ts";
import { readText } from "./read_text.ts";
import { argocdMcpCommand } from "./waiting_notice.ts";

/**
 * Variables that say where a person's files are and whether somebody sits in front of this machine; no settings of
 * ours, but the program has to be permitted to read them.
 */
export const MACHINE_VARIABLES: readonly string[] = [
  "APPDATA",
  "ARGOCD_CONFIG_DIR",
  "DISPLAY",
  "HOME",
  "KUBERNETES_SERVICE_HOST",
  "LOCALAPPDATA",
  "SSH_CONNECTION",
  "SSH_TTY",
  "USERPROFILE",
  "WAYLAND_DISPLAY",
  "WSL_INTEROP",
  "XDG_CONFIG_HOME",
  "container",
];

/** Commands that say how things are and end: an address that they opened would lead nowhere. */
const UNATTENDED: ReadonlySet<Command> = new Set(["check", "whoami"]);

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

async function openCache(
  { settings, environment, host }: Pick<
    CommandContext,
    "settings" | "environment" | "host"
  >,
): Promise<TokenCache> {
  const [{ memoryTokenCache, openTokenCache }, { defaultCachePath }] =
    await Promise.all([
      import("../auth/sso/token_cache.ts"),
      import("../auth/sso/cache_path.ts"),
    ]);
  const path = settings.ssoCache ??
    defaultCachePath(environment, Deno.build.os);
  if (path === undefined) {
    host.tell(
      "argocd-mcp: warning: there is no folder for the tokens of single sign-on, so they end with this process; set HOME or ARGOCD_MCP_SSO_CACHE",
    );
    return memoryTokenCache();
  }
  return openTokenCache(path, {
    warn: (text) => host.tell(`argocd-mcp: warning: ${text}`),
  });
}

/** Opens pages where there is a browser; where the operator asks for one in so many words, it is tried in any case. */
async function browserOpener(
  { environment: { get }, settings, origins }: Pick<
    CommandContext,
    "environment" | "settings" | "origins"
  >,
): Promise<SignInMachine["openBrowser"]> {
  const [{ browserMissing }, { openBrowser }] = await Promise.all([
    import("../auth/sso/browser_at_hand.ts"),
    import("../auth/sso/open_browser.ts"),
  ]);
  const isDemanded = settings.browser && origins.has("browser");
  const missing = browserMissing({ os: Deno.build.os, get, exists });
  if (missing !== undefined && !isDemanded) return undefined;
  const wsl = (get("WSL_INTEROP") ?? "") !== "";
  return (address) => openBrowser(address, { wsl });
}

/** This machine, as far as signing in needs it; the cache is opened with the first single sign-on. */
export async function signInMachine(
  context: CommandContext,
): Promise<SignInMachine> {
  const { command, environment } = context;
  const openBrowser = await browserOpener(context);
  let cache: Promise<TokenCache> | undefined;
  return {
    cache: () => cache ??= openCache(context),
    attended: !UNATTENDED.has(command),
    ...(openBrowser ? { openBrowser } : {}),
    readText,
    loginCommand: (instance) => argocdMcpCommand("login", instance),
    environment,
  };
}
