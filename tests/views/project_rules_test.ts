import assert from "node:assert/strict";
import type { Destination } from "../../lib/argocd/wire/application.ts";
import type { Project } from "../../lib/argocd/wire/projects.ts";
import { matchesGoGlob } from "../../lib/views/go_glob.ts";
import { projectVerdict } from "../../lib/views/project_rules.ts";

const PATTERNS: readonly (readonly [
  text: string,
  pattern: string,
  separator: string,
  expected: boolean | undefined,
])[] = [
  ["shop", "*", "", true],
  ["shop-a", "shop-*", "", true],
  ["shop", "shop-*", "", false],
  ["", "", "", true],
  ["a", "", "", false],
  ["abc", "a?c", "", true],
  ["a/c", "a?c", "/", false],
  ["git/a/b", "git/*", "/", false],
  ["git/a/b", "git/*/b", "/", true],
  ["git/a/b", "git/**", "/", true],
  ["git/a/b", "**b", "/", true],
  ["aXbXc", "*X*X*", "", true],
  ["team-b", "team-[ab]", "", undefined],
  ["a.b", "a?b", "", true],
  ["axb", "a.b", "", false],
];

Deno.test("patterns are read as Argo CD reads them", () => {
  for (const [text, pattern, separator, expected] of PATTERNS) {
    const result = matchesGoGlob(text, pattern, { separator });
    assert.equal(result, expected, `'${text}' by '${pattern}'`);
  }
});

Deno.test("a pattern of many stars is read in no time", () => {
  const started = performance.now();
  assert.equal(matchesGoGlob("a".repeat(2_000), `${"*a".repeat(200)}b`), false);
  assert(performance.now() - started < 2_000);
});

const HOME: Destination = {
  server: "https://kubernetes.default.svc",
  name: "in-cluster",
  namespace: "shop",
};
const REPO = "https://git.example/shop/web.git";

function verdict(
  spec: Project["spec"],
  subject: {
    readonly repo?: string;
    readonly destination?: Destination;
    readonly objectNamespace?: string;
  } = {},
) {
  const { repo = REPO, destination = HOME, objectNamespace } = subject;
  const project: Project = {
    metadata: { name: "a" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      ...spec,
    },
  };
  const { refused, unclear } = projectVerdict(project, {
    sources: [{ repoURL: repo }],
    destination,
    ...(objectNamespace ? { objectNamespace } : {}),
  });
  return { refused: refused.length, unclear: unclear.length };
}

const YES = { refused: 0, unclear: 0 };
const NO = { refused: 1, unclear: 0 };
const UNCLEAR = { refused: 0, unclear: 1 };

Deno.test("repositories are allowed as Argo CD allows them", () => {
  const rule = (...sourceRepos: string[]) => verdict({ sourceRepos });
  assert.deepEqual(rule("*"), YES);
  assert.deepEqual(rule(), NO);
  assert.deepEqual(rule("https://git.example/shop/*"), YES);
  assert.deepEqual(rule("https://git.example/*"), NO, "a star takes no slash");
  assert.deepEqual(rule("https://GIT.example/shop/web"), YES);
  assert.deepEqual(rule("*", "!https://git.example/shop/web.git"), NO);
  assert.deepEqual(rule("!https://git.example/shop/till.git"), YES);
  assert.deepEqual(rule("https://git.example/{shop,till}/*"), UNCLEAR);
  assert.deepEqual(rule("*", "https://git.example/{shop,till}/*"), YES);
  const ssh = verdict({ sourceRepos: ["ssh://git@git.example/shop/web"] }, {
    repo: "git@git.example:shop/web.git",
  });
  assert.deepEqual(ssh, YES);
});

Deno.test("destinations are allowed as Argo CD allows them", () => {
  const rule = (...destinations: Destination[]) => verdict({ destinations });
  const { server = "" } = HOME;
  assert.deepEqual(rule({ server, namespace: "shop" }), YES);
  assert.deepEqual(rule({ name: "in-cluster", namespace: "sh*" }), YES);
  assert.deepEqual(rule({ server, namespace: "till" }), NO);
  assert.deepEqual(rule({ server }), NO, "no namespace is none");
  assert.deepEqual(
    rule({ server: "*", namespace: "*" }, { server, namespace: "!shop" }),
    NO,
  );
  assert.deepEqual(
    rule({ server: "*", namespace: "*" }, {
      server: "!https://kubernetes.default.svc",
      namespace: "*",
    }),
    NO,
  );
  assert.deepEqual(
    rule({ server: "*", namespace: "!kube-system" }),
    YES,
    "a rule of what is forbidden allows the rest",
  );
});

Deno.test("a cluster that cannot be seen leaves open what rules about it say", () => {
  const destination = { name: "edge", namespace: "shop" };
  const rule = (one: Destination) =>
    verdict({ destinations: [one] }, { destination });
  assert.deepEqual(rule({ server: "*", namespace: "*" }), YES);
  assert.deepEqual(rule({ name: "edge", namespace: "*" }), YES);
  assert.deepEqual(rule({ server: "https://x", namespace: "*" }), UNCLEAR);
  assert.deepEqual(rule({ server: "https://x", namespace: "till" }), NO);
});

Deno.test("an application outside Argo CD's namespace must be let in", () => {
  const rule = (...sourceNamespaces: string[]) =>
    verdict({ sourceNamespaces }, { objectNamespace: "apps-b" });
  assert.deepEqual(rule("apps-*"), YES);
  assert.deepEqual(rule("apps-a"), NO);
  assert.deepEqual(rule(), NO);
  assert.deepEqual(rule("/^apps-[ab]$/"), UNCLEAR);
});
