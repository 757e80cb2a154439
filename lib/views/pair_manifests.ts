/**
 * Which objects of two renderings are the same one.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { placeIn } from "./cluster_scope.ts";
import {
  isRecord,
  LAST_APPLIED,
  type Manifest,
  omit,
  withoutMetadata,
} from "./manifest_yaml.ts";
import { manifestRef } from "./rendered_manifests.ts";
import { resourceKey } from "./resource_forest.ts";
import { INSTALLATION_ANNOTATION, TRACKING_ANNOTATION } from "./tracking.ts";

/** One rendering of an application. */
export interface RenderedSide {
  readonly manifests: readonly Manifest[];
  /** The namespace of its destination: what lives there is at home on either side, whatever it is called. */
  readonly home: string;
  /** Resources of which Argo CD says where they live. */
  readonly known: readonly ResourceRef[];
}

/** One object on one side. */
export interface Rendered {
  readonly ref: ResourceRef;
  /** Without what Argo CD writes into it, and without the namespace where that is home. */
  readonly object: Manifest;
}

/** One object on both sides, or on one. */
export interface ManifestPair {
  readonly from?: Rendered;
  readonly to?: Rendered;
}

/** Kustomize appends ten of these letters, made from the content, to the names of what it generates. */
const KUSTOMIZE_HASH_REGEXP = /-[2456789bcdfghkmt]{10}$/;
const GENERATED_KINDS = ["|ConfigMap", "|Secret"];

function rendered(
  object: Manifest,
  { home, place }: {
    readonly home: string;
    readonly place: (ref: ResourceRef) => ResourceRef;
  },
): Rendered {
  const ref = place(manifestRef(object));
  const { metadata } = object;
  const isHome = ref.namespace === home && isRecord(metadata);
  const plain = isHome
    ? { ...object, metadata: omit(metadata, ["namespace"]) }
    : object;
  return {
    ref,
    object: withoutMetadata(omit(plain, ["status"]), {
      keys: [],
      annotations: [TRACKING_ANNOTATION, INSTALLATION_ANNOTATION, LAST_APPLIED],
    }),
  };
}

/** By a name that is the same on both sides. Several hooks may share one: each has the next number. */
function byKey(
  { manifests, home, known }: RenderedSide,
): Map<string, Rendered> {
  const place = placeIn(home, known);
  const all = new Map<string, Rendered>();
  for (const manifest of manifests) {
    const one = rendered(manifest, { home, place });
    const { namespace } = one.ref;
    const key = resourceKey({
      ...one.ref,
      namespace: namespace === home ? "" : namespace ?? "",
    });
    let number = 1;
    while (all.has(`${key}|${number}`)) number++;
    all.set(`${key}|${number}`, one);
  }
  return all;
}

/** The name without a hash of Kustomize; `undefined` for what has none. */
function generatedName({ ref }: Rendered): string | undefined {
  const { group = "", kind = "", namespace = "", name = "" } = ref;
  if (!GENERATED_KINDS.includes(`${group}|${kind}`)) return undefined;
  if (!KUSTOMIZE_HASH_REGEXP.test(name)) return undefined;
  return [kind, namespace, name.replace(KUSTOMIZE_HASH_REGEXP, "")].join("|");
}

/** Those of a generated name that is there once. */
function generated(all: Iterable<Rendered>): Map<string, Rendered> {
  const groups = Map.groupBy(all, generatedName);
  const found = new Map<string, Rendered>();
  for (const [name, [one, ...others]] of groups) {
    if (name !== undefined && one && others.length === 0) found.set(name, one);
  }
  return found;
}

/** Pairs the objects of two renderings, in the order of the first, then of the second. */
export function pairManifests(
  from: RenderedSide,
  to: RenderedSide,
): readonly ManifestPair[] {
  const [here, there] = [byKey(from), byKey(to)];
  const left = [...here].filter(([key]) => !there.has(key)).map(([, one]) =>
    one
  );
  const right = [...there].filter(([key]) => !here.has(key)).map(([, one]) =>
    one
  );
  const renamed = new Map<Rendered, Rendered>();
  const candidates = generated(right);
  for (const [name, one] of generated(left)) {
    const other = candidates.get(name);
    if (other) renamed.set(one, other);
  }
  const taken = new Set(renamed.values());
  const pairs = [...here].map(([key, one]): ManifestPair => {
    const other = there.get(key) ?? renamed.get(one);
    return other ? { from: one, to: other } : { from: one };
  });
  return [
    ...pairs,
    ...right.filter((one) => !taken.has(one)).map((to): ManifestPair => ({
      to,
    })),
  ];
}
