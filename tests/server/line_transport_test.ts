import assert from "node:assert/strict";
import { LineTransport } from "../../lib/server/line_transport.ts";

interface Peer {
  readonly transport: LineTransport;
  readonly received: unknown[];
  readonly sent: () => readonly unknown[];
  write(text: string | Uint8Array): Promise<void>;
  end(): Promise<void>;
}

function connect(drainMs = 0): Peer {
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const writer = input.writable.getWriter();
  const chunks: string[] = [];
  const output = new WritableStream<Uint8Array>({
    write: (chunk) => {
      chunks.push(new TextDecoder().decode(chunk));
    },
  });
  const transport = new LineTransport({
    input: input.readable,
    output,
    drainMs,
  });
  const received: unknown[] = [];
  transport.onmessage = (message) => received.push(message);
  const listening = transport.listen();
  return {
    transport,
    received,
    sent: () =>
      chunks.join("").split("\n").filter(Boolean).map((line) =>
        JSON.parse(line)
      ),
    write: (text) =>
      writer.write(
        typeof text === "string" ? new TextEncoder().encode(text) : text,
      ),
    async end() {
      await writer.close();
      await listening;
    },
  };
}

const PING = { jsonrpc: "2.0", id: 1, method: "ping" };

Deno.test("LineTransport delivers messages however their bytes are cut", async () => {
  const peer = connect();
  const bytes = new TextEncoder().encode(
    `${JSON.stringify({ ...PING, method: "pïng" })}\r\n`,
  );
  for (const byte of bytes) await peer.write(new Uint8Array([byte]));
  await peer.write(
    `\uFEFF${JSON.stringify(PING)}\n\n${JSON.stringify(PING)}\n`,
  );
  await peer.end();
  assert.deepEqual(peer.received, [{ ...PING, method: "pïng" }, PING, PING]);
  assert.deepEqual(peer.sent(), []);
});

Deno.test.each<{ text: string; code: number; id?: number }>([
  { text: "{", code: -32700 },
  { text: "nonsense", code: -32700 },
  { text: "[]", code: -32600 },
  { text: JSON.stringify([PING]), code: -32600 },
  { text: "null", code: -32600 },
  { text: '{"id":1,"method":"ping"}', code: -32600, id: 1 },
  {
    text: '{"jsonrpc":"2.0","id":2,"method":"ping","params":[1]}',
    code: -32600,
    id: 2,
  },
  { text: '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', code: -32600 },
  { text: '{"jsonrpc":"2.0","id":null,"method":"ping"}', code: -32600 },
  { text: '{"jsonrpc":"2.0","id":{},"method":"ping"}', code: -32600 },
  { text: '{"jsonrpc":"2.0","id":7}', code: -32600 },
])(
  "LineTransport answers $text with $code and goes on",
  async ({ text, code, id = null }) => {
    const peer = connect();
    await peer.write(`${text}\n${JSON.stringify(PING)}\n`);
    await peer.end();
    assert.deepEqual(peer.received, [PING]);
    const [answer] = peer.sent() as {
      id: number | null;
      error: { code: number };
    }[];
    assert.equal(answer?.id, id);
    assert.equal(answer?.error.code, code);
  },
);

Deno.test("LineTransport refuses an endless line without keeping it", async () => {
  const peer = connect();
  const chunk = new Uint8Array(1024 * 1024).fill(97);
  for (let i = 0; i < 6; i++) await peer.write(chunk);
  await peer.write(`\n${JSON.stringify(PING)}\n`);
  await peer.end();
  assert.deepEqual(peer.received, [PING]);
  assert.match(
    JSON.stringify(peer.sent()),
    /-32600.*longer than 4194304 bytes/,
  );
});

Deno.test("LineTransport drops half a line at the end of input and closes", async () => {
  const peer = connect();
  let closed = 0;
  peer.transport.onclose = () => closed++;
  await peer.write(`${JSON.stringify(PING)}\n{"jsonrpc":"2.0"`);
  await peer.end();
  await peer.transport.closed;
  assert.equal(closed, 1);
  assert.deepEqual(peer.received, [PING]);
});

Deno.test("LineTransport closes when nobody reads its output", async () => {
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const output = new WritableStream<Uint8Array>({
    write: () => {
      throw new Deno.errors.BrokenPipe("gone");
    },
  });
  const transport = new LineTransport({ input: input.readable, output });
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
  await transport.closed;
  await input.readable.cancel();
});

Deno.test("LineTransport waits a moment at the end of input for what was asked", async () => {
  const peer = connect(10_000);
  const answer = { jsonrpc: "2.0" as const, id: PING.id, result: {} };
  let timer: ReturnType<typeof setTimeout> | undefined;
  peer.transport.onmessage = () => {
    timer = setTimeout(() => peer.transport.send(answer), 20);
  };
  await peer.write(`${JSON.stringify(PING)}\n`);
  await peer.end();
  await peer.transport.closed;
  clearTimeout(timer);
  assert.deepEqual(peer.sent(), [answer]);
});

Deno.test("LineTransport does not wait for what was cancelled", async () => {
  const peer = connect(10_000);
  const cancelled = {
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId: 1 },
  };
  await peer.write(`${JSON.stringify(PING)}\n${JSON.stringify(cancelled)}\n`);
  await peer.end();
  await peer.transport.closed;
});

Deno.test("LineTransport ends although a request is never answered", async () => {
  const peer = connect();
  await peer.write(`${JSON.stringify(PING)}\n`);
  await peer.end();
  await peer.transport.closed;
});

Deno.test("LineTransport takes a line that breaks off for no message", async () => {
  const peer = connect();
  await peer.write(`${JSON.stringify(PING)}\n${JSON.stringify(PING)}`);
  await peer.end();
  assert.deepEqual(peer.received, [PING]);
  assert.deepEqual(peer.sent(), []);
});
