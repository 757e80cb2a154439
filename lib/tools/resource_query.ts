/**
 * How calls about one resource name it.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { ApplicationKey } from "./read_application.ts";

/** The query of Argo CD's calls about one live resource; kind, name and version must never be left out. */
export function resourceQuery(
  key: ApplicationKey,
  item: ResourceRef,
): Readonly<Record<string, string>> {
  const { group = "", version = "v1", kind = "", namespace = "", name = "" } =
    item;
  return { ...key.query, namespace, resourceName: name, version, group, kind };
}
