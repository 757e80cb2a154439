/**
 * Sorts what is ill by what only the ill have in common, before anything is read of them.
 *
 * @module
 */
import {
  type FleetMember,
  type Trait,
  TRAIT_KINDS,
  type Trouble,
} from "./fleet_member.ts";

/** Members that are ill in the same way, and share what most others with it are ill of, too. */
export interface Stratum {
  readonly trouble: Trouble;
  /** Absent where nothing on the list sets them apart. */
  readonly trait?: Trait;
  readonly members: readonly FleetMember[];
}

/** Two of a kind are a coincidence. */
const LEAST = 3;
/** Shares of the ill among all that have a trait; what explains all comes before what explains some. */
const PURITIES = [0.9, 0.6, 0.3] as const;
/** How much more surprising than chance it has to be, in nats: 3 of 3 where 5 % are ill. */
const LEAST_SURPRISE = 8;

interface Candidate {
  readonly trouble: Trouble;
  readonly trait: Trait;
  readonly surprise: number;
}

/** Counts that follow while members are taken out. */
class Tally {
  readonly total = new Map<string, number>();
  readonly ill = new Map<Trouble, Map<string, number>>();
  readonly traits = new Map<string, Trait>();
  readonly #rates = new Map<Trouble, number>();

  constructor(members: readonly FleetMember[]) {
    for (const member of members) this.#add(member, 1);
    for (const trouble of this.ill.keys()) {
      const count = members.filter(({ troubles }) => troubles.includes(trouble))
        .length;
      this.#rates.set(trouble, count / members.length);
    }
  }

  remove(member: FleetMember): void {
    this.#add(member, -1);
  }

  #add({ traits, troubles }: FleetMember, one: number): void {
    for (const trait of traits) {
      const { key } = trait;
      this.traits.set(key, trait);
      this.total.set(key, (this.total.get(key) ?? 0) + one);
      for (const trouble of troubles) {
        const counts = this.ill.get(trouble) ?? new Map<string, number>();
        this.ill.set(trouble, counts);
        counts.set(key, (counts.get(key) ?? 0) + one);
      }
    }
  }

  /** What explains most, among what holds for at least `purity` of all that have it. */
  best(purity: number): Candidate | undefined {
    let best: Candidate | undefined;
    for (const [trouble, counts] of this.ill) {
      const rate = this.#rates.get(trouble) ?? 1;
      for (const [key, count] of counts) {
        const share = count / (this.total.get(key) ?? count);
        const trait = this.traits.get(key);
        if (!trait || count < LEAST || share < purity) continue;
        const surprise = count * Math.log(share / rate);
        const candidate = { trouble, trait, surprise };
        if (surprise >= LEAST_SURPRISE && isBetter(candidate, best)) {
          best = candidate;
        }
      }
    }
    return best;
  }
}

/** Of two that explain the same, the more telling one. */
function isBetter(one: Candidate, other: Candidate | undefined): boolean {
  if (!other || one.surprise > other.surprise) return true;
  return one.surprise === other.surprise &&
    TRAIT_KINDS.indexOf(one.trait.kind) < TRAIT_KINDS.indexOf(other.trait.kind);
}

/** Whether `member` has the trait. */
export function hasTrait({ traits }: FleetMember, { key }: Trait): boolean {
  return traits.some((trait) => trait.key === key);
}

/**
 * Divides all that are ill; each of them is in one stratum.
 *
 * @param members The whole fleet: what is fine tells what does not make ill.
 * @param known Those whose causes need no guess; they are left out.
 */
export function stratify(
  members: readonly FleetMember[],
  known: ReadonlySet<FleetMember> = new Set(),
): readonly Stratum[] {
  const tally = new Tally(members);
  const left = new Set(
    members.filter((one) => one.troubles.length > 0 && !known.has(one)),
  );
  for (const member of known) tally.remove(member);
  const strata: Stratum[] = [];
  for (const purity of PURITIES) {
    for (
      let found = tally.best(purity);
      found !== undefined;
      found = tally.best(purity)
    ) {
      const { trouble, trait } = found;
      const own = [...left].filter((member) =>
        member.troubles.includes(trouble) && hasTrait(member, trait)
      );
      for (const member of own) {
        left.delete(member);
        tally.remove(member);
      }
      strata.push({ trouble, trait, members: own });
    }
  }
  const rest = Map.groupBy(left, restOf);
  for (const own of rest.values()) {
    const trouble = own[0]?.troubles[0];
    if (trouble) strata.push({ trouble, members: own });
  }
  return strata;
}

/** What is left is told apart by its health, unless that means nothing. */
function restOf({ troubles: [worst], state }: FleetMember): string {
  return worst === "not comparable" ? worst : `${worst} ${state.health}`;
}
