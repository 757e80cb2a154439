/**
 * Asks the person behind the client before something destructive is done.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { HumanApproval } from "./guard.ts";
import type { Person, Question, Reply } from "./person.ts";

/** What came of asking: go on, or leave the question with the client first. */
export type Approval = "given" | "not needed" | "pending";

const REFUSALS: Readonly<Record<"decline" | "cancel" | "timeout", string>> = {
  decline: "the person who was asked said no",
  cancel: "the question to a person was closed without an answer",
  timeout: "the person who was asked did not answer in time",
};

function refusal(reply: Reply, { expected }: Question): string | undefined {
  if (reply.action === "pending") return undefined;
  if (reply.action !== "accept") return REFUSALS[reply.action];
  return reply.typed === expected
    ? undefined
    : "what the person typed is not exactly the name that was asked for";
}

/**
 * Asks where the policy wants it and the client can.
 *
 * @param about.purpose The object of "Cannot …".
 * @throws {ToolError} `APPROVAL_REFUSED` for anything but the exact name, `APPROVAL_UNAVAILABLE` when nobody can be
 * asked though somebody must be.
 */
export async function requireApproval(
  question: Question,
  about: {
    readonly purpose: string;
    readonly when: HumanApproval;
    readonly person: Person | undefined;
    readonly signal: AbortSignal;
    /** Told when a person says no: what they refused must not be tried another way. */
    readonly onDecline?: () => void;
  },
): Promise<Approval> {
  const { purpose, when, person, signal, onDecline = () => {} } = about;
  if (when === "off") return "not needed";
  if (!person) {
    if (when === "auto") return "not needed";
    throw new ToolError(
      "APPROVAL_UNAVAILABLE",
      `Cannot ${purpose}: a person must approve it, and this client cannot ask one`,
      {
        hint:
          "Use a client that supports elicitation, or do it in Argo CD; the operator sets MCP_HUMAN_APPROVAL",
      },
    );
  }
  const reply = await person.ask(question, signal);
  const fault = refusal(reply, question);
  if (fault !== undefined) {
    if (reply.action === "decline") onDecline();
    throw new ToolError("APPROVAL_REFUSED", `Cannot ${purpose}: ${fault}`, {
      hint: reply.action === "decline"
        ? "Nothing was sent and the plan is void; do not ask again unless the person wants it"
        : "Nothing was sent and the plan is still good; do not ask again unless the person wants it",
    });
  }
  return reply.action === "pending" ? "pending" : "given";
}
