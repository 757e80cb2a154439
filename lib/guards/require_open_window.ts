/**
 * Refuses writes to applications whose sync windows do not allow a sync by hand now.
 *
 * Argo CD itself checks its windows only when a sync is asked for; a rollback is accepted and hangs, and edits, actions
 * and deletes pass. Whoever closed the window meant all of them.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** Whether an application may be changed now. */
export interface WindowState {
  /** `application 'shop'` */
  readonly subject: string;
  readonly open: boolean;
  /** Which window decides, and until when. */
  readonly reason: string;
}

/**
 * Passes when every window is open.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `SYNC_WINDOW`
 */
export function requireOpenWindow(
  windows: readonly WindowState[],
  purpose: string,
): void {
  const closed = windows.find(({ open }) => !open);
  if (!closed) return;
  throw new ToolError(
    "SYNC_WINDOW",
    `Cannot ${purpose}: the sync windows of ${closed.subject} do not allow it now: ${closed.reason}`,
    {
      hint:
        "get_sync_windows shows when it opens; only the windows of its project can be changed to allow it earlier",
    },
  );
}
