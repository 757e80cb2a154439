/**
 * An application that is to be made, from the arguments of a call.
 *
 * @module
 */
import type {
  Application,
  ApplicationSource,
} from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { checkRevision } from "../../../guards/check_names.ts";
import { sourcesOf } from "../../../views/sources_of.ts";
import { editTexts } from "./edit_application.ts";
import { editSource } from "./edit_source.ts";
import { editSyncPolicy, type PolicyOptions } from "./edit_sync_policy.ts";
import { destinationOf } from "./resolve_cluster.ts";
import {
  type PolicyArguments,
  SOURCE_KEYS,
  type SourceArguments,
} from "./spec_arguments.ts";

/** With it on an Application, its deletion deletes its resources, whoever deletes it. */
export const CASCADE_FINALIZER = "resources-finalizer.argocd.argoproj.io";

/** What is known of it. */
export interface NewArguments extends SourceArguments, PolicyArguments {
  /** In Argo CD's own form. */
  readonly sources?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly project?: string | undefined;
  /** Name or address. */
  readonly cluster: string;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string | null>> | undefined;
  readonly annotations?: Readonly<Record<string, string | null>> | undefined;
  readonly finalizer?: boolean | undefined;
}

/** Where it is to live. */
export interface NewIdentity extends PolicyOptions {
  readonly name: string;
  /** Absent when the namespace of Argo CD is meant and not known. */
  readonly objectNamespace?: string | undefined;
}

/** Argo CD drops any other key of a source without a word. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "chart",
  "directory",
  "helm",
  "kustomize",
  "name",
  "path",
  "plugin",
  "ref",
  "repoURL",
  "targetRevision",
]);

function refuse(purpose: string, state: string, hint: string): ToolError {
  return new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
    hint,
  });
}

function givenSources(
  args: NewArguments,
  purpose: string,
): readonly ApplicationSource[] {
  const { sources } = args;
  const named = SOURCE_KEYS.filter((key) => args[key] !== undefined);
  if (sources === undefined) return [editSource({}, args)];
  if (named.length > 0) {
    throw refuse(
      purpose,
      `'sources' and ${
        named.map((key) => `'${key}'`).join(", ")
      } exclude each other`,
      "Write all of it in 'sources', or leave that out",
    );
  }
  const unknown = sources.flatMap((source) =>
    Object.keys(source).filter((key) => !KNOWN_KEYS.has(key))
  );
  if (unknown.length > 0) {
    throw refuse(
      purpose,
      `Argo CD knows no key '${unknown[0]}' of a source and would drop it`,
      `Known are ${[...KNOWN_KEYS].join(", ")}`,
    );
  }
  return sources as readonly ApplicationSource[];
}

/** Passes a source that Argo CD can render, as far as its keys tell. */
function requireUsable(source: ApplicationSource, purpose: string): void {
  const { repoURL, path, chart, ref, targetRevision, helm, kustomize } = source;
  const text = (value: unknown) => typeof value === "string" && value !== "";
  if (!text(repoURL)) {
    throw refuse(purpose, "a source has no repository", "Give 'repo'");
  }
  if (/:\/\/[^/@]*:[^/]*@/.test(repoURL ?? "")) {
    throw refuse(
      purpose,
      "its repository URL holds a password, which everybody could read",
      "Register the repository with its credentials in Argo CD, and give the URL without them",
    );
  }
  if (targetRevision !== undefined) checkRevision(String(targetRevision));
  if (text(path) && text(chart)) {
    throw refuse(
      purpose,
      "'path' and 'chart' exclude each other",
      "'path' is for Git, 'chart' for a Helm repository",
    );
  }
  if (!text(path) && !text(chart) && !text(ref)) {
    throw refuse(
      purpose,
      "a source has neither 'path' nor 'chart'",
      "Give one of them; path='.' is the root of a repository",
    );
  }
  if (text(chart) && !text(targetRevision)) {
    throw refuse(
      purpose,
      `chart '${chart}' has no revision, which Argo CD wants of a chart`,
      "Give its version, or a range such as '1.x', as 'revision'",
    );
  }
  if (helm && kustomize) {
    throw refuse(
      purpose,
      "a source is either Helm or Kustomize",
      "Leave out the images, or the Helm values",
    );
  }
}

/**
 * Makes the object that is sent.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` for what cannot be rendered or would be dropped; `UNSUPPORTED` as
 * `editSyncPolicy` does.
 */
export function newApplication(
  args: NewArguments,
  { name, objectNamespace, ...options }: NewIdentity,
): Application {
  const sources = givenSources(args, options.purpose);
  for (const source of sources) requireUsable(source, options.purpose);
  const [only] = sources;
  const labels = editTexts(undefined, args.labels);
  const annotations = editTexts(undefined, args.annotations);
  const syncPolicy = editSyncPolicy(undefined, args, options);
  return {
    metadata: {
      name,
      ...(objectNamespace ? { namespace: objectNamespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(args.finalizer ? { finalizers: [CASCADE_FINALIZER] } : {}),
    },
    spec: {
      project: args.project ?? "default",
      destination: destinationOf(args.cluster, args.namespace),
      ...(args.sources ? { sources } : only ? { source: only } : {}),
      ...(syncPolicy ? { syncPolicy } : {}),
    },
  };
}

/** Where the same comes from and goes to: applications that share it share their resources. */
export function deploymentKey({ spec }: Application, server: string): string {
  const places = sourcesOf(spec).map((
    { repoURL, path, chart },
  ) => [repoURL?.replace(/(?:\.git)?\/*$/, ""), path, chart]);
  return JSON.stringify([server, spec?.destination?.namespace, places]);
}
