/**
 * Reads a log while programs may be writing it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { type Head, parseHead } from "./head.ts";

/** One line of a file. */
export interface LogLine {
  /** For people: `audit.log:12`. */
  readonly where: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Whether a line feed ends it. */
  readonly isComplete: boolean;
}

/** A file as it was at one moment. */
export interface LogFile {
  readonly path: string;
  /** Bytes to read; what is appended later is not looked at. */
  readonly size: number;
  /** What stands in its head file; `undefined` without one. */
  readonly head: Head | "broken" | undefined;
}

const CHUNK = 64 * 1024;
const LINE_FEED = 10;
const PATIENCE_MS = 1_000;

function unreadable(path: string, error: unknown): Error {
  const state = error instanceof Deno.errors.NotFound
    ? "it does not exist"
    : error instanceof Deno.errors.PermissionDenied
    ? "this program may not read it"
    : error instanceof Deno.errors.IsADirectory
    ? "it is a folder"
    : undefined;
  if (state === undefined) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return new ToolError(
    "CONFIGURATION",
    `Cannot read the audit log '${path}': ${state}`,
  );
}

/** Waits for a writer to finish its record; one that was stopped meanwhile is not waited for longer. */
async function lockShared(file: Deno.FsFile): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!file.tryLockSync(false) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function sizeOf(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.stat(path);
  if (isDirectory) throw new Deno.errors.IsADirectory(path);
  return size;
}

/**
 * Looks at a file and its head at one moment.
 *
 * @throws {ToolError} `CONFIGURATION` when it cannot be read.
 */
export async function lookAt(path: string): Promise<LogFile> {
  try {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(`${path}.head`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return { path, size: await sizeOf(path), head: undefined };
    }
    using head = file;
    await lockShared(head);
    const size = await sizeOf(path);
    const text = new TextDecoder().decode(await readAll(head, 1_000));
    return { path, size, head: parseHead(text) ?? "broken" };
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readAll(file: Deno.FsFile, max: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(max);
  const length = await file.read(bytes) ?? 0;
  return bytes.subarray(0, length);
}

/** The lines of a file, in order; the last one may be incomplete. */
export async function* readLines(
  { path, size }: Pick<LogFile, "path" | "size">,
): AsyncGenerator<LogLine> {
  // Not even a byte order mark may be overlooked.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const name = path.replace(/^.*\//, "");
  let number = 0;
  function line(bytes: Uint8Array, isComplete: boolean): LogLine {
    number++;
    const text = decoder.decode(bytes);
    return { where: `${name}:${number}`, text, bytes, isComplete };
  }
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  using opened = file;
  let rest = new Uint8Array();
  for (let done = 0; done < size;) {
    const chunk = new Uint8Array(Math.min(CHUNK, size - done));
    const count = await opened.read(chunk);
    if (count === null) break;
    done += count;
    const bytes = new Uint8Array(rest.length + count);
    bytes.set(rest);
    bytes.set(chunk.subarray(0, count), rest.length);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) break;
      yield line(bytes.subarray(start, end), true);
      start = end + 1;
    }
    rest = bytes.slice(start);
  }
  if (rest.length > 0) yield line(rest, false);
}

const SEQ_REGEXP = /^\{"seq":(\d{1,15}),/;

/** The number that a line claims to have. */
export function claimedSeq(text: string): number | undefined {
  const digits = SEQ_REGEXP.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

async function firstSeq(file: LogFile): Promise<number> {
  for await (const { text } of readLines(file)) {
    const seq = claimedSeq(text);
    if (seq !== undefined) return seq;
  }
  return Infinity;
}

/**
 * Looks at files in the order of their records, however they were given: `FILE FILE.1 FILE.2` is the wrong one, and
 * what a shell makes of `FILE*`. Head files among them are left out.
 *
 * @throws {ToolError} `CONFIGURATION` when one cannot be read or none is left.
 */
export async function lookAtAll(
  paths: readonly string[],
): Promise<readonly LogFile[]> {
  const logs = [...new Set(paths)].filter((path) => !path.endsWith(".head"));
  if (logs.length === 0) {
    throw new ToolError(
      "CONFIGURATION",
      "Cannot read the audit log: a head file alone holds no records",
    );
  }
  const found: { readonly file: LogFile; readonly seq: number }[] = [];
  for (const path of logs) {
    const file = await lookAt(path);
    found.push({ file, seq: await firstSeq(file) });
  }
  found.sort((a, b) => a.seq - b.seq);
  return found.map(({ file }) => file);
}
