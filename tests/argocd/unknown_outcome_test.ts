import assert from "node:assert/strict";
import {
  createApplication,
  getApplication,
} from "../../lib/argocd/endpoints.ts";
import {
  answer,
  argocdError,
  hangUp,
  json,
  type Reply,
  stall,
  startFaultServer,
  truncateAfter,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

function page(status: number, title: string): Reply {
  const html = `<html><head><title>${title}</title></head><body></body></html>`;
  return answer(html, { status, type: "text/html" });
}

const NOT_KNOWN: readonly (readonly [string, Reply])[] = [
  ["a connection that is closed without an answer", hangUp],
  ["a body that breaks off", truncateAfter('{"metadata":')],
  ["no answer before the deadline", stall],
  ["200 with damaged JSON", answer('{"metadata":')],
  ["200 with an empty body", answer("")],
  ["200 with another content type", answer("done", { type: "text/plain" })],
  ["502 with a gateway's page", page(502, "502 Bad Gateway")],
  ["504 with a gateway's page", page(504, "504 Gateway Time-out")],
  ["504 of Argo CD", argocdError(504, 4, "context deadline exceeded")],
];

const KNOWN: readonly (readonly [string, Reply])[] = [
  ["400", argocdError(400, 3, "invalid")],
  ["403", argocdError(403, 7, "permission denied")],
  ["409", argocdError(409, 10, "operation in progress")],
  ["429", argocdError(429, 8, "slow down")],
  ["500", argocdError(500, 2, "broken")],
  ["503", argocdError(503, 14, "connection error")],
  ["a login page with 200", page(200, "Sign in")],
  ["another program's JSON", json({ hello: "world" })],
];

for (const [isUnknown, cases] of [[true, NOT_KNOWN], [false, KNOWN]] as const) {
  for (const [what, reply] of cases) {
    Deno.test(`the outcome of a write is ${isUnknown ? "not known" : "known"} after ${what}`, async () => {
      await using server = startFaultServer({ replies: [reply] });
      const timeoutMs = reply === stall ? 100 : 5_000;
      using open = openClient(server.url, { tier: "write", timeoutMs });
      const error = await failureOf(
        open.client.call(createApplication, { body: {} }),
      );
      assert.equal(error.outcomeUnknown, isUnknown, error.toString());
      const text =
        /; whether Argo CD carried it out is not known\nNext: Look at the present state before trying again; nothing was sent a second time$/;
      assert.equal(text.test(error.toString()), isUnknown, error.toString());
      assert.equal(server.requests.length, 1);
    });

    Deno.test(`a read changes nothing after ${what}`, async () => {
      await using server = startFaultServer({ replies: [reply] });
      const timeoutMs = reply === stall ? 100 : 5_000;
      using open = openClient(server.url, { tier: "write", timeoutMs });
      const error = await failureOf(
        open.client.call(getApplication, { path: { name: "web" } }),
      );
      assert.equal(error.outcomeUnknown, false);
      assert.doesNotMatch(error.toString(), /is not known/);
    });
  }
}

Deno.test("the status of an answer whose outcome is not known is kept", async () => {
  await using server = startFaultServer({ replies: [page(504, "x")] });
  using open = openClient(server.url, { tier: "write" });
  const error = await failureOf(
    open.client.call(createApplication, { body: {} }),
  );
  assert.deepEqual([error.code, error.status], ["UNAVAILABLE", 504]);
});
