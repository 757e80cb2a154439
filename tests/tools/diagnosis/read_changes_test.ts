import assert from "node:assert/strict";
import { commit, type Directory, plain } from "../../../lib/demo/model/git.ts";
import { reconcile } from "../../../lib/demo/model/reconcile.ts";
import type { World } from "../../../lib/demo/simulator.ts";
import { syncInThePast } from "../../../lib/demo/world/applications.ts";
import { REGISTRY } from "../../../lib/demo/world/images.ts";
import { configMap, deployment } from "../../../lib/demo/world/manifests.ts";
import { diagnoseApplication } from "../../../lib/tools/diagnosis/diagnose_application.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";
import { denyPath } from "../../helpers/denied.ts";

const SHA = "5d0c1f0a4be2f1c3a99d0f5b7e6a2c8d1b3f4e5a";
const MINUTE_MS = 60_000;

/** A release of the application `edge`, some minutes ago. */
function release(
  world: World,
  minutes: number,
  { directory, sha = SHA, sync = true }: {
    readonly directory: Directory;
    readonly sha?: string;
    readonly sync?: boolean;
  },
): void {
  const start = world.now();
  const repository = world.git.get(`${world.addresses.git}/platform.git`);
  const edge = world.application("edge");
  assert(repository && edge);
  world.at(new Date(start.getTime() - minutes * MINUTE_MS), () => {
    commit(repository, {
      author: "Ana Example <ana@shop.example>",
      sha,
      date: world.now().toISOString(),
      message: "edge 2.0.0",
      directories: { edge: directory },
    });
    reconcile(world, edge);
    if (sync) syncInThePast(world, edge);
  });
  reconcile(world, edge);
}

/** The container needs a setting that nobody gives it. */
const CRASHING = plain(
  configMap("edge-config", { LOG_LEVEL: "debug" }),
  deployment("edge", [{ name: "edge", image: `${REGISTRY}/worker:2.0.0` }]),
);

interface Finding {
  readonly rule: string;
  readonly summary: string;
  readonly confidence: number;
  readonly evidence: readonly {
    readonly where: string;
    readonly text: string;
  }[];
  readonly next: string;
}

/** What the diagnosis of `edge` says about the change, and everything else. */
async function changeOf(
  h: Harness,
): Promise<{ verdict: unknown; change: Finding | undefined; text: string }> {
  const { structured = {}, text, isError } = await h.call(diagnoseApplication, {
    application: "edge",
  });
  assert(!isError, text);
  const findings = structured["findings"] as readonly Finding[];
  return {
    verdict: structured["verdict"],
    change: findings.find(({ rule }) =>
      /^(?:changed|never|not-deployed)/.test(rule)
    ),
    text,
  };
}

function texts({ evidence = [] }: Partial<Finding> = {}): readonly string[] {
  return evidence.map(({ where, text }) => `${where}: ${text}`);
}

Deno.test("a release that crashes is told with its commit and the values that it changed", async () => {
  await using h = harness({
    customize: (world) => release(world, 6, { directory: CRASHING }),
  });
  const { verdict, change, text } = await changeOf(h);
  assert.equal(verdict, "broken");
  assert.match(text, /^1\. The container 'edge' of Deployment edge crashes/m);
  assert.equal(change?.rule, "changed-since-healthy");
  assert.match(
    change.summary,
    /^It stopped being healthy 6 min ago, with deployment 1: 2 changes in 2 resources$/,
  );
  const [author, ...values] = texts(change);
  assert.match(
    author ?? "",
    /^Application\/edge@status\.history\[1\]: deployed \S+ by admin: 5d0c1f0 "edge 2\.0\.0" by Ana Example/,
  );
  assert.deepEqual(values, [
    `Deployment/edge/edge@spec.template.spec.containers[edge].image: "${REGISTRY}/edge:1.0.0" → "${REGISTRY}/worker:2.0.0"`,
    'ConfigMap/edge/edge-config@data.LOG_LEVEL: "info" → "debug"',
  ]);
  assert.match(
    change.next,
    /^compare_application {"application":"edge","from":"#0","to":"#1"}; then rollback_application with id 0/,
  );
});

Deno.test("the values of Secrets that changed are not shown", async () => {
  function withSecret(token: string, image: string): Directory {
    return plain(
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "edge-key" },
        stringData: { token },
      },
      deployment("edge", [{ name: "edge", image: `${REGISTRY}/${image}` }]),
    );
  }
  await using h = harness({
    customize: (world) => {
      release(world, 30, {
        directory: withSecret("canary-before", "edge:1.0.0"),
        sha: SHA.replace("5", "6"),
      });
      release(world, 6, {
        directory: withSecret("canary-after", "worker:2.0.0"),
      });
    },
  });
  const { change, text } = await changeOf(h);
  assert.match(
    change?.summary ?? "",
    /with deployment 2: 1 value of Deployment/,
  );
  assert(!text.includes("canary"), text);
});

Deno.test("a sync that fails is told with where it comes from and goes to", async () => {
  await using h = harness({
    customize: (world) => {
      release(world, 6, { directory: CRASHING, sync: false });
      const edge = world.application("edge");
      assert(edge);
      // As Argo CD leaves a sync behind that an object's refusal has ended.
      const { status } = edge.app;
      const before = status.operationState;
      assert(before?.syncResult);
      status.operationState = {
        ...before,
        phase: "Failed",
        message: "one or more objects failed to apply",
        syncResult: { ...before.syncResult, revision: SHA },
      };
    },
  });
  const { change } = await changeOf(h);
  assert.equal(change?.rule, "changed-since-deployed");
  assert.match(
    change.summary,
    /^The sync that failed goes from [0-9a-f]{7} \(deployment 0, 3 h ago\) to 5d0c1f0: 2 changes in 2 resources$/,
  );
  assert.match(
    texts(change)[0] ?? "",
    /: 5d0c1f0 "edge 2\.0\.0" by Ana Example/,
  );
  assert.match(
    change.next,
    new RegExp(`^compare_application .*"from":"#0","to":"${SHA}"`),
  );
});

Deno.test("what was never deployed has no history to look at next", async () => {
  await using h = harness();
  const { structured } = await h.call(diagnoseApplication, {
    application: "billing",
  });
  const never = (structured?.["findings"] as readonly Finding[])
    .find(({ rule }) => rule === "never-deployed");
  assert.equal(never?.next, 'get_application {"application":"billing"}');
});

Deno.test("deployments that do not say when they were are no reason to count in words that are none", async () => {
  await using h = harness({
    customize: (world) => {
      release(world, 6, { directory: CRASHING });
      const { status } = world.application("edge")?.app ?? {};
      assert(status);
      status.history = status.history?.map((one) => ({
        ...one,
        deployStartedAt: "",
        deployedAt: "",
      })) ?? [];
    },
  });
  const { change } = await changeOf(h);
  assert.match(
    change?.summary ?? "",
    /^It stopped being healthy .*; deployments 0 to 1, the last some time ago, lie between then and now/,
  );
});

Deno.test("an application that is well asks for no commits and no renderings", async () => {
  await using h = harness();
  const { verdict, change } = await changeOf(h);
  assert.equal(verdict, "healthy");
  assert.equal(change, undefined);
  assert(
    h.requests.every(({ path }) => !/\/(?:manifests|revisions)\b/.test(path)),
  );
});

Deno.test("what a change renders to may stay unknown: the cause is told without it", async () => {
  await using h = harness({
    customize: (world) => release(world, 6, { directory: CRASHING }),
    intercept: denyPath(/\/edge\/manifests$/),
  });
  const { verdict, change, text } = await changeOf(h);
  assert.equal(verdict, "broken");
  assert.equal(
    change?.summary,
    "It stopped being healthy 6 min ago, with deployment 1",
  );
  assert.match(text, /^not readable: what the change renders to: /m);
});
