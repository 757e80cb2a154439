/**
 * To which revisions a write goes, with what their authors say.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getChartDetails } from "../argocd/endpoints.ts";
import type {
  ApplicationSource,
  HistoryEntry,
} from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { FULL_SHA_REGEXP } from "../guards/check_names.ts";
import type { RevisionView } from "../views/revision_view.ts";
import { shortMessage } from "../views/short_message.ts";
import {
  comparedRevisions,
  revisionsOf,
  sourcesOf,
  targetOf,
} from "../views/sources_of.ts";
import { mapLimited } from "../map_limited.ts";
import type { FoundApplication } from "./read_application.ts";
import { readCommit } from "./read_commit.ts";
import { tolerate } from "./tolerate.ts";

/** Which revisions are meant. */
export interface RevisionsRequest {
  /** One for each source; `undefined` means what the source asks for. All by default. */
  readonly revisions?: readonly (string | undefined)[];
  /** A deployment of the past, whose sources and revisions count instead. */
  readonly entry?: HistoryEntry;
  readonly signal: AbortSignal;
}

/** One source with its revision. */
interface Asked {
  readonly source: ApplicationSource;
  readonly index: number;
  readonly target: string;
  readonly revision: string | undefined;
}

const CHART_CHARS = 120;

function askedOf(
  { application }: FoundApplication,
  { revisions = [], entry }: RevisionsRequest,
): readonly Asked[] {
  const sources = sourcesOf(entry ?? application.spec);
  const resolved = entry ? revisionsOf(entry) : comparedRevisions(application);
  return sources.map((source, index) => {
    const own = targetOf(source);
    const target = revisions[index] ?? (entry ? resolved[index] ?? own : own);
    const isKnown = target === own || entry !== undefined;
    const isFinal = FULL_SHA_REGEXP.test(target) ||
      (source.chart !== undefined && /^v?\d+\.\d+\.\d+/.test(target));
    return {
      source,
      index,
      target,
      revision: isFinal ? target : isKnown ? resolved[index] : undefined,
    };
  });
}

/**
 * Describes the revisions. What Argo CD cannot tell is said in a note; only the end of the call is thrown.
 *
 * A name that is not the source's own target is resolved by nobody before the sync: Argo CD has no call for it.
 */
export async function readRevisions(
  argocd: ArgocdClient,
  found: FoundApplication,
  request: RevisionsRequest,
): Promise<readonly RevisionView[]> {
  const { name, query } = found.key;
  const { entry, signal } = request;
  const all = askedOf(found, request);
  return await mapLimited(all, async (asked): Promise<RevisionView> => {
    const { source, index, target, revision } = asked;
    const view = {
      ...(all.length > 1 ? { source: index + 1 } : {}),
      target,
      ...(revision ? { revision } : {}),
    };
    const where = {
      ...query,
      ...(entry?.id === undefined ? {} : { versionId: entry.id }),
      ...(all.length > 1 ? { sourceIndex: index } : {}),
    };
    if (source.chart !== undefined && revision) {
      const details = await tolerate(
        argocd.call(getChartDetails, {
          path: { name, revision },
          query: where,
          signal,
          purpose: `read chart '${source.chart}'`,
        }),
        signal,
      );
      if (details instanceof ToolError) {
        return { ...view, note: shortMessage(details.message) };
      }
      const text = shortMessage(details.description, CHART_CHARS);
      return {
        ...view,
        chart: [source.chart, text].filter(Boolean).join(": "),
      };
    }
    if (!revision) {
      return { ...view, note: "resolved by Argo CD when it syncs" };
    }
    if (!FULL_SHA_REGEXP.test(revision)) return view;
    const commit = await readCommit(argocd, {
      path: { name, revision },
      query: where,
    }, signal);
    return commit instanceof ToolError
      ? { ...view, note: shortMessage(commit.message) }
      : { ...view, commit };
  });
}
