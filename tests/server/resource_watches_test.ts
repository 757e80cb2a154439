import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { ResourceWatches } from "../../lib/server/resource_watches.ts";
import type { Offer } from "../../lib/server/asking.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { entryOf, fleet, type Site, site } from "../instances/fleet.ts";
import { deletePod, lookAgain, remove, setLabel } from "./offered.ts";

const URI = "argocd://a/applications/argocd/guestbook";
const STREAM = "/api/v1/stream/applications";
const TREE_STREAM = `${STREAM}/guestbook/resource-tree`;

interface Watching extends AsyncDisposable {
  readonly watches: ResourceWatches;
  readonly told: string[];
  /** The watches that were begun. */
  readonly runs: readonly Promise<unknown>[];
  /** What each change was of, whether it is told by itself or not. */
  readonly changes: ("application" | "tree")[];
  /** Resolves when so many notifications have come. */
  until(count: number): Promise<void>;
}

function watching({ run, instances }: Offer): Watching {
  const told: string[] = [];
  const runs: Promise<unknown>[] = [];
  const changes: ("application" | "tree")[] = [];
  let wake = Promise.withResolvers<void>();
  const watches = new ResourceWatches({
    instances,
    run(tool, request) {
      const { tree } = request.args as { readonly tree?: boolean };
      const result = run(tool, {
        ...request,
        report(step) {
          if (step.progress > 0) changes.push(tree ? "tree" : "application");
          request.report?.(step);
        },
      });
      runs.push(result);
      return result;
    },
    notify(uri) {
      told.push(uri);
      wake.resolve();
    },
  });
  return {
    watches,
    told,
    runs,
    changes,
    async until(count) {
      while (told.length < count) {
        wake = Promise.withResolvers();
        await wake.promise;
      }
    },
    async [Symbol.asyncDispose]() {
      watches.closeAll();
      await Promise.all(runs);
    },
  };
}

function streams({ requests }: Site): number {
  return requests.filter(({ path }) => path === STREAM).length;
}

async function moment(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Resolves when the stream of the watch is open: until then there is nothing to be missed. */
async function streaming(a: Site, count = 1): Promise<void> {
  while (streams(a) < count) await moment();
}

Deno.test("a change is told for each address of the application, over one stream", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  assert.equal(await watch.watches.open(URI, 1), undefined);
  assert.equal(await watch.watches.open(`${URI}/diff`, 1), undefined);
  assert.equal(await watch.watches.open(URI, 2), undefined);
  await streaming(a);
  await setLabel(a.simulator, "payments", "other");
  await setLabel(a.simulator, "guestbook", "one");
  await watch.until(2);
  assert.deepEqual(watch.told, [URI, `${URI}/diff`]);
  assert.equal(streams(a), 1);
});

Deno.test("that Argo CD has looked again is no change", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  await watch.watches.open(URI, 1);
  await watch.watches.open(`${URI}/tree`, 1);
  await streaming(a, 2);
  lookAgain(a.simulator, "argocd/guestbook");
  await setLabel(a.simulator, "guestbook", "one");
  await watch.until(2);
  assert.deepEqual(watch.told.toSorted(), [URI, `${URI}/tree`]);
  assert.deepEqual(watch.changes.toSorted(), ["application", "tree"]);
});

Deno.test("a tree is told of when a pod is another one, and the application is not", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  await watch.watches.open(`${URI}/tree`, 1);
  await watch.watches.open(URI, 1);
  await streaming(a, 2);
  while (!a.requests.some(({ path }) => path === TREE_STREAM)) await moment();
  await deletePod(a.simulator, "guestbook");
  await watch.until(1);
  assert.deepEqual(watch.told, [`${URI}/tree`]);
  // What came of the application before this would be told before it.
  await setLabel(a.simulator, "guestbook", "one");
  while (!watch.told.includes(URI)) await moment();
  assert.equal(
    watch.changes.filter((of) => of === "application").length,
    1,
  );
});

Deno.test("changes that come fast are told once a second, and the last one is told", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  await watch.watches.open(URI, 1);
  await streaming(a);
  await setLabel(a.simulator, "guestbook", "0");
  await watch.until(1);
  const first = performance.now();
  for (let step = 1; step < 20; step++) {
    await setLabel(a.simulator, "guestbook", String(step));
  }
  await watch.until(2);
  assert(performance.now() - first >= 900, "not before a second has passed");
  assert.deepEqual(watch.told, [URI, URI]);
});

Deno.test("what nobody wants to hear of any more is not watched", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  const other = "argocd://a/applications/argocd/payments";
  await watch.watches.open(URI, "x");
  await watch.watches.open(URI, "y");
  await watch.watches.open(other, "y");
  watch.watches.close("x", URI);
  watch.watches.close("nobody");
  await streaming(a, 2);
  await setLabel(a.simulator, "guestbook", "one");
  await watch.until(1);
  watch.watches.close("y");
  assert.equal(watch.runs.length, 2);
  await Promise.all(watch.runs);
  await setLabel(a.simulator, "guestbook", "two");
  assert.deepEqual(watch.told, [URI]);
});

Deno.test("a connection watches so many resources and no more, until it lets one go", async () => {
  await using a = site({ applications: 30 });
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  const uris = a.simulator.world.applications.values().toArray().slice(0, 21)
    .map(({ app: { metadata } }) =>
      `argocd://a/applications/${metadata.namespace}/${metadata.name}`
    );
  const refused = await Promise.all(
    uris.map((uri) => watch.watches.open(uri, 1)),
  );
  const [last] = refused.splice(20);
  assert.deepEqual(refused, refused.map(() => undefined));
  assert.match(last ?? "", /^20 resources are watched already/);
  watch.watches.close(1, uris[0]);
  assert.equal(await watch.watches.open(uris[20] ?? "", 1), undefined);
});

Deno.test("what may not be seen is not watched, and says why", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)], {
    policy: { scope: { projects: ["team-a"] } },
  });
  await using watch = watching(it);
  assert.match(await watch.watches.open(URI, 1) ?? "", /^OUT_OF_SCOPE: /);
  assert.match(
    await watch.watches.open("argocd://a/applications/argocd/nope", 1) ?? "",
    /^NOT_FOUND_OR_FORBIDDEN: /,
  );
  await assert.rejects(
    watch.watches.open("argocd://b/applications/argocd/guestbook", 1),
    { code: -32602 },
  );
  assert.equal(streams(a), 0);
});

Deno.test("what was deleted while nothing was watched is told when the stream is opened again", async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  let opened = 0;
  await using a = site({
    intercept({ url }) {
      if (!url.includes(STREAM) || opened++ > 0) return undefined;
      begun.resolve();
      return end.promise.then(() => new Response(""));
    },
  });
  await using it = await fleet([entryOf("a", a)]);
  await using watch = watching(it);
  await watch.watches.open(URI, 1);
  await begun.promise;
  await remove(a.simulator, "guestbook");
  assert.deepEqual(watch.told, []);
  end.resolve();
  await watch.until(1);
  assert.deepEqual(watch.told, [URI]);
});

Deno.test("a deleted application is told, and a watch is recorded when it ends", async () => {
  await using a = site();
  await using folder = await auditFolder();
  const audit = new AuditTrail({ path: folder.path, maxBytes: 0 });
  await using it = await fleet([entryOf("a", a)], { audit });
  {
    await using watch = watching(it);
    await watch.watches.open(URI, 1, { transport: "stdio" });
    await setLabel(a.simulator, "guestbook", "one");
    await watch.until(1);
    await remove(a.simulator, "guestbook");
    await watch.until(2);
  }
  const records = (await folder.records()) as unknown as readonly {
    readonly tool?: string;
    readonly decision?: string;
    readonly target?: unknown;
  }[];
  const [record, ...others] = records.filter(({ tool }) => tool !== undefined);
  assert.deepEqual(others, []);
  assert.equal(record?.tool, "watch_changes");
  assert.equal(record.decision, "allowed");
  assert.deepEqual(record.target, { application: "argocd/guestbook" });
});
