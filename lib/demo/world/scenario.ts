/**
 * The story of the last hours: first syncs, releases, a rollback, changes by hand, a failing hook and a
 * sync that hangs. It is played before anybody looks.
 *
 * @module
 */
import { isDict } from "../model/json.ts";
import { advance } from "../model/operation.ts";
import { reconcile } from "../model/reconcile.ts";
import { settle } from "../model/workloads.ts";
import type { ApplicationRecord, World } from "../model/world.ts";
import { rollBackInThePast, syncInThePast } from "./applications.ts";
import { COMMITS } from "./commits.ts";
import { configMap } from "./manifests.ts";
import { createAll } from "./plans.ts";

/** Minutes before the start of the simulator at which each chapter happened. */
const CREATED = 190;
const RELEASED = 55;
const DRIFTED = 38;

/** Plays the past of the shop, so that every application is in the state it is there to show. */
export function playScenario(world: World): void {
  const start = world.now();
  const ago = (minutes: number, run: () => void) =>
    world.at(new Date(start.getTime() - minutes * 60_000), run);
  ago(CREATED, () => createAll(world));
  ago(CREATED - 1, () => firstSyncs(world));
  ago(150, () => release(world, "v1.1.0"));
  ago(RELEASED, () => release(world, "v1.2.0"));
  ago(50, () => {
    rollBackInThePast(world, named(world, "guestbook"), 1);
    withoutWindows(
      world,
      () => rollBackInThePast(world, named(world, "reports"), 0),
    );
  });
  ago(45, () => syncInThePast(world, named(world, "guestbook")));
  ago(DRIFTED, () => drift(world));
  ago(30, () => incidents(world));
  // The controller's last round before anybody looks.
  for (const record of world.applications.values()) {
    ago(1, () => reconcile(world, record));
  }
}

function named(
  world: World,
  name: string,
  namespace?: string,
): ApplicationRecord {
  const record = world.application(name, namespace);
  if (record === undefined) {
    throw new Error(
      `Cannot play the scenario: application '${name}' is missing`,
    );
  }
  return record;
}

function firstSyncs(world: World): void {
  for (
    const name of [
      "guestbook",
      "worker",
      "progress",
      "paused",
      "multi",
      "kust",
      "chart",
      "edge",
      "stranded",
      "fleet-dev",
      "fleet-stage",
      "fleet-prod",
      "billing",
    ]
  ) {
    syncInThePast(world, named(world, name));
  }
  syncInThePast(world, named(world, "remote", "apps-b"));
  syncInThePast(world, named(world, "payments"), {
    revision: COMMITS.platformPayments,
  });
  for (const name of ["selfheal", "root", "child-one", "child-two"]) {
    syncInThePast(world, named(world, name), { automated: true });
  }
  withoutWindows(world, () => {
    for (const name of ["reports", "ledger"]) {
      syncInThePast(world, named(world, name));
    }
  });
  const payments = named(world, "payments");
  const [entry] = payments.app.status.history ?? [];
  if (entry !== undefined) {
    entry.source = {
      ...entry.source,
      targetRevision: COMMITS.platformPayments,
    };
  }
}

/** The first sync of the finance applications came before the freeze. */
function withoutWindows(world: World, run: () => void): void {
  const project = world.projects.get("frozen");
  const windows = project?.spec.syncWindows ?? [];
  if (project === undefined) return;
  project.spec.syncWindows = [];
  run();
  project.spec.syncWindows = windows;
}

function release(world: World, tag: string): void {
  const record = named(world, "guestbook");
  if (record.app.spec.source !== undefined) {
    record.app.spec.source.targetRevision = tag;
  }
  reconcile(world, record);
  syncInThePast(world, record);
}

/** Somebody changed payments by hand, and something else lives in its namespace. */
function drift(world: World): void {
  const { home } = world;
  const change = (
    kind: string,
    group: string,
    name: string,
    edit: (object: Record<string, unknown>) => void,
  ) => {
    const live = home.get({ group, kind, namespace: "payments", name });
    if (live === undefined) return;
    const copy = structuredClone(live);
    edit(copy);
    settle(world, home, home.put(copy, { manager: "kubectl-edit" }));
  };
  change("ConfigMap", "", "payments-config", (object) => {
    object["data"] = {
      ...(isDict(object["data"]) ? object["data"] : {}),
      DAILY_LIMIT_EUR: "50000",
      HOTFIX: "raised by hand for the autumn sale",
    };
  });
  change("Secret", "", "payments-secret", (object) => {
    object["data"] = {
      ...(isDict(object["data"]) ? object["data"] : {}),
      "api-key": btoa("cb-emergency-51aa"),
    };
  });
  change("Deployment", "apps", "payments", (object) => {
    if (isDict(object["spec"])) object["spec"]["replicas"] = 3;
  });
  const stray = configMap("debug-notes", {
    note: "left over from the incident on Tuesday",
  });
  stray.metadata.namespace = "payments";
  home.put(stray, { manager: "kubectl-create" });
  reconcile(world, named(world, "payments"));
}

function incidents(world: World): void {
  syncInThePast(world, named(world, "hooked"), { retry: { limit: 2 } });
  const slow = named(world, "slow");
  syncInThePast(world, slow);
  const state = slow.app.status.operationState;
  if (state !== undefined) state.phase = "Terminating";
  world.at(new Date(world.now().getTime() + 20_000), () => advance(world));
}
