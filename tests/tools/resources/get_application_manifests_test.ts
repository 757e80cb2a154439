import assert from "node:assert/strict";
import { getApplicationManifests } from "../../../lib/tools/resources/get_application_manifests.ts";
import { harness } from "../../helpers/tool_harness.ts";

function askedQuery(h: ReturnType<typeof harness>): URLSearchParams {
  const asked = h.requests.at(-1);
  assert.match(asked?.path ?? "", /\/manifests$/);
  return asked?.query ?? new URLSearchParams();
}

Deno.test("manifests come as documents, hooks marked, with the source they are from", async () => {
  await using h = harness();
  const { text, structured } = await h.call(getApplicationManifests, {
    application: "hooked",
  });
  assert.match(
    text,
    /^hooked: 2 manifests, rendered from main of \S+ \(hooked\)\n---\napiVersion: v1\n/,
  );
  assert.match(
    text,
    /^---\n# hook: PreSync\napiVersion: batch\/v1\nkind: Job$/m,
  );
  assert.equal(structured?.["total"], 2);
});

Deno.test("a Secret's values stay masked", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationManifests, {
    application: "payments",
    kind: ["secret"],
  });
  assert.match(text, /^payments: 1 of 5 manifests match/);
  assert.match(text, /^ {2}api-key: (?:\+{8,}|<masked:\d+>)$/m);
});

Deno.test("another revision of an application with one source is asked for as it is, slashes included", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationManifests, {
    application: "guestbook",
    revision: "v1.0.0",
    name: "CONFIG",
  });
  assert.match(
    text,
    /^guestbook: 1 of 4 manifests match, rendered from v1\.0\.0 of /,
  );
  assert.equal(askedQuery(h).get("revision"), "v1.0.0");
});

Deno.test("a revision of an application with several sources needs to know which, because Argo CD would ignore it", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationManifests, {
    application: "multi",
    revision: "main",
  });
  assert.match(
    text,
    /^INVALID_ARGUMENT: Cannot render application 'multi' at 'main': it has 2 sources\nNext: Say with 'source' which one the revision is for: 1 = /,
  );
  assert.equal(h.requests.length, 1);
});

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "a revision of one of several sources goes out with a revision for every position on %s",
  async (version) => {
    await using h = harness({ version });
    const { text, isError } = await h.call(getApplicationManifests, {
      application: "multi",
      revision: "main",
      source: 2,
    });
    assert.equal(isError, false, text);
    const query = askedQuery(h);
    assert.deepEqual(query.getAll("sourcePositions"), ["1", "2"]);
    const revisions = query.getAll("revisions");
    assert.equal(revisions.length, 2);
    assert.match(revisions[0] ?? "", /^[0-9a-f]{40}$/);
    assert.equal(revisions[1], "main");
    assert.equal(query.has("revision"), false);
  },
);

Deno.test("a source that does not exist, or without a revision, is refused before anything is rendered", async () => {
  await using h = harness();
  const outside = await h.call(getApplicationManifests, {
    application: "multi",
    revision: "main",
    source: 3,
  });
  assert.match(
    outside.text,
    /^INVALID_ARGUMENT: .*it has 2 source\(s\), not 3\n/,
  );
  const alone = await h.call(getApplicationManifests, {
    application: "multi",
    source: 1,
  });
  assert.match(
    alone.text,
    /^INVALID_ARGUMENT: .*'source' is given without 'revision'\n/,
  );
});

Deno.test("a revision that does not exist is told as such", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationManifests, {
    application: "guestbook",
    revision: "nope",
  });
  assert.match(
    text,
    /^NOT_FOUND: Cannot render application 'guestbook': there is no such revision: /,
  );
});

Deno.test("a source that cannot be rendered says why", async () => {
  await using h = harness();
  const { text } = await h.call(getApplicationManifests, {
    application: "billing",
  });
  assert.match(text, /^COMPARISON_FAILED: .*app path does not exist/);
});
