/**
 * The applications of one group of a fleet summary.
 *
 * @module
 */
import type { Application } from "../argocd/types.ts";
import type { ToolContext } from "../tool.ts";
import { fleetMember } from "../views/fleet_member.ts";
import { readGroupToken } from "../views/fleet_token.ts";
import type { ListPart } from "./fetch_applications.ts";

/** What groups go by, besides what every list has. */
export const GROUP_PARTS: readonly ListPart[] = ["sources", "images"];

/**
 * Leaves those that belong to the group; without one, all.
 *
 * @param applications With {@linkcode GROUP_PARTS}.
 * @param token As `get_fleet_summary` gives it.
 * @throws {ToolError} `INVALID_ARGUMENT` when it is none.
 */
export function withinGroup(
  applications: readonly Application[],
  token: string | undefined,
  { instance }: Pick<ToolContext, "instance">,
): readonly Application[] {
  if (token === undefined) return applications;
  const group = readGroupToken(token);
  return applications.filter((application) =>
    group.matches(fleetMember(application, { instance: instance.name }))
  );
}
