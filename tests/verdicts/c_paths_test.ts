/**
 * Verdict c), paths: an encoded slash chooses another endpoint, dots are redirected, colons are verbs.
 *
 * | verdict                                                              | recorded as (v3.5/errors)                                   |
 * | -------------------------------------------------------------------- | ----------------------------------------------------------- |
 * | **`%2F` is decoded before routing**                                  | `encoded slash: GET guestbook%2Fsyncwindows is routed to …` |
 * | **DELETE `slow%2Foperation` terminates**                             | `encoded slash: DELETE slow%2Foperation is routed to …`     |
 * | dots, `//`: 307 with a cleaned `Location`                            | (no body; the simulator does it)                            |
 * | colon, `%3F`, `%23`, `;`, `%00`, upper case, 300 characters, empty   | 403 or 404; nothing that a reader should have to see        |
 * | unknown path: 404 text, or 200 HTML where HTML is accepted           | (the simulator does it)                                     |
 * | `/api/v1/version` does not exist                                     | it is `/api/version`                                        |
 *
 * @module
 */
import assert from "node:assert/strict";
import * as z from "zod";
import { TOOLS } from "../../lib/tools/registry.ts";
import { onGet } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, readEverything, toolNamed } from "./all_reads.ts";

const NO_NAMES = [
  "guestbook%2Fresource-tree",
  "slow%2Foperation",
  "slow%252Foperation",
  "..%2Fclusters",
  "%2e%2e%2fclusters",
  "..",
  "a//b",
  "a/b/c",
  "guestbook%3Async",
  "guest?x=1",
  "guest%3Fx",
  "guest#x",
  "guest;x",
  "guest\\x",
  "guest%00",
  "guest\r\nx",
  "%zz",
  "",
];

/** A name that ends a path; objects in a cluster may have it, and they go into the query. */
const VERB = "guestbook:sync";

/** Arguments whose value becomes a part of a path or of a key that Argo CD routes by. */
const REACHING = [
  "application",
  "project",
  "kind",
  "name",
  "namespace",
  "pod",
  "workload",
  "container",
];

Deno.test("an encoded slash is an endpoint of its own to Argo CD", async () => {
  await using h = harness();
  const { token } = h.simulator.credentials.admin;
  const answer = await h.simulator.fetch(
    new Request("http://argocd/api/v1/applications/guestbook%2Fsyncwindows", {
      headers: { authorization: `Bearer ${token}` },
    }),
  );
  assert.deepEqual(await answer.json(), { canSync: true });
});

/** What else a write must be told. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  create_application: {
    repo: "https://git.shop.example/shop/platform.git",
    namespace: "shop",
  },
  patch_resource: { patch: "{}" },
  rollback_application: { id: 0 },
  run_resource_action: { action: "restart" },
};

Deno.test("an encoded slash never reaches the server, nor anything else that is no name", async () => {
  await using h = harness({ policy: { tier: "destructive" } });
  let calls = 0;
  for (const tool of TOOLS) {
    const shape = (tool.input as z.ZodObject).shape as Record<
      string,
      z.ZodType
    >;
    for (const argument of REACHING.filter((name) => name in shape)) {
      const ends = argument === "application" || argument === "project";
      for (const value of ends ? [...NO_NAMES, VERB] : NO_NAMES) {
        const list = !shape[argument]?.safeParse(value).success;
        const args = {
          ...("application" in shape && tool.name !== "get_sync_windows"
            ? { application: "guestbook" }
            : {}),
          ...("kind" in shape && shape["kind"]?.safeParse("Pod").success
            ? { kind: "Pod" }
            : {}),
          ...("name" in shape ? { name: "x" } : {}),
          ...REQUIRED[tool.name],
          [argument]: list ? [value] : value,
        };
        const { text, isError } = await h.call(tool, args);
        assert(isError, `${tool.name} ${argument}=${value}`);
        assert.match(text, /^INVALID_ARGUMENT: /);
        calls++;
      }
    }
  }
  assert(calls > 300, `${calls} calls`);
  assert.deepEqual(asked(h), []);
});

Deno.test("a name that an answer carries is checked like one that a caller gives", async () => {
  const names = ["slow%2Foperation", "../clusters", "a/b", "x:sync", "ok"];
  await using h = harness({
    intercept: onGet("/api/v1/applications", () =>
      Response.json({
        items: names.map((name) => ({
          metadata: { name, namespace: "argocd" },
          spec: {
            project: "../../version",
            destination: { server: "https://kubernetes.default.svc" },
          },
          status: { sync: { status: "OutOfSync" } },
        })),
      })),
  });
  const { structured } = await h.call(toolNamed("list_applications"), {
    problems: true,
  });
  const items = structured?.["items"] as string[][];
  for (const row of items.filter(([name]) => name !== "ok")) {
    assert.equal(row.at(-1), "not readable: INVALID_ARGUMENT", row[0]);
  }
  const { text } = await h.call(toolNamed("get_server_info"));
  assert.match(text, /permissions not known: Cannot use '\.\.\/\.\.\/version/);
  for (const { path } of h.requests) {
    assert.doesNotMatch(path, /%|\.\.|:|\/\/|operation|clusters|can-i/, path);
  }
});

Deno.test("a redirect, which a path with dots is answered with, is told and not followed", async () => {
  await using h = harness({
    intercept: onGet(
      "/api/v1/applications/guestbook",
      () =>
        new Response(null, {
          status: 307,
          headers: { location: "/api/v1/clusters" },
        }),
    ),
  });
  const { text, isError } = await h.call(toolNamed("get_application"), {
    application: "guestbook",
  });
  assert(isError);
  assert.match(
    text,
    /^REDIRECTED: .*answered 307, a redirect to 'http:\/\/127\.0\.0\.1:\d+\/api\/v1\/clusters', which is not followed/,
  );
  assert.deepEqual(asked(h), ["GET /api/v1/applications/guestbook"]);
});

Deno.test("a branch with a slash goes out as a value, not as a piece of a path", async () => {
  await using h = harness();
  const { text, isError } = await h.call(
    toolNamed("get_application_manifests"),
    { application: "guestbook", revision: "feature/big-change" },
  );
  assert(!isError, text);
  assert(
    asked(h).includes(
      "GET /api/v1/applications/guestbook/manifests?project=default&revision=feature/big-change",
    ),
  );
});

Deno.test("the web interface's page that comes with 200 is not taken for an answer", async () => {
  await using h = harness({
    intercept: onGet(/./, (request) =>
      h.simulator.fetch(
        new Request("http://argocd/argo/applications", {
          headers: { accept: "text/html" },
          signal: request.signal,
        }),
      )),
  });
  const { text, isError } = await h.call(toolNamed("get_application"), {
    application: "guestbook",
  });
  assert(isError);
  assert.match(
    text,
    /^NOT_ARGOCD: .*a page of Argo CD's web interface.*\nNext: The root path is probably wrong/s,
  );
});

Deno.test("a 404 outside of the API is a wrong root path, not a missing application", async () => {
  await using h = harness({
    intercept: onGet(/./, (request) => {
      const { pathname } = new URL(request.url);
      return h.simulator.fetch(
        new Request(`http://argocd/wrong${pathname}`, {
          headers: { accept: "application/json" },
        }),
      );
    }),
  });
  const { text } = await h.call(toolNamed("get_application"), {
    application: "guestbook",
  });
  assert.match(
    text,
    /^NOT_ARGOCD: .*no Argo CD API below .*\nNext: .*root path/s,
  );
});

Deno.test("the version is asked where it is, and no path that we send needs cleaning", async () => {
  await using h = harness();
  await readEverything(h);
  const paths = h.requests.map(({ path }) => path);
  assert(paths.includes("/api/version"));
  assert(!paths.includes("/api/v1/version"));
  for (const path of paths) {
    assert.doesNotMatch(path, /%|\/\/|\/\.\.?(\/|$)|\\/, path);
    assert(!(path.split("/").at(-1) ?? "").includes(":"), path);
  }
});
