/**
 * An edit of an application, thought through.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { isAtLeast } from "../../../argocd/server_version.ts";
import type { Application } from "../../../argocd/wire/application.ts";
import { editEffect } from "../../../effects/edit_effect.ts";
import { ToolError } from "../../../errors.ts";
import type { Effect } from "../../../guards/effect.ts";
import type { WindowState } from "../../../guards/require_open_window.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import { sourcesOf } from "../../../views/sources_of.ts";
import { controlPlaneOf } from "../../control_plane.ts";
import {
  type FoundApplication,
  readApplication,
  refOf,
} from "../../read_application.ts";
import { readPlannedWindowState } from "../../read_windows.ts";
import { editApplication, type EditArguments } from "./edit_application.ts";
import { losesNull, type MergePatch, mergePatch } from "./merge_patch.ts";
import { readUsableWindowState } from "../read_usable_window_state.ts";
import { requireNotDeleting } from "../sync/require_idle.ts";
import { requireProjectAllows } from "./require_project_allows.ts";
import { requireMeaning } from "./spec_arguments.ts";

/** What {@linkcode planUpdate} finds. */
export interface UpdatePlan {
  readonly found: FoundApplication;
  readonly ref: string;
  readonly args: EditArguments;
  readonly purpose: string;
  /** Exact. */
  readonly before: Application;
  /** Exact. */
  readonly after: Application;
  readonly patch: MergePatch;
  readonly effect: Effect;
  readonly windows: readonly WindowState[];
  /** What only Argo CD can tell of what its project allows. */
  readonly unclear: readonly string[];
  /** Whether this Argo CD knows `automated.enabled`. */
  readonly knowsEnabled: boolean;
}

/** Late patch releases of 3.0 and 3.1 check a changed project as well; which one it is the minor does not tell. */
const CHECKS_MOVES = "3.2";

function requireEdit(
  args: EditArguments,
  { before, after }: Pick<UpdatePlan, "before" | "after">,
  purpose: string,
): void {
  if (Object.values(args).every((value) => value === undefined)) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: nothing to change is named`,
      {
        hint: "Give at least one of revision, parameters, labels and the like",
      },
    );
  }
  if (!isDeepStrictEqual(before, after)) return;
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot ${purpose}: it already is as asked for, so nothing would change`,
    { hint: "get_application shows its spec" },
  );
}

/** The part of an application that a patch may change. */
function editable({ metadata = {}, spec = {} }: Application): object {
  const { labels, annotations } = metadata;
  return {
    metadata: {
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    spec,
  };
}

/** Whether something changed that its project has a say in. */
function concernsProject(before: Application, after: Application): boolean {
  const asked = ({ spec }: Application) => [
    spec?.project,
    spec?.destination,
    sourcesOf(spec).map(({ repoURL }) => repoURL),
  ];
  return !isDeepStrictEqual(asked(before), asked(after));
}

/** The windows of where it goes, where that is elsewhere. */
async function newWindows(
  { ref, before, after }: Pick<UpdatePlan, "ref" | "before" | "after">,
  { argocd, signal, now }: WriteContext,
): Promise<readonly WindowState[]> {
  const { metadata, spec } = after;
  const isThere = before.spec?.project === spec?.project &&
    isDeepStrictEqual(before.spec?.destination, spec?.destination);
  if (isThere) return [];
  const { open, reason } = await readPlannedWindowState(
    argocd,
    {
      name: metadata?.name ?? "",
      project: spec?.project ?? "default",
      destination: spec?.destination ?? {},
    },
    { ref, signal, now: now() },
  );
  const subject = `application '${ref}' as it would be`;
  return [{ subject, open, reason }];
}

/** Asks its project, where it has a say; answers what only Argo CD can tell. */
async function askProject(
  { before, after }: Pick<UpdatePlan, "before" | "after">,
  purpose: string,
  context: WriteContext,
): Promise<readonly string[]> {
  if (!concernsProject(before, after)) return [];
  const { argocd, signal } = context;
  const { metadata, spec } = after;
  const isMove = before.spec?.project !== spec?.project;
  const home = await controlPlaneOf(argocd, [after], signal);
  const isElsewhere = metadata?.namespace !== undefined &&
    metadata.namespace !== home;
  const { notes } = await requireProjectAllows({
    project: spec?.project ?? "default",
    sources: sourcesOf(spec),
    destination: spec?.destination ?? {},
    objectNamespace: isElsewhere ? metadata.namespace : undefined,
    purpose,
    mustBeClear: isMove &&
      !isAtLeast(await argocd.version(signal), CHECKS_MOVES),
  }, context);
  return notes;
}

/**
 * Thinks an edit through.
 *
 * @throws {ToolError} for what Argo CD would refuse, or accept and turn into something else.
 */
export async function planUpdate(
  ref: string,
  args: EditArguments,
  context: WriteContext,
): Promise<UpdatePlan> {
  const purpose = `update application '${ref}'`;
  requireMeaning(args, purpose);
  const { argocd, signal } = context;
  const found = await readApplication(argocd, ref, signal);
  requireNotDeleting(found.application, purpose);
  const window = await readUsableWindowState(found, purpose, context);
  const knowsEnabled = isAtLeast(await argocd.version(signal), "3.1");
  const before = context.exact(found.application);
  const after = editApplication(before, args, { knowsEnabled, purpose });
  requireEdit(args, { before, after }, purpose);
  const patch = mergePatch(editable(before), editable(after));
  if (losesNull(patch)) {
    throw new ToolError(
      "UNSUPPORTED",
      `Cannot ${purpose}: its sources hold 'null' values, which Argo CD drops from a list that is written`,
      { hint: "Change it where it is defined, in Git or with kubectl" },
    );
  }
  const states = { ref: refOf(found.key), before, after };
  const unclear = await askProject(states, purpose, context);
  return {
    found,
    ref,
    args,
    purpose,
    before,
    after,
    patch,
    effect: editEffect(before, after),
    windows: [window, ...await newWindows(states, context)],
    unclear,
    knowsEnabled,
  };
}
