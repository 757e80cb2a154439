/**
 * What an application is bound to besides its source: another cluster, an owner, finalizers.
 *
 * @module
 */
import type { Application, Destination } from "../argocd/wire/application.ts";
import {
  destinationTitle,
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
} from "./destination.ts";
import { trackingParent } from "./tracking.ts";

function isElsewhere({ server, name }: Destination): boolean {
  if (server) return server !== IN_CLUSTER_SERVER;
  return name !== undefined && name !== "" && name !== IN_CLUSTER_NAME;
}

/**
 * What a reader of an edit or a deletion must know: where it happens, and who would undo it.
 *
 * @param label The key of the tracking label, where labels track.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const metadata = { name: "fleet-dev", ownerReferences: [{ kind: "ApplicationSet", name: "fleet" }] };
 * assert.deepEqual(applicationTies({ metadata, spec: { destination: { name: "edge" } } }), [
 *   "happens in another cluster: edge",
 *   "the application is made by ApplicationSet 'fleet', which may undo edits of it and make it again",
 * ]);
 * ```
 */
export function applicationTies(
  application: Application,
  label?: string,
): readonly string[] {
  const { metadata, spec } = application;
  const destination = spec?.destination;
  const owners = (metadata?.ownerReferences ?? []).filter(({ kind }) =>
    kind === "ApplicationSet"
  );
  const parent = trackingParent(application, label);
  return [
    ...(destination && isElsewhere(destination)
      ? [`happens in another cluster: ${destinationTitle(destination)}`]
      : []),
    ...owners.map(({ name }) =>
      `the application is made by ApplicationSet '${name}', which may undo edits of it and make it again`
    ),
    ...(parent
      ? [
        `the application is managed by application '${parent}', whose sync may undo edits of it and make it again`,
      ]
      : []),
  ];
}
