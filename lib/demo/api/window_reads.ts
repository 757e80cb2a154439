/**
 * The sync windows of an application. `canSync` speaks of syncs by hand only; an automated one may be held
 * back all the same.
 *
 * @module
 */
import {
  canSync,
  isActive,
  type SyncWindow,
  windowsOf,
} from "../model/windows.ts";
import { applicationOf } from "./access.ts";
import type { Call } from "./call.ts";

/** GET …/syncwindows: the windows of the application, those open now, and whether a manual sync may start. */
export function getSyncWindows(call: Call): unknown {
  const { app } = applicationOf(call);
  const windows = windowsOf(call.world, app);
  const now = call.world.now();
  const active = windows.filter((window) => isActive(window, now));
  return {
    ...(active.length === 0 ? {} : { activeWindows: active.map(windowWire) }),
    ...(windows.length === 0
      ? {}
      : { assignedWindows: windows.map(windowWire) }),
    canSync: canSync(windows, now, true),
  };
}

function windowWire(
  { kind, schedule, duration, manualSync }: SyncWindow,
): unknown {
  return { kind, schedule, duration, manualSync: manualSync === true };
}
