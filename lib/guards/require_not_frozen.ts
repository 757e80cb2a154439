/**
 * Refuses every write while the operator's freeze file exists.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** What looks whether changes are frozen. */
export interface ReadFreeze {
  /** Text of the freeze; `undefined` when there is none. It rejects when that cannot be told. */
  (): Promise<string | undefined>;
  /** Who names the file, for messages. @default {"MCP_FREEZE_FILE"} */
  readonly setting?: string;
}

const USUAL_SETTING = "MCP_FREEZE_FILE";

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
    hint: `Changes are frozen as long as the file of ${
      freeze?.setting ?? USUAL_SETTING
    } exists; its operator removes it, no restart is needed`,
  });
}

/** Whichever freezes: the one for everything, or an instance's own. */
export function eitherFreeze(
  one: ReadFreeze | undefined,
  other: ReadFreeze | undefined,
): ReadFreeze | undefined {
  if (!one || !other) return one ?? other;
  const settings = [one, other].map(({ setting = USUAL_SETTING }) => setting);
  return Object.assign(
    async () => await one() ?? await other(),
    { setting: settings.join(" or that of ") },
  );
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
