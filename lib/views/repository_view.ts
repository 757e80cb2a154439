/**
 * A repository that Argo CD reads from.
 *
 * @module
 */
import type { Repository } from "../argocd/wire/platform.ts";
import { compact } from "./compact.ts";
import { connectionView } from "./connection_view.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** One repository, without credentials. */
export interface RepositoryView {
  readonly repo: string;
  readonly type?: string;
  readonly name?: string;
  readonly project?: string;
  readonly status: string;
  readonly message?: string;
  /** What is unusual: `credentials in its address (not shown)`, `TLS not verified`. */
  readonly remarks?: readonly string[];
}

/** Makes the view of a repository. */
export function repositoryView(repository: Repository): RepositoryView {
  const { type, name, project, insecure, enableOCI, inheritedCreds, proxy } =
    repository;
  const repo = withoutUserInfo(repository.repo);
  return {
    repo,
    ...compact({ type, name, project }),
    ...connectionView(repository.connectionState),
    ...compact({
      remarks: [
        ...(repo === repository.repo
          ? []
          : ["credentials in its address (not shown)"]),
        ...(insecure ? ["TLS not verified"] : []),
        ...(enableOCI ? ["OCI"] : []),
        ...(inheritedCreds ? ["credentials from a template"] : []),
        ...(proxy ? ["through a proxy"] : []),
      ],
    }),
  };
}

/** A repository on one line. */
export function repositoryText(view: RepositoryView): string {
  const { repo, type, name, project, status, message, remarks } = view;
  return [
    `${repo}${name ? ` (${name})` : ""}: ${status}${
      message ? ` (${message})` : ""
    }`,
    type ?? "",
    project ? `project ${project}` : "",
    ...(remarks ?? []),
  ].filter(Boolean).join("; ");
}
