/**
 * Which applications to read next, and what the answers make of a group that looked like one.
 *
 * @module
 */
import { digest } from "./digest.ts";
import type { Cause } from "./fleet_cause.ts";
import { type FleetMember, MILD, type Trait } from "./fleet_member.ts";
import { hasTrait, type Stratum } from "./fleet_strata.ts";

/** What was found out; a member that could not be read has no cause. */
export type Causes = ReadonlyMap<FleetMember, Cause | undefined>;

/** The members of a stratum that were read, by the key of their cause. */
export function byCause(
  { members }: Stratum,
  causes: Causes,
): ReadonlyMap<string, readonly FleetMember[]> {
  const read = members.filter((member) => causes.get(member) !== undefined);
  return Map.groupBy(read, (member) => causes.get(member)?.key ?? "");
}

/** How much one more answer tells: a second opinion on one cause is worth less than a first one on another. */
function worth(stratum: Stratum, causes: Causes, planned: number): number {
  const asked = planned +
    stratum.members.filter((member) => causes.has(member)).length;
  if (asked >= stratum.members.length) return 0;
  const isOne = stratum.trait !== undefined &&
    byCause(stratum, causes).size <= 1;
  const size = stratum.members.length * (MILD.has(stratum.trouble) ? 0.2 : 1);
  return size / (1 + asked) ** (isOne ? 2.5 : 1.4);
}

/** Neighbours on a list often have a cause in common: of equals, whoever comes first by this is as good as drawn. */
function lot({ instance, application: { metadata } }: FleetMember): string {
  return digest(`${instance} ${metadata?.namespace} ${metadata?.name}`);
}

type Features = ReadonlyMap<FleetMember, readonly string[]>;

/** What could tell members apart: what several of them have, and what kinds of things they have at all. */
function featuresOf({ members }: Stratum): Features {
  const counts = new Map<string, number>();
  for (const { traits } of members) {
    for (const { key } of traits) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Map(members.map((member) => [member, [
    ...member.traits.map(({ key }) => key)
      .filter((key) => (counts.get(key) ?? 0) > 1),
    `health ${member.state.health}`,
    `has ${[...new Set(member.traits.map(({ kind }) => kind))].join(" ")}`,
  ]]));
}

/** The one that has most in itself of what was not read of yet. */
function mostDifferent(
  members: readonly FleetMember[],
  { known, features }: {
    readonly known: readonly FleetMember[];
    readonly features: Features;
  },
): FleetMember | undefined {
  const seen = new Set(known.flatMap((member) => features.get(member) ?? []));
  const fresh = (member: FleetMember) =>
    (features.get(member) ?? []).filter((one) => !seen.has(one)).length;
  const open = members.map((member) => ({ member, fresh: fresh(member) }));
  const most = open.reduce((max, one) => Math.max(max, one.fresh), 0);
  const [drawn] = open.filter((one) => one.fresh === most)
    .map(({ member }) => ({ member, lot: lot(member) }))
    .sort((a, b) => a.lot < b.lot ? -1 : 1);
  return drawn?.member;
}

/** A member to read, and why it is ill as far as the list tells. */
export interface Question {
  readonly member: FleetMember;
  readonly stratum: Stratum;
}

/** Chooses at most `count` members to read, where answers are worth most. */
export function chooseQuestions(
  strata: readonly Stratum[],
  { causes, count }: { readonly causes: Causes; readonly count: number },
): readonly Question[] {
  const chosen: Question[] = [];
  const planned = new Map<Stratum, FleetMember[]>();
  const features = new Map<Stratum, Features>();
  while (chosen.length < count) {
    let best: Stratum | undefined;
    let most = 0;
    for (const stratum of strata) {
      const value = worth(stratum, causes, planned.get(stratum)?.length ?? 0);
      if (value > most) [best, most] = [stratum, value];
    }
    if (!best) break;
    const own = planned.get(best) ?? [];
    const [known, open] = [
      [...best.members.filter((member) => causes.has(member)), ...own],
      best.members.filter((member) =>
        !causes.has(member) && !own.includes(member)
      ),
    ];
    const about = features.get(best) ?? featuresOf(best);
    features.set(best, about);
    const member = mostDifferent(open, { known, features: about });
    if (!member) break;
    planned.set(best, [...own, member]);
    chosen.push({ member, stratum: best });
  }
  return chosen;
}

/** The trait that all of `own`, none of `others`, and most of `stratum` have. */
function dividingTrait(
  { members }: Stratum,
  own: readonly FleetMember[],
  others: readonly FleetMember[],
): Trait | undefined {
  let best: Trait | undefined;
  let most = 0;
  for (const trait of own[0]?.traits ?? []) {
    if (!own.every((member) => hasTrait(member, trait))) continue;
    if (others.some((member) => hasTrait(member, trait))) continue;
    const count = members.filter((member) => hasTrait(member, trait)).length;
    if (count > most) [best, most] = [trait, count];
  }
  return best;
}

/** Two that agree could have it in common; one alone has everything in common with itself. */
const LEAST_AGREEING = 2;

/**
 * Divides a stratum whose members turned out to be ill of different things, where a trait tells them apart.
 */
export function divide(stratum: Stratum, causes: Causes): readonly Stratum[] {
  const read = byCause(stratum, causes);
  if (read.size < 2) return [stratum];
  const sides = [...read.values()].sort((a, b) => b.length - a.length);
  for (const own of sides) {
    if (own.length < LEAST_AGREEING) break;
    const others = sides.filter((side) => side !== own).flat();
    const trait = dividingTrait(stratum, own, others);
    if (!trait) continue;
    const { trouble, members } = stratum;
    const inside = members.filter((member) => hasTrait(member, trait));
    const outside = members.filter((member) => !hasTrait(member, trait));
    return [
      { trouble, trait, members: inside },
      ...divide({ ...stratum, members: outside }, causes),
    ];
  }
  return [stratum];
}
