/**
 * The summary of a fleet as text.
 *
 * @module
 */
import type { FleetChanges } from "./fleet_changes.ts";
import type { PlaceCounts } from "./fleet_counts.ts";
import type { GroupRow } from "./fleet_group_view.ts";
import type { FleetSummary } from "./fleet_summary.ts";
import { oneLine } from "./one_line.ts";
import { plural } from "./plural.ts";
import { countsText } from "./table.ts";

function placesText(what: string, { rows, more }: PlaceCounts): string {
  const all = more ? [...rows, more] : rows;
  return `${what} (not fine/all): ${
    all.map(([name, total, ill]) => `${name} ${ill}/${total}`).join(", ")
  }`;
}

function changesText({ synced_from: from, ...counts }: FleetChanges): string {
  const said = Object.entries(counts).map(([what, count]) => {
    const where = what === "synced" && from
      ? ` (${from.map(([name, n]) => `${n} of ${name}`).join(", ")})`
      : "";
    return what === "syncs_failed"
      ? `${plural(count, "sync")} failed`
      : `${count} ${what.replaceAll("_", " ")}${where}`;
  });
  return `last hour: ${said.join(", ") || "nothing changed"}`;
}

function groupText(row: GroupRow, index: number): string {
  const [apps, trouble, cause, shared, read, since, example, token] = row;
  const facts = [
    trouble,
    shared,
    since && `since ${since}`,
    `e.g. ${example}`,
    read < apps && `${read} read`,
  ].filter(Boolean).join("; ");
  const group = token ? ` [${token}]` : "";
  return oneLine(`${index + 1}. ${apps}× ${cause} (${facts})${group}`);
}

/** The call that lists some of the applications that were summed up, and no others. */
function listCall(
  { asked, by_instance }: FleetSummary,
  wanted: Readonly<Record<string, unknown>>,
): string {
  const args = {
    ...(by_instance ? { instances: "all" } : {}),
    ...asked,
    ...wanted,
  };
  return `list_applications ${JSON.stringify(args)}`;
}

/** Says the same as the summary. */
export function fleetText(summary: FleetSummary): string {
  const { total, fine, groups, more, outliers = [], note } = summary;
  if (total === 0) return ["0 applications", note].filter(Boolean).join("\n");
  return [
    `${plural(total, "application")}: ${fine} fine, ${
      total - fine
    } not; last sync failed: ${summary.failed_syncs}`,
    `health/sync: ${countsText(summary.states)}`,
    placesText("projects", summary.projects),
    placesText("clusters", summary.clusters),
    ...(summary.by_instance
      ? [placesText("instances", summary.by_instance)]
      : []),
    changesText(summary.last_hour),
    ...(groups.length > 0
      ? [
        `groups by cause, each with its ID (${
          listCall(summary, { fleet_group: "ID" })
        } shows one):`,
      ]
      : []),
    ...groups.map(groupText),
    ...(more
      ? [
        `and ${plural(more.groups, "more group")} with ${
          plural(more.apps, "application")
        } (${listCall(summary, { problems: true })})`,
      ]
      : []),
    ...outliers.map(({ application, state, why }) =>
      oneLine(`outlier: ${application} ${state}, ${why}`)
    ),
    ...(note ? [note] : []),
  ].join("\n");
}
