/**
 * Variables from a file, for `--env-file`.
 *
 * @module
 */
import { type Environment, recordEnvironment } from "./environment.ts";
import { readText } from "./read_text.ts";

/**
 * Reads `NAME=value` lines; quotes, comments and `export` as in a shell, nothing is expanded.
 *
 * @throws {ToolError} `CONFIGURATION` when the file cannot be read.
 */
export async function readEnvFile(path: string): Promise<Environment> {
  const [content, { parseEnv }] = await Promise.all([
    readText(path, "--env-file"),
    import("node:util"),
  ]);
  return recordEnvironment(parseEnv(content) as Record<string, string>);
}
