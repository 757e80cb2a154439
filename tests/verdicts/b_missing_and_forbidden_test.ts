/**
 * Verdict b), what is missing and what is forbidden look alike, unless the project is named.
 *
 * | verdict                                                             | recorded as (v3.5/errors)                                          |
 * | ------------------------------------------------------------------- | ------------------------------------------------------------------ |
 * | missing without project: 403, to everybody                          | `GET application no-such-app as admin`                             |
 * | missing with a project one may read: 404; else 403                  | `GET application no-such-app?project=team-a as limited` and others |
 * | `?project=no-such-project` as admin: 404, no word on the project    | `GET application no-such-app?project=no-such-project as admin`     |
 * | wrong project: 404                                                  | `GET application payments?project=default as admin`                |
 * | two projects: 400                                                   | `GET application with two projects`                                |
 * | another namespace without `appNamespace`, or one not enabled: 403   | `GET application in the other namespace without appNamespace`      |
 * | project: missing 404 for admin, 403 for limited                     | `GET projects that does not exist as admin` / `… as limited`       |
 * | cluster, repository: missing 403 even for admin                     | `GET clusters that does not exist as admin`                        |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, readEverything, toolNamed } from "./all_reads.ts";
import { denied } from "../helpers/denied.ts";

const getApplication = toolNamed("get_application");

Deno.test("a missing application and a forbidden one are told apart when the project is known", async () => {
  await using h = harness({
    account: "limited",
    intercept: onGet(/\/applications\/(slow|payments)$/, (request) => {
      const { world } = h.simulator;
      // Both were in the list a moment ago: one is deleted since, the other one's permission was taken away.
      if (request.url.includes("/slow")) {
        world.applications.delete("argocd/slow");
        return undefined;
      }
      return denied();
    }),
  });
  const { structured } = await h.call(toolNamed("list_applications"), {
    problems: true,
  });
  const reasons = new Map(
    (structured?.["items"] as string[][]).map((row) => [row[0], row.at(-1)]),
  );
  assert.equal(reasons.get("slow"), "not readable: NOT_FOUND");
  assert.equal(reasons.get("payments"), "not readable: FORBIDDEN");
  assert(
    asked(h).some((one) => /applications\/slow\?.*project=team-a/.test(one)),
    "the project of the list goes along",
  );
});

Deno.test("without a project nobody pretends to know whether an application is missing or forbidden", async () => {
  await using h = harness({ account: "limited" });
  const [missing, forbidden] = await Promise.all(
    ["no-such-app", "guestbook"].map(async (application) => {
      const { text, isError } = await h.call(getApplication, { application });
      assert(isError);
      return text.replaceAll(application, "X");
    }),
  );
  assert.equal(missing, forbidden);
  assert.match(
    missing ?? "",
    /^NOT_FOUND_OR_FORBIDDEN: .*does not exist, or the account may not see it/,
  );
});

Deno.test("admin gets no other answer about a name that is nobody's", async () => {
  await using h = harness();
  const { text } = await h.call(getApplication, { application: "no-such-app" });
  assert.match(text, /^NOT_FOUND_OR_FORBIDDEN: /);
  assert.match(text, /Check the spelling with list_applications/);
});

Deno.test("a 404 in a project is said of that project only, for the application may have moved", async () => {
  await using h = harness({
    intercept: onGet(/\/resource-tree$/, () => {
      const record = h.simulator.world.application("payments");
      if (record) record.app.spec.project = "default";
      return undefined;
    }),
  });
  const { text } = await h.call(toolNamed("get_application_resource_tree"), {
    application: "payments",
  });
  assert.match(
    text,
    /^NOT_FOUND: .*no such application in project 'team-a'; it may exist in another one/,
  );
});

Deno.test("no request names two projects", async () => {
  await using h = harness();
  await readEverything(h);
  for (const { path, query } of h.requests) {
    assert(query.getAll("project").length <= 1, path);
  }
  assert(h.requests.some(({ query }) => query.has("project")));
});

Deno.test("an application of another namespace is asked for there, and a bare name says how to write it", async () => {
  await using h = harness();
  const bare = await h.call(getApplication, { application: "remote" });
  assert.match(bare.text, /^NOT_FOUND_OR_FORBIDDEN: .*\n.*namespace\/name/);
  const full = await h.call(getApplication, { application: "apps-b/remote" });
  assert.match(full.text, /^apps-b\/remote: Synced, Healthy/);
  assert(
    asked(h).includes(
      "GET /api/v1/applications/remote?appNamespace=apps-b",
    ),
  );
});

Deno.test("a namespace without applications is no other error than a name that is nobody's", async () => {
  await using h = harness();
  const { text } = await h.call(getApplication, {
    application: "kube-system/guestbook",
  });
  assert.match(text, /^NOT_FOUND_OR_FORBIDDEN: /);
});

Deno.test("a missing project is missing to who may read projects, and forbidden to others", async () => {
  for (
    const [account, code] of [
      ["admin", /^NOT_FOUND: .*no such project.*\n.*list_projects/],
      ["limited", /^FORBIDDEN: /],
    ] as const
  ) {
    await using h = harness({ account });
    const { text } = await h.call(toolNamed("list_projects"), {
      project: "no-such",
    });
    assert.match(text, code);
  }
});

Deno.test("a cluster is looked up in the list, for the single question answers 403 to everybody", async () => {
  await using h = harness();
  const { text } = await h.call(toolNamed("list_clusters"), {
    cluster: "no-such",
  });
  assert.match(
    text,
    /^NOT_FOUND_OR_FORBIDDEN: .*not among the 3 that this account may see/,
  );
  assert.deepEqual(asked(h), ["GET /api/v1/clusters"]);
});
