import assert from "node:assert/strict";
import { ToolError } from "../../lib/errors.ts";
import { digestOf, leavesOf } from "../../lib/plans/facts.ts";
import { AGAIN, CALL, FACTS, MOVED, openBook } from "./open_book.ts";

for (
  const [what, change, told] of [
    [
      "the application was made again",
      { application: { uid: "5678" } },
      "application: uid was 1234 and is 5678",
    ],
    [
      "the revision moved",
      { revision: { source: "4d5e6f7" } },
      "revision: source was 3f2a1b9 and is 4d5e6f7",
    ],
    [
      "items came, went and changed",
      { changes: { "Service web": "pruned", "Pod x": "created" } },
      "changes: Service web was changed and is pruned, Job old is gone, Pod x is now created",
    ],
    [
      "a secret changed",
      {
        spec: leavesOf({ source: { path: "web", password: "hunter2-after" } }),
      },
      "spec: source.password has changed",
    ],
    [
      "two facts moved",
      {
        application: { uid: "5678" },
        spec: leavesOf({ source: { path: "web" } }),
      },
      "application: uid was 1234 and is 5678; spec: source.password is gone",
    ],
  ] as const
) {
  Deno.test(`when ${what}, the refusal says exactly that`, () => {
    const { make, verdict } = openBook();
    const facts = { ...FACTS, ...change };
    assert.equal(verdict(make().plan, { facts }), `${MOVED}${told}`);
  });
}

Deno.test("a fact that is new or gone is a move", () => {
  const { make, verdict } = openBook();
  const facts = { ...FACTS, more: { x: "y" } };
  const text = `${MOVED}what the plan was made from is not what is there now`;
  assert.equal(verdict(make().plan, { facts }), text);
  assert.equal(verdict(make(CALL, facts).plan), text);
});

Deno.test("of a plan of another process with the same key only the name of the fact is told", () => {
  const { verdict } = openBook();
  const { plan } = openBook().make();
  const facts = { ...FACTS, revision: { source: "4d5e6f7" } };
  assert.equal(verdict(plan, { facts }), `${MOVED}revision`);
  assert.equal(verdict(plan), "passes");
});

Deno.test("a refusal says what to do next, and never a secret or its digest", () => {
  const { make, check } = openBook();
  const { plan } = make();
  const after = "hunter2-after";
  const spec = leavesOf({ source: { path: "x", password: after } });
  assert.throws(() => check(plan, { facts: { ...FACTS, spec } }), (error) => {
    assert(error instanceof ToolError);
    assert.equal(error.hint, `Nothing was sent. ${AGAIN}`);
    const text = error.toString();
    for (const secret of ["hunter2-before", after]) {
      assert(!text.includes(secret));
      assert(!text.includes(digestOf(secret)));
      assert(!text.includes(digestOf(secret).slice(1, 9)));
    }
    return true;
  });
});

Deno.test("a plan whose facts were forgotten is still good, and its refusal names the fact", () => {
  const { make, verdict } = openBook();
  const { plan } = make();
  for (let n = 0; n < 200; n++) make();
  assert.equal(verdict(plan), "passes");
  const facts = { ...FACTS, revision: { source: "4d5e6f7" } };
  assert.equal(verdict(plan, { facts }), `${MOVED}revision`);
});
