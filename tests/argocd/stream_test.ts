import assert from "node:assert/strict";
import { cutLogLine } from "../../lib/argocd/cut_log_line.ts";
import {
  getLogs,
  getVersion,
  listApplications,
  watchApplications,
} from "../../lib/argocd/endpoints.ts";
import {
  answer,
  argocdError,
  chunks,
  hangUp,
  json,
  type Reply,
  stall,
  stallAfter,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { collect, failureOf, openClient } from "../helpers/open_client.ts";

const LOGS = {
  path: { name: "web" },
  query: { tailLines: 10 },
  purpose: "read logs of 'web'",
};

/** A line as Argo CD writes it. */
function logLine(content: string, last = false): string {
  return `${
    JSON.stringify({
      result: {
        content,
        timeStamp: "2026-08-20T09:23:34Z",
        last,
        timeStampStr: "2026-08-20T09:23:34.599638Z",
        podName: "web-1",
      },
    })
  }\n`;
}

async function contents(
  reply: Reply,
): Promise<readonly (string | undefined)[]> {
  await using server = startFaultServer({ replies: [reply] });
  using open = openClient(server.url);
  const messages = await collect(open.client.stream(getLogs, LOGS));
  return messages.map(({ content }) => content);
}

Deno.test("stream() yields each message, wherever the network cuts and without a newline at the end", async () => {
  const text = logLine("ä1") + "\n" + logLine("2") + logLine("€3").trimEnd();
  const bytes = new TextEncoder().encode(text);
  const parts = Array.from(
    { length: Math.ceil(bytes.length / 7) },
    (_, index) => bytes.slice(index * 7, index * 7 + 7),
  );
  assert.deepEqual(await contents(chunks(parts)), ["ä1", "2", "€3"]);
  assert.deepEqual(await contents(answer(text)), ["ä1", "2", "€3"]);
});

Deno.test("an answer without a line is a stream without a message", async () => {
  assert.deepEqual(await contents(answer("")), []);
  assert.deepEqual(await contents(answer("", { type: "" })), []);
});

Deno.test("a message that is there already is not held back by a silence after it", async () => {
  await using server = startFaultServer({
    replies: [chunks([logLine("first")], { end: false })],
  });
  using open = openClient(server.url, { timeoutMs: 300 });
  const stream = open.client.stream(getLogs, LOGS)[Symbol.asyncIterator]();
  assert.equal((await stream.next()).value?.content, "first");
  const error = await failureOf(stream.next());
  assert.equal(
    error.toString(),
    "TIMEOUT: Cannot read logs of 'web': no complete answer within 0.3 s, still waiting for the next line of a stream\nNext: Try again, ask for less, or have the operator raise ARGOCD_TIMEOUT",
  );
});

Deno.test("a stream that never begins ends at the deadline or with its caller", async () => {
  await using server = startFaultServer({ replies: [stall] });
  using open = openClient(server.url, { timeoutMs: 100 });
  const late = await failureOf(collect(open.client.stream(watchApplications)));
  assert.equal(late.code, "TIMEOUT");
  using patient = openClient(server.url);
  const controller = new AbortController();
  const work = failureOf(
    collect(
      patient.client.stream(watchApplications, { signal: controller.signal }),
    ),
  );
  controller.abort();
  assert.equal((await work).code, "CANCELLED");
});

/** Enough for several garbage collections. */
async function makeGarbage(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    Array.from({ length: 50_000 }, (_, index) => ({ index }));
    await new Promise((next) => setTimeout(next, 1));
  }
}

Deno.test("a silent stream and a stalled body end with their caller after garbage was collected, too", async () => {
  for (const reply of ["stream", "json"] as const) {
    await using server = startFaultServer({
      replies: [
        reply === "json"
          ? stallAfter('{"items":[')
          : chunks([logLine("one"), logLine("two")], { end: false }),
      ],
    });
    using open = openClient(server.url, { timeoutMs: 5_000 });
    const controller = new AbortController();
    const { signal } = controller;
    const work = failureOf(
      reply === "json"
        ? open.client.call(listApplications, { signal })
        : collect(open.client.stream(getLogs, { ...LOGS, signal })),
    );
    await new Promise((next) => setTimeout(next, 50));
    await makeGarbage();
    controller.abort();
    assert.equal((await work).code, "CANCELLED");
  }
});

Deno.test("a call may have a time limit of its own, longer than usual or shorter", async () => {
  await using server = startFaultServer({
    replies: [chunks([logLine("first")], { end: false })],
  });
  using impatient = openClient(server.url, { timeoutMs: 50 });
  const long = await failureOf(
    collect(impatient.client.stream(getLogs, { ...LOGS, timeoutMs: 300 })),
  );
  assert.match(long.message, /^Cannot .*: no complete answer within 0\.3 s,/);
  using patient = openClient(server.url);
  const short = await failureOf(
    patient.client.call(getVersion, { timeoutMs: 100 }),
  );
  assert.match(short.message, /no complete answer within 0\.1 s,/);
});

Deno.test("leaving the loop ends the request", async () => {
  const { promise: left, resolve } = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<string> {
    while (true) {
      yield logLine("again");
      // Lets the client's reads and its leaving happen in between.
      await new Promise((next) => setTimeout(next, 1));
    }
  }
  await using server = startFaultServer({
    replies: [async (wire, request) => {
      try {
        await chunks(endless())(wire, request);
      } finally {
        resolve();
      }
    }],
  });
  using open = openClient(server.url);
  let count = 0;
  for await (const { content } of open.client.stream(getLogs, LOGS)) {
    assert.equal(content, "again");
    if (++count === 3) break;
  }
  await left;
});

Deno.test("an error inside a stream is thrown after the messages before it", async () => {
  const wrapped = JSON.stringify({
    error: {
      grpc_code: 7,
      http_code: 403,
      message: "permission denied",
      http_status: "Forbidden",
    },
  });
  await using server = startFaultServer({
    replies: [chunks([logLine("one"), wrapped])],
  });
  using open = openClient(server.url);
  const seen: unknown[] = [];
  const error = await failureOf((async () => {
    for await (const { content } of open.client.stream(getLogs, LOGS)) {
      seen.push(content);
    }
  })());
  assert.deepEqual(seen, ["one"]);
  assert.equal(error.code, "NOT_FOUND_OR_FORBIDDEN");
  assert.equal(error.status, 403);
  assert.match(error.message, /^Cannot read logs of 'web': it does not exist/);
});

Deno.test("an error before a stream comes in its wrapped and in its plain form", async () => {
  const wrapped = json({
    error: { grpc_code: 16, http_code: 401, message: "no session information" },
  }, { status: 401 });
  for (
    const [reply, code] of [
      [wrapped, "UNAUTHENTICATED"],
      [
        argocdError(400, 3, 'strconv.ParseInt: parsing "abc"'),
        "INVALID_REQUEST",
      ],
      [
        answer("<html><title>Sign in</title>", { type: "text/html" }),
        "NOT_ARGOCD",
      ],
      [answer("hello", { type: "text/plain" }), "BAD_RESPONSE"],
      [hangUp, "CONNECTION_LOST"],
    ] as const
  ) {
    await using server = startFaultServer({ replies: [reply] });
    using open = openClient(server.url);
    const error = await failureOf(collect(open.client.stream(getLogs, LOGS)));
    assert.equal(error.code, code);
    assert.equal(server.requests.length, 1);
  }
});

Deno.test("a stream that breaks off or is not JSON says so", async () => {
  await using server = startFaultServer({
    replies: [
      async (wire, request) => {
        await chunks([logLine("one")], { end: true })({
          ...wire,
          write: (bytes) =>
            bytes === "0\r\n\r\n"
              ? Promise.resolve(wire.close())
              : wire.write(bytes),
        }, request);
      },
      chunks([logLine("one"), '{"result":{"conte']),
    ],
  });
  using open = openClient(server.url);
  const lost = await failureOf(collect(open.client.stream(getLogs, LOGS)));
  assert.equal(lost.code, "CONNECTION_LOST");
  const cut = await failureOf(collect(open.client.stream(getLogs, LOGS)));
  assert.equal(cut.code, "BAD_RESPONSE");
});

Deno.test("one log line of 10 MB is cut and the lines around it are whole", async () => {
  const mib = "x".repeat(1 << 20);
  function* parts(): Generator<string> {
    yield logLine("before");
    yield '{"result":{"content":"';
    for (let count = 0; count < 10; count++) yield mib;
    yield '","timeStamp":"2026-08-20T09:23:34Z","last":false,"timeStampStr":"2026","podName":"web-1"}}\n';
    yield logLine("after");
  }
  await using server = startFaultServer({ replies: [chunks(parts())] });
  using open = openClient(server.url);
  const [before, long, after] = await collect(
    open.client.stream(getLogs, LOGS),
  );
  assert.equal(before?.content, "before");
  assert.equal(long?.podName, "web-1");
  assert.match(long?.content ?? "", /^x{1000,20000}… \(line cut\)$/);
  assert.equal(after?.content, "after");
});

Deno.test("a line that is too long and is no log line is too large", async () => {
  await using server = startFaultServer({
    replies: [chunks([`{"result":{"type":"${"x".repeat(3_000)}"}}\n`])],
  });
  using open = openClient(server.url, { maxLineBytes: 1_000 });
  const error = await failureOf(collect(open.client.stream(watchApplications)));
  assert.equal(error.code, "TOO_LARGE");
});

Deno.test("a stream that does not end is ended at its limit", async () => {
  function* endless(): Generator<string> {
    while (true) yield logLine("x".repeat(10_000));
  }
  await using server = startFaultServer({ replies: [chunks(endless())] });
  using open = openClient(server.url, { maxStreamBytes: 1 << 20 });
  let count = 0;
  const error = await failureOf((async () => {
    for await (const _ of open.client.stream(getLogs, LOGS)) count++;
  })());
  assert.equal(error.code, "TOO_LARGE");
  assert.equal(
    error.message,
    "Cannot read logs of 'web': the answer has more than 1 MiB",
  );
  assert(count > 50 && count < 110, `${count}`);
});

Deno.test("cutLogLine() never leaves half an escape", () => {
  const tail = '","timeStamp":null,"last":false,"podName":"web-1"}}';
  for (
    const [content, expected] of [
      ["ab\\", "ab"],
      ["ab\\\\", "ab\\"],
      ["ab\\\\\\", "ab\\"],
      ["ab\\n", "ab\n"],
      ["ab\\u", "ab"],
      ["ab\\u00", "ab"],
      ["ab\\u00e4", "abä"],
      ["ab\\\\u00", "ab\\u00"],
      ['ab\\"', 'ab"'],
    ] as const
  ) {
    assert.equal(
      cutLogLine(`{"result":{"content":"${content}`, tail)?.content,
      `${expected}… (line cut)`,
    );
  }
  assert.equal(cutLogLine('{"result":{"type":"x', tail), undefined);
  assert.equal(
    cutLogLine('{"result":{"content":"x', "no structure"),
    undefined,
  );
  const trap = cutLogLine(
    '{"result":{"content":"x',
    '\\",\\"timeStamp\\":1","timeStamp":null,"podName":"web-1"}}',
  );
  assert.deepEqual(trap, {
    content: "x… (line cut)",
    timeStamp: null,
    podName: "web-1",
  });
});
