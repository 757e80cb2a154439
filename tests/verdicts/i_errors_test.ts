/**
 * Verdict i), errors: statuses that do not mean what they say.
 *
 * | verdict                                                          | recorded as (v3.5/errors)                                     |
 * | ---------------------------------------------------------------- | ------------------------------------------------------------- |
 * | repo-server down: 503 code 14                                    | `repo-server down: manifests (not cached)`                    |
 * | the same as a **400**: not every 400 is the caller's fault       | `repo-server down: create application`                        |
 * | Redis down: tree 500; list, GET, userinfo work; clusters lose their state | `redis down: resource-tree`, `redis down: list clusters` |
 * | required parameter missing: 500 code 13                          | `required query parameter missing (resource)`                 |
 * | 404 JSON (object) and 404 text (endpoint)                        | `GET application payments?project=default as admin`           |
 * | 501 `hydrator is disabled`                                       | `501: write-repositories without the hydrator`                |
 * | 504 code 4                                                       | `Grpc-Timeout 1 ms on a manifest request`                     |
 * | texts with repository URLs, git output; 403 with `sub:`, `iat:`  | `write without permission (readonly sync)`                    |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, everything, toolNamed } from "./all_reads.ts";

const manifests = toolNamed("get_application_manifests");

/** What `get_application_manifests` makes of a recorded refusal. */
async function refused(
  name: string,
): Promise<{ readonly text: string; readonly questions: number }> {
  await using h = harness({
    intercept: onGet(
      /\/manifests$/,
      recordedResponse({ version: "v3.5", file: "errors", name }),
    ),
  });
  const { text, isError } = await h.call(manifests, { application: "chart" });
  assert(isError);
  const questions = asked(h).filter((one) => one.includes("/manifests"));
  return { text, questions: questions.length };
}

Deno.test("a dead repo-server is said to be down, and asked again a few times", async () => {
  await using h = harness({
    customize: (world) => {
      world.outages.repoServer = true;
    },
  });
  const { text } = await h.call(manifests, { application: "chart" });
  assert.match(
    text,
    /^UNAVAILABLE: .*a part of Argo CD, probably the repo-server, is down/,
  );
  assert.match(text, /Nothing is wrong with the question/);
  assert.equal(
    asked(h).filter((one) => one.includes("/manifests")).length,
    3,
  );
  const recorded = await refused("repo-server down: manifests (not cached)");
  assert.match(recorded.text, /^UNAVAILABLE: .*repo-server, is down/);
});

Deno.test("a dead repo-server that comes as 400 is not called the caller's mistake", async () => {
  const { text } = await refused("repo-server down: create application");
  assert.match(text, /^UNAVAILABLE: /);
  assert.match(text, /Nothing is wrong with the question/);
  assert.doesNotMatch(text, /INVALID|refused it/);
});

Deno.test("without Redis the lists still answer, and what they cannot know is not made up", async () => {
  await using h = harness({
    customize: (world) => {
      world.outages.redis = true;
    },
  });
  const tree = await h.call(toolNamed("get_application_resource_tree"), {
    application: "kust",
  });
  assert.match(
    tree.text,
    /^UNAVAILABLE: .*\nNext: Nothing is wrong with the question; Redis/,
  );
  const one = await h.call(toolNamed("get_application"), {
    application: "kust",
  });
  assert.match(one.text, /^kust: Synced, Healthy/);
  const list = await h.call(toolNamed("list_applications"));
  assert.equal(list.structured?.["total"], 24);

  const clusters = await h.call(toolNamed("list_clusters"));
  const items = clusters.structured?.["items"] as Record<string, unknown>[];
  assert.deepEqual(
    items.map(({ name, status }) => [name, status]),
    [
      ["dead-cluster", "Unknown"],
      ["edge-cluster", "Unknown"],
      ["in-cluster", "Successful"],
    ],
  );
  // Argo CD says 0 of all of them, the one with 22 applications among them.
  for (const item of items) assert(!("applications" in item));
  assert.doesNotMatch(clusters.text, /\d+ application/);
});

Deno.test("clusters as a server without Redis really listed them come out the same", async () => {
  await using h = harness({
    intercept: onGet(
      "/api/v1/clusters",
      recordedResponse({
        version: "v3.5",
        file: "errors",
        name: "redis down: list clusters",
      }),
    ),
  });
  const { text } = await h.call(toolNamed("list_clusters"));
  assert.match(text, /^3 clusters: 2 Unknown, 1 Successful\n/);
  assert.doesNotMatch(text, /\d+ application|Failed/);
});

Deno.test("a parameter that is missing is our mistake, said with its name", async () => {
  const { text } = await refused("required query parameter missing (resource)");
  assert.match(text, /^INVALID_REQUEST: .*Argo CD misses a value: .*not set/);
});

Deno.test("a 404 in text is a server that is too old, one in JSON an object that is not there", async () => {
  await using old = harness({
    intercept: onGet(
      /\/manifests$/,
      () => new Response("Not Found\n", { status: 404 }),
    ),
  });
  const missingCall = await old.call(manifests, { application: "chart" });
  assert.match(
    missingCall.text,
    /^UNSUPPORTED: .*this server does not know the call\nNext: The server is too old/,
  );
  const { text } = await refused(
    "GET application payments?project=default as admin",
  );
  assert.match(text, /^NOT_FOUND: .*no such application in project 'default'/);
});

Deno.test("what is switched off is not said to be broken", async () => {
  const { text, questions } = await refused(
    "501: write-repositories without the hydrator",
  );
  assert.match(text, /^UNSUPPORTED: .*switched off: hydrator is disabled/);
  assert.equal(questions, 1);
});

Deno.test("a deadline inside of Argo CD is its own, not ours", async () => {
  const { text } = await refused("Grpc-Timeout 1 ms on a manifest request");
  assert.match(text, /^UNAVAILABLE: .*Argo CD ran out of time/);
});

Deno.test("who was refused, and since when he is signed in, stays out of a 403", async () => {
  const { text } = await refused("write without permission (readonly sync)");
  assert.match(text, /^FORBIDDEN: .*may not 'sync' in applications/);
  assert.match(text, /\nNext: An administrator can grant 'applications, sync/);
  assert.doesNotMatch(text, /sub:|iat:|readonly/);
});

Deno.test("credentials in the repository addresses of error texts stay out of them", async () => {
  const planted = "juniper-Basket-19";
  const said =
    `rpc error: code = Unknown desc = failed to list refs: authentication required: https://robot:${planted}@git.shop.example/shop/platform.git`;
  await using h = harness({
    customize: (world) => {
      const app = world.application("badyaml")?.app;
      for (const one of app?.status.conditions ?? []) one.message = said;
    },
    intercept: onGet(
      /\/manifests$/,
      () =>
        Response.json({ error: said, code: 2, message: said }, { status: 500 }),
    ),
  });
  for (
    const [tool, args] of [
      ["get_application", { application: "badyaml" }],
      ["get_application_manifests", { application: "kust" }],
      ["get_application_diff", { application: "badyaml" }],
      ["list_applications", { problems: true, search: "badyaml" }],
    ] as const
  ) {
    const result = await h.call(toolNamed(tool), args);
    assert.match(everything(result), /git\.shop\.example\/shop/, tool);
    assert(!everything(result).includes(planted), tool);
  }
});
