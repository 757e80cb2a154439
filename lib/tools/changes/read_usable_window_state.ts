/**
 * The sync windows of an application that is to be edited or deleted, and whether Argo CD lets that happen at all.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import type { WindowState } from "../../guards/require_open_window.ts";
import type { ToolContext } from "../../tool.ts";
import type { FoundApplication } from "../read_application.ts";
import { readWindowState } from "./read_window_state.ts";

/**
 * Reads the windows of an application whose project lets it in.
 *
 * Every call about an application reads its project first. Where that does not exist, or does not admit the namespace of
 * the application, Argo CD answers 400 to all of them, to an edit of just that field and to a deletion as well.
 *
 * @throws {ToolError} `CONFLICT` for such an application; else as the client does.
 */
export async function readUsableWindowState(
  found: FoundApplication,
  purpose: string,
  context: ToolContext,
): Promise<WindowState> {
  try {
    return await readWindowState(found, context);
  } catch (error) {
    const isUnusable = error instanceof ToolError &&
      error.code === "COMPARISON_FAILED";
    if (!isUnusable) throw error;
    const project = found.application.spec?.project ?? "default";
    throw new ToolError(
      "CONFLICT",
      `Cannot ${purpose}: its project '${project}' does not exist or does not let it in, and so Argo CD refuses every change of it`,
      {
        hint:
          `Have project '${project}' made, or let the application's namespace in; then this works. Without it only kubectl can change the Application object`,
      },
    );
  }
}
