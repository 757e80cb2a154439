/**
 * Reads the small files that settings name.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";

/** Larger than any bundle of certificates; what is larger was named by mistake. */
const MAX_BYTES = 4_194_304;

/**
 * The text of the file that `setting` names.
 *
 * @param setting The setting's name, for the message.
 * @throws {ToolError} `CONFIGURATION` when there is no such file, or it cannot be read.
 */
export async function readText(path: string, setting: string): Promise<string> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) {
      throw refusal(`the file of ${setting} is not a file: '${path}'`);
    }
    if (size > MAX_BYTES) {
      throw refusal(`the file of ${setting} is too large: '${path}'`);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw refusal(`the file of ${setting} does not exist: '${path}'`);
    }
    if (
      error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotCapable
    ) {
      throw refusal(`the file of ${setting} may not be read: '${path}'`);
    }
    throw error;
  }
}
