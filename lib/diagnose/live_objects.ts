/**
 * The live objects of an application's own resources, as Argo CD has them for the comparison.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import type { Facts } from "./facts.ts";
import { keyOf } from "./object_key.ts";

/** A resource of the source that is in the cluster. */
export interface LiveObject {
  readonly ref: ResourceRef;
  readonly object: Manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With its status: as it was read by itself, else as Argo CD has it. */
export function liveObject(
  { objects, managed }: Pick<Facts, "objects" | "managed">,
  ref: ResourceRef,
): Manifest | undefined {
  const read = objects.get(keyOf(ref));
  if (read) return read;
  const item = managed.find((one) => keyOf(one) === keyOf(ref));
  const object = parsed(item?.liveState || "null");
  return isRecord(object) ? object : undefined;
}

/** Those of some kinds, as they are compared: without their status. */
export function liveObjects(
  { managed }: Pick<Facts, "managed">,
  kinds: readonly string[],
): readonly LiveObject[] {
  return managed.flatMap(({ group, kind = "", namespace, name, ...states }) => {
    if (!kinds.includes(kind)) return [];
    const object = parsed(states.normalizedLiveState || "null");
    if (!isRecord(object)) return [];
    const ref = {
      ...(group ? { group } : {}),
      kind,
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
    };
    return [{ ref, object }];
  });
}
