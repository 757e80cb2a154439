/**
 * Where an application's manifests come from.
 *
 * @module
 */
import type {
  Application,
  ApplicationSource,
} from "../argocd/wire/application.ts";
import { compact } from "./compact.ts";
import {
  comparedRevisions,
  shortRevision,
  sourcesOf,
  targetOf,
} from "./sources_of.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** One source, without any of its values. */
export interface SourceView {
  readonly repo?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly ref?: string;
  readonly name?: string;
  /** What the spec asks for. */
  readonly target?: string;
  /** What it was resolved to in the last comparison, in full. */
  readonly revision?: string;
  readonly release?: string;
  readonly value_files?: readonly string[];
  /** What else shapes the manifests: `2 helm parameters`, `inline helm values`. */
  readonly shaped_by?: readonly string[];
  /** The branch that an operator of Argo CD writes rendered manifests to. */
  readonly hydrated_to?: string;
}

function count(items: readonly unknown[] | undefined, what: string): string[] {
  return items?.length ? [`${items.length} ${what}`] : [];
}

function shapers(source: ApplicationSource): readonly string[] {
  const { helm, kustomize, directory, plugin } = source;
  return [
    ...count(helm?.parameters, "helm parameters"),
    ...count(helm?.fileParameters, "helm file parameters"),
    ...(helm?.values || helm?.valuesObject ? ["inline helm values"] : []),
    ...count(kustomize?.images, "kustomize images"),
    ...Object.keys(kustomize ?? {}).filter((key) => key !== "images")
      .map((key) => `kustomize ${key}`),
    ...Object.keys(directory ?? {}).map((key) => `directory ${key}`),
    ...(plugin ? [`plugin ${String(plugin["name"] ?? "")}`.trim()] : []),
  ];
}

/** One source and the revision it was resolved to. */
function sourceView(
  source: ApplicationSource,
  revision?: string,
): SourceView {
  const { path, chart, ref, name, helm } = source;
  const target = targetOf(source);
  return compact({
    repo: withoutUserInfo(source.repoURL),
    path,
    chart,
    ref,
    name,
    target,
    revision: revision === target ? undefined : revision,
    release: helm?.releaseName,
    value_files: helm?.valueFiles,
    shaped_by: shapers(source),
  });
}

/** All sources of an application; with the hydrator the one that it reads. */
export function sourceViews(application: Application): readonly SourceView[] {
  const revisions = comparedRevisions(application);
  const hydrator = application.spec?.sourceHydrator as {
    readonly drySource?: ApplicationSource;
    readonly syncSource?: { readonly targetBranch?: string };
  } | undefined;
  if (!hydrator?.drySource) {
    return sourcesOf(application.spec).map((source, index) =>
      sourceView(source, revisions[index])
    );
  }
  return [
    compact({
      ...sourceView(hydrator.drySource, revisions[0]),
      hydrated_to: hydrator.syncSource?.targetBranch,
    }),
  ];
}

/** One source on one line: `https://git.example.test/shop.git deploy @ main (1a2b3c4)`. */
export function sourceText(source: SourceView): string {
  const { repo, path, chart, ref, name, target, revision } = source;
  return [
    ...(name ? [`${name}:`] : []),
    repo ?? "?",
    ...(chart ? [`chart ${chart}`] : []),
    ...(path ? [path] : []),
    `@ ${target}`,
    ...(revision ? [`(${shortRevision(revision)})`] : []),
    ...(ref ? [`ref $${ref}`] : []),
    ...(source.release ? [`release ${source.release}`] : []),
    ...(source.value_files
      ? [`value files ${source.value_files.join(", ")}`]
      : []),
    ...(source.shaped_by ? [`with ${source.shaped_by.join(", ")}`] : []),
    ...(source.hydrated_to ? [`hydrated to ${source.hydrated_to}`] : []),
  ].join(" ");
}
