import assert from "node:assert/strict";
import { isAutomated } from "../../../lib/demo/model/application.ts";
import { commit, plain } from "../../../lib/demo/model/git.ts";
import { shaFrom } from "../../../lib/demo/model/ids.ts";
import { finishOperation } from "../../../lib/demo/model/operation.ts";
import {
  requestOperation,
  syncOperation,
} from "../../../lib/demo/model/sync_request.ts";
import { createSimulator, type World } from "../../../lib/demo/simulator.ts";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { REGISTRY } from "../../../lib/demo/world/images.ts";
import { configMap, deployment } from "../../../lib/demo/world/manifests.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { type Args, comparePreviews } from "../../helpers/compare_preview.ts";

const VERSIONS = ["2.14", "3.2", "3.5"] as const;

/** What becomes of every application of the world by itself; `created changed pruned`, or why not. */
const PLAIN: Readonly<Record<string, string>> = {
  guestbook: "0 0 0",
  payments: "0 3 0",
  billing: "COMPARISON_FAILED",
  badyaml: "COMPARISON_FAILED",
  stranded: "COMPARISON_FAILED",
  worker: "0 0 0",
  progress: "0 0 0",
  paused: "0 0 0",
  hooked: "Failed: one or more synchronization tasks completed unsuccessfully",
  slow: "Running: waiting for completion of hook batch/Job/slow-presync",
  selfheal: "0 0 0",
  multi: "0 0 0",
  kust: "0 0 0",
  chart: "0 0 0",
  reports: "SYNC_WINDOW",
  ledger: "0 0 0",
  edge: "0 0 0",
  "apps-b/remote": "0 0 0",
  root: "0 0 0",
  "fleet-dev": "0 0 0",
  "fleet-stage": "0 0 0",
  "fleet-prod": "0 0 0",
  "child-one": "0 0 0",
  "child-two": "0 0 0",
};

function each(
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Args>> {
  return Object.fromEntries(
    Object.keys(PLAIN).map((application) => [application, {
      application,
      ...args,
    }]),
  );
}

/** Every application without automated sync differs from its source in all ways: edited, lost and left over. */
function disturb(world: World): void {
  for (const record of world.applications.values()) {
    const { app, comparisonError } = record;
    const cluster = world.clusterAt(world.serverOf(app.spec.destination) ?? "");
    const [first, second] = record.compared.filter(({ live, hook }) =>
      live && !hook
    );
    if (
      !cluster || !first?.live || comparisonError || isAutomated(app.spec)
    ) continue;
    // A copy that the application tracks and no source has.
    const copy = structuredClone(first.live);
    const { uid: _uid, resourceVersion: _version, ...metadata } = copy.metadata;
    const name = `${metadata.name}-left`;
    const annotations = Object.fromEntries(
      Object.entries(metadata.annotations ?? {}).map(([key, value]) => [
        key,
        value.replace(`/${metadata.name}`, `/${name}`),
      ]),
    );
    cluster.put({ ...copy, metadata: { ...metadata, name, annotations } });
    const edited = structuredClone(first.live) as typeof first.live & {
      data?: Record<string, string>;
      spec?: Record<string, unknown>;
    };
    for (const key of Object.keys(edited.data ?? {})) {
      if (edited.data) edited.data[key] = "edited";
    }
    if (edited.spec && "replicas" in edited.spec) edited.spec["replicas"] = 7;
    cluster.put(edited, { manager: "kubectl-edit" });
    if (second) cluster.remove(second.ref);
    record.dirty = true;
  }
}

/** What a sync without prune makes of them; with prune each loses its leftover, too. */
const DISTURBED = {
  ...PLAIN,
  guestbook: "1 1 0",
  worker: "1 1 0",
  progress: "0 1 0",
  paused: "0 1 0",
  multi: "1 1 0",
  kust: "0 1 0",
  chart: "1 1 0",
  ledger: "0 1 0",
  edge: "1 1 0",
  "apps-b/remote": "0 1 0",
  "fleet-dev": "1 0 0",
  "fleet-stage": "1 0 0",
  "fleet-prod": "1 0 0",
};

/** The worker without its cleanup and with settings, on a branch. */
function branchOff(world: World): void {
  const platform = world.git.get(`${world.addresses.git}/platform.git`);
  assert(platform);
  commit(platform, {
    author: "Ines Ferro <ines.ferro@shop.example>",
    sha: shaFrom("worker next"),
    branch: "next",
    tag: "next-1",
    date: "2026-11-23T08:00:00Z",
    message: "worker: settings instead of the cleanup",
    directories: {
      worker: plain(
        configMap("worker-config", { QUEUE: "orders" }),
        deployment("worker", [{
          name: "worker",
          image: `${REGISTRY}/worker:3.0.0`,
        }]),
      ),
    },
  });
}

/** Payments and the worker have gone on and pruned, so that an older deployment has more than the newest. */
function release(world: World): void {
  branchOff(world);
  const start = world.now().getTime();
  for (const name of ["payments", "worker"]) {
    const record = world.application(name);
    assert(record);
    const { source } = record.app.spec;
    if (source && name === "worker") source.targetRevision = "next";
    world.at(new Date(start - 20_000), () => {
      const initiatedBy = { username: "admin" };
      const operation = syncOperation(world, record, {
        prune: true,
        initiatedBy,
      });
      requestOperation(world, record, operation);
      finishOperation(world, record);
    });
    assert.equal(record.app.status.sync.status, "Synced");
  }
}

for (const version of VERSIONS) {
  Deno.test(`on ${version} a sync of every application does what its preview says`, async () => {
    assert.deepEqual(await comparePreviews(each({}), { version }), PLAIN);
  });

  Deno.test(`on ${version} the same holds with prune, and without hooks`, async () => {
    assert.deepEqual(
      await comparePreviews(each({ prune: true }), { version }),
      {
        ...PLAIN,
        payments: "0 3 1",
      },
    );
    assert.deepEqual(
      await comparePreviews(each({ apply_only: true }), { version }),
      { ...PLAIN, hooked: "1 0 0", slow: "1 0 0" },
    );
  });

  Deno.test(`on ${version} the same holds when every application is edited, incomplete and has leftovers`, async () => {
    const comparing = { version, customize: disturb };
    assert.deepEqual(await comparePreviews(each({}), comparing), DISTURBED);
    const pruned = await comparePreviews(each({ prune: true }), comparing);
    assert.deepEqual(
      pruned,
      Object.fromEntries(
        Object.entries(DISTURBED).map(([name, outcome]) => {
          const isChanged = /^\d/.test(outcome) && outcome !== "0 0 0";
          return [name, isChanged ? outcome.replace(/0$/, "1") : outcome];
        }),
      ),
    );
  });

  Deno.test(`on ${version} the same holds for single resources`, async () => {
    const one = (kind: string, name: string) => ({ kind, name });
    const calls: Readonly<Record<string, Args>> = {
      edited: {
        application: "payments",
        resources: [one("ConfigMap", "payments-config")],
      },
      "edited and in sync": {
        application: "payments",
        resources: [
          one("Deployment", "payments"),
          one("Service", "payments"),
        ],
      },
      "left over": {
        application: "payments",
        prune: true,
        resources: [one("ConfigMap", "payments-legacy")],
      },
      "left over and kept": {
        application: "payments",
        resources: [one("ConfigMap", "payments-legacy")],
      },
      "not there": {
        application: "hooked",
        resources: [one("ConfigMap", "hooked-config")],
      },
      "in sync": {
        application: "apps-b/remote",
        resources: [one("ConfigMap", "remote-config")],
      },
    };
    assert.deepEqual(await comparePreviews(calls, { version }), {
      edited: "0 1 0",
      "edited and in sync": "0 1 0",
      "left over": "0 0 1",
      "left over and kept": "0 0 0",
      "not there": "1 0 0",
      "in sync": "0 0 0",
    });
  });

  Deno.test(`on ${version} the same holds for other revisions`, async () => {
    const book = { application: "guestbook" };
    const worker = { application: "worker" };
    const multi = { application: "multi" };
    const calls: Readonly<Record<string, Args>> = {
      "a branch": { ...book, revision: "feature/big-change" },
      "a tag": { ...book, revision: "v1.0.0" },
      "a full id": { ...book, revision: COMMITS.guestbook110 },
      "a short id": { ...book, revision: COMMITS.guestbook100.slice(0, 7) },
      "its own target": { ...book, revision: "v1.2.0" },
      "what is deployed": { ...book, revision: COMMITS.guestbook120 },
      "an older id with drift": {
        application: "payments",
        revision: COMMITS.platformPayments,
        prune: true,
      },
      "a branch that adds and drops": { ...worker, revision: "next" },
      "the same, pruned": { ...worker, revision: "next-1", prune: true },
      "one source of two": {
        ...multi,
        revisions: [COMMITS.configFirst],
        source_positions: [2],
      },
      "both sources": {
        ...multi,
        revisions: [COMMITS.configFirst, COMMITS.platformSecond],
        source_positions: [2, 1],
      },
    };
    const comparing = { version, customize: branchOff };
    assert.deepEqual(await comparePreviews(calls, comparing), {
      "a branch": "0 2 0",
      "a tag": "0 2 0",
      "a full id": "0 1 0",
      "a short id": "0 2 0",
      "its own target": "0 0 0",
      "what is deployed": "0 0 0",
      "an older id with drift": "0 2 0",
      "a branch that adds and drops": "1 1 0",
      "the same, pruned": "1 1 1",
      "one source of two": "0 1 0",
      "both sources": "0 1 0",
    });
  });

  Deno.test(`on ${version} a rollback to every deployment does what its preview says`, async () => {
    const { world } = createSimulator({ version, customize: release });
    const calls = (prune: boolean): Readonly<Record<string, Args>> =>
      Object.fromEntries(
        [...world.applications].flatMap(([key, { app }]) =>
          (app.status.history ?? []).map(({ id }) => {
            const application = key.replace(/^argocd\//, "");
            return [`${application} ${id}`, { application, id, prune }];
          })
        ),
      );
    const comparing = {
      version,
      tool: rollbackApplication,
      customize: release,
    };
    const same = Object.fromEntries(
      Object.keys(calls(false)).map((key) => [key, "0 0 0"]),
    );
    const kept = {
      ...same,
      "guestbook 0": "0 2 0",
      "guestbook 1": "0 1 0",
      "guestbook 3": "0 1 0",
      "payments 0": "1 2 0",
      "worker 0": "1 1 0",
      "selfheal 0": "CONFLICT",
      "root 0": "CONFLICT",
      "child-one 0": "CONFLICT",
      "child-two 0": "CONFLICT",
      "reports 0": "SYNC_WINDOW",
      "reports 1": "SYNC_WINDOW",
    };
    assert.deepEqual(await comparePreviews(calls(false), comparing), kept);
    assert.deepEqual(await comparePreviews(calls(true), comparing), {
      ...kept,
      "worker 0": "1 1 1",
    });
  });
}
