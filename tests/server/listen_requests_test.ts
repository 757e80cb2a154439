import assert from "node:assert/strict";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { ListenRequests } from "../../lib/server/listen_requests.ts";
import {
  ResourceWatches,
  type WatchesOptions,
} from "../../lib/server/resource_watches.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";

const URI = "argocd://a/applications/argocd/guestbook";

function listen(id: number, uris: unknown): JSONRPCMessage {
  return {
    jsonrpc: "2.0",
    id,
    method: "subscriptions/listen",
    params: {
      notifications: { toolsListChanged: true, resourceSubscriptions: uris },
    },
  } as JSONRPCMessage;
}

function cancelled(requestId: number): JSONRPCMessage {
  return {
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId },
  };
}

/** Watches that tell nobody, and the calls that they make. */
function watching(
  { instances, run }: Pick<WatchesOptions, "instances" | "run">,
) {
  const runs: Promise<unknown>[] = [];
  const watches = new ResourceWatches({
    instances,
    run(...call) {
      const running = run(...call);
      runs.push(running);
      return running;
    },
    notify: () => {},
  });
  return { watches, runs };
}

async function moment(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("a subscription reaches the SDK once it is watched, without what cannot be", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const watches = new ResourceWatches({ ...it, notify: () => {} });
  const listening = new ListenRequests(watches);
  const delivered = Promise.withResolvers<JSONRPCMessage>();
  listening.receive(
    listen(1, [
      URI,
      URI,
      "argocd://a/applications/argocd/nope",
      "file:///etc/passwd",
    ]),
    delivered.resolve,
  );
  assert.deepEqual(await delivered.promise, listen(1, [URI]));
  watches.closeAll();
});

Deno.test("other messages pass at once, a subscription to lists among them", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const listening = new ListenRequests(
    new ResourceWatches({ ...it, notify: () => {} }),
  );
  const messages: readonly JSONRPCMessage[] = [
    { jsonrpc: "2.0", id: 1, method: "tools/list" },
    listen(2, []),
    listen(3, undefined),
    listen(4, [7]),
    listen(5, URI),
    cancelled(9),
    { jsonrpc: "2.0", id: 7, result: {} },
  ];
  const passed: JSONRPCMessage[] = [];
  for (const message of messages) {
    listening.receive(message, (one) => void passed.push(one));
  }
  assert.deepEqual(passed, messages);
  assert.deepEqual(a.requests, []);
});

Deno.test("a subscription that is cancelled while it is opened is never heard of", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<undefined>();
  await using a = site({
    intercept({ url }) {
      if (!url.includes("/applications/guestbook")) return undefined;
      asked.resolve();
      return answer.promise;
    },
  });
  await using it = await fleet([entryOf("a", a)]);
  const { watches, runs } = watching(it);
  const listening = new ListenRequests(watches);
  const passed: JSONRPCMessage[] = [];
  listening.receive(listen(1, [URI]), (one) => void passed.push(one));
  await asked.promise;
  listening.receive(cancelled(1), (one) => void passed.push(one));
  answer.resolve(undefined);
  await Promise.all(runs);
  await moment();
  assert.deepEqual(passed, []);
});

Deno.test.each([
  { what: "the client cancels it", end: cancelled(1), isSent: false },
  {
    what: "the server ends it",
    end: { jsonrpc: "2.0", id: 1, result: {} } as JSONRPCMessage,
    isSent: true,
  },
  {
    what: "the server refuses it",
    end: {
      jsonrpc: "2.0",
      id: 1,
      error: { code: -32603, message: "Subscription limit reached" },
    } as JSONRPCMessage,
    isSent: true,
  },
])("the watch ends when $what", async ({ end, isSent }) => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const { watches, runs } = watching(it);
  const listening = new ListenRequests(watches);
  const delivered = Promise.withResolvers<JSONRPCMessage>();
  listening.receive(listen(1, [URI]), delivered.resolve);
  await delivered.promise;
  const passed: JSONRPCMessage[] = [];
  if (isSent) listening.sent(end);
  else listening.receive(end, (one) => void passed.push(one));
  assert.equal(runs.length, 1);
  await Promise.all(runs);
  // The SDK ends its part of it.
  assert.deepEqual(passed, isSent ? [] : [end]);
});
