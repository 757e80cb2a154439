/**
 * Git repositories as the repo-server sees them: commits with rendered directories. A full commit id is
 * taken on trust, so an unknown one fails only when it is checked out.
 *
 * @module
 */
import type { Dict } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";
import type { Source } from "./application.ts";

/** How the files of a directory are rendered. */
export type SourceType = "Directory" | "Kustomize" | "Helm";

/** One directory of a repository at one commit. */
export interface Directory {
  readonly type: SourceType;
  /** The rendered objects; for Helm they depend on the source's parameters. */
  readonly render: (source: Source) => readonly KubeObject[];
  /** The default values of a Helm chart, as YAML text and as name and value pairs. */
  readonly values?: {
    readonly text: string;
    readonly parameters: readonly { name: string; value: string }[];
  };
  /** Rendering fails with this text. */
  readonly failure?: string;
}

/** A commit: who, when, why, and all directories after it. */
export interface Commit {
  readonly sha: string;
  readonly author: string;
  readonly date: string;
  readonly message: string;
  readonly directories: Readonly<Record<string, Directory>>;
}

/** A Git repository as the repo-server sees it. */
export interface GitRepository {
  readonly url: string;
  readonly branches: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly commits: Map<string, Commit>;
}

/** A failure of the repo-server, with its text. */
export class RepoError extends Error {
  override readonly name = "RepoError";
}

const FULL_SHA = /^[0-9a-f]{40}$/;

/** A repository without a commit. */
export function emptyRepository(url: string): GitRepository {
  return { url, branches: new Map(), tags: new Map(), commits: new Map() };
}

/** Adds a commit on top of a branch; directories not named stay as they were. */
export function commit(
  repository: GitRepository,
  change: Omit<Commit, "directories"> & {
    readonly directories: Readonly<Record<string, Directory | null>>;
    readonly branch?: string;
    readonly tag?: string;
  },
): Commit {
  const branch = change.branch ?? "main";
  const parent = repository.branches.get(branch) ??
    repository.branches.get("main") ?? "";
  const directories: Record<string, Directory> = {
    ...repository.commits.get(parent)?.directories,
  };
  for (const [path, directory] of Object.entries(change.directories)) {
    if (directory === null) delete directories[path];
    else directories[path] = directory;
  }
  const { sha, author, date, message } = change;
  const made: Commit = { sha, author, date, message, directories };
  repository.commits.set(sha, made);
  repository.branches.set(branch, sha);
  if (change.tag !== undefined) repository.tags.set(change.tag, sha);
  return made;
}

/** The full commit id of a branch, tag, `HEAD` or id; a full id is not looked up. */
export function resolveRevision(
  repository: GitRepository,
  revision: string,
): string {
  if (FULL_SHA.test(revision)) return revision;
  const name = revision === "" || revision === "HEAD" ? "main" : revision;
  const found = repository.branches.get(name) ?? repository.tags.get(name);
  if (found !== undefined) return found;
  if (/^[0-9a-f]{7,39}$/.test(name)) {
    for (const sha of repository.commits.keys()) {
      if (sha.startsWith(name)) return sha;
    }
  }
  throw new RepoError(`unable to resolve '${revision}' to a commit SHA`);
}

/** Whether the text is a full commit id. */
export function isFullSha(revision: string): boolean {
  return FULL_SHA.test(revision);
}

/** The commit, or the error a failing `git fetch` of an unknown id gives. */
export function checkout(repository: GitRepository, sha: string): Commit {
  const found = repository.commits.get(sha);
  if (found !== undefined) return found;
  throw new RepoError(
    `failed to initialize repository resources: rpc error: code = Internal desc = Failed to checkout revision ${sha}: ` +
      `\`git fetch origin ${sha} --tags --force --prune\` failed exit status 128: fatal: remote error: upload-pack: not our ref ${sha}\nfatal: git upload-pack: not our ref ${sha}`,
  );
}

/** The directory a source points at, at a commit. */
export function directoryOf(commit: Commit, path: string): Directory {
  const directory = commit.directories[path];
  if (directory === undefined) {
    throw new RepoError(`${path}: app path does not exist`);
  }
  return directory;
}

/** A directory of plain manifests. */
export function plain(...objects: readonly KubeObject[]): Directory {
  return { type: "Directory", render: () => objects };
}

/** Author, date, tags and message of a commit, as the API answers them. */
export function metadataOf(repository: GitRepository, commit: Commit): Dict {
  const tags = [...repository.tags].filter(([, sha]) => sha === commit.sha).map(
    ([name]) => name,
  );
  return {
    author: commit.author,
    date: commit.date,
    ...(tags.length > 0 ? { tags } : {}),
    message: commit.message,
  };
}
