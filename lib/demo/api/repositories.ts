/**
 * Repositories and credential templates, without their secrets. An answer with 200 does not mean that a
 * repository can be reached: its connection state is that of the last try, with an error text that names
 * addresses.
 *
 * @module
 */
import { RepoServerDown } from "../model/desired_state.ts";
import { denied, notFound, unknownError } from "../model/api_error.ts";
import {
  checkout,
  type GitRepository,
  RepoError,
  resolveRevision,
} from "../model/git.ts";
import { dig, digText, sameJson } from "../model/json.ts";
import { compareText } from "../model/kube_object.ts";
import { type Source, sourcesOf } from "../model/application.ts";
import { shuffled } from "../model/shuffled.ts";
import { stamp } from "../model/time.ts";
import type { RegisteredRepository, World } from "../model/world.ts";
import { bodyOf, type Call, demand, flag, may } from "./call.ts";
import { objectName } from "./access.ts";

/** The repository as the API sends it: without credentials. */
function repositoryWire(
  world: World,
  repository: RegisteredRepository,
): unknown {
  const { repo, type, name, project, failure, attemptedAt } = repository;
  return {
    repo,
    connectionState: attemptedAt === undefined
      ? { status: "", message: "", attemptedAt: null }
      : {
        status: failure === "" ? "Successful" : "Failed",
        message: failure === ""
          ? ""
          : `Unable to connect to repository: ${failure}`,
        attemptedAt: stamp(attemptedAt),
      },
    ...(inherits(world, repository) ? { inheritedCreds: true } : {}),
    type,
    ...(name === undefined ? {} : { name }),
    ...(project === undefined ? {} : { project }),
  };
}

function inherits(
  world: World,
  { repo, password, failure }: RegisteredRepository,
): boolean {
  return password === undefined && failure === "" &&
    world.repositoryCredentials.some(({ url }) => repo.startsWith(url));
}

function rbacObject({ repo, project }: RegisteredRepository): string {
  return project === undefined ? repo : `${project}/${repo}`;
}

/** The repositories the caller may see, their connection tested where that is due. */
function visible(call: Call): readonly RegisteredRepository[] {
  const fresh = flag(call, "forceRefresh");
  const shown = call.world.repositories.filter((one) =>
    may(call, "repositories", "get", rbacObject(one))
  );
  for (const one of shown) {
    if (fresh || one.attemptedAt === undefined) {
      one.attemptedAt = call.world.now();
    }
  }
  return shown;
}

/** GET /api/v1/repositories */
export function listRepositories(call: Call): unknown {
  const items = [...visible(call)].sort((left, right) =>
    compareText(left.repo, right.repo)
  )
    .map((one) => repositoryWire(call.world, one));
  return { metadata: {}, items: items.length === 0 ? null : items };
}

/** GET /api/v1/repositories/{repo} */
export function getRepository(call: Call): unknown {
  const found = visible(call).find((one) => one.repo === call.path["repo"]);
  if (found === undefined) throw denied();
  return repositoryWire(call.world, found);
}

/** The Git repository behind a URL, registered or not: Argo CD contacts either. */
function contacted(call: Call): GitRepository {
  const url = call.path["repo"] ?? "";
  const registered = call.world.repositories.find((one) => one.repo === url);
  demand(
    call,
    "repositories",
    "get",
    registered === undefined ? url : rbacObject(registered),
  );
  if (registered !== undefined && registered.failure !== "") {
    throw unknownError(registered.failure);
  }
  if (call.world.outages.repoServer) throw new RepoServerDown();
  const repository = call.world.git.get(url);
  if (repository === undefined) throw notFound("repository not found");
  return repository;
}

/** GET …/refs */
export function getRefs(call: Call): unknown {
  const { branches, tags } = contacted(call);
  return {
    branches: [...branches.keys()].sort(),
    ...(tags.size === 0 ? {} : { tags: [...tags.keys()].sort() }),
  };
}

/** GET …/helmcharts: Git repositories have no index. */
export function getHelmCharts(call: Call): unknown {
  const { url } = contacted(call);
  throw unknownError(
    `error getting helm charts: failed to get index: could not find protocol handler for: ${
      url.split(":")[0]
    }`,
  );
}

/** GET …/oci-tags: Git repositories are no OCI registry. */
export function getOciTags(call: Call): unknown {
  const { url } = contacted(call);
  throw unknownError(
    `error creating oci client: failed to initialize repository: invalid reference: invalid repository "${
      url.replace(/^\w+:\//, "")
    }"`,
  );
}

/** GET …/apps: the directories that are charts or overlays, in random order. */
export function getRepositoryApps(call: Call): unknown {
  const { query, world } = call;
  const project = query.get("appProject") ?? "";
  const repository = contacted(call);
  if (!world.projects.has(project)) {
    throw notFound(
      `error getting app project "${project}": appproject.argoproj.io "${project}" not found`,
    );
  }
  const object = objectName(world, project, "", query.get("appName") ?? "");
  if (
    !may(call, "applications", "create", object) &&
    !may(call, "applications", "update", object)
  ) throw denied();
  const commit = commitAt(repository, query.get("revision") ?? "HEAD");
  const found = Object.entries(commit.directories)
    .filter(([, { type }]) => type !== "Directory")
    .map(([path, { type }]) => ({ type, path }));
  const items = shuffled(found, world.random);
  return items.length === 0 ? {} : { items };
}

function commitAt(repository: GitRepository, revision: string) {
  try {
    return checkout(repository, resolveRevision(repository, revision));
  } catch (error) {
    if (error instanceof RepoError) throw unknownError(error.message);
    throw error;
  }
}

/** POST …/appdetails: what kind of source it is; for a chart also its default values. */
export function getAppDetails(call: Call): unknown {
  const body = bodyOf(call);
  const name = digText(body, "appName");
  const project = digText(body, "appProject");
  const repository = contacted(call);
  const { world } = call;
  const app = world.application(name)?.app;
  if (
    name === "" ||
    !may(call, "applications", "get", objectName(world, project, "", name))
  ) throw denied();
  const source = dig(body, "source") as Source | undefined;
  const known = app === undefined ? [] : [
    ...sourcesOf(app.spec),
    ...(app.status.history ?? []).flatMap((entry) =>
      entry.sources ?? [entry.source]
    ),
  ];
  if (app !== undefined && !known.some((one) => sameJson(one, source))) {
    throw denied();
  }
  const path = source?.path ?? "";
  const directory =
    commitAt(repository, source?.targetRevision ?? "HEAD").directories[path];
  if (directory === undefined) {
    throw unknownError(`${path}: app path does not exist`);
  }
  if (directory.type === "Helm") {
    return {
      type: "Helm",
      helm: {
        valueFiles: ["values.yaml"],
        parameters: directory.values?.parameters ?? [],
        values: directory.values?.text ?? "",
      },
    };
  }
  return directory.type === "Kustomize"
    ? { type: "Kustomize", kustomize: {} }
    : { type: "Directory" };
}

/** GET /api/v1/repocreds: only URL and user name. */
export function listRepositoryCredentials(call: Call): unknown {
  const items = call.world.repositoryCredentials.filter(({ url }) =>
    may(call, "repositories", "get", url)
  )
    .map(({ url, username }) => ({ url, username }));
  return { metadata: {}, items: items.length === 0 ? null : items };
}

/** GET /api/v1/write-repocreds: 2.14 answers the read templates here. */
export function listWriteRepositoryCredentials(call: Call): unknown {
  return call.world.version === "2.14"
    ? listRepositoryCredentials(call)
    : { metadata: {}, items: null };
}
