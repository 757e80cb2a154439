/**
 * Tells when an application has changed, until the call is cancelled.
 *
 * @module
 */
import * as z from "zod";
import type { ArgocdClient } from "../argocd/client.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { digestOf } from "../plans/facts.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import {
  type FoundApplication,
  readApplication,
} from "../tools/read_application.ts";
import type { ReopenOptions } from "../tools/reopen_stream.ts";
import { tolerate } from "../tools/tolerate.ts";
import { watchApplication } from "../tools/watch_application.ts";
import { requireReady } from "./require_ready.ts";
import { watchTree } from "./watch_tree.ts";

const input = z.strictObject({
  application: z.string(),
  tree: z.boolean().optional().describe("what it consists of as well"),
});

type Args = z.infer<typeof input>;

/** A stream that loses an event has the present state when it is opened again. */
const STREAM_MS = 300_000;
/** Before a broken stream is opened again. */
const PAUSE = { rest: 1_000, poll: 60_000 } as const;

/** Asks Argo CD to look again, and goes when it has. */
const REFRESH = "argocd.argoproj.io/refresh";

/** What it is about; not when Argo CD has last looked at it. */
function stateOf({ metadata, spec, operation, status }: Application): string {
  const { name, uid, labels, annotations = {}, deletionTimestamp } = metadata ??
    {};
  const { [REFRESH]: _asked, ...lasting } = annotations;
  const { reconciledAt: _when, observedAt: _seen, ...found } = (status ??
    {}) as Readonly<Record<string, unknown>>;
  return digestOf({
    metadata: { name, uid, labels, annotations: lasting, deletionTimestamp },
    spec,
    operation,
    status: found,
  });
}

/** Argo CD no longer shows it: it is gone, or is not ours to see any more. */
const GONE: readonly string[] = [
  "NOT_FOUND",
  "NOT_FOUND_OR_FORBIDDEN",
  "OUT_OF_SCOPE",
];

async function isGone(
  ref: string,
  { argocd, signal }: ToolContext,
): Promise<boolean> {
  const found = await tolerate(readApplication(argocd, ref, signal), signal);
  return found instanceof ToolError && GONE.includes(found.code);
}

/**
 * The client as the watch uses it. One that goes on for hours must not open a sign-in page at night; it rests until
 * somebody has signed in. And no stream says what was deleted before it was opened.
 */
function streamsOf(
  ref: string,
  found: FoundApplication,
  context: ToolContext,
): Pick<ArgocdClient, "stream"> {
  let isFirst = true;
  return {
    async *stream(endpoint, options) {
      await requireReady(context, "watch an application");
      const isAgain = !isFirst;
      isFirst = false;
      if (isAgain && await isGone(ref, context)) {
        const { application } = found;
        yield { type: "DELETED", application } as never;
      }
      yield* context.argocd.stream(endpoint, options);
    },
  };
}

/** Yields once for each change of the application itself. */
async function* watchState(
  ref: string,
  found: FoundApplication,
  { context, reopen }: {
    readonly context: ToolContext;
    readonly reopen: ReopenOptions;
  },
): AsyncGenerator<void, void> {
  let last = stateOf(found.application);
  const events = watchApplication(streamsOf(ref, found, context), {
    ...found,
    ...reopen,
    left: () => STREAM_MS,
  });
  for await (const { type, application } of events) {
    const state = type === "DELETED" ? type : stateOf(application);
    if (state === last) continue;
    last = state;
    yield;
  }
}

/** Reports the beginning of the watch, and then each change. Listed nowhere: subscriptions are made from it. */
export const watchChanges: Tool = defineTool({
  name: "watch_changes",
  title: "Watch an application",
  tier: "read",
  description: "Reports when an application has changed.",
  input,
  output: z.looseObject({ changes: z.int() }),
  async handler(
    { application: ref, tree = false }: Args,
    context: ToolContext,
  ): Promise<{ readonly changes: number }> {
    const { argocd, signal, report } = context;
    const found = await readApplication(argocd, ref, signal);
    const reopen = { signal, pause: PAUSE };
    const trees = tree &&
      await watchTree(context, {
        key: found.key,
        streamMs: STREAM_MS,
        ...reopen,
      });
    let changes = 0;
    async function tell(each: AsyncIterable<unknown>): Promise<void> {
      for await (const _change of each) report({ progress: ++changes });
    }
    report({ progress: 0 });
    await Promise.all([
      tell(watchState(ref, found, { context, reopen })),
      trees && tell(trees),
    ]);
    return { changes };
  },
  text: ({ changes }) => `${changes} changes`,
});
