/**
 * The sync windows of an application at the time of the diagnosis.
 *
 * @module
 */
import type { SyncWindow } from "../argocd/wire/projects.ts";
import {
  concernsApplication,
  syncPermission,
  type SyncWindowView,
  syncWindowView,
} from "../views/sync_window_view.ts";
import { allowsManualSync } from "../views/window_state.ts";
import type { Facts } from "./facts.ts";

/** What the windows say. */
export interface WindowFacts {
  readonly automated: boolean;
  readonly manual: boolean;
  /** Those that decide: active deny windows, else the allow windows of which none is open. */
  readonly deciding: readonly SyncWindowView[];
}

function isSame(a: SyncWindow, b: SyncWindow): boolean {
  return a.kind === b.kind && a.schedule === b.schedule &&
    a.duration === b.duration;
}

/** The windows with their times. What Argo CD says of an application's windows has no time zone; the project has. */
function views(facts: Facts): readonly SyncWindowView[] {
  const { windows, project, application, now } = facts;
  const ofProject = project?.spec?.syncWindows ?? [];
  if (windows) {
    const active = windows.activeWindows ?? [];
    return (windows.assignedWindows ?? []).map((window) =>
      syncWindowView(ofProject.find((one) => isSame(one, window)) ?? window, {
        now,
        active: active.some((one) => isSame(one, window)),
      })
    );
  }
  const about = {
    name: application.metadata?.name ?? "",
    destination: application.spec?.destination ?? {},
  };
  return ofProject.filter((window) => concernsApplication(window, about))
    .map((window) => syncWindowView(window, { now }));
}

/** Reads the windows; without any everything is allowed. */
export function windowFacts(facts: Facts): WindowFacts {
  const all = views(facts);
  const manual = facts.windows?.canSync ?? allowsManualSync(all);
  const { automated } = syncPermission(all, manual);
  const denying = all.filter(({ kind, active }) => active && kind === "deny");
  const allowing = all.filter(({ kind, active }) =>
    !active && kind === "allow"
  );
  return {
    automated,
    manual,
    deciding: automated ? [] : denying.length > 0 ? denying : allowing,
  };
}
