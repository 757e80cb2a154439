/**
 * Facts for rules of the diagnosis: a healthy application, and what a test wants to be different.
 *
 * @module
 */
import type {
  Application,
  ApplicationSource,
} from "../../lib/argocd/wire/application.ts";
import type { ResourceNode } from "../../lib/argocd/wire/resources.ts";
import { diagnose } from "../../lib/diagnose/diagnose.ts";
import type { Facts } from "../../lib/diagnose/facts.ts";
import type { Finding } from "../../lib/diagnose/finding.ts";
import { keyOf } from "../../lib/diagnose/object_key.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";

/** The time of all tests of rules. */
export const NOW = new Date("2026-11-21T08:00:00Z");

/** A source with everything that texts may be about. */
export const SOURCE: ApplicationSource = {
  repoURL: "https://git.shop.example/shop/deploy.git",
  path: "apps/web",
  targetRevision: "main",
};

/** An application that is fine. */
export function applicationOf(parts: Partial<Application> = {}): Application {
  return {
    metadata: {
      name: "web",
      namespace: "argocd",
      creationTimestamp: "2026-11-01T08:00:00Z",
    },
    spec: {
      project: "default",
      source: SOURCE,
      destination: {
        server: "https://kubernetes.default.svc",
        namespace: "web",
      },
    },
    ...parts,
    status: {
      sync: { status: "Synced", revision: "a".repeat(40) },
      health: { status: "Healthy" },
      reconciledAt: "2026-11-21T07:59:00Z",
      ...parts.status,
    },
  };
}

/** What is known where nothing but the application was read. */
export const NOTHING_READ: Omit<Facts, "now" | "ref" | "application"> = {
  nodes: [],
  compared: undefined,
  managed: [],
  objects: new Map(),
  pods: [],
  events: [],
  logs: [],
  windows: undefined,
  project: undefined,
  clusters: [],
  repositories: [],
  children: [],
  changes: undefined,
  applicationSet: undefined,
  unread: [],
};

/** The facts of an application that is fine, with other parts. */
export function factsOf(parts: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    ref: "web",
    application: applicationOf(),
    ...NOTHING_READ,
    compared: [],
    ...parts,
  };
}

/** An application that Argo CD cannot compare, with the texts that it gives. */
export function failing(
  messages: string | readonly string[],
  {
    type = "ComparisonError",
    sources,
    source = SOURCE,
  }: {
    readonly type?: string;
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
  } = {},
): Facts {
  const conditions = [messages].flat().map((message) => ({ type, message }));
  const { spec } = applicationOf();
  return factsOf({
    application: applicationOf({
      spec: { ...spec, ...(sources ? { sources } : { source }) },
      status: {
        sync: { status: "Unknown" },
        health: { status: "Healthy" },
        conditions,
        reconciledAt: "2026-11-21T07:59:00Z",
      },
    }),
  });
}

/** Wraps a text as Argo CD does, from the repo-server to the condition. */
export function fromRepoServer(text: string, number = 1, of = 1): string {
  return `Failed to load target state: failed to generate manifest for source ${number} of ${of}: rpc error: code = Unknown desc = Manifest generation error (cached): ${text}`;
}

/** Facts of an application that consists of one object, as it is in the cluster. */
export function withObject(
  node: ResourceNode,
  object: Manifest,
  parts: Partial<Facts> = {},
): Facts {
  return factsOf({
    nodes: [node],
    objects: new Map([[keyOf(node), object]]),
    application: applicationOf({
      status: {
        sync: { status: "Synced" },
        health: { status: node.health?.status ?? "Healthy" },
        reconciledAt: "2026-11-21T07:59:00Z",
      },
    }),
    ...parts,
  });
}

/** All findings, the cause first. */
export function findingsOf(facts: Facts): readonly Finding[] {
  return diagnose(facts).findings;
}

/** Rules of all findings, the cause first. */
export function rulesOf(facts: Facts): readonly string[] {
  return findingsOf(facts).map(({ rule }) => rule);
}
