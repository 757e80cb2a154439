/**
 * The right that a write to an application needs, for its preview.
 *
 * @module
 */
import type { ToolContext } from "../../tool.ts";
import {
  applicationObject,
  permissionLine,
} from "../../views/permission_view.ts";
import { controlPlaneOf } from "../control_plane.ts";
import type { FoundApplication } from "../read_application.ts";
import { readPermission } from "../read_permission.ts";

/**
 * Asks whether our account has the right, on one line: `applications, sync, default/shop: we have it`.
 *
 * @param action `sync`, or with the resource that it is done to: `delete/apps/Deployment/shop/web`.
 */
export async function applicationPermission(
  action: string,
  { application }: Pick<FoundApplication, "application">,
  { argocd, signal }: ToolContext,
): Promise<string> {
  const controlPlane = await controlPlaneOf(argocd, [application], signal);
  const object = applicationObject(application, controlPlane);
  return permissionLine(
    await readPermission(
      argocd,
      { resource: "applications", action, object },
      signal,
    ),
  );
}
