/**
 * The executable, built once for a test file.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import {
  obtainTestRuntime,
  TEST_RUNTIME_DENO,
} from "../../scripts/test_runtime.ts";

const COMPILE = fileURLToPath(
  new URL("../../scripts/compile.ts", import.meta.url),
);

/** Where it is, or why it cannot be built on this machine. */
export type Executable =
  | { readonly path: string; readonly reason?: undefined }
  | { readonly path?: undefined; readonly reason: string };

async function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const [program = "", ...args] = command;
  try {
    const { success, stderr } = await new Deno.Command(program, {
      args,
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr);
  } catch (error) {
    return `'${program}' cannot be started: ${
      error instanceof Error ? error.message : error
    }`;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

/**
 * Builds it into `directory`: with the test runtime where that can be had, with the runtime that Deno downloads
 * otherwise.
 */
export async function buildExecutable(directory: string): Promise<Executable> {
  const end = Deno.build.os === "windows" ? ".exe" : "";
  const path = `${directory}/argocd-mcp${end}`;
  const compile = ["run", "-A", "--no-check", COMPILE, "--output", path];
  const runtime = await obtainTestRuntime();
  if (runtime.path === undefined) {
    const failure = await run([Deno.execPath(), ...compile]);
    return failure === undefined ? { path } : {
      reason: `no test runtime, as ${runtime.reason}; and ${lastLine(failure)}`,
    };
  }
  const deno = ["npx", "-y", `deno@${TEST_RUNTIME_DENO}`];
  const failure = await run([...deno, ...compile], {
    DENORT_BIN: runtime.path,
  });
  if (failure === undefined) return { path };
  // The runtime is there, so what fails now is Deno's download from npm, or our own work.
  if (/npm (?:error|ERR!)|cannot be started/.test(failure)) {
    return {
      reason: `npx cannot get Deno ${TEST_RUNTIME_DENO}: ${lastLine(failure)}`,
    };
  }
  throw new Error(`Cannot build the executable:\n${failure}`);
}
