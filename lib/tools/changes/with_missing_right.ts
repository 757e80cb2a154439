/**
 * Names the right that is missing when Argo CD refuses a change of what was just read.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";

/**
 * Waits for a change of an application or a resource that was just read: then a plain "permission denied", which Argo CD
 * also says of what does not exist, is about the right.
 *
 * @param needed.action As a policy has it: `sync`, `update/apps/Deployment/shop/web`.
 * @throws {ToolError} `FORBIDDEN` with the right, else what the change throws.
 */
export async function withMissingRight<Result>(
  change: Promise<Result>,
  needed: { readonly action: string; readonly purpose: string },
): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    const isDenied = error instanceof ToolError &&
      (error.code === "FORBIDDEN" || error.code === "NOT_FOUND_OR_FORBIDDEN");
    if (!isDenied) throw error;
    const { action, purpose } = needed;
    throw new ToolError(
      "FORBIDDEN",
      `Cannot ${purpose}: the account may not do that; it needs the right applications, ${action}`,
      {
        hint: action.includes("/")
          ? "An administrator of Argo CD gives it in the RBAC policy; from 3.0 on a right on the application does not cover its resources"
          : "An administrator of Argo CD gives it in the RBAC policy",
        ...(error.status === undefined ? {} : { status: error.status }),
        cause: error,
      },
    );
  }
}
