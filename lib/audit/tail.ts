/**
 * The end of a log that is not as its head says: the program or the machine stopped while writing, or somebody else
 * has changed the file.
 *
 * @module
 */
import type { ChainEnd } from "./record.ts";
import { readSealed } from "./seal.ts";

/** What stands at the end of a file. */
export interface Tail {
  /** The last line that is a record. */
  readonly last?: ChainEnd;
  /** Bytes after the last line feed. */
  readonly torn: Uint8Array;
}

/** Several times the longest record. */
const WINDOW = 256 * 1024;
const LINE_FEED = 10;

/** Reads the end of `file`, which has `size` bytes. */
export function readTail(file: Deno.FsFile, size: number): Tail {
  const start = Math.max(0, size - WINDOW);
  const bytes = new Uint8Array(size - start);
  file.seekSync(start, Deno.SeekMode.Start);
  let length = 0;
  while (length < bytes.length) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  const read = bytes.subarray(0, length);
  const end = read.lastIndexOf(LINE_FEED) + 1;
  const lines = new TextDecoder().decode(read.subarray(0, end)).split("\n");
  for (const line of lines.reverse()) {
    const sealed = readSealed(line);
    if (!sealed) continue;
    const { seq, hash } = sealed;
    return { last: { seq, hash }, torn: read.slice(end) };
  }
  return { torn: read.slice(end) };
}
