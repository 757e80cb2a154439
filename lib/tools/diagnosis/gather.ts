/**
 * Reads everything that an expert would look at, side by side and within one deadline. What could not be read in time
 * is said, and the rest is answered.
 *
 * @module
 */
import {
  getApplicationSyncWindows,
  getEvents,
  getProject,
  getResource,
} from "../../argocd/endpoints.ts";
import type {
  Application,
  KubernetesEvent,
  ResourceNode,
} from "../../argocd/types.ts";
import type { ContainerLog } from "../../diagnose/container_log.ts";
import type { Facts } from "../../diagnose/facts.ts";
import { keysOfOperation } from "../../diagnose/hook_facts.ts";
import { keyOf, placeOf } from "../../diagnose/object_key.ts";
import { type PodFacts, podFacts } from "../../diagnose/pod_facts.ts";
import type { ToolContext } from "../../tool.ts";
import { type Manifest, parseManifest } from "../../views/manifest_yaml.ts";
import { readComparison } from "../read_comparison.ts";
import { readApplication } from "../read_application.ts";
import {
  type FoundResources,
  foundResources,
  readResources,
  readTree,
} from "../read_resources.ts";
import { resourceQuery } from "../resource_query.ts";
import { readContainerLog, wantedLogs } from "./container_logs.ts";
import { readSurroundings } from "./surroundings.ts";
import { suspects } from "./suspects.ts";
import { Reader } from "./reader.ts";

/** The tree stands before most other questions; without it the rest of the time is for those that need none. */
const TREE_SHARE = 0.5;

/** Everything that was read of one object. */
interface ObjectFacts {
  readonly node: ResourceNode;
  readonly object?: Manifest;
  readonly events: readonly KubernetesEvent[];
}

/** Once each: an application's events come again with the objects that they are about. */
function distinct(
  events: readonly KubernetesEvent[],
): readonly KubernetesEvent[] {
  const seen = new Set<string>();
  return events.filter(({ metadata }) => {
    const uid = metadata?.uid;
    if (uid === undefined) return true;
    const isNew = !seen.has(uid);
    seen.add(uid);
    return isNew;
  });
}

/** Reads one application and what it consists of. */
class Gathering {
  readonly #context: ToolContext;
  readonly #reader: Reader;
  readonly #found: FoundResources;
  readonly #ref: string;
  readonly #isChild: boolean;

  constructor(
    context: ToolContext,
    { reader, found, ref, isChild = false }: {
      readonly reader: Reader;
      readonly found: FoundResources;
      readonly ref: string;
      readonly isChild?: boolean;
    },
  ) {
    this.#isChild = isChild;
    this.#context = context;
    this.#reader = reader;
    this.#found = found;
    this.#ref = ref;
  }

  async gather(): Promise<Facts> {
    const { application, tree, failure } = this.#found;
    const { now } = this.#context;
    const [compared, own, windows, project, objects, surroundings] =
      await Promise.all([
        failure === undefined ? this.#comparison() : undefined,
        this.#events(),
        this.#windows(),
        this.#project(application),
        Promise.all(suspects(this.#found).map((node) => this.#object(node))),
        readSurroundings(this.#context, {
          found: this.#found,
          reader: this.#reader,
          ...(this.#isChild ? {} : {
            gatherChild: (ref: string) =>
              gatherBelow(ref, this.#context, this.#reader),
          }),
        }),
      ]);
    const pods = objects.flatMap(({ node, object }) =>
      node.kind === "Pod" && object ? [podFacts(node, object)] : []
    );
    const logs = await this.#logs(pods);
    return {
      now: now(),
      ref: this.#ref,
      application,
      nodes: tree?.nodes ?? [],
      compared: compared?.compared,
      managed: compared?.managed ?? [],
      objects: new Map(
        objects.flatMap(({ node, object }) =>
          object ? [[keyOf(node), object] as const] : []
        ),
      ),
      pods,
      events: distinct([...own, ...objects.flatMap(({ events }) => events)]),
      logs,
      windows,
      project,
      ...surroundings,
      unread: this.#reader.unread,
    };
  }

  async #comparison() {
    const { signal } = this.#reader;
    return await this.#reader.read(
      "the differences",
      () =>
        readComparison(this.#context.argocd, this.#found, {
          purpose: `compare application '${this.#ref}'`,
          signal,
        }),
    );
  }

  async #events(node?: ResourceNode): Promise<readonly KubernetesEvent[]> {
    const { key } = this.#found;
    const { signal } = this.#reader;
    const what = node
      ? `events of ${placeOf(node)}`
      : "the application's events";
    const answer = await this.#reader.read(
      what,
      () =>
        this.#context.argocd.call(getEvents, {
          path: { name: key.name },
          query: {
            ...key.query,
            ...(node
              ? {
                resourceUID: node.uid,
                resourceNamespace: node.namespace,
                resourceName: node.name,
              }
              : {}),
          },
          signal,
          purpose: `read ${what}`,
        }),
    );
    return answer?.items ?? [];
  }

  async #windows() {
    const { key } = this.#found;
    const { signal } = this.#reader;
    return await this.#reader.read(
      "the sync windows",
      () =>
        this.#context.argocd.call(getApplicationSyncWindows, {
          path: { name: key.name },
          query: key.query,
          signal,
          purpose: "read the sync windows",
        }),
    );
  }

  async #project({ spec }: Application) {
    const project = spec?.project;
    if (!project) return undefined;
    const { signal } = this.#reader;
    return await this.#reader.read(
      `project '${project}'`,
      () =>
        this.#context.argocd.call(getProject, {
          path: { project },
          signal,
          purpose: `read project '${project}'`,
        }),
    );
  }

  async #object(node: ResourceNode): Promise<ObjectFacts> {
    const { key } = this.#found;
    const { signal } = this.#reader;
    const what = placeOf(node);
    const [answer, events] = await Promise.all([
      this.#reader.read(what, () =>
        this.#context.argocd.call(getResource, {
          path: { name: key.name },
          query: resourceQuery(key, node),
          signal,
          purpose: `read ${what}`,
        })),
      node.uid === undefined ? [] : this.#events(node),
    ]);
    const object = parseManifest(answer?.manifest ?? "null");
    return { node, ...(object ? { object } : {}), events };
  }

  async #logs(pods: readonly PodFacts[]): Promise<readonly ContainerLog[]> {
    const { argocd } = this.#context;
    const { key } = this.#found;
    const { signal } = this.#reader;
    const logs = await Promise.all(
      wantedLogs(
        pods,
        keysOfOperation(this.#found.application, this.#found.tree?.nodes ?? []),
      ).map((wanted) =>
        this.#reader.read(
          `the log of ${wanted.container} of ${placeOf(wanted.pod)}`,
          () => readContainerLog(argocd, wanted, { key, signal }),
        )
      ),
    );
    return logs.filter((log) => log !== undefined);
  }
}

/**
 * Gathers the facts of an application that another one manages, or an ApplicationSet; it takes its turns with
 * everything else. `undefined` when it cannot be read.
 */
export async function gatherBelow(
  ref: string,
  context: ToolContext,
  reader: Reader,
): Promise<Facts | undefined> {
  const found = await reader.read(
    `application '${ref}'`,
    () => readResources(context.argocd, ref, reader.signal),
  );
  if (!found) return undefined;
  const about = { reader, found, ref, isChild: true };
  return await new Gathering(context, about).gather();
}

/**
 * Gathers the facts of an application.
 *
 * @param ref `name` or `namespace/name`, as a caller gave it.
 * @throws {ToolError} when not even the application itself can be read.
 */
export async function gather(
  ref: string,
  context: ToolContext,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<Facts> {
  using reader = new Reader(context.signal, deadlineMs);
  const { argocd } = context;
  const { signal } = reader;
  const own = await reader.need(
    `application '${ref}'`,
    () => readApplication(argocd, ref, signal),
  );
  const tree = await reader.read(
    "the resource tree",
    () =>
      readTree(argocd, own, {
        ref,
        signal,
        timeoutMs: deadlineMs * TREE_SHARE,
      }),
  );
  const found = foundResources(own, tree);
  return await new Gathering(context, { reader, found, ref }).gather();
}
