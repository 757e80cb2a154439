/**
 * What a tool declares: a read answers, a write says what it would do before it does anything.
 *
 * @module
 */
import type * as z from "zod";
import type { ArgocdClient, SignInState } from "./argocd/client.ts";
import type { AuditStatus } from "./audit/audit_trail.ts";
import type { Effect } from "./guards/effect.ts";
import type { Policy } from "./guards/guard.ts";
import type { WindowState } from "./guards/require_open_window.ts";
import type { ApplicationFacts } from "./guards/scope.ts";
import type { Labels } from "./instances/instance.ts";
import type { View } from "./pipeline/fit_size.ts";
import type { ReportProgress } from "./pipeline/progress.ts";
import type { Paging } from "./pipeline/take_window.ts";
import type { Facts } from "./plans/facts.ts";
import type { Tier } from "./tier.ts";

/** The Argo CD that a call is for, as the operator registered it. */
export interface ToolInstance {
  readonly name: string;
  /** Whether there are others: then a proposed call has to name it. */
  readonly isOneOfSeveral: boolean;
  readonly labels: Labels;
  /** Its root without a closing slash. */
  readonly address: string;
  /** How we sign in there; absent when we do not. */
  readonly signIn: SignInState | undefined;
  /** A client without a credential: learns what Argo CD tells everyone, and asks nobody to sign in. */
  stranger(): ArgocdClient;
}

/** What a handler is given besides its arguments. */
export interface ToolContext {
  readonly instance: ToolInstance;
  /** Bound to tier read, for a write too until it is applied. Its answers are cleaned and masked already. */
  readonly argocd: ArgocdClient;
  readonly signal: AbortSignal;
  /** Tells the client where long work stands. */
  readonly report: ReportProgress;
  readonly now: () => Date;
  readonly policy: Policy;
  /** This program's version. */
  readonly version: string;
  /** How the audit log is doing; absent where none is kept. */
  readonly audit?: AuditStatus;
  /** The second Argo CD of a call that names one, behind guards and limits of its own; see {@linkcode ToolSpec.other}. */
  readonly other?: ToolContext;
}

/** What every tool says of itself. */
export interface Described<Args> {
  readonly name: string;
  readonly title: string;
  /** What a model reads: one sentence first, then what it needs to choose the tool. */
  readonly description: string;
  /** A `z.strictObject`; an unknown argument is an error that lists the valid ones. */
  readonly input: z.ZodType<Args>;
}

/** What one of several instances has answered. */
export interface ResultPart<Result> {
  readonly result: Result;
  readonly context: ToolContext;
}

/** A tool that changes nothing: one file, one call of `defineTool`. */
export interface ToolSpec<Args, Result extends object> extends Described<Args> {
  readonly tier: "read";
  /** Shallow on purpose: it is sent with every list of tools. */
  readonly output: z.ZodType;
  /** The part of the result that is paged: the pipeline cuts it by `limit`, `cursor` and size. */
  readonly paging?: Paging;
  /** Its result is not told as it is, so its size is the handler's business. */
  readonly isForServer?: true;
  /**
   * Whether several instances can be asked at once, and their lists become one: when a call asks for that, unless it
   * asks for one, or always. Numbers are added, items are put one after the other, unless `merge` knows better.
   */
  readonly across?: "asked" | "usual" | "always";
  /**
   * Makes one result of those of several instances, and may ask them for more.
   *
   * @param beside Bytes of what stands beside it: which instances were asked, and which did not answer.
   */
  readonly merge?: (
    parts: readonly ResultPart<Result>[],
    args: Args,
    beside: number,
  ) => Promise<Result>;
  /**
   * The argument that names a second instance, `other_instance`. It exists where several are registered, is never part
   * of `input`, and the handler gets the way there as `context.other`.
   */
  readonly other?: string;
  /** Order of the items of several instances; without it they stay in the order of the instances. */
  readonly order?: (
    args: Args,
  ) => ((a: never, b: never) => number) | undefined;
  /** Computes the whole result; a paged list in full, the pipeline takes its part. */
  readonly handler: (args: Args, context: ToolContext) => Promise<Result>;
  /** Adds what is costly to only the items that are shown; runs after the part was taken. */
  readonly enrich?: (
    result: Result,
    args: Args,
    context: ToolContext,
  ) => Promise<Result>;
  /** Says the same as the structured result, for a reader; of a result that was cleaned, masked and cut. */
  readonly text: (result: Result) => string;
}

/** What a write is given while it looks at the present state. */
export interface WriteContext extends ToolContext {
  /**
   * What Argo CD really said, of a masked answer or an item of a masked list: what is sent must be made from that.
   * Nothing of it may go into a preview or an answer.
   */
  exact<Value extends object>(answer: Value): Value;
  /** Takes the secrets out of what was made from exact values, by where they stand; equal ones get equal marks. */
  mask<Value>(value: Value): Value;
}

/** What a write is given to be applied: its client is bound to the tier of the effect. */
export interface ApplyContext extends WriteContext {
  /** Put into an operation, so that it is recognised again: the correlation id of the audit log. */
  readonly id: string;
}

/** What a reader learns of a write before it is done. All of it may be masked and cut. */
export interface Preview {
  /** What would happen in one line: `sync payments to main (3f2a1b9): 1 created, 2 changed`. */
  readonly summary: string;
  /** How many resources of each kind of change. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Revision with author and message; one line for each source. */
  readonly revision?: readonly string[];
  /** What else is hit: volumes, namespaces, load balancers, restarts, children, other clusters. */
  readonly impact?: readonly string[];
  /** What nothing brings back. */
  readonly irreversible?: readonly string[];
  /** What a reader must know and would not expect. */
  readonly notes?: readonly string[];
  /** The least right that it needs, and whether we have it. */
  readonly permission?: string;
  /** Unified, masked. */
  readonly diff?: string;
}

/** A write that was thought through and not done. */
export interface Prepared<Send> {
  /** The object of "Cannot …": `sync application 'payments'`. */
  readonly purpose: string;
  /** What `confirm_name` must be, byte for byte. */
  readonly name: string;
  /** What it really does, from the arguments and the present state. */
  readonly effect: Effect;
  /** What a plan of it is bound to; from exact values, none of them a secret in clear. */
  readonly facts: Facts;
  /** Of every application that it touches. */
  readonly windows: readonly WindowState[];
  /** Applications as they would be afterwards, where it makes or moves some: these must be in scope, too. */
  readonly becomes?: readonly ApplicationFacts[];
  /** Argo CD would deploy by itself what nobody has looked at, and that may hold other applications. */
  readonly deploysUnseen?: boolean;
  /** It is about everything that the application consists of, so nothing of it may be out of scope. */
  readonly coversAll?: true;
  readonly preview: Preview;
  /** More of the preview that costs requests and decides nothing; asked for only when the preview is shown. */
  readonly more?: () => Promise<Partial<Preview>>;
  /** What `apply` needs. */
  readonly send: Send;
}

/** How to get back from a write. */
export interface Undo {
  /** In words, also where there is no way back. */
  readonly how: string;
  /** A call that previews the way back. */
  readonly call?: {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };
}

/** What a write has done. */
export interface Applied {
  /** In one line: `synced payments: Succeeded, revision 3f2a1b9`. */
  readonly summary: string;
  /** Where Argo CD did something else than was asked for. */
  readonly warnings?: readonly string[];
  /** Facts of the outcome: phase, revision, resources; `applied: false` of Argo CD's own dry run. */
  readonly result?: View;
  readonly undo: Undo;
}

/** A tool that changes something: one file, one call of `defineWriteTool`. */
export interface WriteSpec<Args, Send> extends Described<Args> {
  /** The least that it does; the effect of a call may be more. */
  readonly tier: Exclude<Tier, "read">;
  /** The most that it can do. Default `destructive`. */
  readonly reach?: "write";
  /** Arguments that only say how to look at it or to wait for it; a plan is not bound to them. */
  readonly unsealed?: readonly string[];
  /** It makes the application that its argument names, which therefore need not exist. */
  readonly makesApplication?: true;
  /** What the arguments alone say of the effect; refused before anything is read. */
  readonly effectOf?: (args: Args) => Effect;
  /** Looks at the present state and says what would happen; sends reads only. */
  readonly prepare: (
    args: Args,
    context: WriteContext,
  ) => Promise<Prepared<Send>>;
  /** Sends it; neither repeated nor cancelled once it has begun. */
  readonly apply: (send: Send, context: ApplyContext) => Promise<Applied>;
  /** Waits for what was begun, where that was asked for; may be cancelled, and what was done stays done. */
  readonly follow?: (
    send: Send,
    applied: Applied,
    context: ApplyContext,
  ) => Promise<Applied>;
  /**
   * Whether a call wants Argo CD's own dry run instead of a preview: it is sent at once, because nothing in a cluster
   * changes, and recorded as a write, because something in Argo CD does.
   */
  readonly isTrial?: (args: Args) => boolean;
}
