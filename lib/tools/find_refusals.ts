/**
 * What the cluster would refuse of a sync, asked without syncing: immutable fields, admission policies, webhooks.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getManagedResources, serverSideDiff } from "../argocd/endpoints.ts";
import { isAtLeast } from "../argocd/server_version.ts";
import type {
  ManagedResource,
  ServerSideDiff,
} from "../argocd/wire/resources.ts";
import { ToolError } from "../errors.ts";
import { MARK_REGEXP } from "../guards/secret_marks.ts";
import { plural } from "../views/plural.ts";
import { managedFields } from "./managed_fields.ts";
import type { ApplicationKey } from "./read_application.ts";
import { type Refusal, searchRefusals } from "./search_refusals.ts";

/** Questions of one search at most, the first ones and those that look for a culprit. */
const MAX_CALLS = 12;
/** A preview is worth so much waiting; what was found by then counts. */
const LIMIT_MS = 15_000;

/** Needs the whole state; the rest of an answer is as large again. */
const FIELDS = managedFields(["targetState", "liveState"]);

/** What is asked. */
export interface RefusalQuestion {
  readonly key: ApplicationKey;
  readonly signal: AbortSignal;
  /**
   * Managed resources with `targetState` and `liveState`, sent as they are; read when they are not given. Another
   * target than Argo CD's own may stand in them.
   */
  readonly resources?: readonly ManagedResource[];
  /** Which of them would be applied; all by default. */
  readonly wanted?: (resource: ManagedResource) => boolean;
  /** Turns a resource that is read here into what Argo CD really said; without it those with masked values are left out. */
  readonly exact?: <Value extends object>(answer: Value) => Value;
  /** Milliseconds for all of it. Default 15,000. */
  readonly limitMs?: number;
}

/** What the cluster said. Only what is refused is known to fail; a sync with `Force` deletes and makes anew instead. */
export interface Refusals {
  readonly refused: readonly Refusal[];
  /** Resources that the cluster was asked about, those refused included. */
  readonly checked: number;
  /** Resources that would be applied and were not asked about, as far as they were counted. */
  readonly not_checked: number;
  /** Why some or all were not. */
  readonly why_not?: string;
}

/** Finds what the cluster would refuse. Throws only when `signal` is aborted: any failure is a `why_not`. */
export async function findRefusals(
  argocd: ArgocdClient,
  question: RefusalQuestion,
): Promise<Refusals> {
  const { signal, limitMs = LIMIT_MS } = question;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), limitMs);
  const within = AbortSignal.any([signal, patience.signal]);
  try {
    return await find(argocd, { ...question, limitMs, within });
  } catch (error) {
    if (signal.aborted) throw error;
    const why = patience.signal.aborted
      ? tooSlow(limitMs)
      : error instanceof ToolError
      ? error.message
      : "it failed inside of this program";
    const { length } = (question.resources ?? []).filter(isApplied(question));
    return nothing(length, why);
  } finally {
    clearTimeout(timer);
  }
}

/** A question under way; `within` ends with its time or with its caller. */
type Asked =
  & RefusalQuestion
  & Required<Pick<RefusalQuestion, "limitMs">>
  & { readonly within: AbortSignal };

async function find(
  argocd: ArgocdClient,
  question: Asked,
): Promise<Refusals> {
  const version = await argocd.version(question.within);
  const applied = isApplied(question);
  if (!isAtLeast(version, "3.2")) {
    return nothing(
      (question.resources ?? []).filter(applied).length,
      `Argo CD ${version.text} cannot ask the cluster; 3.2 and newer can`,
    );
  }
  const known = question.resources ?? await readStates(argocd, question);
  const resources = known.filter(applied);
  const skipped = new Map<string, number>();
  const asked = resources.filter((resource) => {
    const why = whySkipped(resource);
    if (why !== undefined) skipped.set(why, (skipped.get(why) ?? 0) + 1);
    return why === undefined;
  });
  const found = await searchRefusals(asked, {
    maxCalls: MAX_CALLS,
    ask: (batch) => ask(argocd, { ...question, batch }),
  });
  const [failure] = found.failures;
  const reasons = [
    ...[...skipped].map(([why, count]) => `${count} ${why}`),
    ...(failure === undefined ? [] : [
      `${
        plural(found.failures.length, "resource")
      } could not be compared: ${failure}`,
    ]),
    ...(found.ended === undefined
      ? []
      : [`${found.left} left: ${found.ended}`]),
  ];
  return {
    refused: found.refused,
    checked: found.checked,
    not_checked: resources.length - found.checked,
    ...(reasons.length === 0 ? {} : { why_not: reasons.join("; ") }),
  };
}

/** What a sync would apply; a hook is run, and what the source lacks is pruned at most. */
function isApplied(
  { wanted = () => true }: RefusalQuestion,
): (resource: ManagedResource) => boolean {
  return (resource) =>
    isObject(resource.targetState) && !resource.hook && wanted(resource);
}

function isObject(state: string | undefined): boolean {
  return state !== undefined && state !== "" && state !== "null";
}

/** Why the cluster cannot be asked, following a number; `undefined` when it can. */
function whySkipped(
  { group = "", kind, targetState = "", liveState }: ManagedResource,
): string | undefined {
  if (group === "" && kind === "Secret") {
    return "of kind Secret, whose values Argo CD hides";
  }
  if (!isObject(liveState)) {
    return "to be created, about which Argo CD does not ask the cluster";
  }
  // What a mark stands for would look like a change, and a refusal of that change would be none.
  if (MARK_REGEXP.test(targetState)) return "with values that are masked here";
  return undefined;
}

async function readStates(
  argocd: ArgocdClient,
  { key, within, exact = (item) => item }: Asked,
): Promise<readonly ManagedResource[]> {
  async function read(fields?: string): Promise<readonly ManagedResource[]> {
    const { items } = await argocd.call(getManagedResources, {
      path: { name: key.name },
      query: { ...key.query, fields },
      signal: within,
      purpose: `read the resources of application '${key.name}'`,
    });
    return (items ?? []).map((item) => exact(item));
  }
  const items = await read(FIELDS);
  // A server that does not know these fields leaves them out without a word.
  return items.every(({ targetState }) => targetState !== undefined)
    ? items
    : await read();
}

/** Gives an error back instead of throwing it, unless the whole search ends with it. */
async function ask(
  argocd: ArgocdClient,
  { key, signal, within, limitMs, batch }: Asked & {
    readonly batch: readonly ManagedResource[];
  },
): Promise<ServerSideDiff | ToolError> {
  try {
    return await argocd.call(serverSideDiff, {
      path: { name: key.name },
      query: key.query,
      body: {
        liveResources: batch.map((
          { group, kind, namespace, name, liveState },
        ) => ({ group, kind, namespace, name, liveState })),
        targetManifests: batch.map(({ targetState }) => targetState),
      },
      signal: within,
      purpose: `ask the cluster about application '${key.name}'`,
    });
  } catch (error) {
    if (!(error instanceof ToolError) || signal.aborted) throw error;
    return within.aborted ? new ToolError("TIMEOUT", tooSlow(limitMs)) : error;
  }
}

function tooSlow(limitMs: number): string {
  return `it took longer than ${limitMs / 1000} s`;
}

function nothing(count: number, why: string): Refusals {
  return { refused: [], checked: 0, not_checked: count, why_not: why };
}
