/**
 * Identities of planned objects, and how the resource tree shows them.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type Plan, type PlannedObject } from "./plan.ts";

/** How plans name objects: `Kind/name`. */
export function keyIn(
  { kind, name }: Pick<PlannedObject, "kind" | "name">,
): string {
  return `${kind}/${name}`;
}

/** The API group as Argo CD gives it: left out for the core group. */
export function groupOf(
  { apiVersion }: Pick<PlannedObject, "apiVersion">,
): { readonly group?: string } {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined ? {} : { group };
}

/** A UUID that is the same in every run. */
export function uidOf(
  { id }: Pick<Plan, "id">,
  planned: PlannedObject,
): string {
  // FNV-1a, once for each group of digits.
  const digits = [0, 1, 2, 3].map((salt) => {
    let hash = 0x811c9dc5;
    for (const char of `${salt}${id}/${keyIn(planned)}`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    return hash.toString(16).padStart(8, "0");
  }).join("");
  return digits.replace(
    /^(.{8})(.{4}).(.{3})(.{4})(.{12})$/,
    "$1-$2-4$3-$4-$5",
  );
}

function identity(plan: Plan, planned: PlannedObject): Manifest {
  const { kind, name, namespace, apiVersion } = planned;
  return {
    ...groupOf(planned),
    version: apiVersion.split("/").at(-1),
    kind,
    ...(namespace === false ? {} : { namespace: namespace ?? plan.id }),
    name,
    ...(planned.live === null ? {} : { uid: uidOf(plan, planned) }),
  };
}

/** The node of an object. */
export function nodeOf(plan: Plan, planned: PlannedObject): Manifest {
  const { owner, health, info, age = 30, live } = planned;
  const parent = plan.objects?.find((one) => keyIn(one) === owner);
  return {
    ...identity(plan, planned),
    ...(parent ? { parentRefs: [identity(plan, parent)] } : {}),
    ...(info
      ? {
        info: Object.entries(info).map(([name, value]) => ({ name, value })),
      }
      : {}),
    ...(live === null ? {} : { resourceVersion: "48211" }),
    ...(health ? { health } : {}),
    ...(live === null ? {} : { createdAt: ago(age) }),
  };
}
