import assert from "node:assert/strict";
import fc from "fast-check";
import { ToolError } from "../../lib/errors.ts";
import {
  checkAction,
  checkApplicationRef,
  checkContainer,
  checkDnsName,
  checkGroup,
  checkKind,
  checkNamespace,
  checkResourceName,
  checkRevision,
  FULL_SHA_REGEXP,
} from "../../lib/guards/check_names.ts";

const checkProject = (value: string) => checkDnsName(value, "project");
const long = (length: number) => "a".repeat(length);

const CHECKS = {
  checkApplicationRef,
  checkProject,
  checkNamespace,
  checkResourceName,
  checkKind,
  checkGroup,
  checkContainer,
  checkAction,
  checkRevision,
};

/** Refused wherever a name is expected. */
const NEVER = [
  "..",
  ".",
  "../clusters",
  "a/../b",
  "./a",
  "a/b/c/..",
  "a%2Fb",
  "a?x",
  "a#b",
  "%2e%2e",
  "%2e%2e/clusters",
  "a%00",
  "a\0",
  "a\r\nb",
  "a\n",
  "\na",
  "a b",
  " a",
  "a ",
  "a\\b",
  "ä",
  "аpp",
  "app\u200b",
  "app\u00ad",
  "app\u2011x",
  "ａpp",
  "a\u202eb",
  'a"b',
  "a//b",
  "/a",
  "a/",
];

for (const [name, check] of Object.entries(CHECKS)) {
  for (const value of NEVER) {
    Deno.test(`${name}() refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => check(value), { code: "INVALID_ARGUMENT" });
    });
  }
}

const REFUSED: readonly [keyof typeof CHECKS, readonly string[]][] = [
  ["checkApplicationRef", [
    "",
    "a/b/c",
    "Payments",
    "a/B",
    "A/b",
    long(254),
    `${long(64)}/a`,
    `a/${long(254)}`,
    "-a",
    "a-",
    "a..b",
    "a.b/c",
    "a:b",
    "a_b",
    "a@b",
    "a;b",
    "*",
  ]],
  ["checkProject", [
    "",
    "a/b",
    "Default",
    long(254),
    "-a",
    "a-",
    "a..b",
    ".a",
    "a.",
    "a:b",
    "a_b",
  ]],
  ["checkNamespace", ["", "a/b", "a.b", "Kube", long(64), "-a", "a-", "a_b"]],
  ["checkResourceName", [
    "",
    "a/b",
    long(254),
    "a*b",
    "a'b",
    "a&b",
    "a;b",
    "a,b",
    "a$b",
  ]],
  ["checkKind", ["", "a/b", "a-b", "1Pod", "Pod.v1", long(64)]],
  ["checkGroup", ["a/b", "Apps", long(254), "apps_"]],
  ["checkContainer", ["", "a/b", "App", "a.b", long(64)]],
  ["checkAction", ["", "a/b", "-a", "a b", ".a", "a\nb", long(101)]],
  ["checkRevision", [
    "",
    "-x",
    "--upload-pack=x",
    long(251),
    "a/./b",
    "a/..",
    "..",
    "a/../b",
    "refs//x",
    "\t",
  ]],
];

for (const [name, values] of REFUSED) {
  for (const value of values) {
    Deno.test(`${name}() refuses ${JSON.stringify(value).slice(0, 40)}`, () => {
      assert.throws(() => CHECKS[name](value), { code: "INVALID_ARGUMENT" });
    });
  }
}

const PASSED: readonly [keyof typeof CHECKS, readonly string[]][] = [
  ["checkProject", ["default", "team-a", "a", "0", "a.b-c.d", long(253)]],
  ["checkNamespace", ["argocd", "team-a", "0", long(63)]],
  ["checkResourceName", [
    "web-7d9c5b6f4-x2x2q",
    "system:controller:job",
    "system::leader",
    "Admin",
    "a.b_c",
    "a..b",
    long(253),
    "10.0.0.1",
    "user@example.com",
  ]],
  ["checkKind", [
    "Deployment",
    "CronJob",
    "HorizontalPodAutoscaler",
    "pods",
    "K8sRequiredLabels",
  ]],
  ["checkGroup", [
    "",
    "apps",
    "argoproj.io",
    "networking.k8s.io",
    "v1",
    "v1beta1",
  ]],
  ["checkContainer", ["app", "istio-proxy", long(63)]],
  ["checkAction", ["restart", "toggle-auto-sync", "promote_full.2", long(100)]],
  ["checkRevision", [
    "HEAD",
    "main",
    "feature/login",
    "v1.2.3",
    "1.x",
    "^1.2",
    "~1.2.0",
    ">=1.2.3",
    "*",
    "release/2024.05",
    "a..b",
    ".hidden",
    "refs/tags/v1",
    "sha256:abc",
    "0123456789abcdef0123456789abcdef01234567",
    long(250),
  ]],
];

for (const [name, values] of PASSED) {
  for (const value of values) {
    Deno.test(`${name}() passes ${JSON.stringify(value).slice(0, 40)}`, () => {
      assert.equal(CHECKS[name](value), value);
    });
  }
}

Deno.test("checkApplicationRef() takes a name and a namespace apart", () => {
  assert.deepEqual(checkApplicationRef("payments"), { name: "payments" });
  assert.deepEqual(checkApplicationRef("team-a/payments"), {
    name: "payments",
    namespace: "team-a",
  });
  assert.deepEqual(checkApplicationRef(`${long(63)}/${long(253)}`), {
    name: long(253),
    namespace: long(63),
  });
});

Deno.test("a refusal says what was refused and what is allowed", () => {
  const error = refusalOf(() => checkProject("../clusters"));
  assert.equal(
    error.toString(),
    "INVALID_ARGUMENT: Cannot use '../clusters' as project: it is not a valid one\n" +
      "Next: Use lower-case letters, digits, '-' and '.', at most 253 characters, with a letter or digit at both ends",
  );
  assert.equal(
    refusalOf(() => checkNamespace("")).message,
    "Cannot use '' as namespace: it is empty",
  );
});

Deno.test("a refusal shows hidden characters as escapes", () => {
  assert.equal(
    refusalOf(() => checkResourceName("a\r\nb\0\u202e\x7f\x1b")).message,
    "Cannot use 'a\\r\\nb\\u0000\\u202e\\u007f\\u001b' as resource name: it is not a valid one",
  );
  assert.equal(
    refusalOf(() => checkProject("😀")).message,
    "Cannot use '\\ud83d\\ude00' as project: it is not a valid one",
  );
});

Deno.test("a refusal shortens what it shows to 80 characters", () => {
  assert.equal(
    refusalOf(() => checkProject(long(254))).message,
    `Cannot use '${long(80)}…' as project: it is not a valid one`,
  );
  const escapes = refusalOf(() => checkProject("\0".repeat(10_000))).message;
  assert.ok(escapes.length < 140, `${escapes.length} characters`);
});

const anything = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(
    fc.constantFrom(
      "a",
      "b-",
      ".",
      "..",
      "/",
      "%2f",
      "%",
      "?",
      "#",
      "\\",
      "\n",
      "\0",
      "A",
      ":",
      "ä",
    ),
    { maxLength: 8 },
  ).map((pieces) => pieces.join("")),
);

Deno.test("a name that passes cannot choose another path", () => {
  const names = [
    checkProject,
    checkNamespace,
    checkResourceName,
    checkKind,
    checkGroup,
    checkContainer,
    checkAction,
  ];
  fc.assert(
    fc.property(anything, (value) => {
      for (const check of names) {
        if (!passes(check, value)) continue;
        assert.ok(!/[/%?#\\\s]/.test(value), JSON.stringify(value));
        assert.ok(value !== "." && value !== "..");
        const { pathname } = new URL(`x/${value}/y`, "https://h/api/");
        assert.equal(decodeURIComponent(pathname), `/api/x/${value}/y`);
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("an application or a revision that passes has no dot segment and nothing that needs decoding", () => {
  fc.assert(
    fc.property(anything, (value) => {
      for (const check of [checkApplicationRef, checkRevision]) {
        if (!passes(check, value)) continue;
        assert.ok(!/[%?#\\\s]/.test(value), JSON.stringify(value));
        for (const segment of value.split("/")) {
          assert.ok(!["", ".", ".."].includes(segment), JSON.stringify(value));
        }
      }
      if (passes(checkApplicationRef, value)) {
        const { name, namespace } = checkApplicationRef(value);
        assert.equal(
          namespace === undefined ? name : `${namespace}/${name}`,
          value,
        );
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("the checks get through long input", () => {
  for (const check of Object.values(CHECKS)) {
    for (
      const value of [
        "a-".repeat(500_000),
        "a.".repeat(500_000),
        "a/".repeat(500_000),
      ]
    ) {
      assert.throws(() => check(value), { code: "INVALID_ARGUMENT" });
    }
  }
});

function passes(check: (value: string) => unknown, value: string): boolean {
  try {
    check(value);
    return true;
  } catch (error) {
    assert.ok(error instanceof ToolError);
    return false;
  }
}

function refusalOf(run: () => unknown): ToolError {
  try {
    run();
  } catch (error) {
    if (error instanceof ToolError) return error;
  }
  return assert.fail("nothing was refused");
}

Deno.test("a full commit id has 40 or 64 lower-case hexadecimal digits", () => {
  const full = [
    "0123456789abcdef0123456789abcdef01234567",
    "f".repeat(64),
  ];
  const others = [
    "",
    "main",
    "abc1234",
    "A".repeat(40),
    "g".repeat(40),
    "a".repeat(41),
    "a".repeat(63),
  ];
  for (const id of full) assert(FULL_SHA_REGEXP.test(id), id);
  for (const id of others) assert(!FULL_SHA_REGEXP.test(id), id);
});
