import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { applicationText } from "../../lib/views/application_text.ts";
import {
  type ApplicationView,
  applicationView,
  type Include,
} from "../../lib/views/application_view.ts";
import { type RecordedAnswer, recordedBody } from "../helpers/recorded_body.ts";

const NOW = new Date("2026-11-21T08:30:00Z");

function view(
  name: string,
  options: {
    readonly version?: RecordedAnswer["version"];
    readonly include?: readonly Include[];
    readonly file?: string;
    readonly trackingLabel?: string;
  } = {},
): ApplicationView {
  const {
    version = "v3.5",
    include = [],
    file = "applications",
    trackingLabel,
  } = options;
  const application = recordedBody<Application>({ version, file, name });
  return applicationView(application, {
    ref: "app",
    now: NOW,
    include,
    trackingLabel,
  });
}

Deno.test("a drifted application: what differs, what would be pruned, hooks apart", () => {
  const { differing, prunable, resources, warnings, deployed } = view(
    "GET application payments",
  );
  assert.deepEqual(differing, [
    "ConfigMap payments-config",
    "Secret payments-secret",
    "Deployment payments",
  ]);
  assert.deepEqual(prunable, ["ConfigMap payments-legacy"]);
  assert.deepEqual(resources, {
    managed: 5,
    hooks: 1,
    sync: { OutOfSync: 4, Synced: 1 },
    health: { unchecked: 3, Healthy: 2 },
  });
  assert.deepEqual(warnings, [
    "OrphanedResourceWarning: Application has 1 orphaned resources",
  ]);
  assert.deepEqual(deployed, {
    id: 0,
    revisions: ["bc91c3fef5792c664f9c2ad40ea556941917692c"],
    deployed: "2026-11-21T05:25:51Z",
    by: "admin",
  });
});

Deno.test("a dry run is called one, for it hides the sync before it", () => {
  const { operation, verdict } = view("GET application payments");
  assert.equal(operation?.kind, "dry run");
  assert.match(verdict, /last dry run Succeeded/);
});

Deno.test("the name of a branch is not shown as the revision of a failed comparison", () => {
  const { sources, resources, prunable } = view("GET application billing");
  assert.deepEqual(sources, [{
    repo: "file:///git/platform.git",
    path: "billing/does-not-exist",
    target: "main",
  }]);
  assert.equal(resources, undefined);
  assert.equal(prunable, undefined);
});

Deno.test("a multi-source application shows each source with its own revision, and not the empty first one", () => {
  const { sources, deployed } = view("GET application multi");
  assert.deepEqual(sources?.map(({ path, revision }) => [path, revision]), [
    ["multi/base", "9397c81451f013c3c3db81a3cb36ba3a70de4da2"],
    ["multi", "7dc57a302ceda1f7ea4bff9abdab15bc4f678e39"],
  ]);
  assert.equal(deployed?.revisions?.length, 2);
});

Deno.test("a Helm source shows counts, never values", () => {
  const shown = view("GET application chart");
  assert.deepEqual(shown.sources?.[0]?.shaped_by, [
    "2 helm parameters",
    "inline helm values",
  ]);
  const all = JSON.stringify(shown) + applicationText(shown);
  assert.doesNotMatch(all, /made-up-helm-parameter|made-up-inline-value/);
});

Deno.test("include=parameters keeps the keys that masking goes by", () => {
  const { parameters } = view("GET application chart", {
    include: ["parameters"],
  });
  assert.deepEqual(
    (parameters?.[0] as { helm: { parameters: unknown } }).helm.parameters,
    [
      { name: "message", value: "from-parameter" },
      { name: "adminPassword", value: "made-up-helm-parameter" },
    ],
  );
});

Deno.test("who owns an application is found by its owner or the tracking annotation", () => {
  assert.equal(
    view("GET application fleet-dev").managed_by,
    "ApplicationSet fleet",
  );
  assert.equal(
    view("GET application child-one").managed_by,
    "application root",
  );
});

Deno.test("on 2.14 the owner is found by the label, and only where labels track", () => {
  const application: Application = {
    metadata: {
      name: "child",
      labels: { "app.kubernetes.io/instance": "root" },
    },
  };
  const options = { ref: "child", now: NOW, include: [] };
  assert.equal(applicationView(application, options).managed_by, undefined);
  const label = "app.kubernetes.io/instance";
  assert.equal(
    applicationView(application, { ...options, trackingLabel: label })
      .managed_by,
    "application root",
  );
});

Deno.test("an application that is being deleted says so, and what keeps it", () => {
  const { verdict, finalizers } = view("GET application right after delete");
  assert.match(verdict, /being deleted since/);
  assert.deepEqual(finalizers, ["resources-finalizer.argocd.argoproj.io"]);
});

Deno.test("a blocked rollback is a running operation with its reason", () => {
  const { problems } = view("application after rollback in a deny window", {
    file: "windows",
  });
  assert(
    problems?.some((text) =>
      text.includes("Sync operation blocked by sync window")
    ),
    JSON.stringify(problems),
  );
});

Deno.test("an operation that ends stuck in Terminating is a problem", () => {
  const { problems, operation } = view(
    "application after the blocked rollback was terminated",
    { file: "windows" },
  );
  assert.equal(operation?.phase, "Terminating");
  assert(problems?.some((text) => text.startsWith("sync Terminating since")));
});

Deno.test("a dry run that stops automated sync is noted", () => {
  const application: Application = {
    spec: { syncPolicy: { automated: {} } },
    status: {
      sync: { status: "OutOfSync" },
      operationState: {
        phase: "Succeeded",
        operation: { sync: { dryRun: true } },
      },
    },
  };
  const { notes } = applicationView(application, {
    ref: "app",
    now: NOW,
    include: [],
  });
  assert.match(
    notes?.[0] ?? "",
    /dry run: Argo CD does not sync that revision/,
  );
});

for (const version of ["v3.5", "v3.2", "v2.14"] as const) {
  Deno.test(`a drifted application of ${version} reads the same`, () => {
    const shown = view("GET application payments", { version });
    assert.match(
      shown.verdict,
      /^app: OutOfSync, Healthy \(3 resources differ, 1 to prune\)/,
    );
    assert(applicationText(shown).length <= 900);
  });
}

Deno.test("a status that is missing altogether makes a view without guesses", () => {
  const shown = applicationView({ metadata: { name: "new" } }, {
    ref: "new",
    now: NOW,
    include: ["history", "resources", "spec", "parameters"],
  });
  assert.equal(shown.sync, "Unknown");
  assert.equal(shown.health, "Unknown");
  assert.equal(shown.operation, undefined);
  assert.match(applicationText(shown), /^new: not compared yet/);
});

Deno.test("while a comparison fails the list of resources claims neither a sync status nor pruning", () => {
  const shown = applicationView({
    status: {
      sync: { status: "Unknown" },
      health: { status: "Healthy" },
      conditions: [{ type: "ComparisonError", message: "no such path" }],
      // So said of every resource then, by 2.14 to 3.5.
      resources: [{
        kind: "ConfigMap",
        name: "shop",
        status: "Unknown",
        requiresPruning: true,
      }],
    },
  }, { ref: "app", now: NOW, include: ["resources"] });
  assert.deepEqual(shown.resource_list, ["ConfigMap shop Unknown"]);
  assert.equal(shown.resources?.sync, undefined);
  assert.doesNotMatch(applicationText(shown), /prune/);
});
