/**
 * A server in this process with a client that may send anything.
 *
 * @module
 */
import { serveStdio } from "../../lib/server/serve_stdio.ts";
import { onlyInstance } from "../helpers/only_instance.ts";
import { ASKING_POLICY, type AskingHooks, askingRun } from "./asking_run.ts";

/** A message of the server. */
export interface ServedMessage {
  readonly jsonrpc: string;
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Options of the server, and the hooks of its stand-in runner. */
export interface ServedOptions extends AskingHooks {
  readonly planKey?: Uint8Array;
  readonly askTimeoutMs?: number;
}

/** Both ends of the connection. */
export class ServedPeer implements AsyncDisposable {
  readonly #input = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#input.writable.getWriter();
  readonly #unread: ServedMessage[] = [];
  #wake = Promise.withResolvers<void>();
  readonly #handle;

  constructor(options: ServedOptions = {}) {
    this.#handle = serveStdio({
      ...options,
      input: this.#input.readable,
      output: new WritableStream({
        write: (chunk) => {
          // One message a write; see `LineTransport`.
          this.#unread.push(JSON.parse(new TextDecoder().decode(chunk)));
          this.#wake.resolve();
        },
      }),
      drainMs: 0,
      instances: onlyInstance(ASKING_POLICY),
      version: "0.0.0",
      load: () => Promise.resolve(askingRun(options)),
    });
  }

  /** Sends a message without its `jsonrpc`. */
  async send(message: object): Promise<void> {
    const line = JSON.stringify({ jsonrpc: "2.0", ...message });
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** The next message of the server. */
  async next(): Promise<ServedMessage> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) return message;
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
  }

  /** Sends a request and takes the next message. */
  async ask(
    id: string | number,
    method: string,
    params: object = {},
  ): Promise<ServedMessage> {
    await this.send({ id, method, params });
    return await this.next();
  }

  /** Opens the connection as clients before 2026 do. */
  async initialize(
    capabilities: object,
    protocolVersion = "2025-11-25",
  ): Promise<void> {
    await this.ask("open", "initialize", {
      protocolVersion,
      capabilities,
      clientInfo: { name: "test", version: "1" },
    });
    await this.send({ method: "notifications/initialized" });
  }

  /** Ends the input. */
  async endInput(): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#handle.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await this.endInput();
  }
}
