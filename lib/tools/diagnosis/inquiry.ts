/**
 * The questions that a diagnosis asks about one application, each of which may stay without an answer.
 *
 * @module
 */
import {
  getApplicationSyncWindows,
  getEvents,
  getProject,
  getResource,
} from "../../argocd/endpoints.ts";
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import type {
  ApplicationSyncWindows,
  Project,
} from "../../argocd/wire/projects.ts";
import type { ResourceNode } from "../../argocd/wire/resources.ts";
import type { ContainerLog } from "../../diagnose/container_log.ts";
import { keysOfOperation } from "../../diagnose/hook_facts.ts";
import { placeOf } from "../../diagnose/object_key.ts";
import type { PodFacts } from "../../diagnose/pod_facts.ts";
import type { ToolContext } from "../../tool.ts";
import { type Manifest, parseManifest } from "../../views/manifest_yaml.ts";
import { type Comparison, readComparison } from "../read_comparison.ts";
import type { FoundResources } from "../read_resources.ts";
import { resourceQuery } from "../resource_query.ts";
import { readContainerLog, wantedLogs } from "./container_logs.ts";
import type { Reader } from "./reader.ts";

/** Everything that was read of one object. */
export interface ObjectFacts {
  readonly node: ResourceNode;
  readonly object?: Manifest;
  readonly events: readonly KubernetesEvent[];
}

/** Whom is asked about, and how. */
export interface InquiryOptions {
  readonly found: FoundResources;
  readonly reader: Reader;
  /** The application as a caller gave it. */
  readonly ref: string;
}

/** Asks about one application. */
export class Inquiry {
  readonly #argocd: ToolContext["argocd"];
  readonly #reader: Reader;
  readonly #found: FoundResources;
  readonly #ref: string;

  constructor(
    { argocd }: ToolContext,
    { reader, found, ref }: InquiryOptions,
  ) {
    this.#argocd = argocd;
    this.#reader = reader;
    this.#found = found;
    this.#ref = ref;
  }

  /** Both sides of all resources; nothing is asked while Argo CD cannot compare. */
  async comparison(): Promise<Comparison | undefined> {
    if (this.#found.failure !== undefined) return undefined;
    const { signal } = this.#reader;
    return await this.#reader.read(
      "the differences",
      () =>
        readComparison(this.#argocd, this.#found, {
          purpose: `compare application '${this.#ref}'`,
          status: true,
          signal,
        }),
    );
  }

  /** Those of the application itself, or of one of its objects. */
  async events(node?: ResourceNode): Promise<readonly KubernetesEvent[]> {
    const { key } = this.#found;
    const { signal } = this.#reader;
    const what = node
      ? `events of ${placeOf(node)}`
      : "the application's events";
    const about = node && {
      resourceUID: node.uid,
      resourceNamespace: node.namespace,
      resourceName: node.name,
    };
    const answer = await this.#reader.read(
      what,
      () =>
        this.#argocd.call(getEvents, {
          path: { name: key.name },
          query: { ...key.query, ...about },
          signal,
          purpose: `read ${what}`,
        }),
    );
    return answer?.items ?? [];
  }

  /** What may be synced now. */
  async windows(): Promise<ApplicationSyncWindows | undefined> {
    const { key } = this.#found;
    const { signal } = this.#reader;
    return await this.#reader.read(
      "the sync windows",
      () =>
        this.#argocd.call(getApplicationSyncWindows, {
          path: { name: key.name },
          query: key.query,
          signal,
          purpose: "read the sync windows",
        }),
    );
  }

  /** The project that it is in. */
  async project(): Promise<Project | undefined> {
    const project = this.#found.application.spec?.project;
    if (!project) return undefined;
    const { signal } = this.#reader;
    return await this.#reader.read(
      `project '${project}'`,
      () =>
        this.#argocd.call(getProject, {
          path: { project },
          signal,
          purpose: `read project '${project}'`,
        }),
    );
  }

  /** An object as it lives, and its events. */
  async object(node: ResourceNode): Promise<ObjectFacts> {
    const { key } = this.#found;
    const { signal } = this.#reader;
    const what = placeOf(node);
    const [answer, events] = await Promise.all([
      this.#reader.read(what, () =>
        this.#argocd.call(getResource, {
          path: { name: key.name },
          query: resourceQuery(key, node),
          signal,
          purpose: `read ${what}`,
        })),
      node.uid === undefined ? [] : this.events(node),
    ]);
    const object = parseManifest(answer?.manifest ?? "null");
    return { node, ...(object ? { object } : {}), events };
  }

  /** What the containers of these pods wrote, of those that are ill. */
  async logs(pods: readonly PodFacts[]): Promise<readonly ContainerLog[]> {
    const { application, tree, key } = this.#found;
    const { signal } = this.#reader;
    const awaited = keysOfOperation(application, tree?.nodes ?? []);
    const logs = await Promise.all(
      wantedLogs(pods, awaited).map((wanted) =>
        this.#reader.read(
          `the log of ${wanted.container} of ${placeOf(wanted.pod)}`,
          () => readContainerLog(this.#argocd, wanted, { key, signal }),
        )
      ),
    );
    return logs.filter((log) => log !== undefined);
  }
}
