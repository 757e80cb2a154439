/**
 * The real program as a subprocess, with a clean environment and a bounded life.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { programCommand } from "../helpers/program_command.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** Generous: what should take two seconds must not fail on a busy machine, and must not hang for ever either. */
const LIFE_MS = 30_000;

/** How to start the program. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another entry than `main.ts`. */
  readonly entry?: string;
  /** Milliseconds after which it is killed. Default 30,000. */
  readonly lifeMs?: number;
}

/** How it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #output: Collected;
  readonly #errors: Collected;

  constructor(options: ProgramOptions = {}) {
    const { args = [], env = {}, cwd, entry, lifeMs = LIFE_MS } = options;
    const { command, args: all, env: whole } = programCommand({ args, env });
    this.#child = new Deno.Command(command, {
      args: all.map((arg) => arg === MAIN && entry ? entry : arg),
      clearEnv: true,
      env: whole,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = new Collected(this.#child.stdout);
    this.#errors = new Collected(this.#child.stderr);
    this.#timer = setTimeout(() => this.kill("SIGKILL"), lifeMs);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Sends one message. */
  async send(message: unknown): Promise<void> {
    await this.#input.write(
      new TextEncoder().encode(`${JSON.stringify(message)}\n`),
    );
  }

  /** Waits for a whole line of stdout that fits. */
  stdoutLine(fits: (line: string) => boolean): Promise<string> {
    return this.#output.line(fits);
  }

  /** Waits until stdout holds `text`; returns all of it so far. */
  stdoutWith(text: string): Promise<string> {
    return this.#output.until(text);
  }

  /** Waits until stderr holds `text`; returns all of it so far. */
  stderrWith(text: string): Promise<string> {
    return this.#errors.until(text);
  }

  /** Ends the input. */
  async endInput(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  /** Stops reading the output, as a client that died does. */
  async breakOutput(): Promise<void> {
    await this.#output.cancel();
  }

  /** Stops reading what it says on stderr. */
  async breakErrors(): Promise<void> {
    await this.#errors.cancel();
  }

  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended already.
    }
  }

  /** Waits for the end. */
  async ended(): Promise<Ended> {
    const { code } = await this.#child.status;
    const [stdout, stderr] = await Promise.all([
      this.#output.all(),
      this.#errors.all(),
    ]);
    return { code, stdout, stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.endInput();
    await this.ended();
    clearTimeout(this.#timer);
  }
}

/** The text of a stream, growing. */
class Collected {
  #text = "";
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #done: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #isDone = false;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.#done = this.#read();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) return;
        this.#text += this.#decoder.decode(value, { stream: true });
        for (const look of this.#waiting) look();
      }
    } catch {
      // Cancelled.
    } finally {
      this.#isDone = true;
      for (const look of this.#waiting) look();
    }
  }

  until(text: string): Promise<string> {
    return this.#wait(
      () => this.#text.includes(text) ? this.#text : undefined,
      `'${text}'`,
    );
  }

  line(fits: (line: string) => boolean): Promise<string> {
    let from = 0;
    return this.#wait(() => {
      for (;;) {
        const end = this.#text.indexOf("\n", from);
        if (end < 0) return undefined;
        const line = this.#text.slice(from, end);
        from = end + 1;
        if (fits(line)) return line;
      }
    }, "the line");
  }

  /** Waits until something is found; looks again whenever there is more text. */
  #wait(find: () => string | undefined, what: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const found = find();
      if (found !== undefined) resolve(found);
      else if (this.#isDone) {
        reject(new Error(`Ended without ${what}: '${this.#text}'`));
      } else return;
      this.#waiting.delete(look);
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async all(): Promise<string> {
    await this.#done;
    return this.#text;
  }
}

/** Runs the program to its end with an empty input. */
export async function runToEnd(options: ProgramOptions): Promise<Ended> {
  await using program = new Program(options);
  await program.endInput();
  return await program.ended();
}
