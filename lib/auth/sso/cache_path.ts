/**
 * Where sign-ins are kept unless told otherwise.
 *
 * @module
 */
import { posix, win32 } from "node:path";

/** The folder of this program, below the one that a system has for such things. */
const PLACE = ["argocd-mcp", "sso-tokens.json"] as const;

/**
 * The path of the cache: in `$XDG_CONFIG_HOME`, or where the system keeps what belongs to one user and one machine.
 *
 * @returns `undefined` when the environment does not tell where that is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const environment = new Map([["HOME", "/home/ann"]]);
 * assert.equal(defaultCachePath(environment, "linux"), "/home/ann/.config/argocd-mcp/sso-tokens.json");
 * assert.equal(
 *   defaultCachePath(environment, "darwin"),
 *   "/home/ann/Library/Application Support/argocd-mcp/sso-tokens.json",
 * );
 * assert.equal(defaultCachePath(new Map(), "linux"), undefined);
 * ```
 */
export function defaultCachePath(
  environment: { get(name: string): string | undefined },
  os: typeof Deno.build.os,
): string | undefined {
  const paths = os === "windows" ? win32 : posix;
  /** A relative path would mean another file in each working directory; the XDG rules say to ignore it. */
  function folder(name: string): string | undefined {
    const path = environment.get(name);
    return path && paths.isAbsolute(path) ? path : undefined;
  }
  if (os === "windows") {
    // LOCALAPPDATA stays on the machine; APPDATA travels with the user's profile.
    const base = folder("LOCALAPPDATA") ?? folder("APPDATA");
    return base && paths.join(base, ...PLACE);
  }
  const xdg = folder("XDG_CONFIG_HOME");
  if (xdg) return paths.join(xdg, ...PLACE);
  const home = folder("HOME");
  if (!home) return undefined;
  return os === "darwin"
    ? paths.join(home, "Library", "Application Support", ...PLACE)
    : paths.join(home, ".config", ...PLACE);
}
