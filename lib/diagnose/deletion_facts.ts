/**
 * Objects that are being deleted, and what holds them.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { isRecord } from "../views/manifest_yaml.ts";
import type { Facts } from "./facts.ts";
import { keyOf } from "./object_key.ts";

/** A deletion that is under way. */
export interface DeletionFacts {
  /** ISO 8601. */
  readonly since: string;
  /** Whose removal it waits for. */
  readonly finalizers: readonly string[];
}

/** The deletion of an object that was read; `undefined` for one that is not being deleted, or not known. */
export function finalizersOf(
  { objects }: Pick<Facts, "objects">,
  ref: ResourceRef,
): DeletionFacts | undefined {
  const metadata = objects.get(keyOf(ref))?.["metadata"];
  if (!isRecord(metadata)) return undefined;
  const { deletionTimestamp: since, finalizers } = metadata;
  if (typeof since !== "string") return undefined;
  return {
    since,
    finalizers: Array.isArray(finalizers)
      ? finalizers.filter((one) => typeof one === "string")
      : [],
  };
}
