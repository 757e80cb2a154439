import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import { readRevisions } from "../../lib/tools/read_revision.ts";
import { revisionText } from "../../lib/views/revision_view.ts";
import { simulatedClient } from "../helpers/simulated_client.ts";

const NOW = () => new Date("2026-11-21T08:30:00Z");

async function textsOf(
  application: string,
  revisions?: readonly (string | undefined)[],
): Promise<readonly string[]> {
  await using it = simulatedClient({ now: NOW });
  const found = await readApplication(it.client, application, it.signal);
  const views = await readRevisions(it.client, found, {
    signal: it.signal,
    ...(revisions ? { revisions } : {}),
  });
  return views.map(revisionText);
}

Deno.test("the target comes with the commit that it was compared at, author and first line", async () => {
  assert.deepEqual(await textsOf("payments"), [
    'main = 9397c81 "payments 3.2.0: new fee, drop the csv settlement; order worker 2.0.0; recommender rc" ' +
    "by release-bot <release-bot@shop.example> 2026-11-20T08:30:00Z",
  ]);
});

Deno.test("each of several sources has its revision, those that are given and those that are not", async () => {
  const [first, second] = await textsOf("multi", [
    undefined,
    "ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4",
  ]);
  assert.match(first ?? "", /^source 1: main = 9397c81 "payments 3\.2\.0: /);
  assert.match(second ?? "", /^source 2: ace1e93 "[^"]+" by /);
});

Deno.test("a name that is not the target is resolved by nobody before the sync, and that is said", async () => {
  assert.deepEqual(await textsOf("guestbook", ["v1.0.0"]), [
    "v1.0.0 (resolved by Argo CD when it syncs)",
  ]);
});

Deno.test("a commit that cannot be read costs its text, not the answer", async () => {
  const sha = "deadbeef".repeat(5);
  const [text] = await textsOf("payments", [sha]);
  assert.match(
    text ?? "",
    /^deadbee \(Cannot read commit deadbee: .*not our ref/,
  );
});

Deno.test("a deployment of the past is described by its own sources", async () => {
  await using it = simulatedClient({ now: NOW });
  const found = await readApplication(it.client, "guestbook", it.signal);
  const entry = found.application.status?.history?.find(({ id }) => id === 1);
  assert(entry);
  const [view] = await readRevisions(it.client, found, {
    entry,
    signal: it.signal,
  });
  assert.equal(view?.revision, entry.revision);
  assert.match(view?.commit?.message ?? "", /storefront 1\.1\.0/);
});

Deno.test("of a chart the version is the revision, and it is asked for as a chart", async () => {
  await using it = simulatedClient({ now: NOW });
  const found = await readApplication(it.client, "guestbook", it.signal);
  const application: Application = {
    ...found.application,
    spec: {
      ...found.application.spec,
      source: {
        repoURL: "https://charts.example",
        chart: "redis",
        targetRevision: "1.2.3",
      },
    },
  };
  const [view] = await readRevisions(it.client, { ...found, application }, {
    signal: it.signal,
  });
  // The simulated shop has no charts; that is said, and the version stands.
  assert.equal(view?.revision, "1.2.3");
  assert.match(
    view?.note ?? "",
    /^Cannot read chart 'redis': .*no chart found/,
  );
  assert.equal(
    it.paths.at(-1),
    "/api/v1/applications/guestbook/revisions/1.2.3/chartdetails",
  );
});
