/**
 * Whether what Argo CD deploys by itself may hold applications: what nobody has looked at may then lead out of scope.
 *
 * @module
 */
import { getProject, getSettings } from "../../argocd/endpoints.ts";
import type { Application } from "../../argocd/wire/application.ts";
import { IN_CLUSTER } from "../../guards/scope.ts";
import type { ToolContext } from "../../tool.ts";
import { projectVerdict } from "../../views/project_rules.ts";

/**
 * Asks the project: only one that lets objects into a namespace of Argo CD can make applications.
 *
 * @returns `false` where the project forbids that for sure, and where nothing restricts what may be touched.
 * @throws {ToolError} as the client does.
 */
export async function mayDeployApplications(
  { spec }: Application,
  { argocd, signal, policy }: ToolContext,
): Promise<boolean> {
  if (!policy.scope) return false;
  const project = spec?.project ?? "default";
  const [rules, settings] = await Promise.all([
    argocd.call(getProject, {
      path: { project },
      signal,
      purpose: `read project '${project}'`,
    }),
    argocd.call(getSettings, { signal, purpose: "read the settings" }),
  ]);
  // Where applications may live anywhere, any namespace of the cluster of Argo CD is one of them.
  const namespace = settings.appsInAnyNamespaceEnabled
    ? undefined
    : settings.controllerNamespace;
  const { refused } = projectVerdict(rules, {
    sources: [],
    destination: { ...IN_CLUSTER, ...(namespace ? { namespace } : {}) },
  });
  return refused.length === 0;
}
