import assert from "node:assert/strict";
import { ToolError } from "../../lib/errors.ts";
import {
  type Confirmation,
  requireConfirmation,
} from "../../lib/guards/require_confirmation.ts";

const NAME = "pay-ments";

function refusal(
  confirmation: Confirmation,
  { name = NAME, offer = () => "FRESH-PLAN" } = {},
): ToolError | undefined {
  const wanted = {
    purpose: "delete application 'pay-ments'",
    name,
    impact: "It would delete pay-ments with 12 resources",
    offer,
  };
  try {
    requireConfirmation(confirmation, wanted);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}

const GIVEN = { plan: "PLAN", confirm: true, confirm_name: NAME };

Deno.test("a plan, confirm and the exact name pass, and no plan is made for them", () => {
  const offer = () => {
    throw new Error("a plan was made");
  };
  assert.equal(refusal(GIVEN, { offer }), undefined);
});

Deno.test("the first call is told the impact, and gets a plan and exactly what to send", () => {
  const error = refusal({});
  assert.equal(
    error?.toString(),
    "CONFIRMATION_REQUIRED: Cannot delete application 'pay-ments' yet: it is destructive and needs a plan\n" +
      "It would delete pay-ments with 12 resources\n" +
      'Next: When this is really meant, and its reader has agreed to it, send the same arguments with dry_run=false, plan="FRESH-PLAN", confirm=true, confirm_name="pay-ments"',
  );
});

for (
  const [what, confirmation, fault] of [
    ["no plan but all else", { ...GIVEN, plan: undefined }, "needs a plan"],
    ["no confirm", { ...GIVEN, confirm: undefined }, "'confirm' is not true"],
    ["confirm=false", { ...GIVEN, confirm: false }, "'confirm' is not true"],
    [
      "confirm as a text",
      { ...GIVEN, confirm: "true" as unknown as boolean },
      "'confirm' is not true",
    ],
    ["no name", { plan: "PLAN", confirm: true }, "'confirm_name' is missing"],
  ] as const
) {
  Deno.test(`a call with ${what} is refused and told what is missing`, () => {
    const error = refusal(confirmation);
    assert.equal(error?.code, "CONFIRMATION_REQUIRED");
    assert.match(error.message, new RegExp(fault));
    const plan = confirmation.plan ?? "FRESH-PLAN";
    assert.match(error.hint ?? "", new RegExp(`plan="${plan}", confirm=true`));
  });
}

/** Names that look like `pay-ments` or nearly so, and how the refusal shows them. */
const LOOK_ALIKES = [
  ["a Cyrillic letter", "p\u0430y-ments", "p\\u0430y-ments"],
  ["full width letters (NFKC)", "\uff50ay-ments", "\\uff50ay-ments"],
  ["a ligature (NFKC)", "pay-ment\u017f", "pay-ment\\u017f"],
  ["a decomposed letter", "pa\u0301y-ments", "pa\\u0301y-ments"],
  ["a zero-width space", "pay-\u200bments", "pay-\\u200bments"],
  ["a zero-width joiner at the end", "pay-ments\u200d", "pay-ments\\u200d"],
  ["a byte order mark", "\ufeffpay-ments", "\\ufeffpay-ments"],
  ["a soft hyphen", "pay-\u00adments", "pay-\\u00adments"],
  ["a non-breaking hyphen", "pay\u2011ments", "pay\\u2011ments"],
  ["a minus sign", "pay\u2212ments", "pay\\u2212ments"],
  ["a no-break space", "pay-ments\u00a0", "pay-ments\\u00a0"],
  ["a right-to-left override", "\u202epay-ments", "\\u202epay-ments"],
  ["a tag character", "pay-ments\u{e0041}", "pay-ments\\udb40\\udc41"],
  ["a trailing blank", "pay-ments ", "pay-ments "],
  ["a leading blank", " pay-ments", " pay-ments"],
  ["a line feed", "pay-ments\n", "pay-ments\\n"],
  ["a carriage return", "pay-ments\r", "pay-ments\\r"],
  ["a NUL", "pay-ments\0", "pay-ments\\u0000"],
  ["a delete character", "pay-ments\u007f", "pay-ments\\u007f"],
  ["other case", "Pay-ments", "Pay-ments"],
  ["capital letters", "PAY-MENTS", "PAY-MENTS"],
  ["a quote", 'pay-ments"', 'pay-ments\\"'],
  ["an escape in letters", "pay\\u002dments", "pay\\\\u002dments"],
  ["a part of it", "pay-ment", "pay-ment"],
  ["its namespace before it", "argocd/pay-ments", "argocd/pay-ments"],
  ["nothing", "", ""],
] as const;

for (const [what, typed, shown] of LOOK_ALIKES) {
  Deno.test(`a name with ${what} is refused, and shown so that it can be seen`, () => {
    const error = refusal({ ...GIVEN, confirm_name: typed });
    assert.equal(error?.code, "CONFIRMATION_REQUIRED");
    assert.equal(
      error.message.split("\n")[0],
      `Cannot delete application 'pay-ments' yet: 'confirm_name' is "${shown}" and not exactly "pay-ments"`,
    );
    assert.match(error.message, /^[ -~\n]*$/);
    assert.match(error.hint ?? "", /plan="PLAN", .*confirm_name="pay-ments"$/);
  });
}

Deno.test("a very long name is shown shortened", () => {
  const error = refusal({ ...GIVEN, confirm_name: "\u0430".repeat(300) });
  assert((error?.message.length ?? 0) < 500);
  assert.match(error?.message ?? "", /\\u0430\.\.\." and not exactly/);
});

Deno.test("a name of the greatest length passes when it is exact", () => {
  const name = "a".repeat(253);
  assert.equal(refusal({ ...GIVEN, confirm_name: name }, { name }), undefined);
  assert(refusal({ ...GIVEN, confirm_name: name.slice(1) }, { name }));
});
