/**
 * The controller's look at one application. If the spec is refused the last comparison stays and only the
 * verdict becomes `Unknown`; if the source fails, health may still say `Healthy`, which is why health alone
 * proves nothing.
 *
 * @module
 */
import { type Application, type Condition, sourcesOf } from "./application.ts";
import { controllerEvent, emitTree, touch } from "./application_events.ts";
import { overallHealth, setHealth } from "./application_health.ts";
import { compareNow, type Comparison } from "./compare_now.ts";
import { resourceStatuses } from "./comparison.ts";
import { digDict, sameJson } from "./json.ts";
import { compareText } from "./kube_object.ts";
import { admitsNamespace, projectViolations } from "./project.ts";
import { stamp } from "./time.ts";
import { buildTree, treeImages } from "./tree.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** The controller's look at one application: compares, and writes what it sees into the status. */
export function reconcile(world: World, record: ApplicationRecord): void {
  const { app } = record;
  const now = stamp(world.now());
  const before = structuredClone(withoutTimes(app));
  record.dirty = false;
  const conditions: Condition[] = [];
  if (specProblems(world, app, conditions)) {
    // What the spec asks for is refused: the last comparison stays, and nothing is known any more.
    app.status.sync = { ...app.status.sync, status: "Unknown" };
    setHealth(world, app, "Unknown", now);
  } else {
    compareAndWrite(world, record, conditions);
  }
  const errors = conditions.filter((one) =>
    one.type === "ComparisonError" || one.type === "InvalidSpecError"
  );
  record.comparisonError = errors.length === 0
    ? undefined
    : errors.map((one) => `${one.type}: ${one.message}`).join(";");
  setConditions(app, conditions, now);
  app.status.reconciledAt = now;
  if (world.features.missingHealth !== "checked kinds") {
    app.status.resourceHealthSource = "appTree";
  }
  app.status.controllerNamespace = world.namespace;
  if (!sameJson(before, withoutTimes(app))) touch(world, record);
}

/** Compares, and writes resources, tree, sync status, health and summary. */
function compareAndWrite(
  world: World,
  record: ApplicationRecord,
  conditions: Condition[],
): void {
  const { app } = record;
  const comparison = compareNow(world, record, conditions);
  const nodes = JSON.stringify(record.tree?.nodes);
  record.compared = comparison?.compared ?? [];
  if (record.compared.length === 0) delete app.status.resources;
  else app.status.resources = resourceStatuses(record.compared);
  record.tree = comparison === undefined
    ? undefined
    : buildTree(world, app, comparison.cluster, record.compared);
  if (nodes !== undefined && nodes !== JSON.stringify(record.tree?.nodes)) {
    emitTree(world, app);
  }
  const orphans = record.tree?.orphanedNodes.length ?? 0;
  if (orphans > 0 && orphansWarn(world, app)) {
    conditions.push({
      type: "OrphanedResourceWarning",
      message: `Application has ${orphans} orphaned resources`,
    });
  }
  const failed = conditions.some((one) => one.type === "ComparisonError");
  writeSync(world, app, failed ? undefined : comparison);
  setHealth(
    world,
    app,
    overallHealth(world, record.compared),
    stamp(world.now()),
  );
  app.status.summary = record.tree === undefined
    ? {}
    : summaryOf(world, record);
}

/** The part of an application whose change is a new version of the object. */
function withoutTimes(app: Application): unknown {
  const { reconciledAt: _at, ...status } = app.status;
  return {
    metadata: { ...app.metadata, resourceVersion: "" },
    spec: app.spec,
    operation: app.operation,
    status,
  };
}

function orphansWarn(world: World, app: Application): boolean {
  return digDict(
    world.projects.get(app.spec.project),
    "spec",
    "orphanedResources",
  )["warn"] !== false;
}

function specProblems(
  world: World,
  app: Application,
  conditions: Condition[],
): boolean {
  const project = world.projects.get(app.spec.project);
  if (project === undefined || !admitsNamespace(world, project, app)) {
    conditions.push({
      type: "InvalidSpecError",
      message:
        `Application referencing project ${app.spec.project} which does not exist`,
    });
    return true;
  }
  const violations = projectViolations(world, project, app.spec);
  for (const message of violations) {
    conditions.push({ type: "InvalidSpecError", message });
  }
  return violations.length > 0;
}

function writeSync(
  world: World,
  app: Application,
  comparison: Comparison | undefined,
): void {
  const { source, sources, destination } = app.spec;
  const ok = comparison !== undefined && !comparison.failed;
  const status = !ok
    ? "Unknown"
    : comparison.compared.every((one) => one.hook || one.status === "Synced")
    ? "Synced"
    : "OutOfSync";
  const previous = app.status.sync.status;
  const multi = sources !== undefined;
  const targets = sourcesOf(app.spec).map((one) => one.targetRevision ?? "");
  const revisions = ok
    ? [...comparison.revisions]
    : world.features.revisionWhileUnknown
    ? targets
    : undefined;
  app.status.sync = {
    status,
    comparedTo: {
      source: multi ? { repoURL: "" } : source,
      destination,
      ...(multi ? { sources } : {}),
    },
    ...(revisions === undefined
      ? {}
      : multi
      ? { revisions }
      : { revision: revisions[0] ?? "" }),
  };
  delete app.status.sourceType;
  delete app.status.sourceTypes;
  if (ok) {
    if (multi) app.status.sourceTypes = [...comparison.types];
    else app.status.sourceType = comparison.types[0] ?? "Directory";
  }
  if (previous !== status) {
    controllerEvent(
      world,
      app,
      "ResourceUpdated",
      `Updated sync status: ${previous} -> ${status}`,
    );
  }
}

function setConditions(
  app: Application,
  conditions: Condition[],
  now: string,
): void {
  const before = app.status.conditions ?? [];
  const kept = before.filter((one) => one.type === "SyncError");
  const next = [...conditions, ...kept].sort((left, right) =>
    compareText(left.type, right.type)
  ).map((one) => {
    const same = before.find((old) =>
      old.type === one.type && old.message === one.message
    );
    return {
      type: one.type,
      message: one.message,
      lastTransitionTime: same?.lastTransitionTime ?? now,
    };
  });
  if (next.length === 0) delete app.status.conditions;
  else app.status.conditions = next;
}

function summaryOf(
  world: World,
  record: ApplicationRecord,
): Application["status"]["summary"] {
  const images = record.tree === undefined ? [] : treeImages(record.tree);
  const { externalURLs } = record.app.status.summary;
  return {
    ...(externalURLs === undefined ? {} : { externalURLs }),
    ...(images.length === 0 ? {} : { images }),
    ...(world.version === "3.5" &&
        record.compared.some((one) => one.ref.kind === "Application")
      ? { isAppOfApps: true }
      : {}),
  };
}
