/**
 * A small write tool over the real pipeline, and a way to run it that is recorded.
 *
 * @module
 */
import * as z from "zod";
import { patchApplication } from "../../lib/argocd/endpoints.ts";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import type { AuditCall } from "../../lib/audit/record.ts";
import { destructiveIf } from "../../lib/guards/effect.ts";
import type { Person, Question, Reply } from "../../lib/guards/person.ts";
import type { WindowState } from "../../lib/guards/require_open_window.ts";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import { leavesOf } from "../../lib/plans/facts.ts";
import { defineWriteTool, type Tool } from "../../lib/tool.ts";
import type { Applied, ApplyContext, Prepared } from "../../lib/tool_spec.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "../helpers/tool_harness.ts";

const input = z.strictObject({
  application: z.string(),
  value: z.string(),
  wipe: z.boolean().optional(),
});
type Args = z.infer<typeof input>;
interface Send extends Args {
  readonly name: string;
}

/** Where a test looks into the tool or changes what it does. */
export interface Seams {
  readonly windows?: () => readonly WindowState[];
  readonly onPrepare?: () => void;
  /** Before anything is sent. */
  readonly onApply?: (context: ApplyContext) => Promise<void> | void;
  /** After it was sent. */
  readonly onApplied?: (context: ApplyContext) => Promise<void> | void;
  readonly onFollow?: (context: ApplyContext) => Promise<void> | void;
  /** More of what it prepares. */
  readonly prepared?: Partial<Prepared<Send>>;
  readonly isTrial?: (args: Args) => boolean;
  /** More of what it answers. */
  readonly applied?: Partial<Applied>;
}

/**
 * Sets the label `stage` of an application. Its arguments say that it is destructive when it wipes; the present state,
 * when it takes the place of the value `gold`.
 */
export function labelTool(seams: Seams = {}): Tool {
  return defineWriteTool({
    name: "label_application",
    title: "Label application",
    description: "Sets a label.",
    tier: "write",
    input,
    effectOf: ({ wipe }: Args) => destructiveIf([wipe && "it wipes"]),
    async prepare(args: Args, { argocd, signal, exact }) {
      seams.onPrepare?.();
      const ref = args.application;
      const found = await readApplication(argocd, ref, signal);
      const { metadata = {} } = exact(found.application);
      const stage = metadata.labels?.["stage"];
      return {
        purpose: `label application '${ref}'`,
        name: found.key.name,
        effect: destructiveIf([stage === "gold" && "it takes the gold away"]),
        facts: {
          application: { uid: metadata.uid ?? "" },
          labels: leavesOf(metadata.labels),
        },
        windows: seams.windows?.() ?? [],
        preview: {
          summary: `label ${ref} ${args.value} (now ${stage ?? "without"})`,
          counts: { changed: 1 },
        },
        send: { ...args, name: found.key.name },
        ...seams.prepared,
      };
    },
    async apply({ name, value }: Send, context) {
      await seams.onApply?.(context);
      const { argocd, signal } = context;
      const after = await argocd.call(patchApplication, {
        path: { name },
        body: {
          name,
          patchType: "merge",
          patch: JSON.stringify({ metadata: { labels: { stage: value } } }),
        },
        signal,
        purpose: `label application '${name}'`,
      });
      await seams.onApplied?.(context);
      return {
        summary: `labelled ${name} ${after.metadata?.labels?.["stage"]}`,
        undo: { how: "Label it again." },
        ...seams.applied,
      };
    },
    async follow(_send: Send, applied, context) {
      await seams.onFollow?.(context);
      return applied;
    },
    ...(seams.isTrial ? { isTrial: seams.isTrial } : {}),
  });
}

/** Someone who gives the replies in turn, the last one again and again. */
export function personWith(
  ...replies: readonly Reply[]
): Person & { readonly asked: readonly Question[] } {
  const asked: Question[] = [];
  return {
    asked,
    ask(question) {
      asked.push(question);
      const reply = replies[asked.length - 1] ?? replies.at(-1);
      return Promise.resolve(reply ?? { action: "cancel" });
    },
  };
}

/** A record without what differs each time. */
export type Recorded = Partial<AuditCall>;

/** The pipeline with everything allowed, recorded. */
export interface WriteHarness extends Harness {
  readonly audit: AuditTrail;
  /** Where the log is. */
  readonly folder: string;
  /** Records of calls, without what differs each time but the id, which is a number here. */
  records(): Promise<Recorded[]>;
  /** The label `stage` of an application, as Argo CD has it. */
  stage(application?: string): string | undefined;
  setStage(value: string, application?: string): void;
}

function plain(record: AuditCall, ids: string[]): Recorded {
  const { ms: _ms, client: _client, ...rest } = record;
  if (!ids.includes(record.id)) ids.push(record.id);
  const { seq: _seq, time: _time, prev: _prev, hash: _hash, ...call } = rest as
    & AuditCall
    & Record<"seq" | "time" | "prev" | "hash", unknown>;
  return { ...call, id: String(ids.indexOf(record.id) + 1) };
}

/** Starts it; dispose of it. */
export async function writeHarness(
  options: HarnessOptions = {},
): Promise<WriteHarness> {
  const made = await auditFolder();
  const audit = new AuditTrail({ path: made.path, maxBytes: 0 });
  const tools = harness({
    audit,
    ...options,
    policy: { tier: "destructive", ...options.policy },
  });
  function labels(application: string): Record<string, string> {
    const record = tools.simulator.world.applications.get(application);
    if (!record) throw new Error(`no application '${application}'`);
    return record.app.metadata.labels ??= {};
  }
  return {
    ...tools,
    audit,
    folder: made.folder,
    async records() {
      const ids: string[] = [];
      return (await made.records()).flatMap((record) =>
        record.kind === "call" || record.kind === "intent" ||
          record.kind === "outcome"
          ? [plain(record, ids)]
          : []
      );
    },
    stage: (application = "argocd/guestbook") => labels(application)["stage"],
    setStage(value, application = "argocd/guestbook") {
      labels(application)["stage"] = value;
    },
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
}

/** The plan of a preview, or the one that a refusal offers. */
export function planOf({ text, structured }: ToolResult): string {
  const plan = structured?.["plan"] ?? /plan="([\w-]+)"/.exec(text)?.[1];
  if (typeof plan !== "string") throw new Error(`no plan in: ${text}`);
  return plan;
}

/** Code of an error, or the first word of what was done: `APPLIED`, `PREVIEW`. */
export function codeOf({ text }: ToolResult): string {
  return /^\w+/.exec(text)?.[0] ?? text;
}

/** What was recorded of the calls, each as its kind, its decision and, where it failed, its code. */
export async function kindsOf(it: WriteHarness): Promise<unknown[]> {
  return (await it.records()).map(({ kind, decision, code }) =>
    code === undefined ? [kind, decision] : [kind, decision, code]
  );
}
