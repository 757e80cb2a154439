/**
 * The live objects of an application's own resources, as Argo CD compares them: without their status.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/types.ts";
import { isRecord, type Manifest } from "../views/manifest_yaml.ts";
import type { Facts } from "./facts.ts";

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

/** Those of some kinds. */
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
