/**
 * The question that a destructive write puts to a person.
 *
 * @module
 */
import type { Question } from "../guards/person.ts";
import { type Approval, requireApproval } from "../guards/require_approval.ts";
import type { Prepared } from "../tool_spec.ts";
import {
  callerOf,
  type RunEnvironment,
  type RunningCall,
} from "./run_environment.ts";
import { purposeAt } from "./whose_answer.ts";
import { impactText } from "./write_views.ts";

/**
 * Asks about `prepared`, unless the rate limit would refuse it after an approval.
 *
 * @throws {ToolError} `RATE_LIMIT_EXCEEDED`, or as {@linkcode requireApproval} does.
 */
export async function askApproval(
  prepared: Pick<Prepared<never>, "purpose" | "name" | "preview" | "effect">,
  { call, environment, onDecline }: {
    readonly call: RunningCall;
    readonly environment: RunEnvironment;
    readonly onDecline: () => void;
  },
): Promise<{ readonly approval: Approval; readonly question: Question }> {
  const { purpose, name } = prepared;
  const { person, signal } = call.request;
  const when = environment.policy.humanApproval;
  const question = {
    message: call.mask.text(
      `${purposeAt(purpose, environment)}\n${
        impactText(prepared, call.mask)
      }\nType the name to approve: ${name}`,
    ),
    expected: name,
  };
  if (person && when !== "off") {
    // After an approval the state is read again, as it was read until now, and then there is the change itself.
    environment.limiters?.of(callerOf(call.request))
      .requireRoom(call.upstream.calls + 1);
  }
  const about = { purpose, when, person, signal, onDecline };
  return { approval: await requireApproval(question, about), question };
}
