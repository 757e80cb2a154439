/**
 * The program that ours is compared with, installed once from npm.
 *
 * @module
 */

const PACKAGE = "argocd-mcp";
const VERSION = "0.9.0";

/** The path of the other program's script; installs it into the user's cache the first time. */
export async function installPeer(): Promise<string> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home && `${home}/.cache`);
  if (!cache) {
    throw new Error(
      "Cannot install the other program: neither XDG_CACHE_HOME nor HOME is set",
    );
  }
  const directory = `${cache}/argocd-mcp-tests/${PACKAGE}-${VERSION}`;
  const script = `${directory}/node_modules/${PACKAGE}/dist/index.js`;
  if (await Deno.stat(script).then(() => true, () => false)) return script;
  await Deno.mkdir(directory, { recursive: true });
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const { success } = await new Deno.Command(npm, {
    // deno-fmt-ignore
    args: ["install", "--prefix", directory, "--ignore-scripts", "--no-audit", "--no-fund", `${PACKAGE}@${VERSION}`],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).output();
  if (!success) {
    throw new Error(`Cannot install ${PACKAGE}@${VERSION} with npm`);
  }
  return script;
}
