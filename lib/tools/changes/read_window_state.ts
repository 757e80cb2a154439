/**
 * Whether the sync windows of an application let it be changed now, as the guard wants to know it.
 *
 * @module
 */
import type { WindowState } from "../../guards/require_open_window.ts";
import type { ToolContext } from "../../tool.ts";
import { type FoundApplication, refOf } from "../read_application.ts";
import { readWindowState as read } from "../read_windows.ts";

/**
 * Reads the windows of an application.
 *
 * @throws {ToolError} as the client does: what cannot be read is not taken for open.
 */
export async function readWindowState(
  found: FoundApplication,
  { argocd, signal, now }: ToolContext,
): Promise<WindowState> {
  const { subject, open, reason } = await read(argocd, found, {
    ref: refOf(found.key),
    signal,
    now: now(),
  });
  return { subject, open, reason };
}
