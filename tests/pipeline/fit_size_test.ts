import assert from "node:assert/strict";
import fc from "fast-check";
import { bulkItems, shrink, withBulk } from "../../lib/pipeline/fit_size.ts";

function size(value: unknown): number {
  return JSON.stringify(value).length;
}

Deno.test("bulkItems() takes the lines of a text and the items of a list", () => {
  assert.deepEqual(bulkItems({ yaml: "a\nb\n" }, "yaml"), ["a", "b"]);
  assert.deepEqual(bulkItems({ items: [1, 2] }, "items"), [1, 2]);
  assert.deepEqual(bulkItems({ yaml: "" }, "yaml"), []);
  assert.deepEqual(bulkItems({}, "items"), []);
});

Deno.test("withBulk() keeps the kind of the bulk", () => {
  assert.deepEqual(withBulk({ a: 1, yaml: "x\ny" }, "yaml", ["x"]), {
    a: 1,
    yaml: "x",
  });
  assert.deepEqual(withBulk({ items: [1, 2] }, "items", [2]), { items: [2] });
});

Deno.test("shrink() leaves alone what fits", () => {
  const view = { items: ["a"] };
  assert.equal(shrink(view, () => true), view);
});

Deno.test("shrink() cuts the biggest list, names it, and does not change its argument", () => {
  const view = {
    name: "shop",
    big: Array.from({ length: 100 }, (_, i) => `item ${i}`.padEnd(40)),
  };
  const cut = shrink(view, (candidate) => size(candidate) < 1_500);
  assert.equal(view.big.length, 100);
  assert.equal(cut["name"], "shop");
  assert.deepEqual(cut["cut"], ["big: only the first 25 are shown"]);
});

Deno.test("shrink() always gets below a reasonable limit, whatever the view", () => {
  fc.assert(fc.property(
    fc.dictionary(
      fc.constantFrom("a", "b", "c"),
      fc.array(fc.string({ maxLength: 3_000 }), { maxLength: 30 }),
    ),
    (view) => {
      const cut = shrink(view, (candidate) => size(candidate) < 5_000);
      assert(size(cut) < 5_000, `${size(cut)}`);
    },
  ));
});
