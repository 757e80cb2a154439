import assert from "node:assert/strict";
import fc from "fast-check";
import { matchesGlob } from "../../lib/guards/glob.ts";
import { requireScope } from "../../lib/guards/require_scope.ts";
import {
  type ApplicationFacts,
  comparableServer,
  IN_CLUSTER,
  type Restriction,
  restrictionOf,
  type Scope,
  type Surroundings,
} from "../../lib/guards/scope.ts";

const KNOWN: Surroundings = {
  server: IN_CLUSTER.server,
  controlPlane: "argocd",
};
const HERE: Scope = { cluster: "in-cluster" };
const EDGE_SERVER = "https://Edge.example:6443/";

function application(
  destination: NonNullable<ApplicationFacts["spec"]>["destination"],
  rest: { project?: string; name?: string; namespace?: string } = {},
): ApplicationFacts {
  const { project = "web", name = "shop", namespace = "argocd" } = rest;
  return {
    metadata: { name, namespace },
    spec: { project, ...(destination ? { destination } : {}) },
  };
}

const DESTINATIONS: readonly (readonly [
  string,
  NonNullable<ApplicationFacts["spec"]>["destination"],
  boolean,
  string?,
])[] = [
  ["the address", { server: "https://kubernetes.default.svc" }, true],
  ["a closing slash", { server: "https://kubernetes.default.svc/" }, true],
  ["capitals in the host", { server: "https://Kubernetes.Default.SVC" }, true],
  ["the name", { name: "in-cluster" }, true],
  ["both", { server: IN_CLUSTER.server, name: "in-cluster" }, true],
  [
    "the right address and another name",
    { server: IN_CLUSTER.server, name: "edge" },
    false,
  ],
  [
    "the right name and another address",
    { server: "https://10.0.0.1", name: "in-cluster" },
    false,
  ],
  ["another address", { server: "https://10.0.0.1" }, false],
  ["another name", { name: "edge" }, false],
  ["the name in capitals", { name: "In-Cluster" }, false],
  ["plain http", { server: "http://kubernetes.default.svc" }, false],
  ["another port", { server: "https://kubernetes.default.svc:6443" }, false],
  ["a path", { server: "https://kubernetes.default.svc/k8s/c-1" }, false],
  [
    "a host that begins the same",
    { server: "https://kubernetes.default.svc.evil.example" },
    false,
  ],
  [
    "the address as user info",
    { server: "https://kubernetes.default.svc@evil.example" },
    false,
  ],
  [
    "a line break inside",
    { server: "https://kubernetes.default\n.svc" },
    false,
  ],
  ["no destination", undefined, false],
  ["an empty destination", {}, false],
  ["empty texts", { server: "", name: "" }, false],
  ["another cluster by name", { name: "edge" }, true, "edge"],
  [
    "another cluster by address",
    {
      server: "https://edge.example:6443",
    },
    true,
    "edge",
  ],
  ["another cluster, but the home one", { name: "in-cluster" }, false, "edge"],
];
for (const [title, destination, isIn, cluster] of DESTINATIONS) {
  Deno.test(`single cluster: ${title} is ${isIn ? "in" : "out of"} scope${cluster ? ` of '${cluster}'` : ""}`, () => {
    const known = cluster ? { ...KNOWN, server: EDGE_SERVER } : KNOWN;
    assert.equal(
      restrictionOf(
        application(destination),
        cluster ? { cluster } : HERE,
        known,
      )?.setting,
      isIn ? undefined : "MCP_SINGLE_CLUSTER",
    );
  });
}

Deno.test("single cluster: an address that is not known refuses every address", () => {
  const facts = application({ server: "https://edge.example:6443" });
  assert.equal(
    restrictionOf(facts, { cluster: "edge" }, { controlPlane: "argocd" })
      ?.setting,
    "MCP_SINGLE_CLUSTER",
  );
});

const REFS: readonly (readonly [string, string, string, boolean])[] = [
  ["shop", "argocd", "shop", true],
  ["shop*", "argocd", "shop-1", true],
  ["shop?", "argocd", "shop", false],
  ["*", "argocd", "shop", true],
  ["*", "team-b", "shop", false],
  ["shop", "team-b", "shop", false],
  ["team-b/shop", "team-b", "shop", true],
  ["argocd/shop", "argocd", "shop", true],
  ["*/shop", "team-b", "shop", true],
  ["team-?/*", "team-b", "anything", true],
  ["*hop", "argocd", "shopper", false],
];
for (const [pattern, namespace, name, isIn] of REFS) {
  Deno.test(`the pattern '${pattern}' ${isIn ? "allows" : "refuses"} ${namespace}/${name}`, () => {
    const facts = application({}, { name, namespace });
    assert.equal(
      restrictionOf(facts, { applications: [pattern] }, KNOWN)?.setting,
      isIn ? undefined : "MCP_ALLOWED_APPLICATIONS",
    );
  });
}

Deno.test("what has no name, no namespace or no project is out of scope", () => {
  const all: Scope = { applications: ["*", "*/*"], projects: ["*"] };
  const scopes: readonly [ApplicationFacts, string | undefined][] = [
    [application({}), undefined],
    [
      { metadata: { name: "shop", namespace: "argocd" } },
      "MCP_ALLOWED_PROJECTS",
    ],
    [
      { metadata: { name: "shop" }, spec: { project: "web" } },
      "MCP_ALLOWED_APPLICATIONS",
    ],
    [{ spec: { project: "web" } }, "MCP_ALLOWED_APPLICATIONS"],
    [{}, "MCP_ALLOWED_PROJECTS"],
  ];
  for (const [facts, setting] of scopes) {
    assert.equal(restrictionOf(facts, all, KNOWN)?.setting, setting);
  }
});

Deno.test("a bare pattern allows nothing while the namespace of Argo CD is not known", () => {
  assert.equal(
    restrictionOf(application({}), { applications: ["*"] }, {})?.setting,
    "MCP_ALLOWED_APPLICATIONS",
  );
});

Deno.test("comparableServer() takes nothing for an address that is none", () => {
  for (const text of [undefined, "", "edge", "kubernetes.default.svc", "//x"]) {
    assert.equal(comparableServer(text), undefined);
  }
});

const LETTER = fc.constantFrom("a", "b", "-", "/");
const NAME = fc.string({ unit: LETTER, maxLength: 10 });
const PATTERN = fc.string({
  unit: fc.constantFrom("a", "b", "-", "/", "*", "?"),
  maxLength: 8,
});

Deno.test("matchesGlob() says what a regular expression says", () => {
  fc.assert(fc.property(NAME, PATTERN, (name, pattern) => {
    const source = pattern.replaceAll("*", "[^/]*").replaceAll("?", "[^/]");
    assert.equal(
      matchesGlob(name, pattern),
      new RegExp(`^${source}$`).test(name),
    );
  }));
});

function run(
  args: Readonly<Record<string, unknown>>,
  options: { scope?: Scope; restriction?: Restriction } = {},
): { asked: string[]; done: Promise<void> } {
  const asked: string[] = [];
  const { scope, restriction } = options;
  const done = requireScope({
    args,
    policy: {
      tier: "read",
      maskSecrets: true,
      maxResultChars: 24_000,
      humanApproval: "auto",
      ...(scope ? { scope } : {}),
    },
    facts: {
      restrictionOf(ref) {
        asked.push(ref);
        return Promise.resolve(restriction);
      },
      restrictionOfState: () => Promise.resolve(restriction),
    },
  });
  return { asked, done };
}

Deno.test("requireScope() asks nothing while nothing is restricted", async () => {
  const { asked, done } = run({ application: "shop", project: "web" });
  await done;
  assert.deepEqual(asked, []);
});

Deno.test("requireScope() refuses a project before it asks for an application", async () => {
  const { asked, done } = run(
    { application: "shop", project: ["team-a", "web"] },
    { scope: { projects: ["team-*"] } },
  );
  await assert.rejects(done, {
    code: "OUT_OF_SCOPE",
    message: "Cannot use project 'web': MCP_ALLOWED_PROJECTS does not allow it",
  });
  assert.deepEqual(asked, []);
});

for (
  const restriction of [
    { rule: "cluster", setting: "MCP_SINGLE_CLUSTER" },
    { rule: "projects", setting: "MCP_ALLOWED_PROJECTS" },
    { rule: "applications", setting: "allowed_applications of 'prod'" },
  ] as const
) {
  Deno.test(`a refusal because of ${restriction.setting} names it and the application`, async () => {
    const { done } = run({ application: "shop" }, { scope: {}, restriction });
    await assert.rejects(done, (error: Error & { code: string }) => {
      assert.equal(error.code, "OUT_OF_SCOPE");
      assert.match(error.message, /^Cannot use application 'shop': /);
      assert(error.message.includes(restriction.setting));
      return true;
    });
  });
}
