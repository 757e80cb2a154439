import assert from "node:assert/strict";
import {
  InMemoryTransport,
  type JSONRPCMessage,
} from "@modelcontextprotocol/server";
import {
  FirstAnswers,
  INITIALIZE_REVISIONS,
} from "../../lib/server/first_answers.ts";
import { STDIO_DELIVERY } from "../../lib/server/delivery.ts";
import { introduce } from "../../lib/server/introduce.ts";
import { Menus } from "../../lib/server/menus.ts";
import { createServerFactory } from "../../lib/server/mcp_server.ts";
import { preparedLists } from "../../lib/server/prepared_lists.ts";
import { onlyInstance } from "../helpers/only_instance.ts";

const POLICY = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
} as const;
const VERSION = "1.2.3";
const INSTANCES = onlyInstance(POLICY);

function initialize(protocolVersion: unknown): JSONRPCMessage {
  const params = {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  };
  return {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params,
  } as JSONRPCMessage;
}

const LIST: JSONRPCMessage = { jsonrpc: "2.0", id: 2, method: "tools/list" };
const LISTS: readonly JSONRPCMessage[] = [
  LIST,
  { jsonrpc: "2.0", id: 3, method: "prompts/list" },
  { jsonrpc: "2.0", id: 4, method: "resources/templates/list" },
];

function firstAnswers(): FirstAnswers {
  return new FirstAnswers(
    introduce(INSTANCES, { version: VERSION, delivery: STDIO_DELIVERY }),
    preparedLists(INSTANCES),
  );
}

/** What the SDK itself answers to the messages, in order. */
async function sdkAnswers(
  ...messages: readonly JSONRPCMessage[]
): Promise<readonly unknown[]> {
  const run = () => Promise.reject(new Error("no tool is called here"));
  const factory = createServerFactory({
    instances: INSTANCES,
    version: VERSION,
    delivery: STDIO_DELIVERY,
    run,
    menus: new Menus(run),
  });
  const [client, wire] = InMemoryTransport.createLinkedPair();
  const answers: unknown[] = [];
  const done = Promise.withResolvers<void>();
  client.onmessage = (message) => {
    // As it stands on the wire: the SDK marks results with symbols for its own use.
    answers.push(
      JSON.parse(JSON.stringify((message as { result?: unknown }).result)),
    );
    if (answers.length === messages.length) done.resolve();
  };
  const server = factory();
  await server.connect(wire);
  await client.start();
  for (const message of messages) await client.send(message);
  await done.promise;
  await server.close();
  return answers;
}

Deno.test.each(INITIALIZE_REVISIONS.map((revision) => ({ revision })))(
  "the prepared answers for $revision are the SDK's",
  async ({ revision }) => {
    const first = firstAnswers();
    const messages = [initialize(revision), ...LISTS];
    const prepared = messages.map((message) => first.answer(message));
    assert.deepEqual(prepared, await sdkAnswers(...messages));
  },
);

Deno.test("every revision that the SDK opens with 'initialize' has a prepared answer", async () => {
  const { SUPPORTED_PROTOCOL_VERSIONS } = await import(
    "@modelcontextprotocol/server"
  );
  const legacy = SUPPORTED_PROTOCOL_VERSIONS.filter((version) =>
    version < "2026"
  );
  assert.deepEqual([...INITIALIZE_REVISIONS].sort(), [...legacy].sort());
});

Deno.test.each([
  { what: "an unknown revision", message: initialize("1999-01-01") },
  { what: "a revision that is no text", message: initialize(7) },
  { what: "tools/list before initialize", message: LIST },
  {
    what: "server/discover",
    message: {
      jsonrpc: "2.0",
      id: 1,
      method: "server/discover",
    } as JSONRPCMessage,
  },
  {
    what: "initialize without a client",
    message: {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {} },
    } as JSONRPCMessage,
  },
])("$what is left to the SDK", ({ message }) => {
  assert.equal(firstAnswers().answer(message), undefined);
});

Deno.test("tools/list with parameters is left to the SDK, and so is a second initialize", () => {
  const first = firstAnswers();
  assert(first.answer(initialize("2025-06-18")));
  assert.equal(first.answer(initialize("2025-06-18")), undefined);
  const paged = { ...LIST, params: { cursor: "x" } } as JSONRPCMessage;
  assert.equal(first.answer(paged), undefined);
});
