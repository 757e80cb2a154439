import assert from "node:assert/strict";
import {
  getApplication,
  getEvents,
  getProject,
  getVersion,
  listApplications,
  listClusters,
  listRepositories,
} from "../../lib/argocd/endpoints.ts";
import {
  answer,
  chunks,
  json,
  stallAfter,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const APPLICATION = {
  path: { name: "web" },
  purpose: "read application 'web'",
};

Deno.test("what is no answer of Argo CD is named, whatever its status says", async (t) => {
  const cases = [
    [
      "a sign-in page",
      answer(
        "<!doctype html><title>Log in to Example</title><input type=password>",
        {
          type: "text/html",
        },
      ),
      "NOT_ARGOCD",
      /answered with a sign-in page of something in front of Argo CD \('Log in to Example'\) instead of data$/,
    ],
    [
      "a page that says it is JSON",
      answer("<html><head><title>Sign in</title></head></html>"),
      "NOT_ARGOCD",
      /sign-in page/,
    ],
    [
      "the web interface",
      answer('<!doctype html><title>Argo CD</title><base href="/">', {
        type: "text/html",
      }),
      "NOT_ARGOCD",
      /a page of Argo CD's web interface/,
    ],
    [
      "another content type",
      answer("a,b", { type: "text/csv" }),
      "BAD_RESPONSE",
      /content type 'text\/csv': a,b$/,
    ],
    [
      "JSON of another type",
      answer("{}", { type: "text/plain" }),
      "BAD_RESPONSE",
      /content type 'text\/plain'$/,
    ],
    [
      "JSON that breaks off",
      answer('{"metadata":'),
      "BAD_RESPONSE",
      /damaged or breaks off$/,
    ],
    ["nothing", answer(""), "BAD_RESPONSE", /an empty body$/],
    ["a JSON list", json([1]), "BAD_RESPONSE", /JSON that is not an object$/],
    ["a JSON text", json("ok"), "BAD_RESPONSE", /JSON that is not an object$/],
  ] as const;
  for (const [name, reply, code, message] of cases) {
    await t.step(name, async () => {
      await using server = startFaultServer({ replies: [reply] });
      using open = openClient(server.url);
      const error = await failureOf(
        open.client.call(getApplication, APPLICATION),
      );
      assert.equal(error.code, code);
      assert.match(
        error.message,
        /^Cannot read application 'web': http:\/\/127/,
      );
      assert.match(error.message, message);
      assert.equal(server.requests.length, 1);
    });
  }
});

Deno.test("a body is counted while it is read, after decompression", async () => {
  const zeros = new Uint8Array(1 << 20);
  const bomb = new Blob(Array(64).fill(zeros)).stream().pipeThrough(
    new CompressionStream("gzip"),
  );
  const packed = new Uint8Array(await new Response(bomb).arrayBuffer());
  assert(packed.length < 1 << 17);
  await using server = startFaultServer({
    replies: [
      answer(packed, { headers: { "content-encoding": "gzip" } }),
      chunks((function* () {
        while (true) yield "x".repeat(65_536);
      })()),
    ],
  });
  using open = openClient(server.url, { maxBodyBytes: 1 << 20 });
  for (const _ of ["bomb", "endless"]) {
    const error = await failureOf(
      open.client.call(getApplication, APPLICATION),
    );
    assert.equal(error.code, "TOO_LARGE");
    assert.equal(
      error.message,
      "Cannot read application 'web': the answer has more than 1 MiB",
    );
  }
  assert.equal(server.requests.length, 2);
});

Deno.test("an error body is not read to its end when it has none", async () => {
  await using server = startFaultServer({
    replies: [
      async (wire, request) => {
        const page = `<html><title>Oops</title>${"x".repeat(100_000)}`;
        await answer(page, {
          status: 400,
          type: "text/html",
          headers: { "content-length": "999999" },
        })(wire, request);
        await wire.stopped;
      },
    ],
  });
  using open = openClient(server.url);
  const error = await failureOf(open.client.call(getApplication, APPLICATION));
  assert.equal(error.code, "NOT_ARGOCD");
  assert.match(error.message, /\('Oops'\)/);
});

Deno.test("a body that stalls ends at the deadline and says how far it got", async () => {
  await using server = startFaultServer({
    replies: [stallAfter('{"metadata":')],
  });
  using open = openClient(server.url, { timeoutMs: 200 });
  const error = await failureOf(open.client.call(getApplication, APPLICATION));
  assert.equal(error.code, "TIMEOUT");
  assert.match(
    error.message,
    /within 0\.2 s, still waiting for the rest of the answer after 12 bytes$/,
  );
  assert.equal(server.requests.length, 1);
});

Deno.test("JSON of another program is neither an empty list nor an application without anything", async (t) => {
  const foreign = [{ status: "ok" }, {}, null, { items: -1, metadata: "x" }];
  const calls = [
    [listApplications, {}, "items"],
    [listClusters, {}, "items"],
    [listRepositories, {}, "items"],
    [getApplication, { path: { name: "web" } }, "metadata"],
    [getEvents, { path: { name: "web" } }, "items"],
    [getProject, { path: { project: "web" } }, "metadata"],
    [getVersion, {}, "Version"],
  ] as const;
  for (const [endpoint, options, key] of calls) {
    await t.step(endpoint.path, async () => {
      for (const body of foreign) {
        await using server = startFaultServer({ replies: [json(body)] });
        using open = openClient(server.url);
        const error = await failureOf(
          open.client.call<unknown>(endpoint, options),
        );
        assert.equal(error.code, "NOT_ARGOCD");
        assert.match(
          error.message,
          new RegExp(
            `answered 200 with JSON that is not Argo CD's: it has no '${key}'$`,
          ),
        );
        assert.equal(server.requests.length, 1);
      }
    });
  }
});

Deno.test("null is what Argo CD writes for a list without items", async () => {
  await using server = startFaultServer({
    replies: [json({ metadata: {}, items: null })],
  });
  using open = openClient(server.url);
  assert.deepEqual(await open.client.call(listApplications), { metadata: {} });
});
