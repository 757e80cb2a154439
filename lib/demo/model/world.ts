/**
 * Everything that the simulated Argo CD holds, in one place that tests may edit.
 *
 * @module
 */
import type { AdmissionRule } from "./admission.ts";
import type { Account } from "./account.ts";
import type { Application, Destination } from "./application.ts";
import type { Compared } from "./comparison.ts";
import { Cluster } from "./cluster.ts";
import type { Fleet } from "./fleet.ts";
import type { GitRepository } from "./git.ts";
import { Images } from "./images.ts";
import type { Dict } from "./json.ts";
import type { KubeMetadata, KubeObject } from "./kube_object.ts";
import type { Project } from "./project.ts";
import { builtInPolicies, type Policy } from "./rbac.ts";
import type { SingleSignOn } from "./single_sign_on.ts";
import type { Tree } from "./tree.ts";
import {
  type Features,
  featuresOf,
  type SimulatedVersion,
} from "./versions.ts";

/** Addresses of the world; all are made up and none is ever contacted. */
export interface Addresses {
  /** What stands before `/<name>.git` of every repository. */
  readonly git: string;
  readonly edgeCluster: string;
  readonly deadCluster: string;
  /** `url` of the settings. */
  readonly url: string;
}

/** An application with what the controller knows about it. */
export interface ApplicationRecord {
  readonly app: Application;
  compared: readonly Compared[];
  tree: Tree | undefined;
  /** The text of the condition that keeps the comparison from working. */
  comparisonError: string | undefined;
  /** When the waiting operation was accepted, in milliseconds. */
  acceptedAt: number;
  /** When a retry of the operation is due, in milliseconds. */
  retryAt: number | undefined;
  /** When the present attempt of the operation began; hooks older than that are left over. */
  attemptedAt: string;
  /** A change that the controller has not looked at yet. */
  dirty: boolean;
}

/** A registered repository as the settings hold it. */
export interface RegisteredRepository {
  readonly repo: string;
  readonly type: string;
  readonly name?: string;
  project?: string;
  username?: string;
  password?: string;
  /** The text of the connection error; empty while the repository answers. */
  failure: string;
  attemptedAt: Date | undefined;
}

/** An ApplicationSet in the form the API sends it. */
export interface ApplicationSet {
  metadata: KubeMetadata;
  spec: Dict;
  status: Dict;
}

/** A fault a test plants: the first one whose pattern fits `METHOD /path` answers instead of the API. */
export interface Fault {
  readonly pattern: RegExp;
  /** How often it strikes; always when absent. */
  times?: number;
  readonly respond: (request: Request) => Response | Promise<Response>;
}

/** Something happened to an application or ApplicationSet: what a watch sends. */
export interface Change {
  readonly kind: "Application" | "ApplicationSet" | "Tree";
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly key: string;
  readonly object: Application | ApplicationSet | undefined;
}

/** Everything that exists in the simulated Argo CD. Tests may edit it in `customize`. */
export class World {
  readonly version: SimulatedVersion;
  readonly features: Features;
  readonly addresses: Addresses;
  readonly rootPath: string;
  readonly sessionSeconds: number;
  /** When the simulator started. */
  readonly startedAt: Date;
  /** The control plane's namespace. */
  readonly namespace = "argocd";
  /** Further namespaces in which applications may live. */
  readonly applicationNamespaces: string[] = ["apps-b"];
  readonly images = new Images();
  readonly git = new Map<string, GitRepository>();
  readonly clusters: Cluster[] = [];
  readonly applications = new Map<string, ApplicationRecord>();
  readonly projects = new Map<string, Project>();
  readonly applicationSets = new Map<string, ApplicationSet>();
  /** Sets that their controller has not looked at since they were written. */
  readonly unprocessedSets = new Set<ApplicationSet>();
  readonly accounts = new Map<string, Account>();
  readonly policies: Policy[] = [];
  readonly roles = new Map<string, string[]>();
  readonly repositories: RegisteredRepository[] = [];
  readonly repositoryCredentials: {
    url: string;
    username: string;
    password: string;
  }[] = [];
  readonly certificates: Dict[] = [];
  readonly gpgKeys: Dict[] = [];
  readonly notifications = {
    services: [] as string[],
    triggers: [] as string[],
    templates: [] as string[],
  };
  /** Deep links by what they are shown on; `{name}`, `{namespace}` and `{url}` are filled in. */
  readonly links: Record<"application" | "project" | "resource", Dict[]> = {
    application: [],
    project: [],
    resource: [],
  };
  readonly faults: Fault[] = [];
  /** What the clusters refuse besides what Kubernetes itself does: their policies. */
  readonly admission: AdmissionRule[] = [];
  /** Components that are down: set one to true to see what Argo CD answers without it. */
  readonly outages = { repoServer: false, controller: false, redis: false };
  /** The open watches, which hear of every change. */
  readonly listeners = new Set<(change: Change) => void>();
  /** A random number in [0, 1), for what comes in any order from a live Argo CD. */
  random: () => number = Math.random;
  fleet: Fleet | undefined;
  /** How people sign in, besides with a password. */
  sso: SingleSignOn | undefined;
  /** Whether who has no token, or a bad one, is let in as nobody. */
  anonymous = false;
  readonly #clock: () => Date;
  #frozen: Date | undefined;
  #version = 1000;

  constructor(options: {
    readonly version: SimulatedVersion;
    readonly addresses: Addresses;
    readonly rootPath: string;
    readonly sessionSeconds: number;
    readonly now: () => Date;
  }) {
    this.version = options.version;
    this.features = featuresOf(options.version);
    this.addresses = options.addresses;
    this.rootPath = options.rootPath;
    this.sessionSeconds = options.sessionSeconds;
    this.#clock = options.now;
    this.startedAt = options.now();
    this.policies.push(
      ...builtInPolicies(this.features.readonlySeesApplicationSets),
    );
  }

  /** The time in the world. */
  now(): Date {
    return this.#frozen ?? this.#clock();
  }

  /** Runs something at another time: how the past of the world is written. */
  at<T>(time: Date, run: () => T): T {
    const before = this.#frozen;
    this.#frozen = time;
    try {
      return run();
    } finally {
      this.#frozen = before;
    }
  }

  /** The next resource version; the cluster has one counter. */
  nextVersion(): string {
    return String(++this.#version);
  }

  /** The newest resource version, which every list carries. */
  get resourceVersion(): string {
    return String(this.#version);
  }

  /** An application by name, in the control plane's namespace unless another is given. */
  application(
    name: string,
    namespace = this.namespace,
  ): ApplicationRecord | undefined {
    return this.applications.get(`${namespace}/${name}`);
  }

  /** The live object of a kind and name in a namespace, wherever it lives. */
  liveObject(
    kind: string,
    namespace: string,
    name: string,
  ): KubeObject | undefined {
    for (const cluster of this.clusters) {
      for (const object of cluster.list(kind, namespace)) {
        if (object.metadata.name === name) return object;
      }
    }
    return undefined;
  }

  /** Adds a cluster. */
  addCluster(server: string, name: string): Cluster {
    const cluster = new Cluster(this, server, name);
    this.clusters.push(cluster);
    return cluster;
  }

  /** A cluster by its name. */
  clusterNamed(name: string): Cluster | undefined {
    return this.clusters.find((cluster) => cluster.name === name);
  }

  /** A cluster by its server URL; a trailing slash does not matter. */
  clusterAt(server: string): Cluster | undefined {
    const wanted = server.replace(/\/$/, "");
    return this.clusters.find((cluster) => cluster.server === wanted);
  }

  /** The server URL of a destination, which may name the cluster instead. */
  serverOf(destination: Destination): string | undefined {
    if (destination.server !== undefined && destination.server !== "") {
      return destination.server;
    }
    return this.clusterNamed(destination.name ?? "")?.server;
  }

  /** The control plane's own cluster, where applications are objects too. */
  get home(): Cluster {
    const [home] = this.clusters;
    if (home === undefined) {
      throw new Error(
        "Cannot find the home cluster: the world has no clusters",
      );
    }
    return home;
  }

  /** Tells watches that something changed. */
  emit(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}
