/**
 * Explains why Argo CD refuses a sync to the very revision that it has compared.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";

/** What Argo CD names of its rule, in our words. */
const NEEDS_OVERRIDE_REGEXP = /may not 'override' in applications/;

/**
 * Waits for a sync. From 3.2 on Argo CD has a setting, off by default, by which a sync that names a commit needs the
 * right `override`, although the target points there.
 *
 * @param sync.isPinned The commit is the one that was compared and not what the caller asked for.
 * @throws {ToolError} what the sync throws; with the reason and the way out in that case.
 */
export async function withOverrideRight<Result>(
  change: Promise<Result>,
  sync: { readonly isPinned: boolean; readonly purpose: string },
): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    const isMeant = sync.isPinned && error instanceof ToolError &&
      error.code === "FORBIDDEN" && NEEDS_OVERRIDE_REGEXP.test(error.message);
    if (!isMeant) throw error;
    throw new ToolError(
      "FORBIDDEN",
      `Cannot ${sync.purpose}: a sync names the commit that was compared, which this Argo CD takes for another revision than the target; that needs the right applications, override`,
      {
        hint:
          "An administrator can grant it, or switch requireOverridePrivilegeForRevisionSync off",
        ...(error.status === undefined ? {} : { status: error.status }),
        cause: error,
      },
    );
  }
}
