/**
 * A plan for the upgrade of Argo CD itself.
 *
 * @module
 */
import { lines, quoted } from "../lines.ts";
import type { Prompt } from "../prompt.ts";

/** Somebody has to move Argo CD to another version. */
export const upgradeArgocd: Prompt = {
  name: "upgrade_argocd",
  title: "Plan an upgrade of Argo CD",
  description:
    "A plan to upgrade Argo CD, from its version, settings, clusters, repositories and the state of its applications.",
  arguments: [
    { name: "version", description: "to which version, such as v3.5.1" },
  ],
  reads: () => [
    { tool: "get_server_info", args: {} },
    { tool: "list_clusters", args: {} },
    { tool: "list_repositories", args: {} },
    { tool: "get_fleet_summary", args: {} },
  ],
  task: ({ version }) =>
    lines(
      `Plan an upgrade of this Argo CD${
        version ? ` to version ${quoted(version)}` : ""
      }.`,
      "1. From which version to which: the upgrade notes of every minor version on the way count, none skipped. If no target was named, say what has to be decided.",
      "2. Of each of these notes, name what changes something that this Argo CD uses (settings, tracking method, config management plugins, RBAC, sign-in, versions of Kubernetes, Helm and Kustomize). What you have not read, do not claim.",
      "3. Versions of the clusters against what the target supports.",
      "4. What is broken already: it has to be known before, or it will be blamed on the upgrade. Write down the numbers as the baseline.",
      "5. The steps: a backup (argocd admin export) and how to get back; changes frozen and automated sync considered; the whole manifests of the version applied, server-side (its CRDs are too large for anything else), by whatever installs it: Helm, or an application of its own; a test of the way in.",
      "6. What to compare afterwards: the same lists as here. Applications that become OutOfSync without a commit are the usual sign of a changed default.",
      "This server cannot upgrade Argo CD; it can only read before and after.",
    ),
};
