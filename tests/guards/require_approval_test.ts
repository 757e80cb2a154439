import assert from "node:assert/strict";
import type { HumanApproval } from "../../lib/guards/guard.ts";
import type { Person, Question, Reply } from "../../lib/guards/person.ts";
import {
  type Approval,
  requireApproval,
} from "../../lib/guards/require_approval.ts";

const QUESTION = { message: "Delete 'shop'?", expected: "shop" };

/** Someone who gives `reply`, and what they were asked. */
function person(reply: Reply): Person & { asked: Question[] } {
  const asked: Question[] = [];
  return {
    asked,
    ask(question) {
      asked.push(question);
      return Promise.resolve(reply);
    },
  };
}

function approve(
  someone: Person | undefined,
  when: HumanApproval = "auto",
): Promise<Approval> {
  const { signal } = new AbortController();
  const purpose = "delete application 'shop'";
  return requireApproval(QUESTION, { purpose, when, person: someone, signal });
}

const GONE_ON = { hint: /^Nothing was sent and the plan is still good; / };

for (const when of ["auto", "required"] as const) {
  Deno.test(`with '${when}' the exact name is an approval`, async () => {
    const someone = person({ action: "accept", typed: "shop" });
    assert.equal(await approve(someone, when), "given");
    assert.deepEqual(someone.asked, [QUESTION]);
  });

  for (
    const typed of [
      "Shop",
      "shop ",
      " shop",
      "shop\n",
      "sh\u043ep",
      "shop\u200b",
      "",
      "yes",
      true,
      undefined,
      null,
      ["shop"],
      { value: "shop" },
      new String("shop"),
    ]
  ) {
    Deno.test(`with '${when}' ${JSON.stringify(typed)} is no approval`, async () => {
      await assert.rejects(approve(person({ action: "accept", typed }), when), {
        code: "APPROVAL_REFUSED",
        message:
          "Cannot delete application 'shop': what the person typed is not exactly the name that was asked for",
        ...GONE_ON,
      });
    });
  }

  for (
    const [action, told] of [
      ["decline", "the person who was asked said no"],
      ["cancel", "the question to a person was closed without an answer"],
      ["timeout", "the person who was asked did not answer in time"],
    ] as const
  ) {
    Deno.test(`with '${when}' a ${action} refuses`, async () => {
      const someone = person({ action });
      await assert.rejects(approve(someone, when), {
        code: "APPROVAL_REFUSED",
        message: `Cannot delete application 'shop': ${told}`,
        hint: action === "decline"
          ? "Nothing was sent and the plan is void; do not ask again unless the person wants it"
          : GONE_ON.hint,
      });
      assert.equal(someone.asked.length, 1);
    });
  }

  Deno.test(`with '${when}' a question can be left with the client`, async () => {
    assert.equal(await approve(person({ action: "pending" }), when), "pending");
  });
}

Deno.test("with 'auto' nobody is asked where nobody can be", async () => {
  assert.equal(await approve(undefined), "not needed");
});

Deno.test("with 'required' a client that cannot ask is refused", async () => {
  await assert.rejects(approve(undefined, "required"), {
    code: "APPROVAL_UNAVAILABLE",
    message:
      "Cannot delete application 'shop': a person must approve it, and this client cannot ask one",
    hint:
      "Use a client that supports elicitation, or do it in Argo CD; the operator sets MCP_HUMAN_APPROVAL",
  });
});

Deno.test("with 'off' nobody is asked", async () => {
  const someone = person({ action: "decline" });
  assert.equal(await approve(someone, "off"), "not needed");
  assert.equal(await approve(undefined, "off"), "not needed");
  assert.deepEqual(someone.asked, []);
});

Deno.test("the signal of the call goes to the person", async () => {
  const { signal } = new AbortController();
  const seen: AbortSignal[] = [];
  await requireApproval(QUESTION, {
    purpose: "x",
    when: "auto",
    signal,
    person: {
      ask(question, given) {
        seen.push(given);
        return Promise.resolve({ action: "accept", typed: question.expected });
      },
    },
  });
  assert.deepEqual(seen, [signal]);
});
