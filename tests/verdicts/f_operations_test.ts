/**
 * Verdict f), operations: what is left of them for whoever reads.
 *
 * | verdict                                                                         | recorded as (v3.5/operations unless named)                          |
 * | ------------------------------------------------------------------------------- | ------------------------------------------------------------------- |
 * | a dry run overwrites `operationState`                                           | `application after dry run with prune`                              |
 * | **a dry run stops auto-sync of that revision**                                  | `auto-sync enabled after a dry run at the same revision: …`         |
 * | **local manifests are used by later comparisons**                               | `application whose dry-run sync with local manifests poisoned …`    |
 * | **while the comparison fails all is `requiresPruning`, target and predicted null** | the same entry; the simulator does the same                      |
 * | an accepted sync has `operation` and no `operationState`                        | errors: `controller down: application with a pending operation`     |
 * | resources that match nothing: Succeeded without results                         | `application after sync of an unknown resource`                     |
 * | unknown full SHA: 200, then phase Error                                         | `application after sync with unknown full sha`                      |
 * | between retries: Running with `finishedAt`                                      | `application between two retries (phase Running with finishedAt)`   |
 * | multi-source: `revision` alone is ignored, `revisions` want positions           | `multi-source sync dry run with revision (ignored)`                 |
 *
 * What only concerns the writes themselves is not here. Windows: see verdict p).
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, everything, toolNamed } from "./all_reads.ts";

const getApplication = toolNamed("get_application");

/** `get_application` of what a real server said. */
async function readRecorded(
  name: string,
  file = "operations",
): Promise<{ readonly text: string; readonly structured?: unknown }> {
  const answer = recordedResponse({ version: "v3.5", file, name });
  await using h = harness({
    intercept: onGet(/\/applications\/shop$/, answer),
  });
  const result = await h.call(getApplication, {
    application: "shop",
    include: ["resources"],
  });
  assert(!result.isError, result.text);
  return result;
}

Deno.test("a dry run is called one, for it hides the sync before it", async () => {
  const { text, structured } = await readRecorded(
    "application after dry run with prune",
  );
  assert.match(text, /; last dry run Succeeded /);
  assert.match(text, /^operation: dry run Succeeded, /m);
  assert.doesNotMatch(text, /\bsync Succeeded/);
  assert.match(JSON.stringify(structured), /"kind":"dry run"/);
});

Deno.test("that a dry run stopped automated sync is said, though no condition says so", async () => {
  const { text } = await readRecorded(
    "auto-sync enabled after a dry run at the same revision: auto-sync does not start",
  );
  assert.match(text, /OutOfSync/);
  assert.match(
    text,
    /last operation was a dry run: Argo CD does not sync that revision by itself any more/,
  );
});

Deno.test("a comparison that local manifests of a dry run spoilt is one that failed, with its reason", async () => {
  const result = await readRecorded(
    "application whose dry-run sync with local manifests poisoned later comparisons",
  );
  assert.match(
    result.text,
    /: cannot compare, because ComparisonError: .*Failed to load local manifests/,
  );
  assert.doesNotMatch(everything(result), /to prune|"prunable"|deleted/);
});

async function claims(h: Harness, name: string): Promise<unknown[]> {
  const { token } = h.simulator.credentials.admin;
  const read = async (path: string) => {
    const answer = await h.simulator.fetch(
      new Request(`http://argocd/api/v1/applications/${name}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    return await answer.json();
  };
  const [{ status }, { items }] = [
    await read(""),
    await read("/managed-resources"),
  ];
  return [
    status.resources.every(
      (one: { status?: string; requiresPruning?: boolean; hook?: boolean }) =>
        one.requiresPruning && (one.hook || one.status === "Unknown"),
    ),
    items.every((one: { targetState: string; predictedLiveState: string }) =>
      one.targetState === "null" && one.predictedLiveState === "null"
    ),
  ];
}

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`while a comparison fails nothing is said to be pruned or missing, by any tool, on ${version}`, async () => {
    await using h = harness({
      version,
      customize: (world) => {
        const record = world.application("payments");
        if (!record?.app.spec.source) throw new Error("no payments");
        record.app.spec.source.path = "no/such/path";
        record.dirty = true;
      },
    });
    await h.call(getApplication, { application: "payments" });
    assert.deepEqual(
      await claims(h, "payments"),
      [true, true],
      "Argo CD claims that everything is to be pruned",
    );
    for (
      const [name, args] of [
        ["get_application", { include: ["resources"] }],
        ["get_application_diff", {}],
        ["get_application_diff", { kind: "Service", name: "payments" }],
        ["get_application_resource_tree", {}],
        ["get_resource", { kind: "Service", name: "payments" }],
        ["get_application_events", {}],
      ] as const
    ) {
      const result = await h.call(toolNamed(name), {
        application: "payments",
        ...args,
      });
      assert.doesNotMatch(
        everything(result),
        // Events are the controller's own words.
        name === "get_application_events"
          ? /to prune|prunable/
          : /to prune|prunable|would be|will be deleted|Missing|missing in/,
        name,
      );
    }
    const list = await h.call(toolNamed("list_applications"), {
      search: "payments",
      problems: true,
    });
    assert.match(list.text, /Unknown .*ComparisonError: no\/such\/path/);
    assert.doesNotMatch(everything(list), /prune|missing/);
    const diff = await h.call(toolNamed("get_application_diff"), {
      application: "payments",
    });
    assert.match(
      diff.text,
      /^COMPARISON_FAILED: .*could not compare it, so nothing is known about differences: .*app path does not exist/,
    );
    assert(!asked(h).some((one) => one.includes("/managed-resources")));
  });
}

Deno.test("a sync that no controller took up yet is said to wait, not to be done", async () => {
  const { text } = await readRecorded(
    "controller down: application with a pending operation",
    "errors",
  );
  assert.match(text, /; a sync waits for the controller/);
  assert.doesNotMatch(text, /sync Succeeded/);
});

Deno.test("a sync of resources that match nothing is not taken for a sync of the application", async () => {
  const { text } = await readRecorded(
    "application after sync of an unknown resource",
  );
  assert.match(text, /^operation: .*only 1 resource/m);
  assert.match(text, /limited to resources that matched none/);
});

Deno.test("a sync to a revision that does not exist ends as a failure with its reason", async () => {
  const { text } = await readRecorded(
    "application after sync with unknown full sha",
  );
  assert.match(text, /; last dry run Error /);
  assert.match(text, /^- dry run Error .*: ComparisonError: /m);
});

Deno.test("an operation between two tries is said to have failed and to wait, though its phase is Running", async () => {
  const { text, structured } = await readRecorded(
    "application between two retries (phase Running with finishedAt)",
  );
  assert.match(text, /; sync failed and waits for its retry/);
  assert.match(JSON.stringify(structured), /"waiting_for_retry":true/);
});

Deno.test("retries that are used up are a failed sync, with the reason of the hook and their number", async () => {
  const { text } = await readRecorded(
    "application whose sync failed after retries (hook failed)",
  );
  assert.match(text, /; last sync Failed /);
  assert.match(text, /2 retries/);
  assert.match(text, /\(PreSync hook\): /);
});

Deno.test("a revision of one of several sources goes with all others and their positions, for alone it is ignored", async () => {
  await using h = harness();
  const manifests = toolNamed("get_application_manifests");
  const { isError } = await h.call(manifests, {
    application: "multi",
    revision: "main",
    source: 1,
  });
  assert(!isError);
  const { query } = h.requests.at(-1) ?? { query: new URLSearchParams() };
  assert(!query.has("revision"));
  assert.deepEqual(query.getAll("sourcePositions"), ["1", "2"]);
  assert.equal(query.getAll("revisions").length, 2);

  const alone = await h.call(manifests, {
    application: "multi",
    revision: "main",
  });
  assert.match(alone.text, /^INVALID_ARGUMENT: .*it has 2 sources/);
});
