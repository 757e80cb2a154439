/**
 * The plans of one call: made for its preview, checked and used up when it is applied.
 *
 * @module
 */
import type { MadePlan, PlannedCall } from "../plans/plan_book.ts";
import type { Prepared } from "../tool_spec.ts";
import type { CallRecorder } from "./record_call.ts";
import {
  callerOf,
  type RunEnvironment,
  type RunningCall,
} from "./run_environment.ts";

/** Whose plans they are. */
export interface CallPlansOptions {
  readonly environment: RunEnvironment;
  readonly recorder: CallRecorder;
  readonly call: RunningCall;
  /** The tool's own arguments. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Those that no plan is bound to. */
  readonly unsealed?: readonly string[] | undefined;
}

/** Plans of one call. */
export class CallPlans {
  readonly #environment: RunEnvironment;
  readonly #recorder: CallRecorder;
  readonly #call: PlannedCall;

  constructor(
    { environment, recorder, call, args, unsealed = [] }: CallPlansOptions,
  ) {
    this.#environment = environment;
    this.#recorder = recorder;
    const { name, address } = environment.instance;
    this.#call = {
      // What a name stands for can change while the plan is good.
      instance: `${name} ${address}`,
      tool: call.tool,
      caller: callerOf(call.request),
      args: Object.fromEntries(
        Object.entries(args).filter(([key]) => !unsealed.includes(key)),
      ),
    };
  }

  /** Makes a plan of what was thought through. */
  make({ facts }: Pick<Prepared<never>, "facts">): MadePlan {
    const made = this.#environment.plans.make(this.#call, facts);
    this.#recorder.plan(made.id);
    return made;
  }

  /**
   * Passes a plan that fits; a call without one has none to fit.
   *
   * @returns Its id, for {@linkcode spend}.
   * @throws {ToolError} as `PlanBook.check` does.
   */
  check(
    plan: string | undefined,
    { facts, purpose }: Pick<Prepared<never>, "facts" | "purpose">,
  ): string | undefined {
    if (plan === undefined) return undefined;
    const id = this.#environment.plans.check(plan, {
      call: this.#call,
      facts,
      purpose,
    });
    this.#recorder.plan(id);
    return id;
  }

  /** Uses a plan up. */
  spend(id: string | undefined, purpose: string): void {
    if (id !== undefined) this.#environment.plans.spend(id, purpose);
  }
}
