/**
 * The summary of a fleet, as small as it has to be.
 *
 * @module
 */
import { type FleetChanges, fleetChanges } from "./fleet_changes.ts";
import { type FleetCounts, fleetCounts } from "./fleet_counts.ts";
import {
  GROUP_COLUMNS,
  type GroupRow,
  GroupViews,
} from "./fleet_group_view.ts";
import type { TroubleGroup } from "./fleet_groups.ts";
import { type FleetMember, MILD } from "./fleet_member.ts";
import { findOutliers } from "./fleet_outliers.ts";
import { fleetText } from "./fleet_text.ts";

/** An application that is ill alone. */
export interface OutlierView {
  readonly application: string;
  readonly state: string;
  /** `only one of 40 with image x that is ill`. */
  readonly why: string;
}

/** What narrows a summary, as it was asked for: a list of some of its applications has to be narrowed alike. */
export interface FleetFilter {
  readonly project?: readonly string[];
  readonly cluster?: string;
  readonly selector?: string;
}

/** What the tool answers. */
export interface FleetSummary extends FleetCounts {
  readonly asked?: FleetFilter;
  readonly last_hour: FleetChanges;
  readonly columns: readonly string[];
  /** A cell for each of `columns`. */
  readonly groups: readonly GroupRow[];
  /** Groups that are not shown, with their applications. */
  readonly more?: { readonly groups: number; readonly apps: number };
  readonly outliers?: readonly OutlierView[];
  readonly note?: string;
}

/** Text and structure together, in bytes of UTF-8. */
const MOST_BYTES = 5_900;
const MOST_GROUPS = 20;
const MOST_OUTLIERS = 3;
/** By how many places, and how long a cause is; the first that leaves room for ten groups is taken. */
const STYLES = [
  { places: 8, chars: 140 },
  { places: 6, chars: 120 },
  { places: 4, chars: 100 },
  { places: 3, chars: 80 },
  { places: 2, chars: 60 },
] as const;
const WANTED_GROUPS = 10;

/** What a summary is made of. */
export interface FleetMaterial {
  readonly members: readonly FleetMember[];
  readonly groups: readonly TroubleGroup[];
  readonly refOf: (member: FleetMember) => string;
  readonly isOneOfSeveral: boolean;
  readonly now: Date;
  /** Absent where nothing was left out. */
  readonly asked?: FleetFilter;
  readonly note?: string;
  /** Bytes that others add to the answer. */
  readonly reserved?: number;
}

/** The largest are shown, and of these what somebody has to act on first. */
function inOrder(groups: readonly TroubleGroup[]): readonly TroubleGroup[] {
  return [
    ...groups.filter(({ trouble }) => !MILD.has(trouble)),
    ...groups.filter(({ trouble }) => MILD.has(trouble)),
  ];
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Puts the summary together and leaves out as much as it takes to be small. */
export function fleetSummary(material: FleetMaterial): FleetSummary {
  const { members, groups, refOf, isOneOfSeveral, now, asked, note } = material;
  const views = new GroupViews(material);
  const last_hour = fleetChanges(members, now);
  const alone = new Set(
    groups.filter((group) => group.members.length > 1)
      .flatMap((group) => group.members),
  );
  const outliers = findOutliers(members)
    .filter(({ member }) => !alone.has(member)).slice(0, MOST_OUTLIERS)
    .map(({ member, trait, peers }): OutlierView => ({
      application: refOf(member),
      state: `${member.state.health}/${member.state.sync}`,
      why: `only one of ${peers} with ${trait.kind} ${trait.value} that is ill`,
    }));

  function build(style: typeof STYLES[number]): FleetSummary {
    const { places: most, chars } = style;
    const counts = fleetCounts(members, { most, isOneOfSeveral });
    function withGroups(count: number): FleetSummary {
      const rest = groups.slice(count);
      const apps = rest.reduce((sum, { members }) => sum + members.length, 0);
      return {
        ...counts,
        ...(asked ? { asked } : {}),
        last_hour,
        columns: GROUP_COLUMNS,
        groups: inOrder(groups.slice(0, count))
          .map((group) => views.of(group, chars)),
        ...(rest.length > 0 ? { more: { groups: rest.length, apps } } : {}),
        ...(outliers.length > 0 ? { outliers } : {}),
        ...(note ? { note } : {}),
      };
    }
    let count = Math.min(groups.length, MOST_GROUPS);
    let summary = withGroups(count);
    while (count > 0 && !fits(summary)) summary = withGroups(--count);
    return summary;
  }
  function fits(summary: FleetSummary): boolean {
    return bytes(fleetText(summary)) + bytes(JSON.stringify(summary)) <=
      MOST_BYTES - (material.reserved ?? 0);
  }
  const wanted = Math.min(groups.length, WANTED_GROUPS);
  let summary = build(STYLES[0]);
  for (const style of STYLES.slice(1)) {
    if (summary.groups.length >= wanted) break;
    summary = build(style);
  }
  return summary;
}
