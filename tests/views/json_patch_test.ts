import assert from "node:assert/strict";
import fc from "fast-check";
import { applyMergePatch } from "../../lib/views/apply_merge_patch.ts";
import {
  applyJsonPatch,
  PatchProblem,
  readJsonPatch,
} from "../../lib/views/json_patch.ts";

function apply(document: unknown, steps: unknown): unknown {
  return applyJsonPatch(document, readJsonPatch(steps));
}

Deno.test("each operation does what the standard says", () => {
  const cases: readonly (readonly [unknown, unknown, unknown])[] = [
    [{ a: 1 }, [{ op: "add", path: "/b", value: 2 }], { a: 1, b: 2 }],
    [{ a: [1, 3] }, [{ op: "add", path: "/a/1", value: 2 }], { a: [1, 2, 3] }],
    [{ a: [1] }, [{ op: "add", path: "/a/-", value: 2 }], { a: [1, 2] }],
    [{ a: 1, b: 2 }, [{ op: "remove", path: "/a" }], { b: 2 }],
    [{ a: [1, 2] }, [{ op: "remove", path: "/a/0" }], { a: [2] }],
    [{ a: 1 }, [{ op: "replace", path: "/a", value: null }], { a: null }],
    [{ "a/b": 1, "c~d": 2 }, [
      { op: "replace", path: "/a~1b", value: 3 },
      { op: "remove", path: "/c~0d" },
    ], { "a/b": 3 }],
    [{ a: { b: 1 } }, [{ op: "copy", from: "/a", path: "/c" }], {
      a: { b: 1 },
      c: { b: 1 },
    }],
    [{ a: { b: 1 } }, [{ op: "move", from: "/a/b", path: "/b" }], {
      a: {},
      b: 1,
    }],
    [{ a: [1, 2, 3] }, [{ op: "move", from: "/a/0", path: "/a/2" }], {
      a: [2, 3, 1],
    }],
    [{ a: { b: [1] } }, [
      { op: "test", path: "/a", value: { b: [1] } },
      { op: "replace", path: "/a/b/0", value: 2 },
    ], { a: { b: [2] } }],
  ];
  for (const [document, steps, expected] of cases) {
    const before = structuredClone(document);
    assert.deepEqual(apply(document, steps), expected);
    assert.deepEqual(document, before, "the given object stays as it is");
  }
});

Deno.test("what does not fit is a problem with its place", () => {
  const cases: readonly (readonly [unknown, unknown, RegExp])[] = [
    [{}, [{ op: "remove", path: "/a" }], /there is no \/a$/],
    [{}, [{ op: "replace", path: "/a", value: 1 }], /there is no \/a$/],
    [{}, [{ op: "add", path: "/a/b", value: 1 }], /there is no \/a$/],
    [{ a: 1 }, [{ op: "add", path: "/a/b", value: 1 }], /there is no \/a$/],
    [{ a: [] }, [{ op: "add", path: "/a/1", value: 1 }], /there is no \/a\/1$/],
    [
      { a: [] },
      [{ op: "add", path: "/a/x", value: 1 }],
      /must end with a position/,
    ],
    [{ a: [1] }, [{ op: "remove", path: "/a/01" }], /there is no \/a\/01$/],
    [{ a: 1 }, [{ op: "test", path: "/a", value: 2 }], /test of \/a fails/],
    [
      {},
      [{ op: "remove", path: "/constructor" }],
      /there is no \/constructor$/,
    ],
  ];
  for (const [document, steps, message] of cases) {
    assert.throws(() => apply(document, steps), (error) => {
      assert(error instanceof PatchProblem);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("what is no patch is a problem before anything is applied", () => {
  for (
    const patch of [
      {},
      [],
      [1],
      [{ op: "delete", path: "/a" }],
      [{ op: "add", path: "a", value: 1 }],
      [{ op: "add", path: "/a" }],
      [{ op: "copy", path: "/a" }],
      [{ path: "/a", value: 1 }],
    ]
  ) assert.throws(() => readJsonPatch(patch), PatchProblem);
});

Deno.test("a key that names the prototype is a key like any other", () => {
  const value = JSON.parse('{"__proto__":{"polluted":true}}');
  const [merged, stepped] = [
    applyMergePatch({}, value),
    apply({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]),
  ];
  for (const result of [merged, stepped]) {
    assert.deepEqual(Object.keys(result as object), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

Deno.test("the examples of RFC 7386 come out", () => {
  const cases: readonly (readonly [unknown, unknown, unknown])[] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a", "b"], ["c", "d"], ["c", "d"]],
    [{ a: "b" }, ["c"], ["c"]],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, expected] of cases) {
    assert.deepEqual(applyMergePatch(target, patch), expected);
  }
});

Deno.test("a merge patch that was applied changes nothing any more", () => {
  fc.assert(fc.property(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.dictionary(fc.string(), fc.jsonValue()),
    (target, patch) => {
      const once = applyMergePatch(target, patch);
      assert.deepEqual(applyMergePatch(once, patch), once);
    },
  ));
});
