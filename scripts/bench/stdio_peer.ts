/**
 * The least client that can talk to an MCP server over pipes, so that a bench measures the server and not a client.
 *
 * @module
 */

/** How to start a server. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The server's whole environment. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A running server and the way to ask it. */
export class StdioPeer implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #reading: Promise<void>;
  #lastId = 0;

  constructor({ command, args, env = {} }: ServerCommand) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      env: { ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  /** Process id of the server. */
  get pid(): number {
    return this.#child.pid;
  }

  async #read(): Promise<void> {
    const pieces: string[] = [];
    for await (
      const text of this.#child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      const lines = text.split("\n");
      for (const line of lines.slice(0, -1)) {
        this.#receive(pieces.splice(0).join("") + line);
      }
      pieces.push(lines.at(-1) ?? "");
    }
    for (const { reject } of this.#waiting.values()) {
      reject(new Error("Cannot read an answer: the server has ended"));
    }
  }

  #receive(line: string): void {
    if (!line.startsWith("{")) return;
    const { id, result, error } = JSON.parse(line) as Reply;
    const waiting = this.#waiting.get(id ?? -1);
    if (id === undefined || !waiting) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new Error(`${error.code}: ${error.message}`));
    else waiting.resolve(result);
  }

  async #send(message: object): Promise<void> {
    const line = JSON.stringify({ jsonrpc: "2.0", ...message });
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Asks, and waits for the result. */
  async request(
    method: string,
    params: object = {},
  ): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    await this.#send({ id, method, params });
    return await waiting.promise as Record<string, unknown>;
  }

  /** The handshake of the protocol's older generation, which every server of the comparison speaks. */
  async initialize(): Promise<Record<string, unknown>> {
    const result = await this.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    });
    await this.#send({ method: "notifications/initialized" });
    return result;
  }

  /** Calls a tool; the text of its answer. Throws where the answer is an error. */
  async callTool(name: string, args: object): Promise<string> {
    const result = await this.request("tools/call", { name, arguments: args });
    const [{ text }] = result.content as [{ text: string }];
    if (result.isError) throw new Error(`Cannot call '${name}': ${text}`);
    return text;
  }

  /** Ends the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Where the server has ended by itself, both are done already.
    await this.#writer.close().catch(() => {});
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#reading;
  }
}
