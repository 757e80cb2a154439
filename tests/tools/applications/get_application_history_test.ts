import assert from "node:assert/strict";
import { getApplicationHistory } from "../../../lib/tools/applications/get_application_history.ts";
import { harness } from "../../helpers/tool_harness.ts";

function isMetadata(path: string): boolean {
  return path.endsWith("/metadata");
}

Deno.test("get_application_history shows ids, commits, authors and what is current", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationHistory, {
    application: "guestbook",
  });
  assert.match(
    text,
    /^guestbook: 5 deployments, newest first\nid 4: 15166bc \S+ by admin \(current\)\n {2}15166bc \(v1\.2\.0\) "/,
  );
  assert.match(text, /\nid 0: 32b00e7 /);
  for (const { path } of h.requests.filter(({ path }) => isMetadata(path))) {
    assert.match(path, /\/revisions\/[0-9a-f]{40}\/metadata$/);
  }
});

Deno.test("commits of a multi-source application are asked for by source, counted from 0", async () => {
  await using h = harness();
  const { structured } = await h.call(getApplicationHistory, {
    application: "multi",
  });
  const [item] = structured?.["items"] as { commits: { message: string }[] }[];
  assert.equal(item?.commits.length, 2);
  const asked = h.requests.filter(({ path }) => isMetadata(path))
    .map((
      { query },
    ) => [
      query.get("sourceIndex"),
      query.get("versionId"),
      query.get("project"),
    ]);
  assert.deepEqual(asked.sort(), [["0", "0", "default"], [
    "1",
    "0",
    "default",
  ]]);
});

Deno.test("only commits of the deployments that are shown are read", async () => {
  await using h = harness();
  const first = await h.call(getApplicationHistory, {
    application: "guestbook",
    limit: 1,
  });
  assert.equal(h.requests.filter(({ path }) => isMetadata(path)).length, 1);
  const page = first.structured?.["page"] as { next_cursor: string };
  const second = await h.call(getApplicationHistory, {
    application: "guestbook",
    limit: 1,
    cursor: page.next_cursor,
  });
  const [item] = second.structured?.["items"] as {
    id: number;
    current?: boolean;
  }[];
  assert.equal(item?.id, 3);
  assert.equal(item?.current, undefined);
});

Deno.test("a repo-server that is down costs the commit texts, one try, and is said once", async () => {
  await using h = harness({
    intercept: (request) =>
      isMetadata(new URL(request.url).pathname)
        ? Response.json({
          error: "x",
          code: 14,
          message: 'connection error: desc = "transport: Error while dialing"',
        }, { status: 503 })
        : undefined,
  });
  const { text, isError } = await h.call(getApplicationHistory, {
    application: "guestbook",
  });
  assert(!isError);
  assert.equal(text.match(/could not be read/g)?.length, 1);
  assert.match(text, /id 2: .*\nid 1: .*\nid 0: /);
  const revisions = h.requests.filter(({ path }) => isMetadata(path)).map((
    { path },
  ) => path);
  assert.equal(new Set(revisions).size, 1);
});

Deno.test("charts have no commits, so none is asked for", async () => {
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname.endsWith("/applications/redis")
        ? Response.json({
          metadata: { name: "redis", namespace: "argocd" },
          spec: { project: "default" },
          status: {
            history: [{
              id: 0,
              revision: "19.1.0",
              source: {
                repoURL: "https://charts.example.test",
                chart: "redis",
              },
            }],
          },
        })
        : undefined,
  });
  const { text } = await h.call(getApplicationHistory, {
    application: "redis",
  });
  assert.match(text, /id 0: 19\.1\.0/);
  assert.deepEqual(h.requests.filter(({ path }) => isMetadata(path)), []);
});

Deno.test("an application without history says that there is nothing to roll back to", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getApplicationHistory, {
    application: "billing",
  });
  assert.match(text, /0 deployments\nno full sync yet/);
  assert.deepEqual(structured?.["items"], []);
});

Deno.test("automated sync is named as what stands in the way of a rollback", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationHistory, {
    application: "selfheal",
  });
  assert.match(text, /refuses a rollback while automated sync is on/);
});
