/**
 * A short word for a group of applications: `list_applications` takes it and shows exactly these.
 *
 * It holds no names: digests of what all of the group have, and after them of what those have that do not belong to
 * it; or, where the list shows nothing of that kind, a digest of what they tell of themselves.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { digest } from "./digest.ts";
import type { TroubleGroup } from "./fleet_groups.ts";
import type { FleetMember } from "./fleet_member.ts";
import { type Told, toldKey } from "./fleet_told.ts";

/** More would be longer than what it stands for. */
const MOST_PARTS = 16;
const TOKEN_REGEXP = /^g[0-9a-z]{6}(\.[0-9a-z]{6})*(-[0-9a-z]{6})*$/;
const TOLD_TOKEN_REGEXP = /^t[0-9a-z]{6}$/;
/** A token by what the list shows needs nothing else to be read, and may be a little longer for that. */
const SHORT = "g000000.000000".length;

/** Everything that a token can say of a member: its troubles, each with each trait, and itself. */
function marksOf(
  { troubles, traits, state, instance, application }: FleetMember,
): readonly string[] {
  const { namespace = "", name = "" } = application.metadata ?? {};
  return [
    ...troubles.flatMap((trouble) =>
      traits.map(({ key }) => digest(`${trouble} ${key}`))
    ),
    ...troubles.map(digest),
    ...troubles.map((trouble) => digest(`${trouble} in ${state.health}`)),
    digest(`${instance} ${namespace} ${name}`),
  ];
}

type Marked = ReadonlyMap<FleetMember, ReadonlySet<string>>;

/** Which applications of the fleet have which marks; made once for all groups. */
export function markFleet(fleet: readonly FleetMember[]): Marked {
  const ill = fleet.filter(({ troubles }) => troubles.length > 0);
  return new Map(ill.map((member) => [member, new Set(marksOf(member))]));
}

/** The fewest marks, roughly, that cover all of `wanted` and as little as possible of `unwanted`. */
function cover(
  wanted: ReadonlySet<FleetMember>,
  { marked, unwanted, strict }: {
    readonly marked: Marked;
    readonly unwanted: ReadonlySet<FleetMember>;
    readonly strict: boolean;
  },
): readonly string[] {
  const left = new Set(wanted);
  const chosen: string[] = [];
  const wrong = new Map<string, number>();
  for (const member of unwanted) {
    for (const mark of marked.get(member) ?? []) {
      wrong.set(mark, (wrong.get(mark) ?? 0) + 1);
    }
  }
  while (left.size > 0 && chosen.length < MOST_PARTS) {
    const counts = new Map<string, number>();
    for (const member of left) {
      for (const mark of marked.get(member) ?? []) {
        counts.set(mark, (counts.get(mark) ?? 0) + 1);
      }
    }
    let best: string | undefined;
    let most = -Infinity;
    for (const [mark, count] of counts) {
      const bad = wrong.get(mark) ?? 0;
      if (strict && bad > 0) continue;
      const gain = count - bad / 2;
      if (gain > most) [best, most] = [mark, gain];
    }
    if (best === undefined) break;
    chosen.push(best);
    for (const member of [...left]) {
      if (marked.get(member)?.has(best)) left.delete(member);
    }
  }
  return chosen;
}

/** Marks that all of `wanted` have; without others they stand for what nothing else sets apart. */
function commonMarks(
  wanted: ReadonlySet<FleetMember>,
  marked: Marked,
): readonly string[] {
  const [first, ...others] = [...wanted].map((member) => marked.get(member));
  return [...first ?? []].filter((mark) =>
    others.every((marks) => marks?.has(mark))
  );
}

function tokenOf(
  within: readonly string[],
  { wanted, marked }: {
    readonly wanted: ReadonlySet<FleetMember>;
    readonly marked: Marked;
  },
): string | undefined {
  const hits = (member: FleetMember, marks: readonly string[]) =>
    marks.some((mark) => marked.get(member)?.has(mark));
  const extra = [...marked.keys()].filter((one) =>
    !wanted.has(one) && hits(one, within)
  );
  const without = cover(new Set(extra), {
    marked,
    unwanted: wanted,
    strict: true,
  });
  if (within.length + without.length > MOST_PARTS) return undefined;
  const isExact = [...marked.keys()].every((member) =>
    (hits(member, within) && !hits(member, without)) === wanted.has(member)
  );
  return isExact
    ? `g${within.join(".")}${without.map((mark) => `-${mark}`).join("")}`
    : undefined;
}

/** A token by what the list shows, the shortest of a few; `undefined` where it would be too long. */
function listedToken(
  members: readonly FleetMember[],
  marked: Marked,
): string | undefined {
  const wanted = new Set(members);
  const others = new Set([...marked.keys()].filter((one) => !wanted.has(one)));
  const about = { wanted, marked };
  const greedy = cover(wanted, { marked, unwanted: others, strict: false });
  return [greedy, ...commonMarks(wanted, marked).map((mark) => [mark])]
    .map((within) => tokenOf(within, about))
    .filter((token) => token !== undefined)
    .sort((a, b) => a.length - b.length)[0];
}

/**
 * A token for a group.
 *
 * @returns `undefined` where it would be too long.
 */
export function groupToken(
  { members, told }: Pick<TroubleGroup, "members" | "told">,
  marked: Marked,
): string | undefined {
  const listed = listedToken(members, marked);
  if (told === undefined || (listed && listed.length <= SHORT)) return listed;
  return `t${digest(told)}`;
}

/** What a token stands for. */
export type GroupMatcher =
  | { readonly byList: (member: FleetMember) => boolean }
  | { readonly byTold: (told: Told) => boolean };

/**
 * Reads a token.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` when it is none.
 */
export function readGroupToken(token: string): GroupMatcher {
  if (TOLD_TOKEN_REGEXP.test(token)) {
    return { byTold: (told) => `t${digest(toldKey(told))}` === token };
  }
  if (!TOKEN_REGEXP.test(token)) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      "Cannot find the group: 'fleet_group' is none that get_fleet_summary gives",
      { hint: "Call get_fleet_summary, and pass the fleet_group of a group" },
    );
  }
  const [included = "", ...excluded] = token.slice(1).split("-");
  const wanted = new Set(included.split("."));
  const unwanted = new Set(excluded);
  return {
    byList(member) {
      const marks = marksOf(member);
      return marks.some((mark) => wanted.has(mark)) &&
        !marks.some((mark) => unwanted.has(mark));
    },
  };
}
