/**
 * A client that may send anything: bytes in, lines out.
 *
 * @module
 */
import type { ProgramCommand } from "./program_command.ts";

/** A message of the server, as it came. */
export interface RawMessage {
  readonly jsonrpc: string;
  readonly id?: string | number | null;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A server process at the other end of two pipes. */
export class RawClient implements AsyncDisposable {
  /** Every line of stdout so far that is not a JSON-RPC message. */
  readonly noise: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #unread: RawMessage[] = [];
  readonly #reading: Promise<void>;
  #wake = Promise.withResolvers<void>();
  #ended = false;

  constructor({ command, args, env }: ProgramCommand) {
    this.#child = new Deno.Command(command, {
      args,
      env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (
      const text of this.#child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#receive(line);
      this.#wake.resolve();
    }
    if (rest !== "") this.noise.push(rest);
    this.#ended = true;
    this.#wake.resolve();
  }

  #receive(line: string): void {
    try {
      const message = JSON.parse(line);
      if (message.jsonrpc === "2.0") {
        this.#unread.push(message);
        return;
      }
    } catch {
      // Not JSON: noise.
    }
    this.noise.push(line);
  }

  /** Sends bytes or text as it is. */
  async sendRaw(data: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#input.write(
      typeof data === "string" ? new TextEncoder().encode(data) : data,
    );
  }

  /** Sends a message as a line. */
  async send(message: unknown): Promise<void> {
    await this.sendRaw(`${JSON.stringify(message)}\n`);
  }

  /** The next message of the server. */
  async next(): Promise<RawMessage> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) return message;
      if (this.#ended) throw new Error("Cannot read a message: it has ended");
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
  }

  /** Asks, and takes the next message as the answer. */
  async ask(
    id: string | number,
    method: string,
    params: unknown = {},
  ): Promise<RawMessage> {
    await this.send({ jsonrpc: "2.0", id, method, params });
    return await this.next();
  }

  /** Opens the connection as clients of 2025-11-25 do. */
  async initialize(): Promise<RawMessage> {
    const answer = await this.ask(0, "initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "raw", version: "1" },
    });
    await this.send({ jsonrpc: "2.0", method: "notifications/initialized" });
    return answer;
  }

  /** Ends the input and waits for the end; returns the exit code. */
  async end(): Promise<number> {
    await this.#input.close();
    const { code } = await this.#child.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#input.close().catch(() => {});
    await this.#child.status;
    await this.#reading;
  }
}
