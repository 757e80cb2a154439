/**
 * One group of ill applications for a reader.
 *
 * @module
 */
import { span } from "./age.ts";
import type { TroubleGroup } from "./fleet_groups.ts";
import type { FleetMember } from "./fleet_member.ts";
import { groupToken, markFleet } from "./fleet_token.ts";
import { plural } from "./plural.ts";
import { shortText } from "./short_text.ts";
import { countBy, countsText } from "./table.ts";

/** What a row says of a group, in this order. */
export const GROUP_COLUMNS = [
  "apps",
  "trouble",
  "cause",
  "shared",
  "read",
  "since",
  "example",
  "fleet_group",
] as const;

/**
 * One group for a reader: how many applications; what is wrong with them; why; what all of them have in common and the
 * rest of the fleet has not; of how many the cause was read, the others have in common what those have; how long ago
 * the first of them fell ill; one of them; what `list_applications` takes to show all. Empty where it is not known.
 */
export type GroupRow = readonly [
  apps: number,
  trouble: string,
  cause: string,
  shared: string,
  read: number,
  since: string,
  example: string,
  token: string,
];

/** One cause, or what those that were read said where nothing on the list tells them apart. */
function causeText(
  { members, causes, read, isGuess }: TroubleGroup,
  { max, all }: { readonly max: number; readonly all: readonly string[] },
): string {
  const [first, second, ...others] = causes;
  if (!first) return "not read";
  if (!second) {
    if (members.length === 1) return shortText(first.own, { max, all: [] });
    const text = shortText(first.text, { max, all });
    return isGuess ? `${read} of ${read} read: ${text}` : text;
  }
  const half = { max: Math.floor(max / 2), all };
  const more = others.length > 0
    ? `; ${plural(others.length, "more cause")}`
    : "";
  return `${first.count} of ${read} read: ${
    shortText(first.text, half)
  }; ${second.count}: ${shortText(second.text, half)}${more}`;
}

/** What they share, a repository named once. */
function sharedText({ shared }: TroubleGroup): string {
  const target = shared.find(({ kind }) => kind === "target")?.value ?? "";
  const repository = target.slice(0, target.lastIndexOf("@"));
  return shared.map(({ kind, value }) => {
    const isThere = kind === "path" && repository !== "" &&
      value.startsWith(`${repository}//`);
    return `${kind} ${isThere ? value.slice(repository.length + 2) : value}`;
  }).join(", ");
}

/** When each fell ill, as far as the list tells. */
function began({ application, state }: FleetMember, trouble: string): string {
  const { status } = application;
  return (trouble === "sync failed"
    ? status?.operationState?.finishedAt
    : trouble === "unhealthy" && state.health !== "Healthy"
    ? status?.health?.lastTransitionTime
    : undefined) ?? "";
}

function sinceText(group: TroubleGroup, now: Date): string {
  const times = [
    ...group.causes.map(({ since }) => since ?? ""),
    ...group.members.map((member) => began(member, group.trouble)),
  ].map((time) => Date.parse(time)).filter((time) => !Number.isNaN(time));
  if (times.length === 0) return "";
  return span(Math.max(0, now.getTime() - Math.min(...times)));
}

/** What the views of groups need to know. */
export interface GroupMaterial {
  /** The whole fleet. */
  readonly members: readonly FleetMember[];
  readonly groups: readonly TroubleGroup[];
  readonly refOf: (member: FleetMember) => string;
  readonly now: Date;
}

/** Makes the views of groups; the costly part once for each. */
export class GroupViews {
  readonly #material: GroupMaterial;
  readonly #marked: ReturnType<typeof markFleet>;
  readonly #tokens = new Map<TroubleGroup, string>();
  readonly #texts: readonly string[];

  constructor(material: GroupMaterial) {
    this.#material = material;
    this.#marked = markFleet(material.members);
    this.#texts = material.groups.flatMap(({ causes }) =>
      causes.map(({ text }) => text)
    );
  }

  #tokenOf(group: TroubleGroup): string {
    const known = this.#tokens.get(group);
    if (known !== undefined) return known;
    const token = groupToken(group, this.#marked) ?? "";
    this.#tokens.set(group, token);
    return token;
  }

  /** The row of a group, its cause in at most about `chars` characters. */
  of(group: TroubleGroup, chars: number): GroupRow {
    const { now, refOf } = this.#material;
    const { members, trouble, read } = group;
    const [first] = members;
    const states = countBy(members.map(({ state }) => state.health));
    return [
      members.length,
      trouble === "unhealthy" ? countsText(states) : trouble,
      causeText(group, { max: chars, all: this.#texts }),
      sharedText(group),
      read,
      sinceText(group, now),
      first ? refOf(first) : "?",
      this.#tokenOf(group),
    ];
  }
}
