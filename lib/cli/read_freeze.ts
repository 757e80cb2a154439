/**
 * The operator's freeze: a file whose existence refuses every write.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { ReadFreeze } from "../guards/require_not_frozen.ts";

/** A reader is told no more than this. */
const MAX_BYTES = 2_000;

/** Whether nothing stands at `path`, not even a link that leads nowhere. */
async function isNothing(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
  }
}

async function readStart(path: string): Promise<string> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(MAX_BYTES);
  const count = await file.read(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, count));
}

/**
 * Makes what looks for the file at `path`, each time anew.
 *
 * @param setting Who named it, for messages.
 *
 * Whatever stands there is a freeze, also what cannot be read. Only what is surely not there is none.
 */
export function readFreeze(
  path: string,
  setting = "MCP_FREEZE_FILE",
): ReadFreeze {
  async function read(): Promise<string | undefined> {
    try {
      const { isFile } = await Deno.stat(path);
      return isFile ? await readStart(path) : "";
    } catch (error) {
      if (await isNothing(path)) return undefined;
      throw new ToolError(
        "CONFIGURATION",
        `the file of ${setting} cannot be read`,
        { cause: error },
      );
    }
  }
  return Object.assign(read, { setting });
}
