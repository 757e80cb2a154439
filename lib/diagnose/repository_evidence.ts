/**
 * What Argo CD says of a repository or a cluster itself, beside the error of one application.
 *
 * @module
 */
import type { Cluster, ConnectionState } from "../argocd/wire/platform.ts";
import type { Facts } from "./facts.ts";
import type { FailureText } from "./failure_text.ts";
import type { Evidence } from "./finding.ts";

function comparable(url = ""): string {
  return url.replace(/\/+$/, "").replace(/\.git$/, "").toLowerCase();
}

function stateEvidence(
  where: string,
  state: ConnectionState | undefined,
): readonly Evidence[] {
  if (state?.status !== "Failed") return [];
  return [{
    where: `${where}@connectionState`,
    text: `${state.status}: ${state.message ?? ""}`,
  }];
}

/** The state of the repository that a text is about, where Argo CD calls it failed, too. */
export function repositoryEvidence(
  { source }: FailureText,
  { repositories }: Facts,
): readonly Evidence[] {
  const url = comparable(source?.repoURL);
  const found = repositories.find(({ repo }) => comparable(repo) === url);
  return stateEvidence(
    `Repository/${source?.repoURL ?? ""}`,
    found?.connectionState,
  );
}

/** The cluster that an application is deployed to, where it is known. */
export function clusterOf(
  { application, clusters }: Pick<Facts, "application" | "clusters">,
): Cluster | undefined {
  const { server, name } = application.spec?.destination ?? {};
  return clusters.find((one) =>
    server
      ? comparable(one.server) === comparable(server)
      : name !== undefined && one.name === name
  );
}

/** The state of the destination, where Argo CD calls it failed, too. */
export function clusterEvidence(
  _failure: FailureText,
  facts: Facts,
): readonly Evidence[] {
  const cluster = clusterOf(facts);
  return stateEvidence(
    `Cluster/${cluster?.name ?? cluster?.server ?? ""}`,
    cluster?.info?.connectionState ?? cluster?.connectionState,
  );
}
