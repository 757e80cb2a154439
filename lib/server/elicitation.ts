/**
 * A question as the protocol puts it to a person (`elicitation/create`, form mode), the same in both generations.
 *
 * @module
 */
import type { Question, Reply } from "../guards/person.ts";

/** The one field of the form. */
const FIELD = "confirm_name";

/** Parameters of `elicitation/create`. Without `mode`, which clients before 2025-11-25 do not know: that is a form. */
export interface QuestionForm {
  readonly message: string;
  readonly requestedSchema: {
    readonly type: "object";
    readonly properties: Record<
      string,
      {
        readonly type: "string";
        readonly title: string;
        readonly description: string;
      }
    >;
    readonly required: string[];
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether a client that declares these capabilities shows forms. One that names no mode does: that is what the word
 * meant before there were modes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(canAsk({ elicitation: {} }), true);
 * assert.equal(canAsk({ elicitation: { url: {} } }), false);
 * assert.equal(canAsk(undefined), false);
 * ```
 */
export function canAsk(capabilities: unknown): boolean {
  const elicitation = isObject(capabilities)
    ? capabilities["elicitation"]
    : undefined;
  if (!isObject(elicitation)) return false;
  return elicitation["form"] !== undefined || elicitation["url"] === undefined;
}

/**
 * Whether a client that declares these capabilities opens pages for a person.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(canShowPages({ elicitation: { url: {} } }), true);
 * assert.equal(canShowPages({ elicitation: {} }), false);
 * ```
 */
export function canShowPages(capabilities: unknown): boolean {
  const elicitation = isObject(capabilities)
    ? capabilities["elicitation"]
    : undefined;
  return isObject(elicitation) && isObject(elicitation["url"]);
}

/** The form that a person sees. */
export function formOf({ message, expected }: Question): QuestionForm {
  return {
    message,
    requestedSchema: {
      type: "object",
      properties: {
        [FIELD]: {
          type: "string",
          title: "Name",
          description: `To approve, type exactly '${expected}'`,
        },
      },
      required: [FIELD],
    },
  };
}

/**
 * Reads an answer to the form, which may be anything. An approval that typed nothing, or something that is not text,
 * has `typed: undefined`; what is no answer at all is `cancel`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const answer = { action: "accept", content: { confirm_name: "payments", more: 1 } };
 * assert.deepEqual(replyOf(answer), { action: "accept", typed: "payments" });
 * assert.deepEqual(replyOf({ action: "yes" }), { action: "cancel" });
 * ```
 */
export function replyOf(answer: unknown): Reply {
  const action = isObject(answer) ? answer["action"] : undefined;
  if (action === "decline") return { action };
  if (!isObject(answer) || action !== "accept") return { action: "cancel" };
  const { content } = answer;
  const typed = isObject(content) ? content[FIELD] : undefined;
  return { action, typed: typeof typed === "string" ? typed : undefined };
}
