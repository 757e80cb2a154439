/**
 * Reads everything that an expert would look at, side by side and within one deadline. What could not be read in time
 * is said, and the rest is answered.
 *
 * @module
 */
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import type { Facts } from "../../diagnose/facts.ts";
import { liveObject } from "../../diagnose/live_objects.ts";
import { keyOf } from "../../diagnose/object_key.ts";
import { podFacts } from "../../diagnose/pod_facts.ts";
import { complainers } from "../../diagnose/rules/unjudged_resource.ts";
import type { ToolContext } from "../../tool.ts";
import { type FoundApplication, readApplication } from "../read_application.ts";
import type { Comparison } from "../read_comparison.ts";
import {
  type FoundResources,
  foundResources,
  readTree,
} from "../read_resources.ts";
import { Inquiry, type InquiryOptions } from "./inquiry.ts";
import { readChanges } from "./read_changes.ts";
import { Reader } from "./reader.ts";
import { readSurroundings } from "./surroundings.ts";
import { suspects } from "./suspects.ts";

/** The tree stands before most other questions; without it the rest of the time is for those that need none. */
const TREE_SHARE = 0.5;
/** What hangs from an application is worth so much of the time that is left: the rest of the answer does not wait. */
const BELOW_SHARE = 0.6;

/** Like resources complain of like causes. */
const MOST_COMPLAINERS = 3;

/** Once each: an application's events come again with the objects that they are about. */
function distinct(
  events: readonly KubernetesEvent[],
): readonly KubernetesEvent[] {
  const seen = new Set<string>();
  return events.filter(({ metadata }) => {
    const uid = metadata?.uid;
    if (uid === undefined) return true;
    const isNew = !seen.has(uid);
    seen.add(uid);
    return isNew;
  });
}

async function withTree(
  own: FoundApplication,
  context: ToolContext,
  { reader, ref }: Omit<InquiryOptions, "found">,
): Promise<FoundResources> {
  const { signal, remainingMs } = reader;
  const tree = await reader.read(
    "the resource tree",
    () =>
      readTree(context.argocd, own, {
        ref,
        signal,
        timeoutMs: remainingMs * TREE_SHARE,
      }),
  );
  return foundResources(own, tree);
}

/** Objects that may be ill as they live, and what those of them that are pods wrote. */
async function gatherLive(
  inquiry: Inquiry,
  found: FoundResources,
): Promise<Pick<Facts, "objects" | "pods" | "logs" | "events">> {
  const read = await Promise.all(
    suspects(found).map((node) => inquiry.object(node)),
  );
  const pods = read.flatMap(({ node, object }) =>
    node.kind === "Pod" && object ? [podFacts(node, object)] : []
  );
  return {
    objects: new Map(
      read.flatMap(({ node, object }) =>
        object ? [[keyOf(node), object] as const] : []
      ),
    ),
    pods,
    events: read.flatMap(({ events }) => events),
    logs: await inquiry.logs(pods),
  };
}

/** Both sides of the resources, and the events of those that complain although Argo CD does not judge them. */
async function gatherCompared(
  inquiry: Inquiry,
  known: Pick<Facts, "nodes" | "now">,
): Promise<{
  readonly compared: Comparison | undefined;
  readonly complaints: readonly KubernetesEvent[];
}> {
  const compared = await inquiry.comparison();
  const ill = complainers({
    ...known,
    managed: compared?.managed ?? [],
    objects: new Map(),
  }).slice(0, MOST_COMPLAINERS);
  const complaints = await Promise.all(ill.map((node) => inquiry.events(node)));
  return { compared, complaints: complaints.flat() };
}

/** What could not be read by itself, as Argo CD has it for the comparison. */
function withManaged(
  objects: Facts["objects"],
  { nodes, managed }: Pick<Facts, "nodes" | "managed">,
): Facts["objects"] {
  return new Map([
    ...objects,
    ...nodes.filter((node) => !objects.has(keyOf(node))).flatMap((node) => {
      const object = liveObject({ objects, managed }, node);
      return object ? [[keyOf(node), object] as const] : [];
    }),
  ]);
}

/** Asks all questions about an application; those about what is below and behind it unless it is below itself. */
async function gatherFacts(
  context: ToolContext,
  { isBelow = false, ...about }: InquiryOptions & {
    readonly isBelow?: boolean;
  },
): Promise<Facts> {
  const { found, reader, ref } = about;
  const { application, tree } = found;
  const inquiry = new Inquiry(context, about);
  const ownEvents = inquiry.events();
  const nodes = tree?.nodes ?? [];
  const [
    own,
    { compared, complaints },
    windows,
    project,
    { events, ...live },
    surroundings,
    changes,
  ] = await Promise.all([
    ownEvents,
    gatherCompared(inquiry, { nodes, now: context.now() }),
    inquiry.windows(),
    inquiry.project(),
    gatherLive(inquiry, found),
    readSurroundings(context, {
      found,
      reader,
      ...(isBelow ? {} : {
        gatherChild: (ref: string) => gatherBelow(ref, context, reader),
      }),
    }),
    isBelow
      ? undefined
      : ownEvents.then((events) => readChanges(context, { ...about, events })),
  ]);
  return {
    now: context.now(),
    ref,
    application,
    nodes,
    ...(tree?.orphanedNodes ? { orphans: tree.orphanedNodes } : {}),
    compared: compared?.compared,
    managed: compared?.managed ?? [],
    ...live,
    objects: withManaged(live.objects, {
      nodes: suspects(found),
      managed: compared?.managed ?? [],
    }),
    events: distinct([...own, ...events, ...complaints]),
    windows,
    project,
    changes,
    ...surroundings,
    unread: reader.unread,
  };
}

/**
 * Gathers the facts of an application that another one manages, or an ApplicationSet; it takes its turns with
 * everything else. `undefined` when it cannot be read.
 */
export async function gatherBelow(
  ref: string,
  context: ToolContext,
  above: Reader,
): Promise<Facts | undefined> {
  const title = `application '${ref}'`;
  using reader = above.within(BELOW_SHARE, title);
  const own = await above.read(
    title,
    () => readApplication(context.argocd, ref, reader.signal),
  );
  if (!own) return undefined;
  const found = await withTree(own, context, { reader, ref });
  return await gatherFacts(context, { reader, found, ref, isBelow: true });
}

/**
 * Gathers the facts of an application.
 *
 * @param ref `name` or `namespace/name`, as a caller gave it.
 * @throws {ToolError} when not even the application itself can be read.
 */
export async function gather(
  ref: string,
  context: ToolContext,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<Facts> {
  using reader = new Reader(context.signal, deadlineMs);
  const own = await reader.need(
    `application '${ref}'`,
    () => readApplication(context.argocd, ref, reader.signal),
  );
  const found = await withTree(own, context, { reader, ref });
  return await gatherFacts(context, { reader, found, ref });
}
