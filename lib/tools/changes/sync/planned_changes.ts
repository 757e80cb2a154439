/**
 * The state of the resources that a sync or a rollback touches, as a plan is bound to it.
 *
 * @module
 */
import type { ManagedResource } from "../../../argocd/wire/resources.ts";
import { digestOf, type Fact } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import {
  omit,
  parseManifest,
  withoutMetadata,
} from "../../../views/manifest_yaml.ts";
import { resourceKey } from "../../../views/resource_forest.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { resourceTitle } from "../../../views/resource_title.ts";

const TOUCHED = new Set(["create", "changed", "prune", "unknown"]);
/** Move by themselves, with every pod that starts; a sync does not care. The uid stays: it tells a new object. */
const COUNTED = ["resourceVersion", "managedFields", "generation"];

function stateOf(text: string | undefined): unknown {
  const object = text ? parseManifest(text) : undefined;
  return object && withoutMetadata(omit(object, ["status"]), {
    keys: COUNTED,
    annotations: [],
  });
}

/** The digest of what is rendered must not depend on how marks are numbered in one answer. */
function digest(
  { desired }: ComparedResource,
  item: ManagedResource | undefined,
): string {
  return digestOf([
    JSON.stringify(desired ?? null).replace(/<masked:\d+>/g, "<masked>"),
    stateOf(item?.normalizedLiveState ?? item?.liveState),
    stateOf(item?.predictedLiveState),
  ]);
}

/**
 * The state of each resource that would be touched.
 *
 * @param options.managed The resources with their states, as they were answered.
 */
export function plannedChanges(
  compared: readonly ComparedResource[],
  { managed, exact }: {
    readonly managed: readonly ManagedResource[];
    readonly exact: WriteContext["exact"];
  },
): Fact {
  const items = new Map(managed.map((item) => [resourceKey(item), item]));
  return Object.fromEntries(
    compared.filter(({ state }) => TOUCHED.has(state)).map((row) => {
      const item = items.get(resourceKey(row.ref));
      return [
        `${row.state} ${resourceTitle(row.ref)}`,
        digest(row, item && exact(item)),
      ];
    }),
  );
}
