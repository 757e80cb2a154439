/**
 * What an ApplicationSet says of itself: its conditions, and what it has generated.
 *
 * @module
 */
import type { ApplicationSource } from "../argocd/wire/application.ts";
import type { Manifest } from "../views/manifest_yaml.ts";
import { recordsAt, textAt } from "./fields.ts";
import { placeOf } from "./object_key.ts";
import { type ConditionFacts, conditionsOf } from "./pod_facts.ts";

/** The name of a set as a caller writes it: `name`, or `namespace/name` outside of `home`. */
export function setRef(set: Manifest, home?: string): string {
  const [name, namespace] = ["name", "namespace"].map((key) =>
    textAt(set, "metadata", key)
  );
  return !namespace || !home || namespace === home
    ? name ?? ""
    : `${namespace}/${name}`;
}

/** `ApplicationSet/argocd/fleet@status.conditions[ErrorOccurred]` */
export function setPlace(set: Manifest, field?: string): string {
  return placeOf({
    kind: "ApplicationSet",
    namespace: textAt(set, "metadata", "namespace"),
    name: textAt(set, "metadata", "name"),
  }, field);
}

/** The condition that says why nothing more is generated, where there is one. */
export function setError(set: Manifest): ConditionFacts | undefined {
  const conditions = conditionsOf(set);
  return conditions.find(({ type, status }) =>
    type === "ErrorOccurred" && status === "True"
  ) ?? conditions.find(({ type, status }) =>
    (type === "ParametersGenerated" || type === "ResourcesUpToDate") &&
    status === "False"
  );
}

/** Generators that combine others carry them inside. */
function generatorsIn(
  list: readonly Manifest[],
): readonly (readonly [string, Manifest])[] {
  return list.flatMap((one) =>
    Object.entries(one).flatMap(([kind, spec]) => {
      if (kind === "selector") return [];
      const inner = recordsAt(spec, "generators");
      return inner.length > 0
        ? generatorsIn(inner)
        : [[kind, (spec ?? {}) as Manifest] as const];
    })
  );
}

/** Kinds of its generators: `git`, `clusters`, `pullRequest`. */
export function generatorKinds(set: Manifest): readonly string[] {
  return [
    ...new Set(
      generatorsIn(recordsAt(set, "spec", "generators")).map(([kind]) => kind),
    ),
  ];
}

/** The repository that it generates from, where there is exactly one. */
export function generatorSources(set: Manifest): readonly ApplicationSource[] {
  const git = generatorsIn(recordsAt(set, "spec", "generators"))
    .filter(([kind]) => kind === "git");
  const [only, ...others] = git;
  if (!only || others.length > 0) return [];
  const [, spec] = only;
  const revision = textAt(spec, "revision");
  return [{
    repoURL: textAt(spec, "repoURL"),
    ...(revision ? { targetRevision: revision } : {}),
  }];
}

/** Names of the applications that exist because of it. */
export function generatedNames(set: Manifest): readonly string[] {
  return recordsAt(set, "status", "resources")
    .filter((one) => textAt(one, "kind") === "Application")
    .map((one) => textAt(one, "name"));
}

/** How far a progressive sync is with one application. */
export interface RolloutStep {
  readonly application: string;
  /** `Waiting`, `Pending`, `Progressing` or `Healthy`. */
  readonly status: string;
  readonly message: string;
  /** From `1` on; empty where the set does not say. */
  readonly step: string;
  /** Since when, as Argo CD writes it. */
  readonly since: string;
}

/** How far the progressive sync is with each application; nothing for a set that has none. */
export function rolloutSteps(set: Manifest): readonly RolloutStep[] {
  return recordsAt(set, "status", "applicationStatus").map((one) => ({
    application: textAt(one, "application"),
    status: textAt(one, "status"),
    message: textAt(one, "message"),
    step: textAt(one, "step"),
    since: textAt(one, "lastTransitionTime"),
  }));
}
