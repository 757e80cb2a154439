/**
 * Where the Argo CD CLI keeps what `argocd login` made.
 *
 * @module
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ToolError } from "../errors.ts";

/** Variables by name. */
export interface Variables {
  get(name: string): string | undefined;
}

/**
 * The CLI's configuration file, by its own rules: `$ARGOCD_CONFIG_DIR`, else `~/.argocd` if there is one, else
 * `$XDG_CONFIG_HOME/argocd`, else `~/.config/argocd`.
 *
 * @throws {ToolError} `CONFIGURATION` when the environment names no home.
 */
export async function cliConfigPath(environment: Variables): Promise<string> {
  const own = environment.get("ARGOCD_CONFIG_DIR");
  if (own) return join(own, "config");
  const home = environment.get("HOME") || environment.get("USERPROFILE");
  const xdg = environment.get("XDG_CONFIG_HOME");
  if (home) {
    const old = join(home, ".argocd");
    if (await stat(old).then(() => true, () => false)) {
      return join(old, "config");
    }
    return join(xdg || join(home, ".config"), "argocd", "config");
  }
  if (xdg) return join(xdg, "argocd", "config");
  throw new ToolError(
    "CONFIGURATION",
    "Cannot find the configuration of the argocd CLI: neither ARGOCD_CONFIG_DIR nor HOME is set",
    { hint: "Set ARGOCD_CONFIG_DIR to its folder" },
  );
}
