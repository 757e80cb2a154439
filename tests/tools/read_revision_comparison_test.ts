import assert from "node:assert/strict";
import { commit, plain } from "../../lib/demo/model/git.ts";
import type { KubeObject } from "../../lib/demo/model/kube_object.ts";
import { reconcile } from "../../lib/demo/model/reconcile.ts";
import type { SimulatedVersion, World } from "../../lib/demo/simulator.ts";
import { syncInThePast } from "../../lib/demo/world/applications.ts";
import {
  configMap,
  deployment,
  service,
} from "../../lib/demo/world/manifests.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import { readComparison } from "../../lib/tools/read_comparison.ts";
import { readRevisionComparison } from "../../lib/tools/read_revision_comparison.ts";
import type { ComparedResource } from "../../lib/views/resource_states.ts";
import { failureOf } from "../helpers/open_client.ts";
import {
  type SimulatedClient,
  simulatedClient,
  type SimulatedClientOptions,
} from "../helpers/simulated_client.ts";

type Revisions = readonly (string | undefined)[];

/** What is compared of an object: not what the cluster and kubectl write down about it. */
function significant(object: unknown): string {
  const { status: _, metadata, ...rest } = object as Record<string, unknown>;
  const {
    resourceVersion: _r,
    generation: _g,
    annotations,
    uid: _u,
    creationTimestamp: _c,
    managedFields: _m,
    ...named
  } = metadata as Record<string, unknown>;
  const {
    "kubectl.kubernetes.io/last-applied-configuration": _l,
    ...kept
  } = (annotations ?? {}) as Record<string, unknown>;
  return JSON.stringify({ ...rest, metadata: { ...named, annotations: kept } });
}

/** Every object that carries the mark of the application or has one of the names, as it is in the cluster now. */
function liveObjects(
  { simulator: { world } }: SimulatedClient,
  namespace: string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const cluster of world.clusters) {
    for (const object of cluster.objects.values()) {
      const owners = object.metadata.ownerReferences ?? [];
      const isOurs = JSON.stringify(object.metadata).includes(namespace);
      if (!isOurs || owners.length > 0) continue;
      // Written by the cluster's own controllers, or run as a hook.
      if (/^(EndpointSlice|Endpoints|Pod|Job)$/.test(object.kind)) continue;
      found.set(`${object.kind} ${object.metadata.name}`, significant(object));
    }
  }
  return found;
}

function titles(
  compared: readonly ComparedResource[],
  ...states: readonly string[]
): readonly string[] {
  return compared.filter(({ state }) => states.includes(state))
    .map(({ ref }) => `${ref.kind} ${ref.name}`).sort();
}

/** Asks for the comparison, syncs to the same revisions with prune, and tells what really happened. */
async function compareAndSync(
  options: SimulatedClientOptions,
  asked: { readonly application: string; readonly revisions: Revisions },
): Promise<{
  readonly compared: readonly ComparedResource[];
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly pruned: readonly string[];
}> {
  let now = Date.parse("2026-11-21T06:00:00Z");
  await using it = simulatedClient({ ...options, now: () => new Date(now) });
  const { client, signal } = it;
  const { application, revisions } = asked;
  const found = await readApplication(client, application, signal);
  const { compared } = await readRevisionComparison(client, found, {
    revisions,
    purpose: `sync application '${application}'`,
    signal,
  });
  const namespace = found.application.spec?.destination?.namespace ?? "";
  const before = liveObjects(it, namespace);
  const several = found.application.spec?.sources !== undefined;
  await it.send("POST", `/api/v1/applications/${application}/sync`, {
    prune: true,
    ...(several
      ? {
        revisions: revisions.filter(Boolean),
        sourcePositions: revisions.flatMap((one, index) =>
          one ? [index + 1] : []
        ),
      }
      : { revision: revisions[0] }),
  });
  let phase = "";
  for (let round = 0; round < 200 && phase !== "Succeeded"; round++) {
    now += 1_000;
    const app = await it.send("GET", `/api/v1/applications/${application}`) as {
      status: { operationState?: { phase: string; message: string } };
    };
    phase = app.status.operationState?.phase ?? "";
    assert(
      phase !== "Failed" && phase !== "Error",
      app.status.operationState?.message,
    );
  }
  assert.equal(phase, "Succeeded");
  const after = liveObjects(it, namespace);
  return {
    compared,
    created: [...after.keys()].filter((key) => !before.has(key)).sort(),
    changed: [...after].filter(([key, text]) =>
      before.has(key) && before.get(key) !== text
    ).map(([key]) => key).sort(),
    pruned: [...before.keys()].filter((key) => !after.has(key)).sort(),
  };
}

const OLD = "1".repeat(40);
const NEW = "2".repeat(40);

function clusterRole(name: string, verbs: readonly string[]): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs }],
  };
}

function custom(name: string, spec: unknown): KubeObject {
  return {
    apiVersion: "example.com/v1",
    kind: "Tenant",
    metadata: { name },
    spec,
  };
}

function container(name: string, more: Record<string, unknown>) {
  return { name, image: `registry.example/${name}:1`, ...more };
}

function workload(containers: readonly unknown[], more = {}): KubeObject {
  const object = deployment("kust", []);
  const labels = { app: "kust" };
  return {
    ...object,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      ...more,
    },
  };
}

/** Two commits that differ in everything that an apply treats in its own way. */
function twoCommits(world: World): void {
  const url = `${world.addresses.git}/platform.git`;
  const repository = world.git.get(url);
  assert(repository);
  const common = { author: "Ines", date: "2026-11-01T10:00:00Z", branch: "x" };
  commit(repository, {
    ...common,
    sha: OLD,
    message: "old",
    directories: {
      "kust/overlay": plain(
        configMap("same", { a: "1" }),
        configMap("key-goes", { stays: "1", goes: "2" }),
        configMap("goes", { a: "1" }),
        configMap("drifted", { a: "1" }),
        clusterRole("reader", ["get"]),
        clusterRole("gone", ["get"]),
        custom("list", { items: [{ id: 1, size: 2 }, { id: 2, size: 3 }] }),
        custom("list-same", { items: [{ id: 1 }] }),
        service("kust"),
        workload([
          container("main", {
            env: [{ name: "A", value: "1" }, { name: "B", value: "2" }],
            ports: [{ containerPort: 8080 }],
          }),
          container("goes", {}),
        ], { replicas: 2 }),
      ),
    },
  });
  commit(repository, {
    ...common,
    sha: NEW,
    message: "new",
    directories: {
      "kust/overlay": plain(
        configMap("same", { a: "1" }),
        configMap("key-goes", { stays: "1" }),
        configMap("comes", { a: "1" }),
        configMap("drifted", { a: "1" }),
        clusterRole("reader", ["get", "list"]),
        clusterRole("comes", ["get"]),
        custom("list", { items: [{ id: 2, size: 3 }] }),
        custom("list-same", { items: [{ id: 1 }] }),
        service("kust"),
        workload([
          container("main", {
            env: [{ name: "A", value: "1" }],
            ports: [{ containerPort: 8080 }],
          }),
        ]),
      ),
    },
  });
  const source = world.application("kust")?.app.spec.source;
  assert(source);
  source.targetRevision = OLD;
}

Deno.test("fields that go, lists that shrink, definitions without a namespace and drift are foreseen", async () => {
  const options = {
    customize(world: World) {
      twoCommits(world);
      const record = world.application("kust");
      assert(record);
      syncInThePast(world, record);
      const live = world.home.get({
        group: "",
        kind: "ConfigMap",
        namespace: "kust",
        name: "drifted",
      });
      assert(live);
      world.home.put({ ...live, data: { a: "by hand" } });
      reconcile(world, record);
    },
  };
  const seen = await compareAndSync(options, {
    application: "kust",
    revisions: [NEW],
  });
  const { compared, created, changed, pruned } = seen;
  assert.deepEqual(created, ["ClusterRole comes", "ConfigMap comes"]);
  assert.deepEqual(changed, [
    "ClusterRole reader",
    "ConfigMap drifted",
    "ConfigMap key-goes",
    "Deployment kust",
    "Tenant list",
  ]);
  assert.deepEqual(pruned, [
    "ClusterRole gone",
    "ConfigMap goes",
    "ConfigMap prod-kust-config",
  ]);
  assert.deepEqual(titles(compared, "create"), created);
  assert.deepEqual(titles(compared, "changed"), changed);
  assert.deepEqual(titles(compared, "prune"), pruned);
  assert.deepEqual(titles(compared, "unknown"), []);
  const tenant = compared.find(({ ref }) => ref.name === "list");
  assert.deepEqual(tenant?.desired?.["spec"], { items: [{ id: 2, size: 3 }] });
  assert.equal(
    tenant?.note,
    "approximate: fields that the cluster fills in may show as a difference",
  );
});

const CASES: readonly {
  readonly application: string;
  readonly revisions: Revisions;
  readonly version?: SimulatedVersion;
}[] = [
  {
    application: "payments",
    revisions: ["bc91c3fef5792c664f9c2ad40ea556941917692c"],
  },
  {
    application: "payments",
    revisions: ["bc91c3fef5792c664f9c2ad40ea556941917692c"],
    version: "2.14",
  },
  { application: "payments", revisions: ["main"] },
  { application: "guestbook", revisions: ["v1.0.0"] },
  { application: "guestbook", revisions: ["v1.1.0"] },
  { application: "guestbook", revisions: ["v1.2.0"] },
  { application: "guestbook", revisions: ["v1.0.0"], version: "2.14" },
  {
    application: "multi",
    revisions: [undefined, "ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4"],
  },
  { application: "worker", revisions: ["main"] },
  { application: "kust", revisions: ["main"] },
];

for (const { application, revisions, version = "3.5" } of CASES) {
  Deno.test(`what a sync of ${application} to ${revisions} would do is what it does on ${version}`, async () => {
    const { compared, created, changed, pruned } = await compareAndSync(
      { version },
      { application, revisions },
    );
    const unknown = titles(compared, "unknown");
    assert(unknown.every((title) => title.startsWith("Secret ")), `${unknown}`);
    assert.deepEqual(
      {
        created: titles(compared, "create"),
        changed: titles(compared, "changed").filter((title) =>
          !title.startsWith("Secret ")
        ),
        pruned: titles(compared, "prune"),
      },
      {
        created,
        changed: changed.filter((title) => !title.startsWith("Secret ")),
        pruned,
      },
    );
    // Whatever happens to a Secret was announced: as a change, or as something that cannot be told.
    const announced = titles(compared, "changed", "unknown");
    for (const title of changed.filter((one) => one.startsWith("Secret "))) {
      assert(announced.includes(title), title);
    }
  });
}

Deno.test("masked answers are compared just as well, because equal values have equal marks", async () => {
  await using it = simulatedClient();
  const { client, signal } = it;
  const mask = createMasker();
  const masked: typeof client = {
    ...client,
    call: async (endpoint, options) =>
      mask.value(await client.call(endpoint, options)),
  };
  const options = {
    revisions: ["v1.2.0"],
    purpose: "sync application 'guestbook'",
    signal,
  };
  const [plain, hidden] = await Promise.all(
    [client, masked].map(async (one) => {
      const found = await readApplication(one, "guestbook", signal);
      return await readRevisionComparison(one, found, options);
    }),
  );
  const states = (compared: readonly ComparedResource[] = []) =>
    compared.map(({ ref, state }) => `${state} ${ref.kind} ${ref.name}`);
  assert.deepEqual(states(hidden?.compared), states(plain?.compared));
  assert.doesNotMatch(JSON.stringify(hidden), /plum-Ladder-19/);
});

Deno.test("a hook is no resource, and what is the same at both revisions has Argo CD's own verdict", async () => {
  await using it = simulatedClient();
  const { client, signal } = it;
  const found = await readApplication(client, "payments", signal);
  const purpose = "sync application 'payments'";
  const own = await readComparison(client, found, { purpose, signal });
  const { compared } = await readRevisionComparison(client, found, {
    revisions: ["main"],
    purpose,
    signal,
  });
  const plain = (all: readonly ComparedResource[]) =>
    all.filter(({ ref }) => ref.kind !== "Secret").map((
      { ref: { kind, name }, ...rest },
    ) => ({ kind, name, ...rest }));
  assert.deepEqual(plain(compared), plain(own.compared));
  assert.deepEqual(titles(compared, "hook"), ["Job payments-migrate"]);
});

Deno.test("a revision that does not exist is an error, and nothing is said about resources", async () => {
  await using it = simulatedClient();
  const { client, signal } = it;
  const found = await readApplication(client, "payments", signal);
  const purpose = "sync application 'payments'";
  const branch = await failureOf(
    readRevisionComparison(client, found, {
      revisions: ["nope"],
      purpose,
      signal,
    }),
  );
  assert.equal(branch.code, "NOT_FOUND");
  assert.match(
    branch.message,
    /^Cannot sync application 'payments': there is no such revision: /,
  );
  const sha = "deadbeef".repeat(5);
  const commit = await failureOf(
    readRevisionComparison(client, found, {
      revisions: [sha],
      purpose,
      signal,
    }),
  );
  assert.equal(
    commit.toString(),
    `NOT_FOUND: Cannot sync application 'payments': its repository has no commit '${sha}'\n` +
      "Next: get_application_history shows the commits that were deployed; a branch or a tag works, too",
  );
});

Deno.test("while the comparison fails nothing is rendered, because nobody knows what lives", async () => {
  await using it = simulatedClient();
  const { client, signal } = it;
  const found = await readApplication(client, "billing", signal);
  const failure = await failureOf(
    readRevisionComparison(client, found, {
      revisions: ["main"],
      purpose: "sync application 'billing'",
      signal,
    }),
  );
  assert.equal(failure.code, "COMPARISON_FAILED");
  assert.match(
    failure.message,
    /^Cannot sync application 'billing': Argo CD could not compare it/,
  );
  assert.deepEqual(it.paths, ["/api/v1/applications/billing"]);
});
