/**
 * Metadata in the form in which Kubernetes writes it: keys in their fixed order, and `managedFields` last, the
 * bulk that a client must not pass on.
 *
 * @module
 */
import type { Dict } from "../model/json.ts";
import type { KubeMetadata } from "../model/kube_object.ts";

/** Metadata as the API sends it, with the entries of field management. */
export function metadataWire(
  metadata: KubeMetadata,
  managedFields: readonly unknown[],
): Dict {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    ...rest
  } = metadata;
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    ...rest,
    managedFields,
  };
}

/** One entry of field management of a custom resource: who wrote which fields, and when (RFC 3339). */
export function managedFieldsEntry(
  manager: string,
  options: { readonly time: string | undefined; readonly fields: Dict },
): Dict {
  const { time, fields } = options;
  return {
    manager,
    operation: "Update",
    apiVersion: "argoproj.io/v1alpha1",
    time,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
  };
}
