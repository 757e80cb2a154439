/**
 * Refuses what the project of an application forbids, before anything is sent: Argo CD checks it late, and 2.14 does not
 * check at all when an application moves.
 *
 * @module
 */
import { getProject } from "../../../argocd/endpoints.ts";
import type {
  ApplicationSource,
  Destination,
} from "../../../argocd/wire/application.ts";
import type { Project } from "../../../argocd/wire/projects.ts";
import { ToolError } from "../../../errors.ts";
import type { ToolContext } from "../../../tool.ts";
import { projectVerdict } from "../../../views/project_rules.ts";
import { resolveCluster } from "./resolve_cluster.ts";

/** An application as it would be. */
export interface ProjectQuestion {
  readonly project: string;
  readonly sources: readonly ApplicationSource[];
  readonly destination: Destination;
  /** Namespace of the Application object; absent for that of Argo CD. */
  readonly objectNamespace?: string | undefined;
  /** The object of "Cannot …". */
  readonly purpose: string;
  /** Argo CD would accept what its project forbids, so what cannot be told is refused, too. */
  readonly mustBeClear?: boolean;
}

/** What was found out on the way. */
export interface ProjectPass {
  /** With server and name, as far as they are known. */
  readonly destination: Destination;
  /** What only Argo CD can tell. */
  readonly notes: readonly string[];
}

async function readProject(
  { project, purpose }: ProjectQuestion,
  { argocd, signal }: ToolContext,
): Promise<Project> {
  try {
    return await argocd.call(getProject, {
      path: { project },
      signal,
      purpose: `read project '${project}'`,
    });
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "NOT_FOUND") {
      throw error;
    }
    throw new ToolError(
      "NOT_FOUND",
      `Cannot ${purpose}: project '${project}' does not exist`,
      { hint: "list_projects shows those that there are" },
    );
  }
}

/**
 * Passes an application that its project allows.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` with every rule that forbids it; `NOT_FOUND` without such a project or cluster;
 * as the client does, when the project cannot be read.
 */
export async function requireProjectAllows(
  question: ProjectQuestion,
  context: ToolContext,
): Promise<ProjectPass> {
  const { project: name, sources, objectNamespace, purpose } = question;
  const project = await readProject(question, context);
  const { destination, clusters, note } = await resolveCluster(
    question.destination,
    purpose,
    context,
  );
  const { refused, unclear } = projectVerdict(project, {
    sources,
    destination,
    objectNamespace,
  });
  const isForeign = project.spec?.permitOnlyProjectScopedClusters === true &&
    !note && !clusters.some((cluster) => cluster.project === name);
  const reasons = [
    ...refused,
    ...(isForeign
      ? [
        `project '${name}' allows only clusters of its own, and '${
          destination.name ?? destination.server
        }' is none`,
      ]
      : []),
    ...(question.mustBeClear ? unclear : []),
  ];
  if (reasons.length > 0) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: ${reasons.join("; ")}`,
      {
        hint:
          "Use what the project allows, or another project; list_projects shows them, and only an administrator can change their rules",
      },
    );
  }
  return { destination, notes: [...unclear, ...(note ? [note] : [])] };
}
