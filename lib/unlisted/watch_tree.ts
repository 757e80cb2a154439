/**
 * Tells when what an application consists of has changed: pods come and go without a change of the application.
 *
 * @module
 */
import { getResourceTree, watchResourceTree } from "../argocd/endpoints.ts";
import type {
  ApplicationTree,
  ResourceNode,
} from "../argocd/wire/resources.ts";
import { digestOf } from "../plans/facts.ts";
import type { ToolContext } from "../tool.ts";
import type { ApplicationKey } from "../tools/read_application.ts";
import { type ReopenOptions, reopenStream } from "../tools/reopen_stream.ts";
import { requireReady } from "./require_ready.ts";

/** Of which application, and how its streams go on. */
export interface TreeWatch extends ReopenOptions {
  readonly key: ApplicationKey;
  /** Milliseconds for which a stream may stay open. */
  readonly streamMs: number;
}

/** What a reader of the tree sees; not the version of each object, which changes for nothing. */
function shownOf(
  { group, kind, namespace, name, uid, health, info, images }: ResourceNode,
): readonly unknown[] {
  return [group, kind, namespace, name, uid, health, info, images];
}

function stateOf({ nodes, orphanedNodes }: ApplicationTree): string {
  return digestOf(
    [nodes, orphanedNodes].map((some) =>
      (some ?? []).map((node) => JSON.stringify(shownOf(node))).sort()
    ),
  );
}

async function* changesOf(
  trees: AsyncIterable<ApplicationTree>,
  before: ApplicationTree,
): AsyncGenerator<void, void> {
  let last = stateOf(before);
  for await (const tree of trees) {
    const state = stateOf(tree);
    if (state === last) continue;
    last = state;
    yield;
  }
}

/**
 * Begins a watch: what it gives yields once for each change of the tree from now on, until `signal` aborts.
 *
 * @throws {ToolError} when the tree cannot be read.
 */
export async function watchTree(
  context: ToolContext,
  { key, streamMs, ...reopen }: TreeWatch,
): Promise<AsyncIterable<void>> {
  const { argocd, signal } = context;
  const about = {
    path: { name: key.name },
    query: key.query,
    signal,
    purpose: `watch the resources of application '${key.name}'`,
  };
  let isFirst = true;
  async function* open(): AsyncGenerator<ApplicationTree, void> {
    await requireReady(context, about.purpose);
    // A stream says nothing of what was before it.
    if (!isFirst) yield await argocd.call(getResourceTree, about);
    isFirst = false;
    yield* argocd.stream(watchResourceTree, { ...about, timeoutMs: streamMs });
  }
  const before = await argocd.call(getResourceTree, about);
  return changesOf(reopenStream(open, reopen), before);
}
