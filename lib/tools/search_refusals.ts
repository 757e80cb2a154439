/**
 * Finds those of many objects that a cluster refuses, although an answer names one of them at most.
 *
 * @module
 */
import type {
  ComparisonStop,
  ManagedResource,
  ResourceRef,
  ServerSideDiff,
} from "../argocd/wire/resources.ts";
import { ToolError } from "../errors.ts";

/** Argo CD's own CLI sends no more at once. */
const MAX_BATCH_CHARACTERS = 250_000;
/** Questions under way at the same time: each is many requests to the cluster. */
const AT_ONCE = 3;

/** An object that the cluster does not take. */
export interface Refusal {
  readonly ref: ResourceRef;
  /** Kubernetes' own words, on one line. */
  readonly reason: string;
}

/** What a search came to. */
export interface SearchResult {
  readonly refused: readonly Refusal[];
  /** Objects about which the cluster has said yes or no. */
  readonly checked: number;
  /** Objects that Argo CD could not compare, one reason each. */
  readonly failures: readonly string[];
  /** Objects that the search did not get to. */
  readonly left: number;
  /** Why it ended before its time. */
  readonly ended?: string;
}

type Batch = readonly ManagedResource[];

/** What one answer says about a batch. */
interface Verdict {
  readonly refused?: Refusal;
  readonly checked?: number;
  readonly failure?: string;
  /** What is to be asked again. */
  readonly again?: readonly Batch[];
  readonly ended?: string;
}

/**
 * Asks in batches; a batch that fails is asked again without the object that the answer names, or in halves where it
 * names none.
 *
 * @param options `ask` sends one batch and gives errors back that do not end the call; `maxCalls` questions at most.
 */
export async function searchRefusals(
  resources: readonly ManagedResource[],
  options: {
    readonly ask: (batch: Batch) => Promise<ServerSideDiff | ToolError>;
    readonly maxCalls: number;
  },
): Promise<SearchResult> {
  const { ask, maxCalls } = options;
  const queue = batchesOf(resources);
  const verdicts: Verdict[] = [];
  let calls = 0;
  let ended: string | undefined;
  while (queue.length > 0 && calls < maxCalls && ended === undefined) {
    const round = queue.splice(0, Math.min(AT_ONCE, maxCalls - calls));
    calls += round.length;
    const judged = await Promise.all(
      round.map(async (batch) => judge(batch, await ask(batch))),
    );
    for (const verdict of judged) {
      verdicts.push(verdict);
      queue.push(...verdict.again ?? []);
      ended ??= verdict.ended;
    }
  }
  const left = queue.flat().length;
  return {
    refused: verdicts.flatMap(({ refused }) => refused ?? []),
    checked: verdicts.reduce((sum, { checked = 0 }) => sum + checked, 0),
    failures: verdicts.flatMap(({ failure }) => failure ?? []),
    left,
    ...(ended !== undefined
      ? { ended }
      : left > 0
      ? { ended: `the search ended after ${maxCalls} questions` }
      : {}),
  };
}

function batchesOf(resources: readonly ManagedResource[]): Batch[] {
  const batches: ManagedResource[][] = [];
  let size = Infinity;
  for (const resource of resources) {
    const { targetState = "", liveState = "" } = resource;
    const more = targetState.length + liveState.length;
    if (size + more > MAX_BATCH_CHARACTERS) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(resource);
    size += more;
  }
  return batches;
}

function judge(batch: Batch, answer: ServerSideDiff | ToolError): Verdict {
  if (answer instanceof ToolError) {
    return answer.code !== "TOO_LARGE"
      ? { again: [batch], ended: answer.message }
      : batch.length === 1
      ? { failure: answer.message }
      : { again: halves(batch) };
  }
  if (answer.stopped !== undefined) return judgeStop(batch, answer.stopped);
  // Argo CD leaves out what it cannot pair, without a word.
  return answer.items?.length === batch.length ? { checked: batch.length } : {
    again: [batch],
    ended: `Argo CD compared ${
      answer.items?.length ?? 0
    } of ${batch.length} resources`,
  };
}

function judgeStop(batch: Batch, stop: ComparisonStop): Verdict {
  const named = batch.length === 1
    ? batch
    : batch.filter((resource, index) => isNamed(resource, index, stop));
  const [culprit, ...others] = named;
  if (culprit === undefined || others.length > 0) {
    return { again: halves(batch) };
  }
  const rest = batch.filter((resource) => resource !== culprit);
  const again = rest.length > 0 ? [rest] : [];
  if (!stop.refused) return { failure: stop.reason, again };
  const { group = "", kind = "", namespace = "", name = "" } = culprit;
  const ref = { group, kind, namespace, name };
  return { refused: { ref, reason: stop.reason }, checked: 1, again };
}

/** The namespace is never named. */
function isNamed(
  resource: ManagedResource,
  index: number,
  stop: ComparisonStop,
): boolean {
  return stop.index !== undefined
    ? stop.index === index
    : resource.kind === stop.kind && resource.name === stop.name &&
      (stop.group === undefined || stop.group === (resource.group ?? ""));
}

function halves(batch: Batch): readonly Batch[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
