/**
 * Verdict l), actions, permissions, revisions.
 *
 * | verdict                                                                           | recorded as (v3.5)                                                      |
 * | --------------------------------------------------------------------------------- | ----------------------------------------------------------------------- |
 * | the order of actions is random                                                    | resources-actions: `list actions: Deployment`                            |
 * | **a disabled action runs anyway**                                                 | resources-actions: `run disabled action resume (v2)`                     |
 * | readonly sees actions that it may not run                                         | resources-actions: `list actions: Deployment as readonly`                |
 * | **can-i `applications/get/*` is `no` even for admin**; `action` is `no` for all   | rbac: `can-i applications/get/* as admin`                                |
 * | unknown resource: 400; a colon in the object: 307                                 | rbac: `can-i unknown resource`, `can-i with a colon in the object`       |
 * | revision metadata wants a **full SHA**, and of several sources the right index    | resources-actions: `revision metadata guestbook v1.0.0`, `… multi …`     |
 * | refresh hangs while the controller is down                                        | no read refreshes; see verdict e)                                        |
 *
 * @module
 */
import assert from "node:assert/strict";
import { FULL_SHA_REGEXP } from "../../lib/guards/check_names.ts";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, readEverything, toolNamed } from "./all_reads.ts";

const DEPLOYMENT = {
  application: "payments",
  kind: "Deployment",
  name: "payments",
};

Deno.test("actions come sorted", async () => {
  let seed = 7;
  await using h = harness({
    customize: (world) => {
      world.random = () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
    },
  });
  const orders = new Set<string>();
  const raw = new Set<string>();
  for (let call = 0; call < 8; call++) {
    const { structured } = await h.call(
      toolNamed("get_resource_actions"),
      DEPLOYMENT,
    );
    const actions = structured?.["actions"] as { name: string }[];
    orders.add(actions.map(({ name }) => name).join());
    const { path, query } = h.requests.at(-1) ?? { path: "", query: "" };
    const answer = await h.simulator.fetch(
      new Request(`http://argocd${path}?${query}`, {
        headers: {
          authorization: `Bearer ${h.simulator.credentials.admin.token}`,
        },
      }),
    );
    const { actions: unsorted } = await answer.json();
    raw.add(unsorted.map((one: { name: string }) => one.name).join());
  }
  assert.deepEqual([...orders], ["pause,restart,resume,scale"]);
  assert(raw.size > 1, "Argo CD's own order is random");
});

Deno.test("that a disabled action runs all the same is said", async () => {
  await using h = harness({
    intercept: onGet(
      /\/resource\/actions$/,
      recordedResponse({
        version: "v3.5",
        file: "resources-actions",
        name: "list actions: Deployment",
      }),
    ),
  });
  const { text } = await h.call(toolNamed("get_resource_actions"), DEPLOYMENT);
  assert.match(text, /^- resume .*disabled now$/m);
  assert.match(text, /Argo CD runs such an action all the same/);
});

Deno.test("who may only read sees the actions, and elsewhere that he may not change anything", async () => {
  await using h = harness({ account: "readonly" });
  const { structured } = await h.call(
    toolNamed("get_resource_actions"),
    DEPLOYMENT,
  );
  assert.equal((structured?.["actions"] as unknown[]).length, 4);
  const info = await h.call(toolNamed("get_server_info"), {
    project: "team-a",
  });
  const { may, may_not: mayNot } = info.structured?.["permissions"] as Record<
    string,
    Record<string, string[]>
  >;
  assert.deepEqual(may?.["applications"], ["get"]);
  assert(mayNot?.["applications"]?.includes("sync"));
});

Deno.test("admin is not said to be without permissions: no question is asked that is answered no to everybody", async () => {
  await using h = harness();
  await readEverything(h);
  const { structured } = await h.call(toolNamed("get_server_info"));
  const permissions = structured?.["permissions"] as Record<string, unknown>;
  assert(!("may_not" in permissions), JSON.stringify(permissions));
  const questions = asked(h).filter((one) => one.includes("/can-i/"));
  assert(questions.length > 10);
  for (const question of questions) {
    assert.doesNotMatch(question, /applications\/\w+\/\*$/);
    assert.doesNotMatch(question, /applications\/action/);
    assert.doesNotMatch(question, /(:|%)/);
  }
});

Deno.test("a permission that this Argo CD does not know is unknown, not refused", async () => {
  await using h = harness({
    intercept: onGet(
      /\/can-i\/exec\//,
      recordedResponse({
        version: "v3.5",
        file: "rbac",
        name: "can-i unknown resource",
      }),
    ),
  });
  const { structured } = await h.call(toolNamed("get_server_info"), {
    project: "default",
  });
  const permissions = structured?.["permissions"] as Record<string, unknown>;
  assert.deepEqual(permissions["unknown"], { exec: ["create"] });
  assert(!("may_not" in permissions));
});

Deno.test("revision metadata is only asked with a full SHA", async () => {
  await using h = harness({
    customize: (world) => {
      const { status } = world.application("guestbook")?.app ?? {};
      const [first, second, third] = status?.history ?? [];
      if (!first || !second || !third) throw new Error("no history");
      [first.revision, second.revision, third.revision] = [
        "v1.0.0",
        "HEAD",
        "32b00e7",
      ];
    },
  });
  const { text, isError } = await h.call(toolNamed("get_application_history"), {
    application: "guestbook",
  });
  assert(!isError, text);
  assert.match(text, /^id 0: v1\.0\.0 /m);
  assert.doesNotMatch(text, /could not be read/);
  const revisions = h.requests.flatMap(({ path }) =>
    /\/revisions\/([^/]+)\/metadata$/.exec(path)?.[1] ?? []
  );
  assert(revisions.length > 0);
  for (const revision of revisions) assert.match(revision, FULL_SHA_REGEXP);
});

Deno.test("a revision of one of several sources is asked for with the index of its source, from 0", async () => {
  await using h = harness();
  const { text } = await h.call(toolNamed("get_application_history"), {
    application: "multi",
  });
  assert.doesNotMatch(text, /could not be read/);
  const indexes = h.requests.filter(({ path }) => path.endsWith("/metadata"))
    .map(({ query }) => query.get("sourceIndex"));
  assert.deepEqual(indexes.sort(), ["0", "1"]);
});

Deno.test("a revision that Argo CD wants resolved is told as one, with where full SHAs stand", async () => {
  await using h = harness({
    intercept: onGet(
      /\/metadata$/,
      recordedResponse({
        version: "v3.5",
        file: "resources-actions",
        name: "revision metadata guestbook v1.0.0",
      }),
    ),
  });
  const { text, isError } = await h.call(toolNamed("get_application_history"), {
    application: "guestbook",
  });
  assert(!isError, "the deployments are known all the same");
  assert.match(text, /could not be read: .*Argo CD wants a full commit SHA/);
});
