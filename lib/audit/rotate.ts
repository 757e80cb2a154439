/**
 * Rotation: `FILE` becomes `FILE.1`, that one `FILE.2`, and so on.
 *
 * @module
 */
import { lstatOrNothing } from "./check_file.ts";

/** Rotated files that are kept; the oldest goes when there is one more. */
export const KEPT_FILES = 10;

/** Moves the log's file out of the way; a later one never overwrites what is kept. */
export function rotate(path: string): void {
  let free = 1;
  while (free < KEPT_FILES && lstatOrNothing(`${path}.${free}`)) free++;
  for (let number = free; number > 1; number--) {
    Deno.renameSync(`${path}.${number - 1}`, `${path}.${number}`);
  }
  Deno.renameSync(path, `${path}.1`);
}
