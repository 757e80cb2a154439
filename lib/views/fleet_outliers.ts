/**
 * Applications that are ill although all that are like them are not.
 *
 * @module
 */
import { severity } from "./application_state.ts";
import { type FleetMember, type Trait, TRAIT_KINDS } from "./fleet_member.ts";

/** The only one of its kind that is ill. */
export interface Outlier {
  readonly member: FleetMember;
  /** What it has in common with those that are fine. */
  readonly trait: Trait;
  /** How many have that, itself included. */
  readonly peers: number;
}

/** Fewer are not a kind. */
const LEAST_PEERS = 5;
/** Traits that make applications alike; being in one place does not. */
const KINDS: readonly Trait["kind"][] = ["image", "chart", "path"];

/** Finds the ill ones whose peers are all fine, worst first. */
export function findOutliers(
  members: readonly FleetMember[],
): readonly Outlier[] {
  const peers = new Map<string, number>();
  const ill = new Map<string, number>();
  for (const { traits, troubles } of members) {
    for (const { kind, key } of traits) {
      if (!KINDS.includes(kind)) continue;
      peers.set(key, (peers.get(key) ?? 0) + 1);
      if (troubles.length > 0) ill.set(key, (ill.get(key) ?? 0) + 1);
    }
  }
  const found: Outlier[] = [];
  for (const member of members) {
    if (member.troubles.length === 0) continue;
    const [trait] = member.traits.filter(({ key }) =>
      ill.get(key) === 1 && (peers.get(key) ?? 0) >= LEAST_PEERS
    ).sort((a, b) =>
      (peers.get(b.key) ?? 0) - (peers.get(a.key) ?? 0) ||
      TRAIT_KINDS.indexOf(a.kind) - TRAIT_KINDS.indexOf(b.kind)
    );
    if (trait) {
      found.push({ member, trait, peers: peers.get(trait.key) ?? 0 });
    }
  }
  return found.sort((a, b) =>
    severity(b.member.state) - severity(a.member.state) || b.peers - a.peers
  );
}
