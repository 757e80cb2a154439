/**
 * JSON-RPC messages as lines over two streams: the wire of MCP's stdio transport.
 *
 * Ours, because it must answer before the SDK is loaded (see `first_answers.ts`), and because a line that is not
 * JSON-RPC deserves an answer instead of silence.
 *
 * @module
 */
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { type Line, readLines } from "../read_lines.ts";
import { withinTime } from "../within_time.ts";

/** The two ends of a connection. */
export interface LineStreams {
  readonly input: ReadableStream<Uint8Array>;
  readonly output: WritableStream<Uint8Array>;
  /** How long requests may still be answered after the input has ended, in milliseconds. @default {1000} */
  readonly drainMs?: number;
}

/** Longer lines are refused while they are read, so that memory stays bounded. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

// Together well within the two seconds after which a client may kill us.
/** A client that is gone must not keep us. */
const DRAIN_MS = 1_000;
/** How long the last answers may take to get out. */
const FLUSH_MS = 500;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string | number {
  return typeof value === "string" || Number.isSafeInteger(value);
}

/** As strict as the SDK, which leaves a request that it does not like without an answer. */
function isMessage(value: unknown): value is JSONRPCMessage {
  if (!isObject(value)) return false;
  const { jsonrpc, method, id, params } = value;
  if (jsonrpc !== "2.0") return false;
  if (id !== undefined && !isId(id)) return false;
  if (params !== undefined && !isObject(params)) return false;
  if (method !== undefined) return typeof method === "string";
  return id !== undefined && ("result" in value || "error" in value);
}

/** Without a method it may be a broken answer; an answer to an answer would confuse. */
function idOfRequest(message: unknown): string | number | null {
  if (!isObject(message) || message["method"] === undefined) return null;
  return isId(message["id"]) ? message["id"] : null;
}

/** A transport that the SDK can be attached to at any time; until then `onmessage` is ours. */
export class LineTransport implements Transport {
  onmessage?: Transport["onmessage"];
  onclose?: Transport["onclose"];
  onerror?: Transport["onerror"];
  /** Settled when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #input: ReadableStream<Uint8Array>;
  readonly #output: WritableStreamDefaultWriter<Uint8Array>;
  readonly #drainMs: number;
  readonly #end = Promise.withResolvers<void>();
  readonly #encoder = new TextEncoder();
  #isClosed = false;
  /** Requests that wait for their answer. */
  readonly #asked = new Set<string | number>();
  #allAnswered: () => void = () => {};
  /** The latest write; those before it are done when it is. */
  #written: Promise<void> = Promise.resolve();

  constructor({ input, output, drainMs = DRAIN_MS }: LineStreams) {
    this.#input = input;
    this.#drainMs = drainMs;
    this.#output = output.getWriter();
    this.closed = this.#end.promise;
  }

  /** Reads until the input ends; a second call, the SDK's, changes nothing. */
  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Delivers messages to `onmessage` until the input ends, then closes. */
  async listen(): Promise<void> {
    try {
      const lines = readLines(this.#input, { maxLineBytes: MAX_LINE_BYTES });
      for await (const line of lines) {
        if (this.#isClosed) return;
        // A message ends with its line; what stands after the last one broke off.
        if (!line.last) this.#receive(line);
      }
      await this.#answerAll();
    } catch (error) {
      this.onerror?.(error as Error);
    } finally {
      await this.close();
    }
  }

  #receive({ text, tail }: Line): void {
    if (tail !== undefined) {
      return this.#refuse(
        INVALID_REQUEST,
        `Message is longer than ${MAX_LINE_BYTES} bytes`,
      );
    }
    let message: unknown;
    try {
      message = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch {
      return this.#refuse(PARSE_ERROR, "Message is not JSON");
    }
    if (isMessage(message)) {
      this.#note(message);
      return this.onmessage?.(message);
    }
    this.#refuse(
      INVALID_REQUEST,
      "Message is not a JSON-RPC 2.0 request, notification or response",
      idOfRequest(message),
    );
  }

  #note(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) this.#asked.add(message.id);
    else if (message.method === "notifications/cancelled") {
      const id = message.params?.["requestId"];
      if (typeof id === "string" || typeof id === "number") this.#settle(id);
    }
  }

  #settle(id: string | number): void {
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#allAnswered();
  }

  /** A shell pipe ends its input right after its questions; they are answered if that takes no longer than a moment. */
  async #answerAll(): Promise<void> {
    if (this.#asked.size === 0 || this.#isClosed) return;
    await withinTime(
      this.#drainMs,
      new Promise<void>((resolve) => {
        this.#allAnswered = resolve;
      }),
    );
  }

  #refuse(
    code: number,
    message: string,
    id: string | number | null = null,
  ): void {
    // JSON-RPC 2.0 wants a null id where the id could not be read; the SDK's type does not know that case.
    const answer = { jsonrpc: "2.0", id, error: { code, message } };
    this.send(answer as unknown as JSONRPCMessage).catch(() => {});
  }

  /** Writes one message; a reader that went away closes the connection. */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return;
    const answers = "id" in message && !("method" in message);
    try {
      this.#written = this.#output.write(
        this.#encoder.encode(`${JSON.stringify(message)}\n`),
      );
      if (answers && message.id !== undefined) this.#settle(message.id);
      await this.#written;
    } catch (error) {
      this.onerror?.(error as Error);
      await this.close();
    }
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.onclose?.();
      void this.#finish();
    }
    return this.closed;
  }

  /** What was answered already still gets out, unless nobody reads it: the process ends right after this. */
  async #finish(): Promise<void> {
    this.#allAnswered();
    await withinTime(FLUSH_MS, this.#written.catch(() => {}));
    this.#end.resolve();
  }
}
