/**
 * What to do with a file that cannot be read: keep it for whoever wants to look, out of the way.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

/** Files that are kept; each may hold a token. */
const KEPT = 3;

/** Moves the file at `path` to a name with the time, removes all but the newest of such files, and returns the name. */
export async function setAside(path: string, now: Date): Promise<string> {
  const prefix = `${path}.corrupt-`;
  // Colons cannot stand in a name on Windows.
  const place = prefix + now.toISOString().replaceAll(":", "-");
  await Deno.rename(path, place);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(dirname(path))) {
    if (name.startsWith(basename(prefix))) names.push(name);
  }
  for (const name of names.sort().slice(0, -KEPT)) {
    await Deno.remove(join(dirname(path), name)).catch(() => {});
  }
  return place;
}
