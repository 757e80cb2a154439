/**
 * Refuses every write while the operator's freeze file exists.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** Text of the freeze; `undefined` when there is none. It rejects when that cannot be told. */
export type ReadFreeze = () => Promise<string | undefined>;

/** Enough for who froze it, why and until when. */
const MAX_CHARS = 500;

/**
 * Passes when nothing is frozen.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `FROZEN` with the freeze's text, also when it cannot be told whether there is one.
 */
export async function requireNotFrozen(
  freeze: ReadFreeze | undefined,
  purpose: string,
): Promise<void> {
  const text = await freezeText(freeze);
  if (text === undefined) return;
  throw new ToolError("FROZEN", `Cannot ${purpose}: ${text}`, {
    hint:
      "Changes are frozen as long as the file of MCP_FREEZE_FILE exists; its operator removes it, no restart is needed",
  });
}

/** The freeze in one line; `undefined` when there is none. */
export async function freezeText(
  freeze: ReadFreeze | undefined,
): Promise<string | undefined> {
  let text: string | undefined;
  try {
    text = await freeze?.();
  } catch (error) {
    const why = error instanceof ToolError ? `: ${error.message}` : "";
    return `it cannot be told whether changes are frozen${why}`;
  }
  if (text === undefined) return undefined;
  const line = text.replace(/\s+/g, " ").trim();
  const shown = line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS)}…` : line;
  return shown === "" ? "changes are frozen" : `changes are frozen: "${shown}"`;
}
