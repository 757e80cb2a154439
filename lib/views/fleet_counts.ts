/**
 * A fleet in numbers.
 *
 * @module
 */
import { hasFailedOperation } from "./application_state.ts";
import type { FleetMember, Trait } from "./fleet_member.ts";
import { countBy } from "./table.ts";

/** One project, cluster or instance: its name, how many applications it has, and how many of them are not fine. */
export type PlaceRow = readonly [name: string, total: number, ill: number];

/** The places where most is wrong, and the rest in one number. */
export interface PlaceCounts {
  readonly rows: readonly PlaceRow[];
  /** Places that are not in `rows`, with their applications. */
  readonly more?: PlaceRow;
}

/** Counts over all applications. */
export interface FleetCounts {
  readonly total: number;
  readonly fine: number;
  readonly failed_syncs: number;
  /** By health and sync: `{"Healthy/Synced": 4400}`. */
  readonly states: Readonly<Record<string, number>>;
  readonly projects: PlaceCounts;
  readonly clusters: PlaceCounts;
  /** Only of several. */
  readonly by_instance?: PlaceCounts;
}

function places(
  members: readonly FleetMember[],
  { nameOf, most }: {
    readonly nameOf: (member: FleetMember) => string;
    readonly most: number;
  },
): PlaceCounts {
  const rows = [...Map.groupBy(members, nameOf)].map(
    ([name, own]): PlaceRow => [
      name || "?",
      own.length,
      own.filter(({ troubles }) => troubles.length > 0).length,
    ],
  ).sort((a, b) => b[2] - a[2] || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (rows.length <= most) return { rows };
  const rest = rows.slice(most);
  return {
    rows: rows.slice(0, most),
    more: [
      `${rest.length} more`,
      rest.reduce((sum, [, total]) => sum + total, 0),
      rest.reduce((sum, [, , ill]) => sum + ill, 0),
    ],
  };
}

/** The value of the trait of `kind`, with the instance where there are several. */
export function placeOf(
  { traits, instance }: FleetMember,
  { kind, isOneOfSeveral }: {
    readonly kind: Trait["kind"];
    readonly isOneOfSeveral: boolean;
  },
): string {
  const value = traits.find((trait) => trait.kind === kind)?.value ?? "?";
  return isOneOfSeveral ? `${instance}:${value}` : value;
}

/**
 * Counts.
 *
 * @param options `most` projects and clusters at most.
 */
export function fleetCounts(
  members: readonly FleetMember[],
  options: { readonly most: number; readonly isOneOfSeveral: boolean },
): FleetCounts {
  const { most, isOneOfSeveral } = options;
  function byKind(kind: Trait["kind"]): PlaceCounts {
    const nameOf = (member: FleetMember) =>
      placeOf(member, { kind, isOneOfSeveral });
    return places(members, { nameOf, most });
  }
  return {
    total: members.length,
    fine: members.filter(({ troubles }) => troubles.length === 0).length,
    failed_syncs: members.filter(({ state }) => hasFailedOperation(state))
      .length,
    states: countBy(
      members.map(({ state }) => `${state.health}/${state.sync}`),
    ),
    projects: byKind("project"),
    clusters: byKind("cluster"),
    ...(isOneOfSeveral
      ? {
        by_instance: places(members, { nameOf: (one) => one.instance, most }),
      }
      : {}),
  };
}
