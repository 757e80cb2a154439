/**
 * Verdict j), streams: what never begins and how what comes is framed.
 *
 * | verdict                                                                  | recorded as (v3.5)                             |
 * | ------------------------------------------------------------------------ | ---------------------------------------------- |
 * | newline-delimited JSON; SSE where it is accepted                          | logs: `logs: Accept text/event-stream`          |
 * | **nothing at all, not even headers, before the first event**              | streams: the entries with status 0              |
 * | a name that does not exist is the same silence; `resourceVersion` is not checked | streams; `await_application_test.ts`     |
 * | bad selector 500, no token 401 at once                                   | errors: `stream without Authorization`          |
 * | follow=true: no keepalive                                                | no read tool follows                            |
 *
 * @module
 */
import assert from "node:assert/strict";
import { connect } from "../../lib/argocd/connect.ts";
import { watchApplications } from "../../lib/argocd/endpoints.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { onGet } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { readEverything, toolNamed } from "./all_reads.ts";

const TIMEOUT_MS = 400;

Deno.test("a stream that says nothing ends at the deadline", async () => {
  const simulator = createSimulator();
  await using served = serveSimulator(simulator);
  const { token } = simulator.credentials.admin;
  using connection = connect({
    instance: "test",
    baseUrl: new URL(`${served.url.replace(/\/+$/, "")}/`),
    credential: bearerToken(token, "test"),
    timeoutMs: TIMEOUT_MS,
  });
  const watch = connection.forTier("read").stream(watchApplications, {
    query: { name: "no-such-app" },
    purpose: "watch 'no-such-app'",
  });
  await assert.rejects(
    async () => {
      for await (const _event of watch) assert.fail("nothing is to come");
    },
    {
      code: "TIMEOUT",
      message:
        /^Cannot watch 'no-such-app': no complete answer within 0\.4 s, still waiting for a connection and the beginning/,
    },
  );
});

Deno.test("a log that never begins ends the call at the deadline with what is known of the pod", async () => {
  await using h = harness({
    timeoutMs: TIMEOUT_MS,
    intercept: onGet(/\/logs$/, () => new Promise<Response>(() => {})),
  });
  const { text, structured } = await h.call(
    toolNamed("get_application_logs"),
    { application: "worker", previous: false },
  );
  assert.match(
    text,
    /CrashLoopBackOff.* · no log: TIMEOUT: Cannot read logs of pod/,
  );
  const [source] = structured?.["sources"] as { problem?: string }[];
  assert.match(source?.problem ?? "", /^TIMEOUT: /);
});

Deno.test("no read that does not wait opens a watch or follows a log, which would be a silence without an end", async () => {
  const accepts = new Set<string | null>();
  await using h = harness({
    intercept: (request) => {
      accepts.add(request.headers.get("accept"));
      return undefined;
    },
  });
  await readEverything(h);
  for (const { path, query } of h.requests) {
    assert.doesNotMatch(path, /\/stream\//);
    if (path.endsWith("/logs")) assert.equal(query.get("follow"), "false");
  }
  // Server-sent events are frames of their own; they are not asked for.
  assert.deepEqual([...accepts], ["application/json"]);
});

Deno.test("the last line of a log counts without a newline after it", async () => {
  const line = (content: string) =>
    JSON.stringify({
      result: {
        content,
        podName: "p",
        timeStampStr: "2026-11-21T05:00:00Z",
      },
    });
  await using h = harness({
    intercept: onGet(
      /\/logs$/,
      () =>
        new Response(`${line("first")}\n${line("the last one")}`, {
          headers: { "content-type": "application/json" },
        }),
    ),
  });
  const { structured } = await h.call(toolNamed("get_application_logs"), {
    application: "worker",
    previous: false,
  });
  assert.equal(structured?.["log"], "first\nthe last one");
});
