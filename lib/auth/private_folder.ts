/**
 * The folder of a file that holds secrets.
 *
 * @module
 */
import { dirname } from "node:path";
import { folderFault, privateFailure, unusableFile } from "./private_fault.ts";
import { lstatOrNothing } from "./private_file.ts";

/** What names the place of a private file. */
export interface FolderRules {
  /** What the file is, for messages: `the sign-in cache`. */
  readonly what: string;
  /** The setting that moves it. */
  readonly setting: string;
}

/**
 * Checks that nobody else may look into the folder of the file at `path`.
 *
 * @returns Whether there is such a folder.
 * @throws {ToolError} `CONFIGURATION`, with what repairs it.
 */
export async function checkPrivateFolder(
  path: string,
  { what, setting }: FolderRules,
): Promise<boolean> {
  const folder = dirname(path);
  try {
    const facts = await lstatOrNothing(folder);
    if (!facts) return false;
    const fault = folderFault(folder, facts, setting);
    if (fault) throw privateFailure(path, what, fault);
    return true;
  } catch (error) {
    throw unusableFile(path, what, error);
  }
}

/** The same, and makes the folder where it is missing. */
export async function makePrivateFolder(
  path: string,
  rules: FolderRules,
): Promise<void> {
  if (await checkPrivateFolder(path, rules)) return;
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusableFile(path, rules.what, error);
  }
  // Another may have made it meanwhile, with another mode.
  await checkPrivateFolder(path, rules);
}
