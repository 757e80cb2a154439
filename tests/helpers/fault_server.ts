/**
 * A server on loopback that does with each request exactly what a test says, down to the bytes on the wire.
 *
 * @module
 */

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Which connection it came over, from 0. */
  readonly connection: number;
}

/** The server's side of one connection. */
export interface Wire {
  write(bytes: string | Uint8Array): Promise<void>;
  /** Ends the connection. */
  close(): void;
  /** Resolves when the server is stopped: what a stall waits for. */
  readonly stopped: Promise<void>;
  /** Resolves when the client has gone. */
  readonly gone: Promise<void>;
}

/** What happens to one request. The connection stays open unless the reply closes it. */
export type Reply = (
  wire: Wire,
  request: SeenRequest,
) => Promise<void> | void;

/** How the server listens and answers. */
export interface FaultServerOptions {
  /** One reply for each request in turn; the last one also for all that follow. */
  readonly replies: readonly Reply[];
  /** Speaks TLS with these PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A running server. */
export interface FaultServer extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:…/`, or https with TLS. */
  readonly url: URL;
  readonly requests: readonly SeenRequest[];
}

/** What an ordinary answer can differ in. */
export interface AnswerOptions {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An ordinary answer with a length. */
export function answer(
  body: string | Uint8Array,
  { status = 200, type = "application/json", headers = {} }: AnswerOptions = {},
): Reply {
  const bytes = typeof body === "string" ? encode(body) : body;
  const start = encode(head(status, {
    ...(type === "" ? {} : { "content-type": type }),
    "content-length": String(bytes.length),
    ...headers,
  }));
  // In one piece: two small ones wait 40 ms for each other.
  const whole = new Uint8Array(start.length + bytes.length);
  whole.set(start);
  whole.set(bytes, start.length);
  return (wire) => wire.write(whole);
}

/** An ordinary JSON answer. */
export function json(value: unknown, options: AnswerOptions = {}): Reply {
  return answer(JSON.stringify(value), options);
}

/** An error in Argo CD's form. */
export function argocdError(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json({ error: message, code, message }, { status, headers });
}

/** Status line and headers. */
export function head(
  status: number,
  headers: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join("")}\r\n`;
}

/** Nothing arrives, and the connection stays open. */
export function stall(wire: Wire): Promise<void> {
  return wire.stopped;
}

/** The connection ends without an answer. */
export function hangUp(wire: Wire): void {
  wire.close();
}

/** The body's beginning arrives, and then nothing more. */
export function stallAfter(body: string): Reply {
  return async (wire) => {
    await wire.write(head(200, {
      "content-type": "application/json",
      "content-length": String(body.length + 1_000),
    }));
    await wire.write(body);
    await wire.stopped;
  };
}

/** The connection ends before the promised length. */
export function truncateAfter(body: string): Reply {
  return async (wire) => {
    await wire.write(head(200, {
      "content-type": "application/json",
      "content-length": String(body.length + 1_000),
    }));
    await wire.write(body);
    wire.close();
  };
}

/** A chunked answer; the parts are written as `parts` yields them. */
export function chunks(
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  { end = true, headers = {} }: {
    /** Whether the body ends as it should; otherwise it stalls. */
    readonly end?: boolean;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Reply {
  return async (wire) => {
    await wire.write(head(200, {
      "content-type": "application/json",
      "transfer-encoding": "chunked",
      ...headers,
    }));
    for await (const part of parts) {
      const bytes = typeof part === "string" ? encode(part) : part;
      await wire.write(`${bytes.length.toString(16)}\r\n`);
      await wire.write(bytes);
      await wire.write("\r\n");
    }
    if (end) await wire.write("0\r\n\r\n");
    else await wire.stopped;
  };
}

/** Starts a server on a free port of 127.0.0.1. */
export function startFaultServer(options: FaultServerOptions): FaultServer {
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener = options.tls === undefined
    ? Deno.listen(address)
    : Deno.listenTls({ ...address, ...options.tls });
  const { port } = listener.addr as Deno.NetAddr;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const requests: SeenRequest[] = [];
  const open = new Set<Deno.Conn>();
  const served: Promise<void>[] = [];
  let connections = 0;

  async function serve(conn: Deno.Conn, connection: number): Promise<void> {
    const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
    const wire: Wire = {
      stopped,
      gone,
      async write(bytes) {
        let rest = typeof bytes === "string" ? encode(bytes) : bytes;
        while (rest.length > 0) {
          const written = await conn.write(rest);
          rest = rest.subarray(written);
        }
      },
      close: () => end(conn),
    };
    try {
      for await (const request of readRequests(conn, connection)) {
        const at = Math.min(requests.length, options.replies.length - 1);
        requests.push(request);
        await options.replies[at]?.(wire, request);
        if (!open.has(conn)) break;
      }
    } catch {
      // The client went away in the middle; that is its right.
    } finally {
      leave();
      end(conn);
    }
  }

  function end(conn: Deno.Conn): void {
    if (open.delete(conn)) conn.close();
  }

  async function accept(): Promise<void> {
    while (true) {
      let conn: Deno.Conn;
      try {
        conn = await listener.accept();
      } catch (error) {
        // A handshake that fails is one client's affair.
        if (error instanceof Deno.errors.BadResource) return;
        if (error instanceof Deno.errors.Interrupted) return;
        continue;
      }
      open.add(conn);
      served.push(serve(conn, connections++));
    }
  }

  const accepting = accept();
  return {
    port,
    url: new URL(
      `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}/`,
    ),
    requests,
    async [Symbol.asyncDispose]() {
      stop();
      listener.close();
      for (const conn of [...open]) end(conn);
      await accepting;
      await Promise.all(served);
    },
  };
}

async function* readRequests(
  conn: Deno.Conn,
  connection: number,
): AsyncGenerator<SeenRequest> {
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(16_384);
  let text = "";
  async function more(): Promise<boolean> {
    const count = await conn.read(buffer);
    if (count === null) return false;
    text += decoder.decode(buffer.subarray(0, count));
    return true;
  }
  while (true) {
    let end = text.indexOf("\r\n\r\n");
    while (end < 0) {
      if (!await more()) return;
      // A TLS handshake at a plain port: what web servers say to that.
      if (text.startsWith("\x16")) {
        await conn.write(encode(head(400, { connection: "close" })));
        return;
      }
      end = text.indexOf("\r\n\r\n");
    }
    const [first = "", ...lines] = text.slice(0, end).split("\r\n");
    const [method = "", path = ""] = first.split(" ");
    const headers = new Map(lines.map((line) => {
      const colon = line.indexOf(":");
      return [
        line.slice(0, colon).toLowerCase(),
        line.slice(colon + 1).trim(),
      ] as const;
    }));
    const length = Number(headers.get("content-length") ?? 0);
    while (text.length < end + 4 + length) if (!await more()) return;
    const body = text.slice(end + 4, end + 4 + length);
    text = text.slice(end + 4 + length);
    yield { method, path, headers, body, connection };
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
