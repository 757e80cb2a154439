/**
 * Which applications there are and how they are.
 *
 * @module
 */
import * as z from "zod";
import type { Application } from "../../argocd/wire/application.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import {
  type ApplicationFilter,
  passesFilter,
} from "../../views/application_filter.ts";
import {
  type ApplicationSummary,
  summariseApplications,
  summaryText,
} from "../../views/application_list.ts";
import { applicationReasons } from "../../views/application_reasons.ts";
import { applicationRef } from "../../views/application_ref.ts";
import {
  applicationCell,
  EXTRA_COLUMNS,
  type ExtraColumn,
  USUAL_COLUMNS,
} from "../../views/application_row.ts";
import {
  applicationState,
  isFine,
  severity,
} from "../../views/application_state.ts";
import { comparedRevisions } from "../../views/sources_of.ts";
import { table } from "../../views/table.ts";
import { cursor, health, limit, names, sync } from "../arguments.ts";
import { controlPlaneOf } from "../control_plane.ts";
import { fetchApplications, type ListPart } from "../fetch_applications.ts";
import { requireLogin } from "../require_login.ts";
import { withinCluster } from "../within_cluster.ts";
import { GROUP_PARTS, withinGroup } from "../within_group.ts";
import {
  type Detail,
  EXPLAINED_ROWS,
  readDetails,
} from "./explain_applications.ts";

const input = z.strictObject({
  project: names,
  cluster: z.string().optional().describe("name or server URL"),
  namespace: z.string().optional().describe("destination namespace"),
  health,
  sync,
  selector: z.string().optional().describe("team=web,env!=dev"),
  repo: z.string().optional().describe("part of a source URL"),
  search: z.string().optional().describe("part of the name"),
  problems: z.boolean().optional().describe(
    "not Synced and Healthy, or operation failed or not over",
  ),
  columns: z.array(z.enum(EXTRA_COLUMNS)).optional(),
  fleet_group: z.string().optional().describe("of get_fleet_summary"),
  limit: limit(50),
  cursor,
});

/** In a row; get_application shows all. */
const REASONS_SHOWN = 2;
const REASON_CHARS = 100;

type Args = z.infer<typeof input>;
type Row = readonly string[];

interface ApplicationList extends ApplicationSummary {
  readonly note?: string;
  readonly columns: readonly string[];
  /** Applications until the page is taken; then rows, a cell for each of `columns`. */
  readonly items: readonly (Application | Row)[];
}

/** What a column needs that is not always read. */
const PARTS: Readonly<Partial<Record<ExtraColumn, ListPart>>> = {
  revision: "revision",
  repo: "sources",
  path: "sources",
  target_revision: "sources",
  labels: "labels",
  policy: "policy",
  created: "created",
};

function wantsReasons(args: Args): boolean {
  const { problems, health, sync, columns, fleet_group: group } = args;
  return problems === true || group !== undefined || health !== undefined ||
    sync !== undefined ||
    columns?.includes("reason") === true;
}

/** A row with reasons is long: where it goes is left out unless it was asked for. */
function shownColumns(
  asked: readonly ExtraColumn[],
  reasons: boolean,
): readonly string[] {
  const usual = USUAL_COLUMNS.filter((column) =>
    !reasons || column !== "destination"
  );
  const shown = new Set<string>([...usual, ...asked]);
  shown.delete("reason");
  return reasons ? [...shown, "reason"] : [...shown];
}

function emptyNote(visible: number, { project, selector }: Args): string {
  if (visible > 0) return `none of ${visible} applications matches`;
  const where = project || selector ? " that match" : "";
  return `Argo CD shows this account no applications${where}: there are none, or it may not see them ` +
    "(Argo CD leaves them out without a word; get_server_info shows the permissions)";
}

function byUrgency(a: Application, b: Application): number {
  return severity(applicationState(b)) - severity(applicationState(a));
}

function reasonOf(
  application: Application,
  options: { readonly detail: Detail | undefined; readonly now: Date },
): string {
  const { detail, now } = options;
  // An empty cell would read as "no reason".
  if (detail === undefined) {
    return isFine(applicationState(application)) ? "" : "not read";
  }
  if (detail instanceof ToolError) return `not readable: ${detail.code}`;
  return applicationReasons(detail, { now, max: REASON_CHARS, resources: 1 })
    .slice(0, REASONS_SHOWN).join("; ");
}

/** The fleet at a glance, and what in it needs somebody. */
export const listApplications: Tool = defineTool({
  name: "list_applications",
  title: "List applications",
  tier: "read",
  description:
    "Lists applications with sync and health, counts first. problems, health or sync add reasons (first 20 rows).",
  input,
  output: z.looseObject({
    total: z.int(),
    columns: z.array(z.string()),
    items: z.array(z.unknown()),
  }),
  across: "asked",
  order: (args: Args) => wantsReasons(args) ? byUrgency : undefined,
  paging: {
    field: "items",
    limit: 50,
    narrow: "project, cluster, namespace, search or problems",
  },
  async handler(args: Args, context: ToolContext): Promise<ApplicationList> {
    const { argocd, signal } = context;
    const { columns = [], project, selector } = args;
    const visible = await fetchApplications(argocd, {
      parts: [
        ...columns.flatMap((column) => PARTS[column] ?? []),
        ...args.repo === undefined ? [] : ["sources" as const],
        ...args.fleet_group === undefined ? [] : GROUP_PARTS,
      ],
      projects: project,
      selector,
      signal,
    });
    if (visible.length === 0) {
      await requireLogin(argocd, { purpose: "list applications", signal });
    }
    const filter: ApplicationFilter = args;
    const group = await withinGroup(visible, args.fleet_group, context);
    const passing = group.filter((application) =>
      passesFilter(application, filter)
    );
    const items = await withinCluster(passing, args.cluster, context);
    const reasons = wantsReasons(args);
    return {
      ...summariseApplications(items),
      unfiltered: visible.length,
      ...(items.length === 0 ? { note: emptyNote(visible.length, args) } : {}),
      columns: shownColumns(columns, reasons),
      items: reasons ? [...items].sort(byUrgency) : items,
    };
  },
  async enrich(
    list: ApplicationList,
    _args: Args,
    context: ToolContext,
  ): Promise<ApplicationList> {
    const { argocd, signal, now } = context;
    const { unfiltered, ...rest } = list;
    const applications = list.items as readonly Application[];
    const controlPlane = await controlPlaneOf(argocd, applications, signal);
    const needed = applications.filter((application) =>
      list.columns.includes("reason") &&
        !isFine(applicationState(application)) ||
      // Lists have no revisions of multi-source applications, and below 3.5 none at all.
      list.columns.includes("revision") &&
        comparedRevisions(application).length === 0
    );
    const details = await readDetails(needed, context);
    const items = applications.map((application) => {
      const detail = details.get(application);
      const fullest = detail === undefined || detail instanceof ToolError
        ? application
        : detail;
      return list.columns.map((column) => {
        if (column === "name") {
          return applicationRef(application.metadata, controlPlane);
        }
        if (column === "reason") {
          return reasonOf(application, { detail, now: now() });
        }
        return applicationCell(
          fullest,
          column as Parameters<typeof applicationCell>[1],
        );
      });
    });
    const unexplained = needed.length > EXPLAINED_ROWS
      ? { note: `details: only of the first ${EXPLAINED_ROWS} rows shown` }
      : {};
    return {
      ...rest,
      ...(unfiltered === list.total ? {} : { unfiltered }),
      ...unexplained,
      items,
    };
  },
  text(list: ApplicationList): string {
    const { note, columns, items } = list;
    return [
      summaryText(list),
      ...(note ? [note] : []),
      ...(items.length > 0 ? [table(columns, items as readonly Row[])] : []),
    ].join("\n");
  },
});
