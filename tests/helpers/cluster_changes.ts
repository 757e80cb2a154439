/**
 * What really became of the objects in the simulator's clusters, to hold a preview against.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { advance } from "../../lib/demo/model/operation.ts";
import {
  hookTypes,
  keyOf,
  type KubeObject,
  LAST_APPLIED,
  refOf,
} from "../../lib/demo/model/kube_object.ts";
import type { World } from "../../lib/demo/simulator.ts";
import type { ResourceState } from "../../lib/views/resource_states.ts";

/** Titles of objects by what became of them, sorted. */
export interface Changes {
  readonly create: readonly string[];
  readonly changed: readonly string[];
  readonly prune: readonly string[];
}

/** Objects by cluster and key, in the form in which a sync can change them. */
export type Snapshot = ReadonlyMap<string, unknown>;

/** What a sync applies: neither hooks nor what controllers make, and no namespace that is only a place. */
function isManifest(object: KubeObject): boolean {
  return object.kind !== "Namespace" && hookTypes(object).length === 0 &&
    (object.metadata.ownerReferences ?? []).length === 0;
}

function contentOf(object: KubeObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const {
    resourceVersion: _version,
    managedFields: _fields,
    generation: _generation,
    creationTimestamp: _created,
    annotations = {},
    ...others
  } = metadata;
  const { [LAST_APPLIED]: _applied, ...kept } = annotations;
  // An Application shows its present state: the spec of that moment is wanted.
  return structuredClone({ ...rest, spec: object["spec"], others, kept });
}

/** Takes down what lives in all clusters. */
export function snapshot(world: World): Snapshot {
  return new Map(
    world.clusters.flatMap((cluster) =>
      [...cluster.objects.values()].filter(isManifest).map((object) =>
        [`${cluster.name} ${keyOf(refOf(object))}`, contentOf(object)] as const
      )
    ),
  );
}

/** Takes down everything there is, status and book-keeping included. */
export function exactly(world: World): unknown {
  return structuredClone(
    world.clusters.map(({ objects }) =>
      [...objects].filter(([key]) => !key.startsWith("argoproj.io/"))
    ),
  );
}

/** Compares two snapshots. */
export function changesBetween(before: Snapshot, after: Snapshot): Changes {
  const title = (key: string) => key.split(" ", 2)[1] ?? key;
  const keys = (of: Snapshot, wanted: (key: string) => boolean) =>
    [...of.keys()].filter(wanted).map(title).sort();
  return {
    create: keys(after, (key) => !before.has(key)),
    changed: keys(
      after,
      (key) =>
        before.has(key) && !isDeepStrictEqual(before.get(key), after.get(key)),
    ),
    prune: keys(before, (key) => !after.has(key)),
  };
}

/** The same of what was previewed: resources of one state, as {@linkcode changesBetween} calls them. */
export function titlesOf(
  compared: readonly {
    readonly ref: {
      readonly group?: string;
      readonly kind?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
    readonly state: ResourceState;
  }[],
  state: ResourceState,
): readonly string[] {
  return compared.filter((row) => row.state === state).map(({ ref }) => {
    const { group = "", kind = "", namespace = "", name = "" } = ref;
    return keyOf({ group, kind, namespace, name });
  }).sort();
}

/** A clock that a test moves. */
export class Clock {
  #time = Date.parse("2026-11-24T09:00:00Z");
  readonly now = () => new Date(this.#time);

  /** Moves it, and lets the simulated controller see that. */
  pass(world: World, seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.#time += 1_000;
      advance(world);
    }
  }
}
