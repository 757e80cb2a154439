/**
 * Writing files that hold secrets: always the whole of them.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { unusableFile } from "./private_fault.ts";

/**
 * Puts `text` into the file at `path`, for its owner alone: all of it or, when this process or the machine ends
 * meanwhile, what was there before.
 *
 * @param what What the file is, for messages.
 * @throws {ToolError} `CONFIGURATION`
 */
export async function writePrivateFile(
  path: string,
  text: string,
  what: string,
): Promise<void> {
  const fresh = temporaryPath(path);
  try {
    try {
      await writeFresh(fresh, text);
      await Deno.rename(fresh, path);
    } catch (error) {
      await Deno.remove(fresh).catch(() => {});
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw unusableFile(path, what, error);
  }
}

async function writeFresh(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, {
    write: true,
    createNew: true,
    mode: 0o600,
  });
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
  // Before the renaming: otherwise a power cut could leave an empty file under the right name.
  await file.sync();
}

/** Makes a renaming outlive the machine; not every system lets one ask for that, and none needs it to be right. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  try {
    using handle = await Deno.open(folder, { read: true });
    await handle.sync();
  } catch {
    // The file itself is on the disk; only its name may be the old one after a power cut.
  }
}

function temporaryPath(path: string): string {
  const unique = randomBytes(8).toString("hex");
  return join(dirname(path), `.${basename(path)}.${unique}.tmp`);
}

/**
 * Removes what killed writers of the file at `path` left behind. Only for who knows that no other writer is at work:
 * its file would be taken away from it.
 */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.`;
  for await (const { name } of Deno.readDir(folder)) {
    const isOurs = name.startsWith(prefix) &&
      /^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length));
    if (isOurs) await Deno.remove(join(folder, name)).catch(() => {});
  }
}
