/**
 * Sync windows: those of an application as Argo CD assigns them, and those of a project.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getApplicationSyncWindows, getProject } from "../argocd/endpoints.ts";
import type { Application, Destination } from "../argocd/wire/application.ts";
import type { SyncWindow } from "../argocd/wire/projects.ts";
import { ToolError } from "../errors.ts";
import { compact } from "../views/compact.ts";
import {
  concernsApplication,
  type SyncWindowView,
  syncWindowView,
} from "../views/sync_window_view.ts";
import {
  allowsManualSync,
  type WindowVerdict,
  windowVerdict,
} from "../views/window_state.ts";
import type { FoundApplication } from "./read_application.ts";
import { tolerate } from "./tolerate.ts";

/** How windows are read. */
export interface WindowsRequest {
  /** The application as it was asked for. */
  readonly ref: string;
  readonly signal: AbortSignal;
  /** Times are relative to it. */
  readonly now: Date;
}

/** The windows of an application. */
export interface AssignedWindows {
  readonly project: string;
  readonly views: readonly SyncWindowView[];
  /** What Argo CD says of a sync by hand. */
  readonly canSync: boolean;
  /** Why times and descriptions are not known, where they are not. */
  readonly note?: string;
}

/** Whether an application may be changed now. */
export interface ReadWindowState extends WindowVerdict {
  /** `application 'shop'` */
  readonly subject: string;
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

/**
 * The windows that a project has, whomever they concern.
 *
 * @throws {ToolError} as the client does.
 */
export async function readProjectWindows(
  argocd: ArgocdClient,
  project: string,
  signal: AbortSignal,
): Promise<readonly SyncWindow[]> {
  const { spec } = await argocd.call(getProject, {
    path: { project },
    signal,
    purpose: `read project '${project}'`,
  });
  return spec?.syncWindows ?? [];
}

/**
 * Reads the windows that Argo CD assigns to an application. Their times stand in the project; where that cannot be
 * read, the windows come without.
 *
 * @throws {ToolError} as the client does.
 */
export async function readAssignedWindows(
  argocd: ArgocdClient,
  { application, key }: FoundApplication,
  { ref, signal, now }: WindowsRequest,
): Promise<AssignedWindows> {
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
      readProjectWindows(argocd, project, signal),
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
  return { project, views, canSync, ...compact({ note }) };
}

/**
 * Tells whether an application may be changed now.
 *
 * @throws {ToolError} as the client does: what cannot be read is not taken for open.
 */
export async function readWindowState(
  argocd: ArgocdClient,
  found: FoundApplication,
  request: WindowsRequest,
): Promise<ReadWindowState> {
  const { views, canSync } = await readAssignedWindows(argocd, found, request);
  return {
    subject: `application '${request.ref}'`,
    ...windowVerdict(views, canSync),
  };
}

/** An application that does not exist yet. */
export interface PlannedApplication {
  readonly name: string;
  readonly project: string;
  readonly destination: Destination;
}

/**
 * Tells whether an application could be changed now if it existed: Argo CD answers for existing ones only.
 *
 * @throws {ToolError} as the client does, and `SYNC_WINDOW` where a window that concerns it has times that cannot be
 * read: what is not known is not taken for open.
 */
export async function readPlannedWindowState(
  argocd: ArgocdClient,
  planned: PlannedApplication,
  { ref, signal, now }: WindowsRequest,
): Promise<ReadWindowState> {
  const configured = await readProjectWindows(argocd, planned.project, signal);
  const views = configured.filter((window) =>
    concernsApplication(window, planned)
  ).map((window) => syncWindowView(window, { now }));
  const unclear = views.find(({ problem }) => problem !== undefined);
  if (unclear) {
    throw new ToolError(
      "SYNC_WINDOW",
      `Cannot tell whether application '${ref}' may be changed now: of the sync window '${unclear.when}' of project '${planned.project}' ${unclear.problem}`,
      { hint: "get_sync_windows shows the windows of the project" },
    );
  }
  return {
    subject: `application '${ref}'`,
    ...windowVerdict(views, allowsManualSync(views)),
  };
}
