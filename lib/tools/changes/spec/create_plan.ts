/**
 * An application that is to be made, thought through.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { getSettings } from "../../../argocd/endpoints.ts";
import { isAtLeast } from "../../../argocd/server_version.ts";
import type {
  Application,
  Destination,
} from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { checkApplicationRef } from "../../../guards/check_names.ts";
import { destructiveIf, type Effect } from "../../../guards/effect.ts";
import type { WindowState } from "../../../guards/require_open_window.ts";
import { digestOf, type Facts, leavesOf } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import { sourcesOf } from "../../../views/sources_of.ts";
import { isAutomated } from "../../../views/sync_policy.ts";
import { readApplication } from "../../read_application.ts";
import { readPlannedWindowState } from "../../read_windows.ts";
import { tolerate } from "../../tolerate.ts";
import { newApplication, type NewArguments } from "./new_application.ts";
import { requireProjectAllows } from "./require_project_allows.ts";
import { requireMeaning } from "./spec_arguments.ts";
import { writtenDifferences } from "./written_differences.ts";

/** What {@linkcode planCreate} finds. */
export interface CreatePlan {
  readonly ref: string;
  readonly name: string;
  readonly purpose: string;
  /** What is sent. */
  readonly application: Application;
  /** With server and name, as far as they are known. */
  readonly destination: Destination;
  /** An equal one exists: Argo CD would say yes and change nothing. */
  readonly isThere: boolean;
  readonly effect: Effect;
  readonly facts: Facts;
  readonly windows: readonly WindowState[];
  /** What only Argo CD can tell. */
  readonly unclear: readonly string[];
}

/** Namespaces of Argo CD and of the application; the first is not always known. */
async function placeOf(
  ref: string,
  { argocd, signal }: WriteContext,
): Promise<{
  readonly name: string;
  readonly home: string | undefined;
  readonly namespace: string | undefined;
}> {
  const { name, namespace } = checkApplicationRef(ref);
  const settings = await tolerate(
    argocd.call(getSettings, { signal, purpose: "read the settings" }),
    signal,
  );
  const home = settings instanceof ToolError
    ? undefined
    : settings.controllerNamespace;
  return { name, home, namespace: namespace ?? home };
}

/** The application of that name, where there is one that this account can see. */
async function findExisting(
  ref: string,
  { argocd, signal, exact }: WriteContext,
): Promise<Application | undefined> {
  try {
    return exact((await readApplication(argocd, ref, signal)).application);
  } catch (error) {
    const isAbsent = error instanceof ToolError &&
      (error.code === "NOT_FOUND" || error.code === "NOT_FOUND_OR_FORBIDDEN");
    if (!isAbsent) throw error;
    return undefined;
  }
}

function isSame(made: Application, existing: Application): boolean {
  const own = ({ metadata }: Application) => [
    metadata?.labels ?? {},
    metadata?.annotations ?? {},
    metadata?.finalizers ?? [],
  ];
  return writtenDifferences(made, existing).length === 0 &&
    isDeepStrictEqual(own(made), own(existing));
}

function requireNew(
  made: Application,
  existing: Application,
  { ref, purpose }: { readonly ref: string; readonly purpose: string },
): void {
  if (isSame(made, existing) && !existing.metadata?.deletionTimestamp) return;
  throw new ToolError(
    "CONFLICT",
    existing.metadata?.deletionTimestamp
      ? `Cannot ${purpose}: one of that name is being deleted since ${existing.metadata.deletionTimestamp}`
      : `Cannot ${purpose}: it exists already, and is not the same`,
    {
      hint: existing.metadata?.deletionTimestamp
        ? 'wait_for_application with for=["deleted"] waits for its end'
        : `update_application changes '${ref}'; get_application shows what it is now`,
    },
  );
}

function effectOf({ spec }: Application): Effect {
  const policy = spec?.syncPolicy;
  const on = isAutomated(policy);
  return destructiveIf([
    on && policy?.automated?.prune === true &&
    "automated prune: Argo CD deletes by itself what its source does not have",
    on && policy?.automated?.selfHeal === true &&
    "self-heal undoes changes made in the cluster, also to objects that exist already",
    ...(policy?.syncOptions ?? []).filter((option) =>
      /^\s*(?:force|replace)\s*=\s*true\s*$/i.test(option)
    ).map((option) =>
      on && `sync option ${option.trim()} replaces objects that exist already`
    ),
  ]);
}

/**
 * Thinks it through.
 *
 * @throws {ToolError} for what Argo CD would refuse, or accept and turn into something else; `CONFLICT` when another one
 * of that name exists.
 */
export async function planCreate(
  ref: string,
  args: NewArguments,
  context: WriteContext,
): Promise<CreatePlan> {
  const purpose = `create application '${ref}'`;
  requireMeaning(args, purpose);
  const { argocd, signal, now } = context;
  const { name, home, namespace } = await placeOf(ref, context);
  const application = newApplication(args, {
    name,
    objectNamespace: namespace,
    knowsEnabled: isAtLeast(await argocd.version(signal), "3.1"),
    purpose,
  });
  const { project = "default", destination = {} } = application.spec ?? {};
  const existing = await findExisting(ref, context);
  if (existing) requireNew(application, existing, { ref, purpose });
  const pass = await requireProjectAllows({
    project,
    sources: sourcesOf(application.spec),
    destination,
    objectNamespace: namespace === home ? undefined : namespace,
    purpose,
  }, context);
  const { subject, open, reason } = await readPlannedWindowState(
    argocd,
    { name, project, destination: pass.destination },
    { ref, signal, now: now() },
  );
  const isThere = existing !== undefined;
  return {
    ref,
    name,
    purpose,
    application,
    destination: pass.destination,
    isThere,
    effect: isThere ? destructiveIf([]) : effectOf(application),
    facts: {
      application: {
        uid: existing?.metadata?.uid ?? "none yet",
        state: digestOf(existing?.metadata?.resourceVersion),
      },
      spec: leavesOf(application.spec),
      metadata: leavesOf(application.metadata),
    },
    windows: [{ subject, open, reason }],
    unclear: pass.notes,
  };
}
