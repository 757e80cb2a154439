/**
 * Makes the program JavaScript without imports to resolve: `dist/bundle/main.js` and the parts that it loads later.
 *
 * In parts, because a client waits for the first answer: of one file, all is read at start, also the simulator and
 * what only `ARGOCD_INSECURE` needs. In parts the start took 30 ms where one file took 50.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const ROOT = new URL("..", import.meta.url);
const FOLDER = new URL("dist/bundle/", ROOT);

/** Stands in the part that gives CommonJS packages their `require`. */
const REQUIRE_SHIM = "__deno_internal_createRequire";

async function runBundler(folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--minify",
      "--platform",
      "deno",
      "--code-splitting",
      "--outdir",
      folder,
      "main.ts",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(`Cannot bundle:\n${new TextDecoder().decode(stderr)}`);
  }
}

/** Every file of the bundle with its text. */
async function readParts(): Promise<ReadonlyMap<string, string>> {
  const parts = new Map<string, string>();
  for await (const { name } of Deno.readDir(FOLDER)) {
    parts.set(name, await Deno.readTextFile(new URL(name, FOLDER)));
  }
  return parts;
}

/**
 * Drops the imports of the `require` shim that take nothing from it: the bundler writes one into every part, and
 * they would load Node's module system (10 ms) before the first answer. Parts that do need it import its names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const parts = new Map([["chunk-A.js", 'import{createRequire as __deno_internal_createRequire}from"node:module";']]);
 * assert.equal(withoutShim('import"./chunk-A.js";import{b}from"./chunk-A.js";b();', parts), 'import{b}from"./chunk-A.js";b();');
 * ```
 */
export function withoutShim(
  text: string,
  parts: ReadonlyMap<string, string>,
): string {
  let result = text;
  for (const [name, source] of parts) {
    if (!source.includes(REQUIRE_SHIM)) continue;
    result = result.replaceAll(`import"./${name}";`, "");
  }
  return result;
}

/**
 * Bundles `main.ts` and returns the path of the file to run.
 *
 * @throws {Error} with what Deno said when it fails.
 */
export async function bundle(): Promise<string> {
  // Parts are named after their content; those of the last time would stay.
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  await runBundler(fileURLToPath(FOLDER));
  const parts = await readParts();
  for (const [name, text] of parts) {
    const changed = withoutShim(text, parts);
    if (changed !== text) {
      await Deno.writeTextFile(new URL(name, FOLDER), changed);
    }
  }
  return fileURLToPath(new URL("main.js", FOLDER));
}

if (import.meta.main) {
  const path = await bundle();
  const sizes = [...(await readParts()).values()].map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  await Deno.stdout.write(
    new TextEncoder().encode(
      `${path}: ${sizes.length} parts, ${Math.round(total / 1000)} kB\n`,
    ),
  );
}
