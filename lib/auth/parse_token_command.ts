/**
 * A command as one text, without a shell's idea of it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** What a shell would give a meaning of its own; a command with one of these has to say what it means. */
const SHELL_CHARACTERS = /["'`\\$|&;<>(){}*?[\]~#!]/;

/**
 * The program and its arguments: a JSON list of texts, or words with blanks between them. Words with quotes or other
 * characters that a shell would read are refused, because no shell is asked.
 *
 * @param source Who named it, for messages: `ARGOCD_TOKEN_COMMAND`.
 * @throws {ToolError} `CONFIGURATION`; the error never repeats the text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const source = "ARGOCD_TOKEN_COMMAND";
 * assert.deepEqual(parseTokenCommand("op read op://ops/argocd/token", source), ["op", "read", "op://ops/argocd/token"]);
 * assert.deepEqual(parseTokenCommand('["vault", "read", "-field=token", "kv/argo cd"]', source).length, 4);
 * assert.throws(() => parseTokenCommand("cat $HOME/token", source), { code: "CONFIGURATION" });
 * ```
 */
export function parseTokenCommand(
  text: string,
  source: string,
): readonly string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith("[")) return readList(trimmed, source);
  if (SHELL_CHARACTERS.test(trimmed) && !isWindowsPath(trimmed)) {
    throw unusable(
      source,
      "it has quotes or other characters that only a shell understands, and no shell is used",
    );
  }
  return checkCommand(trimmed.split(/\s+/), source);
}

/**
 * Passes a list that can be run.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export function checkCommand(
  command: readonly string[],
  source: string,
): readonly string[] {
  if (command.length === 0 || command[0]?.trim() === "") {
    throw unusable(source, "it names no program");
  }
  if (command.some((word) => word.includes("\0"))) {
    throw unusable(source, "a word of it has a zero byte");
  }
  return command;
}

/** There backslashes are part of paths and nothing else. */
function isWindowsPath(text: string): boolean {
  return Deno.build.os === "windows" &&
    !SHELL_CHARACTERS.test(text.replaceAll("\\", ""));
}

function readList(text: string, source: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(source, "it begins with '[' and is not JSON");
  }
  if (
    !Array.isArray(value) || !value.every((word) => typeof word === "string")
  ) {
    throw unusable(source, "it is not a list of texts alone");
  }
  return checkCommand(value, source);
}

function unusable(source: string, state: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use the command of ${source}: ${state}`,
    {
      hint:
        `Write it as a JSON list, program first: ["op", "read", "op://ops/argocd/token"]`,
    },
  );
}
