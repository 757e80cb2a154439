import assert from "node:assert/strict";
import { programCommand } from "../helpers/program_command.ts";
import { RawClient, type RawMessage } from "../helpers/raw_client.ts";

const DEMO = programCommand({ args: ["demo"] });

/** The process lives and serves: a ping, and a tool that asks the Argo CD. */
async function servesOn(client: RawClient): Promise<void> {
  const pong = await client.ask("alive", "ping");
  assert.deepEqual([pong.id, pong.result], ["alive", {}]);
  const called = await client.ask("works", "tools/call", {
    name: "list_clusters",
    arguments: {},
  });
  assert.equal(called.id, "works");
  assert.equal(called.result?.isError ?? false, false);
}

interface Case {
  readonly name: string;
  readonly line: string | Uint8Array<ArrayBuffer>;
  /** Code of the error that answers it; without one, there is no answer. */
  readonly code?: number;
  /** The id of the answer. */
  readonly id?: string | number | null;
}

const CALL = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":';

const CASES: readonly Case[] = [
  { name: "text that is not JSON", line: "hello", code: -32700, id: null },
  {
    name: "half a message",
    line: '{"jsonrpc":"2.0","id":1,',
    code: -32700,
    id: null,
  },
  {
    name: "NaN",
    line: '{"jsonrpc":"2.0","id":NaN,"method":"ping"}',
    code: -32700,
    id: null,
  },
  {
    name: "UTF-8 that is cut short",
    line: Uint8Array.from([0x22, 0xe2, 0x82, 0x22, 0xc3]),
    code: -32700,
    id: null,
  },
  { name: "a NUL byte", line: "\0", code: -32700, id: null },
  { name: "an empty line", line: "" },
  { name: "a blank line with a carriage return", line: "  \r" },
  { name: "a number", line: "42", code: -32600, id: null },
  { name: "null", line: "null", code: -32600, id: null },
  { name: "an object of no kind", line: "{}", code: -32600, id: null },
  {
    name: "the old version",
    line: '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    code: -32600,
    id: 1,
  },
  {
    name: "a null id",
    line: '{"jsonrpc":"2.0","id":null,"method":"ping"}',
    code: -32600,
    id: null,
  },
  {
    name: "an object as id",
    line: '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    code: -32600,
    id: null,
  },
  {
    name: "a batch, which no revision since 2025-06-18 has",
    line: '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    code: -32600,
    id: null,
  },
  {
    name: "an answer that nobody asked for",
    line: '{"jsonrpc":"2.0","id":99,"result":{}}',
  },
  {
    name: "a notification that nobody knows",
    line: '{"jsonrpc":"2.0","method":"notifications/none"}',
  },
  {
    name: "an unknown method",
    line: '{"jsonrpc":"2.0","id":7,"method":"no/such"}',
    code: -32601,
    id: 7,
  },
  {
    name: "params that are a list",
    line: '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":[1]}',
    code: -32600,
    id: 7,
  },
  {
    name: "an id that is not whole",
    line: '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
    code: -32600,
    id: null,
  },
  {
    name: "a request with a key that no request has",
    line: '{"jsonrpc":"2.0","id":7,"method":"ping","extra":1}',
    code: -32600,
    id: 7,
  },
  {
    name: "metadata that are a number",
    line: '{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":5}}',
    code: -32600,
    id: 7,
  },
  { name: "a call without a name", line: `${CALL}{}}`, code: -32602, id: 7 },
  {
    name: "a call whose name is a number",
    line: `${CALL}{"name":5}}`,
    code: -32602,
    id: 7,
  },
  {
    name: "a call of a property of every object",
    line: `${CALL}{"name":"__proto__"}}`,
    code: -32602,
    id: 7,
  },
  {
    name: "a call of another one",
    line: `${CALL}{"name":"constructor"}}`,
    code: -32602,
    id: 7,
  },
  {
    name: "arguments that are a text",
    line: `${CALL}{"name":"list_clusters","arguments":"x"}}`,
    code: -32602,
    id: 7,
  },
];

Deno.test("what is not a message is answered or ignored, and the next request is served", async (t) => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  for (const { name, line, code, id } of CASES) {
    await t.step(name, async () => {
      await client.sendRaw(line);
      await client.sendRaw("\n");
      if (code !== undefined) {
        const answer = await client.next();
        assert.deepEqual([answer.id, answer.error?.code], [id, code]);
      }
      await servesOn(client);
    });
  }
  assert.equal(await client.end(), 0);
  assert.deepEqual(client.noise, []);
});

Deno.test("the same requests before the handshake harm nothing either", async () => {
  for (const { line } of CASES) {
    await using client = new RawClient(DEMO);
    await client.sendRaw(line);
    await client.sendRaw("\n");
    await client.send({ jsonrpc: "2.0", id: "first", method: "ping" });
    let answer: RawMessage;
    do answer = await client.next(); while (answer.id !== "first");
    assert.equal(await client.end(), 0);
    assert.deepEqual(client.noise, []);
  }
});

Deno.test("keys that mean something to JavaScript are refused, or dropped without a trace", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  async function call(key: string): Promise<RawMessage> {
    await client.sendRaw(
      `${CALL}{"name":"list_clusters","arguments":{"${key}":{"bogus":1}}}}\n`,
    );
    return await client.next();
  }
  for (const key of ["constructor", "toString", "hasOwnProperty"]) {
    const { result } = await call(key);
    assert.equal(result?.isError, true, key);
    const [{ text }] = result?.content as [{ text: string }];
    assert.match(text, /^INVALID_ARGUMENT: /);
  }
  const plain = await client.ask(7, "tools/call", { name: "list_clusters" });
  assert.deepEqual(await call("__proto__"), plain);
  await servesOn(client);
});

Deno.test("nesting of 10,000 levels is an argument like any other wrong one", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  const deep = "[".repeat(10_000) + "]".repeat(10_000);
  await client.sendRaw(
    `${CALL}{"name":"list_clusters","arguments":{"limit":${deep}}}}\n`,
  );
  const { id, result, error } = await client.next();
  assert.equal(id, 7);
  assert(error !== undefined || result?.isError === true);
  await servesOn(client);
});

Deno.test("a line of 5 MB is refused while it is read, and the line behind it is served", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  const chunk = "x".repeat(64 * 1024);
  await client.sendRaw(`${CALL}{"name":"`);
  for (let sent = 0; sent < 5 * 1024 * 1024; sent += chunk.length) {
    await client.sendRaw(chunk);
  }
  await client.sendRaw('"}}\n');
  const { id, error } = await client.next();
  assert.deepEqual([id, error?.code], [null, -32600]);
  await servesOn(client);
});

Deno.test("two requests with one id both get an answer", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  const request = { jsonrpc: "2.0", id: 5, method: "ping" };
  await client.send(request);
  await client.send(request);
  assert.deepEqual([(await client.next()).id, (await client.next()).id], [
    5,
    5,
  ]);
  await servesOn(client);
});

Deno.test("a message may arrive byte by byte, with a carriage return and behind a byte order mark", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  const line = '\uFEFF{"jsonrpc":"2.0","id":"slow","method":"ping"}\r\n';
  for (const byte of new TextEncoder().encode(line)) {
    await client.sendRaw(Uint8Array.of(byte));
  }
  const { id, result } = await client.next();
  assert.deepEqual([id, result], ["slow", {}]);
});

Deno.test("the ids of answers are those of the questions, whatever their type", async () => {
  await using client = new RawClient(DEMO);
  await client.initialize();
  const ids = [
    0,
    -1,
    Number.MAX_SAFE_INTEGER,
    "",
    "0",
    "ü\u2028",
    "x".repeat(500),
  ];
  for (const id of ids) {
    assert.equal((await client.ask(id, "ping")).id, id);
    assert.equal((await client.ask(id, "tools/list")).id, id);
  }
});

Deno.test("a client of 2026-07-28 is told what is missing in its envelope", async () => {
  await using client = new RawClient(DEMO);
  const claim = "io.modelcontextprotocol/protocolVersion";
  const unsupported = await client.ask(1, "server/discover", {
    _meta: {
      [claim]: "2031-01-01",
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  });
  assert.equal(unsupported.error?.code, -32022);
  const incomplete = await client.ask(2, "server/discover", {
    _meta: { [claim]: "2026-07-28" },
  });
  assert.equal(incomplete.error?.code, -32602);
  const discovered = await client.ask(3, "server/discover", {
    _meta: {
      [claim]: "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  });
  assert.deepEqual(discovered.result?.supportedVersions, ["2026-07-28"]);
  assert.equal(typeof discovered.result?.instructions, "string");
});
