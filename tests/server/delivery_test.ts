import assert from "node:assert/strict";
import {
  createMcpHandler,
  InMemoryTransport,
  type JSONRPCMessage,
} from "@modelcontextprotocol/server";
import { ChangingInstances } from "../../lib/instances/changing_instances.ts";
import type { Delivery } from "../../lib/server/delivery.ts";
import { createServerFactory } from "../../lib/server/mcp_server.ts";
import { ResourceWatches } from "../../lib/server/resource_watches.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";
import { withMenus } from "./offered.ts";

const URI = "argocd://a/applications/argocd/guestbook";

interface Answer {
  readonly result?: {
    readonly capabilities?: Readonly<
      Record<string, Readonly<Record<string, boolean>>>
    >;
  };
  readonly error?: { readonly code: number };
}

function request(
  method: string,
  params: Readonly<Record<string, unknown>>,
): JSONRPCMessage {
  return { jsonrpc: "2.0", id: method, method, params } as JSONRPCMessage;
}

const INITIALIZE = request("initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "0" },
});
const SUBSCRIBE = request("resources/subscribe", { uri: URI });

/** What a connection that stays open is answered, in order. */
async function answers(
  createServer: ReturnType<typeof createServerFactory>,
  messages: readonly JSONRPCMessage[],
): Promise<readonly Answer[]> {
  const [client, wire] = InMemoryTransport.createLinkedPair();
  const server = createServer();
  await server.connect(wire);
  await client.start();
  const got: Answer[] = [];
  for (const message of messages) {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    client.onmessage = (answer) => resolve(answer as Answer);
    await client.send(message);
    got.push(await promise);
  }
  await server.close();
  return got;
}

Deno.test.each(
  [
    { lists: true, resources: true },
    { lists: true, resources: false },
    { lists: false, resources: true },
    { lists: false, resources: false },
  ] satisfies readonly Delivery[],
)(
  "lists $lists, resources $resources: what is not delivered is neither promised nor accepted",
  async (delivery) => {
    await using a = site();
    await using it = await fleet([entryOf("a", a)]);
    assert(it.instances instanceof ChangingInstances);
    const watches = new ResourceWatches({ ...it, notify: () => {} });
    const createServer = createServerFactory({
      ...withMenus(it),
      version: "0",
      delivery,
      ...(delivery.resources ? { watches } : {}),
    });
    const [opened, subscribed] = await answers(createServer, [
      INITIALIZE,
      SUBSCRIBE,
    ]);
    const { tools, prompts, resources } = opened?.result?.capabilities ?? {};
    assert.deepEqual(tools, { listChanged: delivery.lists });
    assert.deepEqual(prompts, { listChanged: delivery.lists });
    assert.deepEqual(resources, {
      subscribe: delivery.resources,
      listChanged: false,
    });
    assert.equal(
      subscribed?.error?.code,
      delivery.resources ? undefined : -32601,
    );
    watches.closeAll();
  },
);

Deno.test("the 2026 revision acknowledges no subscription that is not delivered", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const handler = createMcpHandler(createServerFactory({
    ...withMenus(it),
    version: "0",
    delivery: { lists: true, resources: false },
  }));
  const end = new AbortController();
  const response = await handler.fetch(
    new Request("http://127.0.0.1/mcp", {
      method: "POST",
      signal: end.signal,
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "subscriptions/listen",
      },
      body: JSON.stringify(request("subscriptions/listen", {
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": {},
        },
        notifications: {
          toolsListChanged: true,
          resourceSubscriptions: [URI],
        },
      })),
    }),
  );
  const reader = response.body?.pipeThrough(new TextDecoderStream())
    .getReader();
  assert(reader);
  let text = "";
  while (!text.includes("acknowledged")) {
    const { value, done } = await reader.read();
    assert(!done, text);
    text += value;
  }
  assert.match(text, /"toolsListChanged":true/);
  assert.doesNotMatch(text, /resourceSubscriptions/);
  await reader.cancel();
  end.abort();
});
