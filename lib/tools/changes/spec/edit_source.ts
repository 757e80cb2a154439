/**
 * Changes to one source of an application; what is not named stays.
 *
 * @module
 */
import type { ApplicationSource } from "../../../argocd/wire/application.ts";
import type { SourceArguments } from "./spec_arguments.ts";

type Helm = NonNullable<ApplicationSource["helm"]>;
type Kustomize = NonNullable<ApplicationSource["kustomize"]>;

/** A copy without `keys`. */
function without<T extends object>(value: T, keys: readonly string[]): T {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !keys.includes(key)),
  ) as T;
}

/** A copy in which `key` holds `items`, or nothing when there are none. */
function withItems<T extends object>(
  value: T,
  key: string,
  items: readonly unknown[],
): T {
  return items.length > 0 ? { ...value, [key]: items } : without(value, [key]);
}

function editParameters(
  helm: Helm,
  changes: NonNullable<SourceArguments["parameters"]>,
): Helm {
  const kept = (helm.parameters ?? []).flatMap((one) => {
    const { name = "" } = one;
    if (!Object.hasOwn(changes, name)) return [one];
    const value = changes[name];
    return typeof value === "string" ? [{ ...one, value }] : [];
  });
  const names = new Set(kept.map(({ name }) => name));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    typeof value === "string" && !names.has(name) ? [{ name, value }] : []
  );
  return withItems(helm, "parameters", [...kept, ...added]);
}

function editHelm(helm: Helm, args: SourceArguments): Helm {
  const { parameters, values, value_files: files } = args;
  let edited = helm;
  if (parameters) edited = editParameters(edited, parameters);
  if (values !== undefined) {
    // Argo CD takes the object form before the text.
    edited = without(edited, ["values", "valuesObject"]);
    if (values) edited = { ...edited, values };
  }
  if (files) edited = withItems(edited, "valueFiles", files);
  return edited;
}

/** What an image of a Kustomize list replaces: `nginx` in `nginx=registry/nginx:1`, `nginx:1` and `nginx@sha256:…`. */
export function imageName(image: string): string {
  const [name = "", ...renamed] = image.split("=");
  if (renamed.length > 0) return name;
  const plain = name.split("@")[0] ?? "";
  const tag = plain.lastIndexOf(":");
  return tag > plain.lastIndexOf("/") ? plain.slice(0, tag) : plain;
}

function imageText(name: string, image: string): string {
  if (/^[:@]/.test(image)) return `${name}${image}`;
  return imageName(image) === name ? image : `${name}=${image}`;
}

function editImages(
  kustomize: Kustomize,
  changes: NonNullable<SourceArguments["images"]>,
): Kustomize {
  const before = kustomize.images ?? [];
  const kept = before.flatMap((image) => {
    const name = imageName(image);
    if (!Object.hasOwn(changes, name)) return [image];
    const changed = changes[name];
    return typeof changed === "string" ? [imageText(name, changed)] : [];
  });
  const names = new Set(before.map(imageName));
  const added = Object.entries(changes).flatMap(([name, image]) =>
    typeof image === "string" && !names.has(name)
      ? [imageText(name, image)]
      : []
  );
  return withItems(kustomize, "images", [...kept, ...added]);
}

function withPart<Key extends "helm" | "kustomize">(
  source: ApplicationSource,
  key: Key,
  part: object,
): ApplicationSource {
  return Object.keys(part).length > 0
    ? { ...source, [key]: part }
    : without(source, [key]);
}

/**
 * The source after a change. A path and a chart take each other's place, and `values` that of `valuesObject`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const source = { repoURL: "r", path: "web", kustomize: { images: ["nginx:1", "redis:7"], namePrefix: "a-" } };
 * assert.deepEqual(editSource(source, { revision: "v2", images: { nginx: ":2", redis: null } }), {
 *   repoURL: "r",
 *   path: "web",
 *   kustomize: { images: ["nginx:2"], namePrefix: "a-" },
 *   targetRevision: "v2",
 * });
 * ```
 */
export function editSource(
  source: ApplicationSource,
  args: SourceArguments,
): ApplicationSource {
  const { repo, path, chart, revision, images } = args;
  let edited: ApplicationSource = {
    ...source,
    ...(repo === undefined ? {} : { repoURL: repo }),
    ...(revision === undefined ? {} : { targetRevision: revision }),
  };
  if (path !== undefined) edited = { ...without(edited, ["chart"]), path };
  if (chart !== undefined) edited = { ...without(edited, ["path"]), chart };
  const isHelm = args.parameters || args.values !== undefined ||
    args.value_files;
  if (isHelm) {
    edited = withPart(edited, "helm", editHelm(edited.helm ?? {}, args));
  }
  if (images) {
    const kustomize = editImages(edited.kustomize ?? {}, images);
    edited = withPart(edited, "kustomize", kustomize);
  }
  return edited;
}
