/**
 * One side of a comparison: an application as it renders at one point.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getManifests } from "../argocd/endpoints.ts";
import type { HistoryEntry } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import type { SideView } from "../views/comparison_text.ts";
import { sourceChanges } from "../views/history_view.ts";
import { type Manifest, parseManifest } from "../views/manifest_yaml.ts";
import type { RenderedSide } from "../views/pair_manifests.ts";
import type { RevisionView } from "../views/revision_view.ts";
import {
  comparedRevisions,
  revisionsOf,
  shortRevision,
  sourcesOf,
} from "../views/sources_of.ts";
import { findDeployment, lastDeployment } from "./find_deployment.ts";
import {
  planRendering,
  planSyncRendering,
  type Rendering,
} from "./plan_rendering.ts";
import type { FoundApplication } from "./read_application.ts";
import { readRevisions } from "./read_revision.ts";
import { isUnknownCommit, unknownCommit } from "./unknown_commit.ts";

/** What to render; neither a revision nor an id means what Argo CD has compared last. */
export interface SideRequest {
  readonly application: string;
  readonly revision?: string | undefined;
  /** Which source `revision` is for, counted from 1. */
  readonly source?: number | undefined;
  /** Of the history; `last` is what was deployed last. */
  readonly id?: number | "last" | undefined;
}

/** A side as it is compared and as it is shown. */
export interface Side extends RenderedSide {
  readonly view: SideView;
}

/** Longer names of branches would push the difference aside. */
const LABEL_CHARS = 40;
/** With another one of these, what Argo CD renders today says nothing about the deployment. */
const PLACE_KEYS = ["repoURL", "path", "chart"];

/** A number is rarely a revision, and often meant as the id of a deployment. */
const NUMBER_REGEXP = /^\d{1,9}$/;

/** The deployment, as far as it can be rendered again: Argo CD renders nothing but the sources of the spec. */
function requirePlace(
  { application }: FoundApplication,
  entry: HistoryEntry,
  ref: string,
): string | undefined {
  const changed = sourceChanges(application.spec, entry);
  const moved = changed.filter((key) =>
    PLACE_KEYS.some((place) => key === place || key.endsWith(` ${place}`))
  );
  const sameCount = sourcesOf(application.spec).length ===
    sourcesOf(entry).length;
  if (moved.length === 0 && sameCount) {
    return changed.length > 0
      ? `rendered with today's ${changed.join(", ")}, which differ from then`
      : undefined;
  }
  throw new ToolError(
    "UNSUPPORTED",
    `Cannot render deployment ${
      entry.id ?? 0
    } of application '${ref}': it came from other sources (${
      moved.join(", ") || "their number"
    }), and Argo CD renders those of the spec only`,
    { hint: "get_application_history shows what changed with each deployment" },
  );
}

/** A side that can be rendered. */
export interface SidePlan {
  readonly found: FoundApplication;
  readonly request: SideRequest;
  readonly rendering: Rendering;
  readonly entry?: HistoryEntry;
  readonly note?: string | undefined;
  /** One for each source, where they are not what was compared or deployed. */
  readonly revisions?: readonly string[];
}

/**
 * Thinks a side through; sends nothing.
 *
 * @throws {ToolError} `INVALID_ARGUMENT`, `NOT_FOUND` for a deployment that is not there, `UNSUPPORTED` for one that came
 * from other sources.
 */
export function planSide(
  found: FoundApplication,
  request: SideRequest,
): SidePlan {
  const { application } = found;
  const { application: ref, id, revision } = request;
  if (id !== undefined) {
    const purpose = `compare application '${ref}'`;
    const entry = id === "last"
      ? lastDeployment(application, purpose)
      : findDeployment(application, id, purpose);
    const note = requirePlace(found, entry, ref);
    const rendering = planSyncRendering(application, revisionsOf(entry));
    return { found, request, rendering, entry, note };
  }
  if (revision !== undefined) {
    const rendering = planRendering(application, request);
    return { found, request, rendering, revisions: rendering.revisions };
  }
  // Not the target itself: it may have moved since, and would be described by what it was.
  const compared = comparedRevisions(application);
  const rendering = planSyncRendering(application, compared);
  return { found, request, rendering };
}

function labelOf(
  { request: { revision }, entry }: SidePlan,
  revisions: readonly RevisionView[],
): string {
  // Argo CD may leave out a 0.
  if (entry) return `deployment ${entry.id ?? 0}`;
  const label = shortRevision(revision ?? revisions[0]?.target ?? "target");
  return label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS)}…` : label;
}

/** What was rendered. What a name stood for when Argo CD compared says nothing about what it stands for now. */
function rendered(view: RevisionView, isAsked: boolean): RevisionView {
  const { source, target, revision } = view;
  const isKnown = revision !== undefined &&
    (!isAsked || revision === target);
  return isKnown
    ? view
    : { ...(source === undefined ? {} : { source }), target };
}

/**
 * Renders a plan.
 *
 * @throws {ToolError} as the client does; `NOT_FOUND` for a revision that nobody has: it is not told as a failure of
 * Argo CD.
 */
export async function renderPlan(
  argocd: ArgocdClient,
  { found, request, rendering }: SidePlan,
  signal: AbortSignal,
): Promise<RenderedSide> {
  const { application, key } = found;
  const revisions = rendering.revisions.map(shortRevision).join(", ");
  const purpose =
    `render application '${request.application}' at '${revisions}'`;
  try {
    const answer = await argocd.call(getManifests, {
      path: { name: key.name },
      query: { ...key.query, ...rendering.query },
      signal,
      purpose,
    });
    return {
      manifests: (answer.manifests ?? []).map(parseManifest)
        .filter((object): object is Manifest => object !== undefined),
      home: application.spec?.destination?.namespace ?? "",
      known: application.status?.resources ?? [],
    };
  } catch (error) {
    const { revision = "" } = request;
    if (
      error instanceof ToolError && error.code === "NOT_FOUND" &&
      NUMBER_REGEXP.test(revision)
    ) {
      const hint = `'#${revision}' is the deployment with this id`;
      throw new ToolError(error.code, error.message, { hint, cause: error });
    }
    if (!isUnknownCommit(error)) throw error;
    throw unknownCommit(purpose, revision || revisions, error);
  }
}

/**
 * Renders one side; texts of commits that cannot be read are left out with the reason.
 *
 * @param instance Its name, where there are two.
 * @throws {ToolError} as the client does; `NOT_FOUND` for a revision that nobody has.
 */
export async function renderSide(
  argocd: ArgocdClient,
  plan: SidePlan,
  { signal, instance }: {
    readonly signal: AbortSignal;
    readonly instance?: string;
  },
): Promise<Side> {
  const { found, entry, note, revisions } = plan;
  const side = await renderPlan(argocd, plan, signal);
  const views = await readRevisions(argocd, found, {
    signal,
    ...(entry ? { entry } : {}),
    ...(revisions ? { revisions } : {}),
  });
  return {
    ...side,
    view: {
      label: instance ?? labelOf(plan, views),
      ...(instance === undefined ? {} : { instance }),
      ...(entry ? { deployment: entry.id ?? 0 } : {}),
      ...(entry?.deployedAt ? { deployed: entry.deployedAt } : {}),
      revisions: views.map((view) => rendered(view, revisions !== undefined)),
      ...(note ? { note } : {}),
    },
  };
}
