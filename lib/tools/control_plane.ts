/**
 * Where Argo CD itself is installed.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getSettings } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import {
  controlPlaneNamespace,
  USUAL_NAMESPACE,
} from "../views/application_ref.ts";
import { tolerate } from "./tolerate.ts";

/**
 * The namespace whose applications are called by their name alone.
 *
 * @returns `undefined` when it cannot be told: then every reference names its namespace, which always works.
 */
export async function controlPlaneOf(
  argocd: ArgocdClient,
  applications: readonly Application[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const namespaces = [
    ...new Set(applications.map(({ metadata }) => metadata?.namespace ?? "")),
  ];
  const usual = namespaces.every((namespace) =>
    namespace === "" || namespace === USUAL_NAMESPACE
  );
  // A list of this namespace alone needs no question.
  if (usual) return USUAL_NAMESPACE;
  const settings = await tolerate(
    argocd.call(getSettings, { signal, purpose: "read the settings" }),
    signal,
  );
  return controlPlaneNamespace(
    namespaces,
    settings instanceof ToolError ? undefined : settings.controllerNamespace,
  );
}
