/**
 * Reads what the deployment or the sync brought that may have made an application ill: its commits, and what it renders
 * to before and after.
 *
 * @module
 */
import { both } from "../both.ts";
import type { HistoryEntry } from "../../argocd/wire/application.ts";
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import type { ChangeFacts } from "../../diagnose/change_facts.ts";
import {
  type ChangeSpan,
  changeSpan,
  lastDeployed,
} from "../../diagnose/change_span.ts";
import type { ToolContext } from "../../tool.ts";
import { sourceChanges } from "../../views/history_view.ts";
import {
  type ManifestPair,
  pairManifests,
} from "../../views/pair_manifests.ts";
import { revisionsOf } from "../../views/sources_of.ts";
import { planSyncRendering } from "../plan_rendering.ts";
import type { FoundApplication } from "../read_application.ts";
import { readRevisions } from "../read_revision.ts";
import { planSide, renderPlan, type SidePlan } from "../render_side.ts";
import type { InquiryOptions } from "./inquiry.ts";
import type { Reader } from "./reader.ts";

/** The cause is found without it: the rest of the answer does not wait for a slow repository. */
const SHARE = 0.35;

/** What the span leads to: a deployment of the history, or the revisions of a sync. */
function endOf(
  span: Exclude<ChangeSpan, { kind: "idle" }>,
): { readonly entry: HistoryEntry } | {
  readonly revisions: readonly string[];
} {
  if (span.kind === "operation") return { revisions: span.revisions };
  return { entry: lastDeployed(span) };
}

function isSameDeployment(from: HistoryEntry, to: HistoryEntry): boolean {
  return sourceChanges(to, from).length === 0 &&
    revisionsOf(from).join() === revisionsOf(to).join();
}

/** Plans of both sides. Throws where Argo CD cannot render one of them again. */
function sidesOf(
  found: FoundApplication,
  { from, end, ref }: {
    readonly from: HistoryEntry;
    readonly end: ReturnType<typeof endOf>;
    readonly ref: string;
  },
): readonly [SidePlan, SidePlan] {
  const request = { application: ref };
  const to = "entry" in end
    ? planSide(found, { ...request, id: end.entry.id ?? 0 })
    : {
      found,
      request,
      rendering: planSyncRendering(found.application, end.revisions),
    };
  return [planSide(found, { ...request, id: from.id ?? 0 }), to];
}

async function readPairs(
  { argocd }: ToolContext,
  { span, found, ref, reader }: {
    readonly span: Exclude<ChangeSpan, { kind: "idle" }>;
    readonly reader: Reader;
  } & Pick<InquiryOptions, "found" | "ref">,
): Promise<readonly ManifestPair[] | undefined> {
  const { from } = span;
  const end = endOf(span);
  if (!from) return undefined;
  if ("entry" in end && isSameDeployment(from, end.entry)) return [];
  // A sync whose source cannot be rendered fails because of that, which is said already.
  if (!("entry" in end) && found.failure !== undefined) return undefined;
  const { signal } = reader;
  return await reader.read("what the change renders to", async () => {
    const [before, after] = sidesOf(found, { from, end, ref });
    const [one, two] = await both(
      renderPlan(argocd, before, signal),
      renderPlan(argocd, after, signal),
    );
    return pairManifests(one, two);
  }, { aside: true });
}

/**
 * Reads the change; `undefined` for an application that is as it should be, or of which nothing is known.
 *
 * @param options With the events of the application itself.
 */
export async function readChanges(
  context: ToolContext,
  { events, found, ref, ...options }: InquiryOptions & {
    readonly events: readonly KubernetesEvent[];
  },
): Promise<ChangeFacts | undefined> {
  const span = changeSpan(found.application, events);
  if (!span) return undefined;
  if (span.kind === "idle") return { span, revisions: [] };
  using reader = options.reader.within(SHARE);
  const { signal } = reader;
  const [revisions, pairs] = await Promise.all([
    reader.read(
      "the commits of the change",
      () => readRevisions(context.argocd, found, { ...endOf(span), signal }),
      { aside: true },
    ),
    readPairs(context, { span, found, ref, reader }),
  ]);
  return { span, revisions: revisions ?? [], ...(pairs ? { pairs } : {}) };
}
