/**
 * From the arguments of a write to its preview or its outcome.
 *
 * A write is thought through before anything is asked or sent, with a client that can only read; and again right before
 * it is sent. Nobody is asked about, and no plan is spent for, what another guard refuses.
 *
 * @module
 */
import { requireAuditWritable } from "../audit/require_audit_writable.ts";
import { combineEffects, type Effect } from "../guards/effect.ts";
import { changeWindowText } from "../guards/require_change_window.ts";
import { requireConfirmation } from "../guards/require_confirmation.ts";
import { freezeText } from "../guards/require_not_frozen.ts";
import { requireOpenWindow } from "../guards/require_open_window.ts";
import { requireInScope, requireScope } from "../guards/require_scope.ts";
import { purposeOf, requireEffect } from "../guards/require_tier.ts";
import { requireValidNames } from "../guards/require_valid_names.ts";
import { presentView, type ToolResult } from "../pipeline/present.ts";
import type { Prepared, WriteSpec } from "../tool_spec.ts";
import { askApproval } from "./ask_approval.ts";
import { CallPlans } from "./call_plans.ts";
import type { CallRecorder } from "./record_call.ts";
import {
  type CallAccess,
  openAccess,
  type RunEnvironment,
  type RunningCall,
} from "./run_environment.ts";
import { sendWrite } from "./send_write.ts";
import { requireGoing, requireUnfrozen } from "./still_wanted.ts";
import { textOf, undoAt, viewOf } from "./whose_answer.ts";
import { parseWriteArguments, type WriteArguments } from "./write_arguments.ts";
import {
  appliedText,
  appliedView,
  impactText,
  type PreviewParts,
  previewText,
  previewView,
} from "./write_views.ts";

type Spec = WriteSpec<never, never>;
type Ready = Prepared<never>;

/** What a run of a write needs besides the call. */
export interface WriteRun {
  readonly environment: RunEnvironment;
  readonly recorder: CallRecorder;
}

/** A write that has passed the guards which need no more than its arguments. */
class Write {
  readonly #spec: Spec;
  readonly #call: RunningCall;
  readonly #run: WriteRun;
  readonly #args: WriteArguments<never>;
  readonly #known: Effect;
  readonly #plans: CallPlans;

  constructor(spec: Spec, call: RunningCall, run: WriteRun) {
    this.#spec = spec;
    this.#call = call;
    this.#run = run;
    // What nobody may call is refused as that, whatever its arguments.
    this.#requireEffect(
      { tier: spec.tier, reasons: [] },
      purposeOf({ tool: spec.name, args: call.request.args }),
    );
    this.#args = parseWriteArguments(
      spec,
      call.request.args,
      call.choosing,
    );
    this.#known = combineEffects(
      { tier: spec.tier, reasons: [] },
      ...(spec.effectOf ? [spec.effectOf(this.#args.own)] : []),
    );
    const { own: args } = this.#args;
    const { unsealed } = spec;
    this.#plans = new CallPlans({ ...run, call, args, unsealed });
  }

  async run(): Promise<ToolResult> {
    const { isPreview, own } = this.#args;
    const guarded = { tool: this.#spec.name, args: own };
    this.#requireEffect(this.#known, purposeOf(guarded));
    requireValidNames(guarded);
    const isTrial = this.#spec.isTrial?.(own) === true;
    return isPreview && !isTrial
      ? await this.#preview()
      : await this.#apply({ isTrial });
  }

  #requireEffect(effect: Effect, purpose: string): void {
    const { tier: allowed, tierSetting: setting } =
      this.#run.environment.policy;
    requireEffect(effect, { allowed, setting, purpose });
  }

  async #preview(): Promise<ToolResult> {
    const prepared = await this.#prepare({ isPreview: true });
    const more = await prepared.more?.() ?? {};
    const parts = await this.#parts({
      ...prepared,
      preview: { ...prepared.preview, ...more },
    });
    return this.#present(previewView(parts), previewText);
  }

  async #apply(
    { isTrial }: { readonly isTrial: boolean },
  ): Promise<ToolResult> {
    const { environment, recorder } = this.#run;
    const { signal } = this.#call.request;
    let prepared = await this.#prepare();
    requireOpenWindow(prepared.windows, prepared.purpose);
    let plan = this.#plans.check(this.#args.plan, prepared);
    if (prepared.effect.tier === "destructive" && !isTrial) {
      requireConfirmation(this.#args, {
        purpose: prepared.purpose,
        name: prepared.name,
        impact: impactText(prepared, this.#call.mask),
        offer: () => this.#plans.make(prepared).plan,
      });
      await requireAuditWritable(environment.audit);
      const { approval, question } = await askApproval(prepared, {
        call: this.#call,
        environment,
        onDecline: () => this.#plans.spend(plan, prepared.purpose),
      });
      if (approval === "pending") {
        recorder.pending();
        return { text: question.message, isError: false, question };
      }
      if (approval === "given") {
        // Minutes may have passed.
        prepared = await this.#prepare();
        requireOpenWindow(prepared.windows, prepared.purpose);
        plan = this.#plans.check(this.#args.plan, prepared);
      }
    } else await requireAuditWritable(environment.audit);
    const { tier } = prepared.effect;
    const access = openAccess(environment, this.#call, {
      tier,
      signal: new AbortController().signal,
    });
    // Whatever can still refuse comes before the plan is spent. The scope is asked by this access too, because it must
    // have found the application before anything else about it may be asked.
    await this.#requireScope(access);
    await requireUnfrozen(environment, prepared.purpose);
    requireGoing(signal, prepared.purpose);
    access.admitChange();
    await recorder.intend(tier, plan);
    requireGoing(signal, prepared.purpose);
    this.#plans.spend(plan, prepared.purpose);
    const applied = await sendWrite(prepared.send, {
      spec: this.#spec,
      call: this.#call,
      access,
      recorder,
    });
    return this.#present(
      appliedView(undoAt(applied, environment)),
      appliedText,
    );
  }

  async #requireScope(
    { facts }: Pick<CallAccess, "facts">,
  ): Promise<void> {
    const { policy } = this.#run.environment;
    const own: Readonly<Record<string, unknown>> = this.#args.own;
    const { application: _made, ...others } = own;
    // What does not exist yet is judged by what it would be.
    const args = this.#spec.makesApplication ? others : own;
    await requireScope({ args, policy, facts });
  }

  /** Looks at the present state; refuses what its effect or the scope does not allow. */
  async #prepare({ isPreview = false } = {}): Promise<Ready> {
    const { environment } = this.#run;
    const { signal } = this.#call.request;
    const access = openAccess(environment, this.#call, {
      tier: "read",
      signal,
    });
    await this.#requireScope(access);
    if (!isPreview) {
      const call = { tool: this.#spec.name, args: this.#args.own };
      await requireUnfrozen(environment, purposeOf(call));
    }
    const prepared: Ready = await this.#spec.prepare(this.#args.own, {
      ...access.context,
      exact: access.exact,
      mask: (value) => this.#call.mask.value(value),
    });
    const { purpose } = prepared;
    const effect = combineEffects(this.#known, prepared.effect);
    this.#requireEffect(effect, purpose);
    await requireInScope(prepared, {
      ...access,
      scope: environment.policy.scope,
    });
    return { ...prepared, effect };
  }

  async #parts(prepared: Ready): Promise<PreviewParts> {
    const { environment } = this.#run;
    const { preview, effect, name, windows } = prepared;
    return {
      preview,
      effect,
      name,
      windows,
      frozen: await freezeText(environment.freeze) ??
        changeWindowText(environment.windows),
      made: this.#plans.make(prepared),
    };
  }

  #present(
    view: Readonly<Record<string, unknown>>,
    text: (view: Readonly<Record<string, unknown>>) => string,
  ): ToolResult {
    const { environment } = this.#run;
    const { maxResultChars: maxChars } = environment.policy;
    const masked = viewOf(this.#call.mask.value(view), environment);
    return presentView({ view: masked, page: () => undefined }, {
      text: textOf(text, environment),
      maxChars,
    });
  }
}

/** Runs a write: a preview unless `dry_run` is false. */
export async function runWrite(
  spec: Spec,
  call: RunningCall,
  run: WriteRun,
): Promise<ToolResult> {
  return await new Write(spec, call, run).run();
}
