/**
 * A book of plans for tests, and the words of its refusals.
 *
 * @module
 */
import { ToolError } from "../../lib/errors.ts";
import { type Facts, leavesOf } from "../../lib/plans/facts.ts";
import {
  type MadePlan,
  PlanBook,
  type PlannedCall,
} from "../../lib/plans/plan_book.ts";

/** Of the server. */
export const KEY = new Uint8Array(32).fill(1);
/** In milliseconds. */
export const MINUTE = 60_000;
/** The call that plans are made of. */
export const CALL: PlannedCall = {
  instance: "prod",
  tool: "sync_application",
  caller: "alice",
  args: { application: "payments", prune: true, resources: [{ kind: "Job" }] },
};
/** The state that plans are made from. */
export const FACTS: Facts = {
  application: { uid: "1234" },
  revision: { source: "3f2a1b9" },
  changes: { "Service web": "changed", "Job old": "pruned" },
  spec: leavesOf({ source: { path: "web", password: "hunter2-before" } }),
};
/** The next step of every refusal. */
export const AGAIN =
  "Call again with dry_run=true for a new plan, read it, and apply that one";

/** What `verdict()` says of a text that is no plan of this server. */
export const NOT_OURS =
  "PLAN_INVALID: Cannot sync 'payments': the plan is not one that this server made, or not copied in full";
/** … of a plan for something else. */
export const NOT_FOR_THIS =
  "PLAN_INVALID: Cannot sync 'payments': the plan was made for another tool, another Argo CD or another caller";
/** … for other arguments. */
export const OTHER_ARGUMENTS =
  "PLAN_INVALID: Cannot sync 'payments': the plan was made for other arguments";
/** … that has ended. */
export const EXPIRED =
  "PLAN_EXPIRED: Cannot sync 'payments': the plan was good for 10 minutes and has ended";
/** … that was used. */
export const USED =
  "PLAN_USED: Cannot sync 'payments': the plan was used already, and a plan works once";
/** The beginning, where the state has moved. */
export const MOVED =
  "PLAN_OUTDATED: Cannot sync 'payments': since the plan was made, this has moved: ";

/** For what a plan is checked; as it was made, unless said otherwise. */
export interface Checked {
  readonly call?: PlannedCall;
  readonly facts?: Facts;
}

/** A book whose clock a test moves, and what it says of a plan. */
export interface OpenBook {
  readonly book: PlanBook;
  readonly clock: { ms: number };
  make(call?: PlannedCall, facts?: Facts): MadePlan;
  /** Its id; throws when it is refused. */
  check(plan: string, checked?: Checked): string;
  /** `passes`, or code and message of the refusal. */
  verdict(plan: string, checked?: Checked): string;
}

/** Opens a book. */
export function openBook(
  key = KEY,
  start = Date.parse("2026-07-01T12:00:00.750Z"),
): OpenBook {
  const clock = { ms: start };
  const book = new PlanBook({ key, now: () => new Date(clock.ms) });
  function check(
    plan: string,
    { call = CALL, facts = FACTS }: Checked = {},
  ): string {
    return book.check(plan, { call, facts, purpose: "sync 'payments'" });
  }
  return {
    book,
    clock,
    check,
    make: (call = CALL, facts = FACTS) => book.make(call, facts),
    verdict(plan, checked) {
      try {
        check(plan, checked);
        return "passes";
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return `${error.code}: ${error.message}`;
      }
    },
  };
}
