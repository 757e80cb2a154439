/**
 * The applications of one group of a fleet summary.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import type { ToolContext } from "../tool.ts";
import { type FleetMember, fleetMember } from "../views/fleet_member.ts";
import { canTell, toldBy } from "../views/fleet_told.ts";
import { readGroupToken } from "../views/fleet_token.ts";
import type { ListPart } from "./fetch_applications.ts";
import { readTold } from "./read_told.ts";

/** Milliseconds to listen: without it there is no answer at all. */
const LISTEN_MS = 15_000;

/** What groups go by, besides what every list has. */
export const GROUP_PARTS: readonly ListPart[] = ["sources", "images"];

/**
 * Leaves those that belong to the group; without one, all. A group that goes by what applications tell of themselves
 * costs one more request.
 *
 * @param applications With {@linkcode GROUP_PARTS}.
 * @param token As `get_fleet_summary` gives it.
 * @throws {ToolError} `INVALID_ARGUMENT` when it is none; as the client does.
 */
export async function withinGroup(
  applications: readonly Application[],
  token: string | undefined,
  { argocd, instance, signal }: Pick<
    ToolContext,
    "argocd" | "instance" | "signal"
  >,
): Promise<readonly Application[]> {
  if (token === undefined) return applications;
  const group = readGroupToken(token);
  const members = applications.map((application) =>
    fleetMember(application, { instance: instance.name })
  );
  const isWanted = "byList" in group
    ? group.byList
    : await toldMatches(members.filter(canTell), group.byTold);
  return members.filter(isWanted).map(({ application }) => application);

  async function toldMatches(
    able: readonly FleetMember[],
    matches: (told: NonNullable<ReturnType<typeof toldBy>>) => boolean,
  ): Promise<(member: FleetMember) => boolean> {
    if (able.length === 0) return () => false;
    const { applications, failure } = await readTold(argocd, able, {
      signal,
      limitMs: LISTEN_MS,
    });
    if (failure) throw failure;
    return (member) => {
      const application = applications.get(member);
      const told = application && toldBy(member, application);
      return told !== undefined && matches(told);
    };
  }
}
