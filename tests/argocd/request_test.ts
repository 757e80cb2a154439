import assert from "node:assert/strict";
import * as endpoints from "../../lib/argocd/endpoints.ts";
import { prepareRequest } from "../../lib/argocd/request.ts";
import { json, startFaultServer } from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const BASE = new URL("https://argocd.example/argo/");
const BAD = [
  "",
  ".",
  "..",
  "../clusters",
  "a/b",
  "a/b/c",
  "a%2Fb",
  "%2e%2e",
  "..%2fversion",
  "a?x",
  "a#b",
  "a;b",
  "a\\b",
  "a b",
  "a\r\nHost: evil",
  "a\0",
  "ä",
  "а", // Cyrillic
  "a\u200b",
  "web:restart",
  "x".repeat(254),
];

Deno.test("a value that could choose another endpoint is refused before any request", async () => {
  await using server = startFaultServer({ replies: [json({})] });
  using open = openClient(server.url);
  for (const name of BAD) {
    for (
      const work of [
        open.client.call(endpoints.getApplication, { path: { name } }),
        open.client.call(endpoints.getProject, { path: { project: name } }),
      ]
    ) {
      const error = await failureOf(work);
      assert.equal(error.code, "INVALID_ARGUMENT", JSON.stringify(name));
      assert.match(error.message, /^Cannot use '.*' as (name|project): it /);
      assert(!/[\p{C}]/u.test(error.message));
    }
  }
  assert.equal(server.requests.length, 0);
});

Deno.test("a colon is refused in the last segment only", () => {
  const request = prepareRequest(endpoints.getRevisionMetadata, {
    base: BASE,
    path: { name: "web", revision: "sha256:ab" },
  });
  assert.equal(
    request.url,
    "https://argocd.example/argo/api/v1/applications/web/revisions/sha256%3Aab/metadata",
  );
});

Deno.test("only an RBAC object may have slashes and stars, each piece is checked", () => {
  function url(object: string): string {
    return prepareRequest(endpoints.canI, {
      base: BASE,
      path: { resource: "applications", action: "get", object },
    }).url;
  }
  const root =
    "https://argocd.example/argo/api/v1/account/can-i/applications/get/";
  assert.equal(url("default/guestbook"), `${root}default/guestbook`);
  assert.equal(url("default/apps/guestbook"), `${root}default/apps/guestbook`);
  assert.equal(url("*"), `${root}*`);
  assert.equal(url("*/*"), `${root}*/*`);
  for (
    const object of ["", "a/", "/a", "a//b", "a/..", "./a", "a/%2e", "a:b"]
  ) {
    assert.throws(() => url(object), { code: "INVALID_ARGUMENT" }, object);
  }
  assert.throws(
    () =>
      prepareRequest(endpoints.getApplication, {
        base: BASE,
        path: { name: "*" },
      }),
    {
      code: "INVALID_ARGUMENT",
    },
  );
});

Deno.test("prepareRequest() names the question by its path when nothing better is given", () => {
  const request = prepareRequest(endpoints.getResourceTree, {
    base: BASE,
    path: { name: "web" },
    query: { project: "shop" },
  });
  assert.equal(request.purpose, "read 'applications/web/resource-tree'");
  assert.equal(request.project, "shop");
  assert.equal(request.read, true);
});
