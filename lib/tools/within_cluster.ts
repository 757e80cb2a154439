/**
 * The applications that go to one cluster.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ToolContext } from "../tool.ts";
import { isInCluster } from "../views/application_filter.ts";
import { clusterNames } from "./cluster_names.ts";

/**
 * Leaves those whose destination is `cluster`; without one, all.
 *
 * @param cluster Its name or server address.
 */
export async function withinCluster(
  applications: readonly Application[],
  cluster: string | undefined,
  { argocd, signal }: Pick<ToolContext, "argocd" | "signal">,
): Promise<readonly Application[]> {
  if (cluster === undefined) return applications;
  const destinations = applications.map(({ spec }) => spec?.destination ?? {});
  const wanted = await clusterNames(argocd, cluster, { destinations, signal });
  return applications.filter(({ spec }) =>
    isInCluster(spec?.destination ?? {}, wanted)
  );
}
