/**
 * Makes the program one file: `dist/argocd-mcp.js`, minified, without source of our own left to resolve.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

const ROOT = new URL("..", import.meta.url);
const TARGET = new URL("dist/argocd-mcp.js", ROOT);

/**
 * Bundles `main.ts` and returns the path of the file.
 *
 * @throws {Error} with what Deno said when it fails.
 */
export async function bundle(): Promise<string> {
  const target = fileURLToPath(TARGET);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--minify", "--platform", "deno", "-o", target, "main.ts"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(`Cannot bundle:\n${new TextDecoder().decode(stderr)}`);
  }
  return target;
}

if (import.meta.main) {
  const path = await bundle();
  const { size } = await Deno.stat(path);
  await Deno.stdout.write(
    new TextEncoder().encode(`${path}: ${Math.round(size / 1000)} kB\n`),
  );
}
