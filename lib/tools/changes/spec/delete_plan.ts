/**
 * The deletion of an application, thought through: what goes with it.
 *
 * @module
 */
import {
  getManagedResources,
  getResourceTree,
} from "../../../argocd/endpoints.ts";
import type {
  ApplicationTree,
  ManagedResource,
  ResourceRef,
} from "../../../argocd/wire/resources.ts";
import { ToolError } from "../../../errors.ts";
import type { Facts } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import {
  deletionChanges,
  type ResourceChange,
} from "../../../views/resource_change.ts";
import { resourceKey } from "../../../views/resource_forest.ts";
import { resourceInventory } from "../../../views/resource_inventory.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import {
  type FoundApplication,
  readApplication,
  refOf,
} from "../../read_application.ts";
import { tolerate } from "../../tolerate.ts";
import { readDescendants } from "../live/child_application.ts";
import { CASCADE_FINALIZER } from "./new_application.ts";
import { requireIdle } from "../sync/require_idle.ts";

/** What becomes of the resources: deleted before the application is gone, or after, or not at all. */
export const CASCADES = ["foreground", "background", "orphan"] as const;

/** One of {@linkcode CASCADES}. */
export type Cascade = typeof CASCADES[number];

/** What {@linkcode planDelete} finds. */
export interface DeletePlan {
  readonly found: FoundApplication;
  readonly ref: string;
  readonly purpose: string;
  readonly cascade: Cascade;
  readonly wait: number | undefined;
  /** Every resource of its own that lives. */
  readonly changes: readonly ResourceChange[];
  readonly tree: ApplicationTree | undefined;
  /** Applications that go with it, however deep below it. */
  readonly children: readonly FoundApplication[];
  /** Why it is not known for sure what goes. */
  readonly unknown?: string;
  /** What a plan is bound to, besides the application. */
  readonly resources: Facts[string];
}

const FIELDS = ["group", "kind", "namespace", "name", "liveState"]
  .map((field) => `items.${field}`).join(",");

async function readManaged(
  { key }: FoundApplication,
  { argocd, signal }: WriteContext,
): Promise<readonly ManagedResource[] | ToolError> {
  const answer = await tolerate(
    argocd.call(getManagedResources, {
      path: { name: key.name },
      query: { ...key.query, fields: FIELDS },
      signal,
      purpose: "read the managed resources",
    }),
    signal,
  );
  return answer instanceof ToolError ? answer : answer.items ?? [];
}

async function readTree(
  { key }: FoundApplication,
  { argocd, signal }: WriteContext,
): Promise<ApplicationTree | ToolError> {
  return await tolerate(
    argocd.call(getResourceTree, {
      path: { name: key.name },
      query: key.query,
      signal,
      purpose: "read the resource tree",
    }),
    signal,
  );
}

/** Argo CD itself gives it the finalizer by which its resources go. */
async function readChildren(
  found: FoundApplication,
  purpose: string,
  context: WriteContext,
): Promise<readonly FoundApplication[]> {
  const { metadata } = found.application;
  const application = {
    ...found.application,
    metadata: {
      ...metadata,
      finalizers: [...metadata?.finalizers ?? [], CASCADE_FINALIZER],
    },
  };
  const children = await tolerate(
    readDescendants({ ...found, application }, context, purpose),
    context.signal,
  );
  if (!(children instanceof ToolError)) return children;
  if (children.code !== "OUT_OF_SCOPE") throw children;
  // Which one that is, is not told.
  throw new ToolError(
    "OUT_OF_SCOPE",
    `Cannot ${purpose}: an application that would go with it is out of scope`,
    {
      hint:
        'Only the operator of this server can change its scope; cascade="orphan" leaves what it manages',
    },
  );
}

/** What lives of its own: what is managed, with its live state, and what only tree or status know, such as hooks. */
function ownChanges(
  { application }: FoundApplication,
  options: {
    readonly managed: readonly ManagedResource[];
    readonly tree: ApplicationTree | undefined;
    readonly effect: "cascade" | "release";
  },
): readonly ResourceChange[] {
  const { managed, tree, effect } = options;
  const live = deletionChanges(managed, effect);
  const known = new Set(managed.map(resourceKey));
  const others = resourceInventory(application, tree)
    .filter((item) =>
      item.live && item.managed && !known.has(resourceKey(item))
    )
    // A hook that is in no tree was deleted after it ran.
    .filter((item) => !item.hook || item.uid !== undefined)
    .map(({ group = "", kind = "", namespace = "", name = "" }) => ({
      ref: { group, kind, namespace, name },
      effect,
    }));
  return [...live, ...others];
}

function identities(
  changes: readonly ResourceChange[],
  tree: ApplicationTree | undefined,
): Facts[string] {
  const uids = new Map(
    (tree?.nodes ?? []).map((node) => [resourceKey(node), node.uid]),
  );
  const uid = (ref: ResourceRef) => uids.get(resourceKey(ref)) ?? "unknown";
  return Object.fromEntries(
    changes.map(({ ref }) => [
      resourceTitle(ref),
      uid(ref),
    ]),
  );
}

/**
 * Thinks it through. An application that cannot be compared can be deleted like any other; only what goes is less sure.
 *
 * @throws {ToolError} `CONFLICT` while it is being deleted or an operation is in progress, or when more applications would
 * go with it than can be looked at; `OUT_OF_SCOPE` when what would go is, or when that cannot be told.
 */
export async function planDelete(
  ref: string,
  { cascade, wait }: Pick<DeletePlan, "cascade" | "wait">,
  context: WriteContext,
): Promise<DeletePlan> {
  const purpose = `delete application '${ref}'`;
  const { argocd, signal, policy } = context;
  const found = await readApplication(argocd, ref, signal);
  requireIdle(found.application, purpose);
  const [managed, tree] = await Promise.all([
    readManaged(found, context),
    readTree(found, context),
  ]);
  const failure = [tree, managed].find((one) => one instanceof ToolError);
  const cascades = cascade !== "orphan";
  if (failure && cascades && policy.scope) {
    throw new ToolError(
      "OUT_OF_SCOPE",
      `Cannot ${purpose}: it cannot be told whether what would go is in scope: ${failure.message}`,
      { hint: 'cascade="orphan" deletes the application and leaves the rest' },
    );
  }
  const known = tree instanceof ToolError ? undefined : tree;
  const changes = ownChanges(found, {
    managed: managed instanceof ToolError ? [] : managed,
    tree: known,
    effect: cascades ? "cascade" : "release",
  });
  const children = cascades ? await readChildren(found, purpose, context) : [];
  return {
    found,
    ref,
    purpose,
    cascade,
    wait,
    changes,
    tree: known,
    children,
    ...(failure ? { unknown: failure.message } : {}),
    resources: {
      ...identities(changes, known),
      ...Object.fromEntries(
        children.map(({ application, key }) => [
          `application ${refOf(key)}`,
          application.metadata?.uid ?? "unknown",
        ]),
      ),
    },
  };
}
