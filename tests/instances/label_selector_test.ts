import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isLabelKey,
  isLabelValue,
  parseLabelSelector,
} from "../../lib/instances/label_selector.ts";

const FLEET = {
  alpha: { env: "prod", region: "eu", tier: "a", "example.com/team": "web" },
  beta: { env: "prod", region: "us", tier: "b", legacy: "" },
  gamma: { env: "stage", region: "us" },
  delta: {},
};

const SELECTED: readonly (readonly [string, readonly string[]])[] = [
  ["", ["alpha", "beta", "gamma", "delta"]],
  ["  ", ["alpha", "beta", "gamma", "delta"]],
  ["env=prod", ["alpha", "beta"]],
  ["env==prod", ["alpha", "beta"]],
  [" env = prod , region = us ", ["beta"]],
  ["env!=prod", ["gamma", "delta"]],
  ["env in (prod,stage)", ["alpha", "beta", "gamma"]],
  ["env in(prod)", ["alpha", "beta"]],
  ["env notin (prod)", ["gamma", "delta"]],
  ["tier in (a,b),region!=eu", ["beta"]],
  ["env", ["alpha", "beta", "gamma"]],
  ["!env", ["delta"]],
  ["! legacy,env", ["alpha", "gamma"]],
  ["legacy", ["beta"]],
  ["legacy=", ["beta"]],
  ["legacy=,env=prod", ["beta"]],
  ["legacy in (,x)", ["beta"]],
  ["tier!=", ["alpha", "beta", "gamma", "delta"]],
  ["example.com/team=web", ["alpha"]],
  ["env=prod,env=stage", []],
  ["in=x", []],
  ["toString", []],
  ["!constructor", ["alpha", "beta", "gamma", "delta"]],
];
for (const [text, names] of SELECTED) {
  Deno.test(`'${text}' selects ${names.join(", ") || "nothing"}`, () => {
    const matches = parseLabelSelector(text);
    assert.deepEqual(
      Object.entries(FLEET).flatMap(([name, labels]) =>
        matches(labels) ? [name] : []
      ),
      names,
    );
  });
}

const REFUSED: readonly (readonly [string, string])[] = [
  [",", "',' is no name of a label"],
  ["env=prod,", "it ends where a label is expected"],
  ["!", "it ends where a label is expected"],
  ["env prod", "'prod' stands where a comma is expected"],
  ["env=a=b", "'=' stands where a comma is expected"],
  ["env=pr@d", "character 7 is none that labels have"],
  ["version>1", "character 8 is none that labels have"],
  ["env in prod", "'in' has no list behind it"],
  ["env in", "'in' has no list behind it"],
  ["env notin (a", "the list of 'notin' has no end"],
  ["env in (a b)", "the list of 'in' has no end"],
  ["!env=prod", "'=' stands where a comma is expected"],
  ["-env", "'-env' is no name of a label"],
  ["a/b/c", "'a/b/c' is no name of a label"],
  ["env=a/b", "'a/b' is no value of a label"],
  [`env=${"a".repeat(64)}`, `'${"a".repeat(64)}' is no value of a label`],
  ["a,".repeat(501), "it is longer than 1000 characters"],
];
for (const [text, state] of REFUSED) {
  Deno.test(`the selector '${text.slice(0, 20)}' is refused`, () => {
    assert.throws(() => parseLabelSelector(text), {
      code: "INVALID_ARGUMENT",
      message: `Cannot use the label selector: ${state}`,
    });
  });
}

Deno.test("labels are those of Kubernetes", () => {
  const long = "a".repeat(64);
  for (const key of ["env", "a.b_c-d", "example.com/Env", "A"]) {
    assert(isLabelKey(key), key);
  }
  for (const key of ["", "/a", "a/", "A.com/b", "_a", "a_", "a b", long]) {
    assert(!isLabelKey(key), key);
  }
  for (const value of ["", "prod", "1.2_3-x"]) assert(isLabelValue(value));
  for (const value of ["-a", "a b", "a/b", "é", long]) {
    assert(!isLabelValue(value), value);
  }
});

Deno.test("whatever the text, it is read or refused, and a selector of every label finds its own", () => {
  fc.assert(fc.property(
    fc.string({ unit: fc.constantFrom(..."ab=!(), in") }),
    (text) => {
      try {
        assert.equal(typeof parseLabelSelector(text)({ a: "b" }), "boolean");
      } catch (error) {
        assert.equal((error as { code?: unknown }).code, "INVALID_ARGUMENT");
      }
    },
  ));
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  fc.assert(fc.property(fc.dictionary(word, word), (labels) => {
    const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
      .join(",");
    assert(parseLabelSelector(text)(labels));
  }));
});
