/**
 * Runs a program for what it prints.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { withinTime } from "../within_time.ts";
import { checkToken } from "./check_token.ts";

/** What is run, and its limits. */
export interface RunOptions {
  /** Program and arguments; no shell sees them. */
  readonly command: readonly string[];
  /** Who named it, for messages. */
  readonly source: string;
  /** Milliseconds that it may take. */
  readonly timeoutMs: number;
}

/** No token is longer. */
const MAX_BYTES = 64 * 1024;
/** What it started may go on and hold the pipe; what it said itself is there when it has ended. Milliseconds. */
const DRAIN_MS = 250;

/**
 * Runs the command and returns the token that it prints.
 *
 * Only standard output is read. Standard error is thrown away: nobody can tell whether there is a secret in it.
 *
 * @throws {ToolError} `CONFIGURATION` for a command that cannot be run or prints no token, `TIMEOUT` for one that was
 * ended because it took too long.
 */
export async function runTokenCommand(options: RunOptions): Promise<string> {
  const { source, timeoutMs } = options;
  const child = start(options);
  const output = child.stdout.getReader();
  let fault: ToolError | undefined;
  let isRunning = true;
  function end(because: ToolError): void {
    fault ??= because;
    if (isRunning) endProcess(child);
  }
  const deadline = setTimeout(
    () => end(tookTooLong(source, timeoutMs)),
    timeoutMs,
  );
  try {
    const reading = readAll(output, () => end(printedTooMuch(source)));
    reading.catch(() => {}); // Told below; until then nobody listens.
    const status = await child.status;
    isRunning = false;
    clearTimeout(deadline);
    await withinTime(DRAIN_MS, reading);
    await output.cancel();
    const text = new TextDecoder().decode(await reading);
    if (fault) throw fault;
    if (!status.success) throw hasFailed(source, status);
    return checkToken(text, `the output of ${source}`);
  } finally {
    clearTimeout(deadline);
  }
}

function start({ command, source }: RunOptions): Deno.ChildProcess {
  const [program = "", ...args] = command;
  try {
    return new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      // A group of its own, so that what it starts can be ended with it.
      detached: HAS_GROUPS,
    }).spawn();
  } catch (cause) {
    throw cannotStart(program, source, cause);
  }
}

const HAS_GROUPS = Deno.build.os !== "windows";

function endProcess(child: Deno.ChildProcess): void {
  try {
    if (HAS_GROUPS) return Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // Its group has gone, or only this one program may be run.
  }
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** All that comes until the end, or until the reader is cancelled. */
async function readAll(
  output: ReadableStreamDefaultReader<Uint8Array>,
  tooMuch: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(MAX_BYTES);
  let length = 0;
  for (;;) {
    const { value, done } = await output.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.length > MAX_BYTES) {
      tooMuch();
      return bytes.subarray(0, 0);
    }
    bytes.set(value, length);
    length += value.length;
  }
}

function cannotStart(
  program: string,
  source: string,
  cause: unknown,
): ToolError {
  const [state, hint] = cause instanceof Deno.errors.NotFound
    ? [
      `there is no program '${program}'`,
      `Check ${source}, or write the whole path of the program`,
    ]
    : cause instanceof Deno.errors.NotCapable
    ? [
      `running '${program}' is not permitted`,
      `Run Deno with --allow-run=${program}`,
    ]
    : cause instanceof Deno.errors.PermissionDenied
    ? [
      `'${program}' may not be executed`,
      `Make it executable, or check ${source}`,
    ]
    : [`'${program}' cannot be started`, `Check ${source}`];
  return new ToolError(
    "CONFIGURATION",
    `Cannot run the command of ${source}: ${state}`,
    { hint, cause },
  );
}

function tookTooLong(source: string, timeoutMs: number): ToolError {
  return new ToolError(
    "TIMEOUT",
    `Cannot get a token from the command of ${source}: it was ended after ${
      timeoutMs / 1_000
    } seconds`,
    {
      hint:
        "Run it by hand to see what it waits for; nobody can answer its questions here",
    },
  );
}

function printedTooMuch(source: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use the output of ${source}: it is longer than ${
      MAX_BYTES / 1024
    } KiB`,
    { hint: "The command prints the token and nothing else" },
  );
}

function hasFailed(source: string, status: Deno.CommandStatus): ToolError {
  const { code, signal } = status;
  return new ToolError(
    "CONFIGURATION",
    `Cannot get a token from the command of ${source}: it ended ${
      signal === null ? `with exit code ${code}` : `by ${signal}`
    }`,
    {
      hint:
        "Run it by hand to see what it says; its words are not shown here, because there may be a secret in them",
    },
  );
}
