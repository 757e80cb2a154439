/**
 * When an application may be synced.
 *
 * @module
 */
import * as z from "zod";
import {
  getApplicationSyncWindows,
  getProject,
} from "../../argocd/endpoints.ts";
import type { Application, SyncWindow } from "../../argocd/types.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { syncPolicyTitle } from "../../views/sync_policy.ts";
import {
  concernsApplication,
  sortWindows,
  type SyncPermission,
  syncPermission,
  syncWindowText,
  type SyncWindowView,
  syncWindowView,
} from "../../views/sync_window_view.ts";
import { application } from "../arguments.ts";
import { readApplication } from "../read_application.ts";
import { tolerate } from "../tolerate.ts";
import { isoTime } from "../../views/iso_time.ts";
import { plural } from "../../views/plural.ts";

const input = z.strictObject({
  application: application.optional(),
  project: z.string().optional(),
});

type Args = z.infer<typeof input>;

interface SyncWindows {
  readonly application?: string;
  readonly project?: string;
  /** When the answer was made; times are relative to it. */
  readonly now: string;
  readonly sync_now?: SyncPermission;
  readonly policy?: string;
  readonly windows: readonly SyncWindowView[];
  readonly note?: string;
}

/** What Argo CD tells of an application's windows; nothing else identifies them. */
function keyOf(
  { kind, schedule, duration, manualSync = false }: SyncWindow,
): string {
  return JSON.stringify([kind, schedule, duration, manualSync]);
}

/** Finds each of an application's windows in its project, where time zone and description stand. */
function findInProject(
  assigned: readonly SyncWindow[],
  options: {
    readonly configured: readonly SyncWindow[];
    readonly application: Application;
  },
): readonly SyncWindow[] {
  const { metadata, spec } = options.application;
  const concerned = {
    name: metadata?.name ?? "",
    destination: spec?.destination ?? {},
  };
  const free = [...options.configured].sort((a, b) =>
    Number(concernsApplication(b, concerned)) -
    Number(concernsApplication(a, concerned))
  );
  return assigned.map((window) => {
    const at = free.findIndex((candidate) =>
      keyOf(candidate) === keyOf(window)
    );
    return free.splice(at, at < 0 ? 0 : 1)[0] ?? window;
  });
}

async function projectWindows(
  project: string,
  { argocd, signal }: ToolContext,
): Promise<readonly SyncWindow[]> {
  const { spec } = await argocd.call(getProject, {
    path: { project },
    signal,
    purpose: `read project '${project}'`,
  });
  return spec?.syncWindows ?? [];
}

async function ofApplication(
  ref: string,
  context: ToolContext,
): Promise<SyncWindows> {
  const { argocd, signal } = context;
  const now = context.now();
  const { application, key } = await readApplication(argocd, ref, signal);
  const project = application.spec?.project ?? "default";
  const { activeWindows, assignedWindows, canSync = false } = await argocd.call(
    getApplicationSyncWindows,
    {
      path: { name: key.name },
      query: key.query,
      signal,
      purpose: `read the sync windows of '${ref}'`,
    },
  );
  const assigned = assignedWindows ?? [];
  const active = new Map<string, number>();
  for (const window of activeWindows ?? []) {
    active.set(keyOf(window), (active.get(keyOf(window)) ?? 0) + 1);
  }
  let note: string | undefined;
  let found = assigned;
  if (assigned.length > 0) {
    const configured = await tolerate(
      projectWindows(project, context),
      signal,
    );
    if (configured instanceof ToolError) {
      note =
        `time zones, descriptions and times are not known (${configured.code}): project '${project}' cannot be read`;
    } else found = findInProject(assigned, { configured, application });
  }
  const views = found.map((window) => {
    const left = active.get(keyOf(window)) ?? 0;
    active.set(keyOf(window), left - 1);
    const view = syncWindowView(window, { now, active: left > 0 });
    if (note === undefined) return view;
    const { until: _, next: __, next_until: ___, ...known } = view;
    return { ...known, when: view.when.replace(/ UTC$/, "") };
  });
  return {
    application: ref,
    project,
    now: isoTime(now),
    sync_now: syncPermission(views, canSync),
    policy: syncPolicyTitle(application.spec?.syncPolicy),
    windows: sortWindows(views),
    ...compact({ note }),
  };
}

async function ofProject(
  project: string,
  context: ToolContext,
): Promise<SyncWindows> {
  const now = context.now();
  const configured = await projectWindows(project, context);
  return {
    project,
    now: isoTime(now),
    windows: sortWindows(
      configured.map((window) => syncWindowView(window, { now })),
    ),
  };
}

/** The windows of an application or of a project, with their times. */
export const getSyncWindows: Tool = defineTool({
  name: "get_sync_windows",
  title: "Sync windows",
  tier: "read",
  description:
    "Sync windows of an application or a project: active, upcoming, and whether an application may be synced now, and why.",
  input,
  output: z.looseObject({ windows: z.array(z.unknown()) }),
  async handler(
    { application, project }: Args,
    context: ToolContext,
  ): Promise<SyncWindows> {
    if (application !== undefined && project === undefined) {
      return await ofApplication(application, context);
    }
    if (project !== undefined && application === undefined) {
      return await ofProject(project, context);
    }
    throw new ToolError(
      "INVALID_ARGUMENT",
      "Cannot call 'get_sync_windows': it takes either 'application' or 'project'",
      { hint: "Give one of the two" },
    );
  },
  text(
    { application, project, now, sync_now: sync, policy, windows, note }:
      SyncWindows,
  ): string {
    const time = new Date(now);
    const head = sync
      ? `${application}: sync now: by hand ${
        sync.manual ? "yes" : "no"
      }, automated ${
        sync.automated ? "yes" : "no"
      } (${sync.reason}); policy ${policy}; project ${project}`
      : `project ${project}: ${plural(windows.length, "sync window")}, ${
        windows.filter(({ active }) => active).length
      } active`;
    return [
      head,
      ...windows.map((window) => `- ${syncWindowText(window, time)}`),
      ...(note ? [note] : []),
      `now ${now}`,
    ].join("\n");
  },
});
