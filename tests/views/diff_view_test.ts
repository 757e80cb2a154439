import assert from "node:assert/strict";
import type {
  Application,
  ResourceStatus,
} from "../../lib/argocd/wire/application.ts";
import type { ManagedResource } from "../../lib/argocd/wire/resources.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { diffTextOf, diffView } from "../../lib/views/diff_view.ts";
import { compareResources } from "../../lib/views/resource_states.ts";

const REVISION = "9397c81451f013c3c3db81a3cb36ba3a70de4da2";

function application(resources: readonly ResourceStatus[]): Application {
  return {
    spec: {
      source: { targetRevision: "main" },
      destination: { namespace: "payments" },
    },
    status: {
      sync: { status: "OutOfSync", revision: REVISION },
      reconciledAt: "2026-11-21T05:33:30Z",
      resources,
    },
  };
}

function status(
  kind: string,
  name: string,
  more: ResourceStatus = {},
): ResourceStatus {
  return {
    version: "v1",
    kind,
    namespace: "payments",
    name,
    status: "OutOfSync",
    ...more,
  };
}

function managed(
  kind: string,
  name: string,
  states: {
    readonly live: unknown;
    readonly predicted: unknown;
    readonly modified?: boolean;
  },
): ManagedResource {
  return {
    kind,
    namespace: "payments",
    name,
    normalizedLiveState: JSON.stringify(states.live),
    predictedLiveState: JSON.stringify(states.predicted),
    ...(states.modified === undefined ? {} : { modified: states.modified }),
  };
}

function object(
  kind: string,
  name: string,
  more: Record<string, unknown>,
  annotations?: Record<string, string>,
): unknown {
  return {
    apiVersion: "v1",
    kind,
    metadata: {
      name,
      namespace: "payments",
      resourceVersion: "1",
      uid: "u",
      managedFields: [{ manager: "kubectl" }],
      annotations: {
        "argocd.argoproj.io/tracking-id": `payments:/${kind}:payments/${name}`,
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        ...annotations,
      },
    },
    ...more,
  };
}

function show(app: Application, items: readonly ManagedResource[]): string {
  const masker = createMasker();
  // As in the pipeline: what Argo CD answers is masked before a view sees it.
  const compared = compareResources(masker.value(app), masker.value(items));
  const view = diffView("payments", { application: app, compared }, {
    home: "payments",
  });
  return masker.text(diffTextOf(masker.value(view)));
}

Deno.test("the diff says what it compares, counts, and shows changes without noise", () => {
  const text = show(
    application([
      status("ConfigMap", "config"),
      status("ConfigMap", "legacy", { requiresPruning: true }),
      status("Service", "payments", { status: "Synced" }),
      {
        group: "batch",
        kind: "Job",
        namespace: "payments",
        name: "migrate",
        hook: true,
        requiresPruning: true,
      },
    ]),
    [
      managed("ConfigMap", "config", {
        live: object("ConfigMap", "config", {
          data: { FEE: "1.5", MODE: "live" },
        }),
        predicted: object("ConfigMap", "config", {
          data: { FEE: "1.9", MODE: "live" },
        }),
      }),
      managed("ConfigMap", "legacy", {
        live: object("ConfigMap", "legacy", { data: { flag: "on" } }),
        predicted: null,
        modified: false,
      }),
      managed("Service", "payments", {
        live: object("Service", "payments", {
          spec: {},
          status: { loadBalancer: {} },
        }),
        predicted: object("Service", "payments", { spec: {} }),
      }),
    ],
  );
  assert.equal(
    text,
    `payments: OutOfSync (target main, revision ${REVISION}, compared at 2026-11-21T05:33:30Z)
1 changed, 1 to prune, 1 hook, 1 synced
what is to prune is deleted only by a sync with prune
--- live ConfigMap config
+++ desired
@@ -1,6 +1,6 @@
 apiVersion: v1
 data:
-  FEE: "1.5"
+  FEE: "1.9"
   MODE: live
 kind: ConfigMap
 metadata:
--- live ConfigMap legacy
+++ (not in the source)
-apiVersion: v1
-data:
-  flag: "on"
-kind: ConfigMap
-metadata:
-  name: legacy
-  namespace: payments
run by a sync as hook, never compared: Job migrate
synced: Service payments`,
  );
});

Deno.test("a Secret shows per key what is the same, differs, comes or goes, and no value", () => {
  const text = show(application([status("Secret", "keys")]), [
    managed("Secret", "keys", {
      live: object("Secret", "keys", {
        data: { "api-key": "++++++++++++", same: "++++++++", gone: "++++++++" },
      }),
      predicted: object("Secret", "keys", {
        data: { "api-key": "++++++++", same: "++++++++", added: "++++++++" },
      }),
    }),
  ]);
  assert.match(
    text,
    /^\(values masked, keys: added only desired, api-key differs, gone only live, same same\)$/m,
  );
  assert.doesNotMatch(text, /\+{8}/);
});

Deno.test("a Secret in clear, which Argo CD never sends, leaves no value in the diff", () => {
  const text = show(application([status("Secret", "keys")]), [
    managed("Secret", "keys", {
      live: object("Secret", "keys", { data: { token: "bGl2ZS1zZWNyZXQ=" } }),
      predicted: object("Secret", "keys", {
        data: { token: "ZGVzaXJlZC1zZWNyZXQ=" },
      }),
    }),
  ]);
  assert.doesNotMatch(text, /bGl2ZS|ZGVzaXJlZ/);
  assert.match(text, /keys: token differs/);
});

Deno.test("masked values of other kinds stay comparable: equal ones show no difference, different ones do", () => {
  const text = show(application([status("ConfigMap", "config")]), [
    managed("ConfigMap", "config", {
      live: object("ConfigMap", "config", {
        data: { DB_PASSWORD: "hunter2", API_TOKEN: "a-token-value-1" },
      }),
      predicted: object("ConfigMap", "config", {
        data: { DB_PASSWORD: "hunter2", API_TOKEN: "a-token-value-2" },
      }),
    }),
  ]);
  assert.doesNotMatch(text, /hunter2|a-token-value/);
  assert.match(text, /^- {2}API_TOKEN: <masked:\d+>$/m);
  assert.match(text, /^\+ {2}API_TOKEN: <masked:\d+>$/m);
  assert.match(text, /^ {3}DB_PASSWORD: <masked:\d+>$/m);
});

Deno.test("Argo CD's modified is not believed in either direction", () => {
  const same = object("ConfigMap", "same", { data: { a: "1" } });
  const compared = compareResources(
    application([status("ConfigMap", "same", { status: "Synced" })]),
    [
      managed("ConfigMap", "same", {
        live: same,
        predicted: same,
        modified: true,
      }),
      managed("ConfigMap", "new", {
        live: null,
        predicted: same,
        modified: false,
      }),
    ],
  );
  assert.deepEqual(compared.map(({ ref, state }) => [ref.name, state]), [[
    "new",
    "create",
  ], ["same", "synced"]]);
});

Deno.test("a tracking annotation is shown only when it differs", () => {
  const text = show(application([status("ConfigMap", "config")]), [
    managed("ConfigMap", "config", {
      live: object("ConfigMap", "config", {}, {
        "argocd.argoproj.io/tracking-id": "other:/ConfigMap:payments/config",
      }),
      predicted: object("ConfigMap", "config", {}),
    }),
  ]);
  assert.match(text, /^-.*tracking-id: other:/m);
  assert.match(text, /^\+.*tracking-id: payments:/m);
});

Deno.test("a difference only in the status is shown when Argo CD counts it", () => {
  const live = object("Widget", "w", { status: { phase: "Ready" } });
  const predicted = object("Widget", "w", { status: { phase: "New" } });
  const text = show(application([status("Widget", "w")]), [
    managed("Widget", "w", { live, predicted }),
  ]);
  assert.match(text, /^- {2}phase: Ready$/m);
  const quiet = compareResources(
    application([status("Widget", "w", { status: "Synced" })]),
    [
      managed("Widget", "w", { live, predicted }),
    ],
  );
  assert.equal(quiet[0]?.state, "synced");
});

Deno.test("what another controller copied is ignored, not said to be pruned", () => {
  const compared = compareResources(
    application([status("ConfigMap", "copy", { status: "" })]),
    [
      managed("ConfigMap", "copy", {
        live: object("ConfigMap", "copy", {}),
        predicted: null,
      }),
    ],
  );
  assert.equal(compared[0]?.state, "ignored");
});

Deno.test("a prune candidate with Prune=false says that it is kept", () => {
  const text = show(
    application([status("ConfigMap", "kept", { requiresPruning: true })]),
    [
      managed("ConfigMap", "kept", {
        live: object("ConfigMap", "kept", {}, {
          "argocd.argoproj.io/sync-options":
            "ServerSideApply=true, Prune=false",
        }),
        predicted: null,
      }),
    ],
  );
  assert.match(text, /^\(kept by its option Prune=false\)$/m);
});

Deno.test("states that did not come are unknown, not absent", () => {
  const compared = compareResources(
    application([status("ConfigMap", "a"), status("ConfigMap", "b")]),
    [
      {
        kind: "ConfigMap",
        namespace: "payments",
        name: "a",
        normalizedLiveState: '{"kind":"ConfigMap"}',
      },
    ],
  );
  assert.deepEqual(compared.map(({ ref, state }) => [ref.name, state]), [[
    "a",
    "unknown",
  ], ["b", "unknown"]]);
});

Deno.test("a long difference comes in parts that can all be reached", () => {
  const app = application([status("ConfigMap", "big")]);
  const side = (value: string) =>
    object("ConfigMap", "big", {
      data: Object.fromEntries(
        Array.from(
          { length: 300 },
          (_, i) => [`key-${String(i).padStart(3, "0")}`, `${value}-${i}`],
        ),
      ),
    });
  const view = diffView("payments", {
    application: app,
    compared: compareResources(app, [
      managed("ConfigMap", "big", {
        live: side("old"),
        predicted: side("new"),
      }),
    ]),
  }, { home: "payments" });
  assert(view.resources.length > 2);
  assert.deepEqual(
    view.resources.map(({ part }) => part),
    view.resources.map((_, i) => `${i + 1}/${view.resources.length}`),
  );
  const whole = view.resources.map(({ diff }) => diff).join("");
  for (let i = 0; i < 300; i++) {
    assert(whole.includes(`new-${i}\n`), `new-${i}`);
  }
  assert.equal(view.counts["changed"], 1);
});

Deno.test("of very many differences the first are written down and all are named", () => {
  const names = Array.from(
    { length: 400 },
    (_, i) => `c-${String(i).padStart(3, "0")}`,
  );
  const app = application(names.map((name) => status("ConfigMap", name)));
  const side = (name: string, value: string) =>
    object("ConfigMap", name, { data: { value: value.repeat(1_400) } });
  const view = diffView("payments", {
    application: app,
    compared: compareResources(
      app,
      names.map((name) =>
        managed("ConfigMap", name, { live: null, predicted: side(name, "b") })
      ),
    ),
  }, { home: "payments" });
  assert.equal(
    new Set(view.resources.map(({ resource }) => resource)).size,
    400,
  );
  assert.equal(
    view.resources.at(-1)?.note,
    "not shown: ask for this resource alone",
  );
  assert.equal(view.resources.at(-1)?.diff, undefined);
  assert(view.resources.filter(({ diff }) => diff !== undefined).length < 300);
});
