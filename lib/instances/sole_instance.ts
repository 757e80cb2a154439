/**
 * A server of one Argo CD.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import type { Instance, Instances } from "./instance.ts";

/** The one Argo CD behind a connection that is open already. */
export function soleInstance(
  connection: Connection,
  limits: Pick<Instance, "policy" | "freeze">,
): Instances & { readonly usual: Instance } {
  const instance: Instance = {
    ...limits,
    name: connection.instance,
    labels: {},
    address: connection.origin,
    connection: () => Promise.resolve(connection),
    secrets: () => connection.secrets(),
  };
  return { all: [instance], usual: instance };
}
