/**
 * Verdict m), anonymous: what is told to anybody, and what its absence means.
 *
 * | verdict                                                                       | recorded as (v3.5/settings-version-session) |
 * | ----------------------------------------------------------------------------- | ------------------------------------------- |
 * | version: only `Version`                                                       | `version, anonymous`                        |
 * | settings: some keys; any login adds controllerNamespace and others            | `settings, anonymous`, `settings, logged in` |
 * | everything else: 401                                                          | `settings plugins anonymous`                |
 *
 * @module
 */
import assert from "node:assert/strict";
import { harness } from "../helpers/tool_harness.ts";
import { asked, toolNamed } from "./all_reads.ts";

const getServerInfo = toolNamed("get_server_info");

Deno.test("without a credential the version and the open settings are told, and nothing is guessed about the rest", async () => {
  await using h = harness({ account: "anonymous" });
  const { text, structured, isError } = await h.call(getServerInfo);
  assert(!isError, text);
  assert.equal(structured?.["version"], "v3.5.1");
  assert(!("tools" in (structured ?? {})), "kustomize and helm are not told");
  const settings = structured?.["settings"] as Record<string, unknown>;
  assert(settings["url"]);
  assert(!("namespace" in settings));
  assert.deepEqual(structured?.["account"], { logged_in: false });
  assert(!("permissions" in (structured ?? {})));
  assert.match(text, /or none is configured/);
  assert.match(text, /permissions not known: /);
});

Deno.test("without a credential every other question says that one is wanted, and how to give it", async () => {
  await using h = harness({ account: "anonymous" });
  for (
    const [tool, args] of [
      ["list_applications", {}],
      ["get_application", { application: "guestbook" }],
      ["list_clusters", {}],
      ["list_projects", {}],
    ] as const
  ) {
    const { text } = await h.call(toolNamed(tool), args);
    assert.match(
      text,
      /^NO_CREDENTIAL: .*wants a sign-in and none is configured\nNext: Set ARGOCD_AUTH_TOKEN/,
    );
  }
});

Deno.test("where Argo CD does not tell its namespace, references keep theirs", async () => {
  // Below a login the settings lack controllerNamespace.
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname === "/api/v1/settings"
        ? h.simulator.fetch(new Request("http://argocd/api/v1/settings"))
        : undefined,
  });
  const { structured } = await h.call(toolNamed("list_applications"), {
    search: "remote",
  });
  const [row] = structured?.["items"] as string[][];
  assert.equal(row?.[0], "apps-b/remote");
  assert(asked(h).includes("GET /api/v1/settings"));
});
