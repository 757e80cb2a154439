/**
 * Groups of applications that are ill of the same.
 *
 * @module
 */
import type { Cause } from "./fleet_cause.ts";
import {
  type FleetMember,
  type Trait,
  TRAIT_KINDS,
  type Trouble,
} from "./fleet_member.ts";
import { byCause, type Causes } from "./fleet_sample.ts";
import { hasTrait, type Stratum } from "./fleet_strata.ts";
import { type Told, toldKey } from "./fleet_told.ts";

/** Applications that are ill of the same, as far as one can tell without reading all of them. */
export interface TroubleGroup {
  readonly trouble: Trouble;
  readonly members: readonly FleetMember[];
  /** What each of them has, most telling first. */
  readonly shared: readonly Trait[];
  /** By how many of those that were read gave it; several where nothing tells them apart. */
  readonly causes: readonly (Cause & { readonly count: number })[];
  /** How many were read. */
  readonly read: number;
  /** Nothing on the list sets them apart from others, so those that were not read may be ill of something else. */
  readonly isGuess: boolean;
  /** What all of them, and no others, have told of themselves; see {@linkcode toldKey}. */
  readonly told?: string;
}

/** A trait that most of the fleet has explains nothing. */
const COMMON_SHARE = 0.5;
/** More are no help. */
const MOST_SHARED = 3;

interface Draft {
  readonly trouble: Trouble;
  readonly trait?: Trait;
  readonly members: FleetMember[];
  readonly causes: Map<string, { readonly cause: Cause; count: number }>;
}

function draftOf(stratum: Stratum, causes: Causes): Draft {
  const found = [...byCause(stratum, causes)].flatMap(([key, members]) => {
    const cause = members[0] && causes.get(members[0]);
    return cause ? [[key, { cause, count: members.length }] as const] : [];
  });
  return {
    ...stratum,
    members: [...stratum.members],
    causes: new Map(found),
  };
}

/**
 * Where each was read, each has its own cause; unless almost each of them says something else, and what they share says
 * more.
 */
function draftsOf(stratum: Stratum, causes: Causes): readonly Draft[] {
  const { trouble, trait, members } = stratum;
  const read = byCause(stratum, causes);
  const isWhole = members.every((member) => causes.get(member));
  const isScattered = trait !== undefined && read.size > members.length / 2;
  return read.size > 1 && isWhole && !isScattered
    ? [...read.values()].map((own) =>
      draftOf({ trouble, members: own }, causes)
    )
    : [draftOf(stratum, causes)];
}

/** Puts together what is ill of one thing, though nothing on the list says so. */
function joinSame(drafts: readonly Draft[]): readonly Draft[] {
  const joined = new Map<string, Draft>();
  const all: Draft[] = [];
  for (const draft of drafts) {
    const [only, ...others] = draft.causes.values();
    const isOne = only !== undefined && others.length === 0 &&
      only.cause.isTelling;
    const key = `${draft.trouble} ${only?.cause.key}`;
    const same = isOne ? joined.get(key) : undefined;
    if (!same) {
      all.push(draft);
      if (isOne) joined.set(key, draft);
      continue;
    }
    same.members.push(...draft.members);
    const own = same.causes.get(only?.cause.key ?? "");
    if (own) own.count += only?.count ?? 0;
  }
  return all;
}

/** Whether who has one trait must have the other, which then says nothing more. */
function implies(one: Trait, other: Trait): boolean {
  return one.value.includes(other.value) ||
    one.kind.startsWith("chart") && other.kind === "repository" ||
    one.kind.startsWith("image") && other.kind === "registry";
}

/** Traits of all members; those that the cause itself names come first. */
function sharedTraits(
  { members, trait, causes }: Draft,
  usual: ReadonlySet<string>,
): readonly Trait[] {
  const [first] = members;
  const shared = (first?.traits ?? []).filter((one) =>
    !usual.has(one.key) && members.every((member) => hasTrait(member, one))
  );
  if (members.length === 1) return [];
  const said = [...causes.values()].map(({ cause }) => cause.text).join(" ");
  const place = (one: Trait) =>
    (said.includes(one.value) ? 0 : one.key === trait?.key ? 100 : 200) +
    TRAIT_KINDS.indexOf(one.kind);
  const sorted = shared.sort((a, b) => place(a) - place(b));
  return sorted.filter((one, index) =>
    !sorted.slice(0, index).some((other) => implies(other, one))
  ).slice(0, MOST_SHARED);
}

function usualTraits(fleet: readonly FleetMember[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { traits } of fleet) {
    for (const { key } of traits) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = fleet.length * COMMON_SHARE;
  return new Set([...counts].flatMap(([key, n]) => n > most ? [key] : []));
}

/** The one key that all of them told; nobody else did, or it would be among them. */
function toldOfAll(
  { members }: Draft,
  told: ReadonlyMap<FleetMember, Told>,
): string | undefined {
  const keys = new Set(members.map((member) => {
    const own = told.get(member);
    return own && toldKey(own);
  }));
  const [key] = keys;
  return keys.size === 1 ? key : undefined;
}

/** Makes groups, largest first. */
export function troubleGroups(
  fleet: readonly FleetMember[],
  { strata, causes, told = new Map() }: {
    readonly strata: readonly Stratum[];
    readonly causes: Causes;
    readonly told?: ReadonlyMap<FleetMember, Told>;
  },
): readonly TroubleGroup[] {
  const usual = usualTraits(fleet);
  return joinSame(strata.flatMap((stratum) => draftsOf(stratum, causes)))
    .map((draft) => {
      const found = [...draft.causes.values()].sort((a, b) =>
        b.count - a.count
      );
      const read = found.reduce((sum, { count }) => sum + count, 0);
      const key = toldOfAll(draft, told);
      return {
        trouble: draft.trouble,
        members: draft.members,
        shared: sharedTraits(draft, usual),
        causes: found.map(({ cause, count }) => ({ ...cause, count })),
        read,
        isGuess: !draft.trait && read < draft.members.length,
        ...(key === undefined ? {} : { told: key }),
      };
    })
    .sort((a, b) => b.members.length - a.members.length);
}
