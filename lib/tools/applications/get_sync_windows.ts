/**
 * When an application may be synced.
 *
 * @module
 */
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { syncPolicyTitle } from "../../views/sync_policy.ts";
import {
  sortWindows,
  type SyncPermission,
  syncPermission,
  syncWindowText,
  type SyncWindowView,
  syncWindowView,
} from "../../views/sync_window_view.ts";
import { application } from "../arguments.ts";
import { readApplication } from "../read_application.ts";
import { readAssignedWindows, readProjectWindows } from "../read_windows.ts";
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

async function ofApplication(
  ref: string,
  { argocd, signal, now }: ToolContext,
): Promise<SyncWindows> {
  const time = now();
  const found = await readApplication(argocd, ref, signal);
  const { project, views, canSync, note } = await readAssignedWindows(
    argocd,
    found,
    { ref, signal, now: time },
  );
  return {
    application: ref,
    project,
    now: isoTime(time),
    sync_now: syncPermission(views, canSync),
    policy: syncPolicyTitle(found.application.spec?.syncPolicy),
    windows: sortWindows(views),
    ...compact({ note }),
  };
}

async function ofProject(
  project: string,
  { argocd, signal, ...context }: ToolContext,
): Promise<SyncWindows> {
  const now = context.now();
  const configured = await readProjectWindows(argocd, project, signal);
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
