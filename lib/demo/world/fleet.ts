/**
 * A fleet of generated stores for lists of thousands. The small part of each is kept, the bulky one made
 * while a list is written, and only a store that somebody opens becomes a real application.
 *
 * @module
 */
import type {
  Application,
  HistoryEntry,
  ResourceStatus,
} from "../model/application.ts";
import { addApplication } from "../model/application_store.ts";
import type { Fleet } from "../model/fleet.ts";
import { commit, type GitRepository, plain } from "../model/git.ts";
import { hash32, shaFrom, uidFrom } from "../model/ids.ts";
import type { Dict } from "../model/json.ts";
import { finishOperation } from "../model/operation.ts";
import { reconcile } from "../model/reconcile.ts";
import { requestOperation, syncOperation } from "../model/sync_request.ts";
import { stamp } from "../model/time.ts";
import type { ApplicationRecord, World } from "../model/world.ts";
import { ROBOT } from "./commits.ts";
import {
  BULK,
  conditionsOf,
  describeStoreImages,
  editByHand,
  hasResources,
  HISTORY,
  imageOf,
  managedFields,
  operationMessage,
  REGIONS,
  resourcePlan,
  STATES,
  storeObjects,
  withFailure,
} from "./fleet_stores.ts";
import { date, repository } from "./repository.ts";

/** Everything about the stores happened so long ago, whether somebody has opened them or not. */
const AGE_MS = 5_400_000;

/** Adds a fleet of generated applications to a world; they share what they have in common. */
export function createFleet(world: World, count: number): Fleet {
  const made = repository(world, "fleet");
  commit(made, {
    sha: shaFrom("fleet"),
    author: ROBOT,
    date: date(world, 1),
    message: "fleet: one directory for each store",
    directories: {},
  });
  describeStoreImages(world.images);
  return new GeneratedFleet(world, made, count);
}

class GeneratedFleet implements Fleet {
  readonly #repository: GitRepository;
  readonly #names: readonly string[];
  readonly #real = new Set<string>();
  readonly #revision: string;
  readonly #time: string;
  readonly #server: string;
  #light: Application[] | undefined;

  constructor(world: World, repository: GitRepository, count: number) {
    this.#repository = repository;
    this.#revision = shaFrom("fleet");
    this.#time = stamp(new Date(world.startedAt.getTime() - AGE_MS));
    this.#server = world.home.server;
    this.#names = Array.from(
      { length: count },
      (_one, index) => `store-${String(index + 1).padStart(5, "0")}`,
    );
  }

  countOn(server: string): number {
    return server === this.#server ? this.#names.length - this.#real.size : 0;
  }

  *members(
    world: World,
  ): Iterable<{ readonly app: Application; readonly wire: () => Dict }> {
    this.#light ??= this.#names.map((name) => this.#lightOf(world, name));
    for (const app of this.#light) {
      if (this.#real.has(app.metadata.name)) continue;
      yield { app, wire: () => this.#wire(app) };
    }
  }

  /** The small part of an application: enough for filters and the usual projections. */
  #lightOf(world: World, name: string): Application {
    const number = hash32(name) % 100;
    const state = STATES.find((one) => number < one.below) ?? STATES[0];
    const source = {
      repoURL: this.#repository.url,
      path: `stores/${name}`,
      targetRevision: "main",
    };
    const destination = { server: this.#server, namespace: name };
    return {
      metadata: {
        name,
        namespace: world.namespace,
        uid: uidFrom(name),
        resourceVersion: String(500 + number),
        generation: 12,
        creationTimestamp: this.#time,
        labels: {
          fleet: "stores",
          region: REGIONS[number % REGIONS.length] ?? "",
        },
      },
      spec: { source, destination, project: "default" },
      status: {
        sync: {
          status: state.sync,
          comparedTo: { source, destination },
          revision: this.#revision,
        },
        health: { status: state.health, lastTransitionTime: this.#time },
        summary: hasResources(state)
          ? { images: [imageOf(state.health, number)] }
          : {},
        operationState: {
          operation: {
            sync: { revision: this.#revision },
            initiatedBy: { automated: true },
            retry: {},
          },
          phase: state.phase,
          startedAt: this.#time,
          finishedAt: this.#time,
        },
        reconciledAt: this.#time,
        sourceType: "Directory",
        controllerNamespace: world.namespace,
        sourceHydrator: {},
      },
    };
  }

  /** The bulky part, made only while a list is written: resources, results, history. */
  #wire(app: Application): Dict {
    const { name } = app.metadata;
    const resources: ResourceStatus[] = [];
    const results: Dict[] = [];
    for (const { kind, group, suffix } of resourcePlan()) {
      const ref = {
        version: "v1",
        kind,
        namespace: name,
        name: `${name}${suffix}`,
      };
      resources.push({
        ...(group === "" ? {} : { group }),
        ...ref,
        status: app.status.sync.status === "Synced" ? "Synced" : "OutOfSync",
      });
      results.push({
        group,
        ...ref,
        status: "Synced",
        message: `${kind.toLowerCase()}${
          group === "" ? "" : `.${group}`
        }/${ref.name} configured. Warning: resource was changed since it was applied last`,
        hookPhase: "Running",
        syncPhase: "Sync",
      });
    }
    const { source } = app.spec;
    const state = app.status.operationState;
    return {
      metadata: { ...app.metadata, managedFields: managedFields(this.#time) },
      spec: app.spec,
      status: {
        resources,
        ...app.status,
        ...conditionsOf(app),
        history: this.#history(app),
        operationState: {
          ...state,
          message: operationMessage(app),
          syncResult: { resources: results, revision: this.#revision, source },
        },
      },
    };
  }

  materialize(
    world: World,
    name: string,
    namespace: string,
  ): ApplicationRecord | undefined {
    if (
      namespace !== world.namespace || !this.#names.includes(name) ||
      this.#real.has(name)
    ) return undefined;
    const light = this.#lightOf(world, name);
    const { sync, health } = light.status;
    const head = this.#repository.commits.get(this.#revision);
    if (head !== undefined && sync.status !== "Unknown") {
      const image = imageOf(health.status ?? "", hash32(name) % 100);
      Object.assign(head.directories, {
        [`stores/${name}`]: plain(...storeObjects(name, image)),
      });
    }
    this.#real.add(name);
    return world.at(new Date(world.startedAt.getTime() - AGE_MS), () => {
      const { labels } = light.metadata;
      const record = addApplication(world, {
        name,
        ...(labels === undefined ? {} : { labels }),
      }, {
        ...light.spec,
        syncPolicy: { syncOptions: ["CreateNamespace=true"] },
      });
      if (health.status === "Missing") return withFailure(record, light);
      requestOperation(
        world,
        record,
        syncOperation(world, record, { initiatedBy: { automated: true } }),
      );
      finishOperation(world, record);
      if (sync.status === "Unknown") return record;
      if (sync.status === "OutOfSync") editByHand(world, name);
      record.app.status.history = this.#history(light);
      reconcile(world, record);
      return record;
    });
  }

  #history(app: Application): HistoryEntry[] {
    const source = app.spec.source ?? { repoURL: "" };
    return Array.from({ length: HISTORY }, (_one, id) => ({
      revision: id === HISTORY - 1
        ? this.#revision
        : shaFrom(`${app.metadata.name} ${id}`),
      deployedAt: this.#time,
      id,
      source: { ...source, helm: { values: BULK } },
      deployStartedAt: this.#time,
      initiatedBy: { automated: true },
    }));
  }
}
