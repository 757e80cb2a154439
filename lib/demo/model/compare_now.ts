/**
 * One comparison of an application with its cluster, as far as it gets. An unreachable cluster leaves nothing to
 * show, a broken source only what lives, and local manifests take the place of Git.
 *
 * @module
 */
import type { Condition } from "./application.ts";
import type { Cluster } from "./cluster.ts";
import { compare, type Compared } from "./comparison.ts";
import {
  clusterConditions,
  comparisonMessage,
  localManifests,
} from "./comparison_conditions.ts";
import { renderDesired } from "./desired_state.ts";
import type { KubeObject } from "./kube_object.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** A comparison that took place, with what it was made against. */
export interface Comparison {
  readonly compared: readonly Compared[];
  readonly cluster: Cluster;
  readonly revisions: readonly string[];
  readonly types: readonly string[];
  /** The source could not be rendered: only what lives is known. */
  readonly failed: boolean;
}

/** Compares an application, or adds the conditions that say why not; undefined where nothing is known at all. */
export function compareNow(
  world: World,
  record: ApplicationRecord,
  conditions: Condition[],
): Comparison | undefined {
  const { app } = record;
  const cluster = world.clusterAt(world.serverOf(app.spec.destination) ?? "");
  if (cluster === undefined || cluster.unreachable !== "") {
    clusterConditions(
      app,
      cluster?.server ?? "",
      cluster?.unreachable ?? "cluster not found",
      conditions,
    );
    return undefined;
  }
  let targets: readonly KubeObject[] | undefined;
  let revisions: readonly string[] = [];
  let types: readonly string[] = [];
  try {
    const local = localManifests(app);
    const desired = renderDesired(world, app);
    targets = local ?? desired.objects;
    revisions = desired.revisions;
    types = desired.types;
  } catch (error) {
    conditions.push({
      type: "ComparisonError",
      message: comparisonMessage(world, error),
    });
  }
  const compared = compare(world, app, cluster, targets);
  if (targets === undefined && compared.length === 0) return undefined;
  return { compared, cluster, revisions, types, failed: targets === undefined };
}
