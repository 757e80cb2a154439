/**
 * What the API server keeps of a spec and what it refuses. Unknown keys are dropped without a word; in 2.14
 * `automated.enabled` is one of them, so that switching auto-sync off by it leaves it on.
 *
 * @module
 */
import type { Application, ApplicationSpec, Source } from "./application.ts";
import { sourcesOf } from "./application.ts";
import { invalid } from "./api_error.ts";
import { renderDesired, RepoServerDown, SourceError } from "./desired_state.ts";
import { type Dict, isDict } from "./json.ts";
import { type Project, projectViolations } from "./project.ts";
import type { World } from "./world.ts";

const SPEC_KEYS = [
  "source",
  "destination",
  "project",
  "syncPolicy",
  "ignoreDifferences",
  "info",
  "revisionHistoryLimit",
  "sources",
  "sourceHydrator",
];
const SOURCE_KEYS = [
  "repoURL",
  "path",
  "targetRevision",
  "helm",
  "kustomize",
  "directory",
  "plugin",
  "chart",
  "ref",
  "name",
];
const POLICY_KEYS = [
  "automated",
  "syncOptions",
  "retry",
  "managedNamespaceMetadata",
];
const AUTOMATED_KEYS = ["prune", "selfHeal", "allowEmpty"];

function only(value: unknown, keys: readonly string[]): Dict {
  const result: Dict = {};
  if (!isDict(value)) return result;
  for (const key of keys) {
    const entry = value[key];
    if (entry !== undefined && entry !== null) result[key] = entry;
  }
  return result;
}

/** The spec as this release stores it: keys it does not know are dropped without a word. */
export function storedSpec(world: World, sent: unknown): ApplicationSpec {
  const spec = only(sent, SPEC_KEYS);
  if (spec["source"] !== undefined) {
    spec["source"] = only(spec["source"], SOURCE_KEYS);
  }
  if (Array.isArray(spec["sources"])) {
    spec["sources"] = spec["sources"].map((source) =>
      only(source, SOURCE_KEYS)
    );
  }
  if (spec["syncPolicy"] !== undefined) {
    const policy = only(spec["syncPolicy"], POLICY_KEYS);
    if (policy["automated"] !== undefined) {
      const enabled = world.features.automatedEnabled ? ["enabled"] : [];
      policy["automated"] = onlyTrue(
        only(policy["automated"], [...AUTOMATED_KEYS, ...enabled]),
      );
    }
    if (policy["retry"] !== undefined) {
      policy["retry"] = only(policy["retry"], [
        "limit",
        "backoff",
        ...(world.features.automatedEnabled ? ["refresh"] : []),
      ]);
    }
    if (Object.keys(policy).length === 0) delete spec["syncPolicy"];
    else spec["syncPolicy"] = policy;
  }
  const destination = only(spec["destination"], [
    "server",
    "namespace",
    "name",
  ]);
  const project = typeof spec["project"] === "string" && spec["project"] !== ""
    ? spec["project"]
    : "default";
  return { ...spec, destination, project };
}

/** Go leaves out booleans that are false, except for the pointer `enabled`. */
function onlyTrue(automated: Dict): Dict {
  return Object.fromEntries(
    Object.entries(automated).filter(([key, value]) =>
      key === "enabled" || value !== false
    ),
  );
}

/** Refuses a spec the way the API server does; `validate` also renders the manifests. */
export function validateSpec(
  world: World,
  app: Pick<Application, "metadata" | "spec">,
  options: { readonly project: Project; readonly validate: boolean },
): void {
  const { name } = app.metadata;
  const refuse = (reason: string) =>
    invalid(
      `application spec for ${name} is invalid: InvalidSpecError: ${reason}`,
    );
  if (world.serverOf(app.spec.destination) === undefined) {
    throw world.version !== "2.14"
      ? invalid(
        `application destination spec for ${name} is invalid: Destination server missing from app spec`,
      )
      : refuse(
        `Unable to get cluster: rpc error: code = NotFound desc = cluster "" not found`,
      );
  }
  if (options.validate) {
    for (const source of sourcesOf(app.spec)) reachable(world, source, refuse);
  }
  const violations = projectViolations(world, options.project, app.spec);
  if (violations.length > 0) throw refuse(violations.join(";"));
  if (!options.validate) return;
  try {
    renderDesired(world, app);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const path = sourcesOf(app.spec)[error.position - 1]?.path ?? "";
    throw refuse(
      `Unable to generate manifests in ${path}: rpc error: code = Unknown desc = ${error.message}`,
    );
  }
}

function reachable(
  world: World,
  source: Source,
  refuse: (reason: string) => Error,
): void {
  const down = world.outages.repoServer ? new RepoServerDown() : undefined;
  if (down === undefined && world.git.has(source.repoURL)) return;
  const registered = world.repositories.find((one) =>
    one.repo === source.repoURL
  );
  const failure = down !== undefined
    ? `rpc error: code = Unavailable desc = ${down.message}`
    : registered?.failure ||
      "rpc error: code = Unknown desc = error testing repository connectivity: unable to ls-remote HEAD on repository: failed to list refs: repository not found";
  throw refuse(
    `repository not accessible: repositories not accessible: &Repository{Repo: "${source.repoURL}", Type: "git", Name: "${
      registered?.name ?? ""
    }", Project: ""}: ` +
      `repo client error while testing repository: ${failure}`,
  );
}
