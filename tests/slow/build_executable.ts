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

interface Failure {
  readonly code: number;
  readonly said: string;
}

/** What `scripts/compile.ts` ends with where there is no runtime to embed. */
const NO_RUNTIME = 3;

async function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Failure | undefined> {
  const [program = "", ...args] = command;
  try {
    const { success, code, stderr } = await new Deno.Command(program, {
      args,
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success
      ? undefined
      : { code, said: new TextDecoder().decode(stderr) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 127, said: `'${program}' cannot be started: ${message}` };
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
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
    if (failure === undefined) return { path };
    if (failure.code !== NO_RUNTIME) throw new Error(failure.said);
    return {
      reason: `no test runtime: ${runtime.reason}; ${firstLine(failure.said)}`,
    };
  }
  const deno = ["npx", "-y", `deno@${TEST_RUNTIME_DENO}`];
  const failure = await run([...deno, ...compile], {
    DENORT_BIN: runtime.path,
  });
  if (failure === undefined) return { path };
  // With the runtime there, only Deno's download from npm may fail; anything else is our own work.
  const download = /^npm (?:error|ERR!).*|.*cannot be started.*/m.exec(
    failure.said,
  );
  if (!download) throw new Error(failure.said);
  return { reason: `npx cannot get Deno ${TEST_RUNTIME_DENO}: ${download[0]}` };
}
