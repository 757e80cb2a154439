import assert from "node:assert/strict";
import fc from "fast-check";
import {
  clusterOf,
  isClusterInScope,
  isProjectInScope,
  narrowScope,
  patternsOf,
  projectRestriction,
  restrictionOf,
  type Scope,
  scopeText,
} from "../../lib/guards/scope.ts";
import { anyApplication, anyScope, anySurroundings } from "./scopes.ts";

const PROD: Scope = {
  projects: ["team-a"],
  settings: {
    cluster: "single_cluster of 'prod'",
    projects: "allowed_projects of 'prod'",
    applications: "allowed_applications of 'prod'",
  },
};

function narrowed(outer: Scope, inner: Scope): Scope {
  const scope = narrowScope(outer, inner);
  assert(scope);
  return scope;
}

Deno.test("a narrowed scope lets pass what both let pass, and no more", () => {
  fc.assert(fc.property(
    anyApplication,
    anyScope,
    anyScope,
    anySurroundings,
    (application, outer, inner, known) => {
      const differ = outer.cluster !== undefined &&
        inner.cluster !== undefined && outer.cluster !== inner.cluster;
      fc.pre(!differ);
      const scope = narrowed(outer, inner);
      const isIn = (one: Scope) =>
        restrictionOf(application, one, known) === undefined;
      assert.equal(isIn(scope), isIn(outer) && isIn(inner));
      const { project } = application.spec ?? {};
      assert.equal(
        isProjectInScope(project, scope),
        isProjectInScope(project, outer) && isProjectInScope(project, inner),
      );
    },
  ));
});

Deno.test("a third scope narrows two others", () => {
  const two = narrowed({ projects: ["team-*"] }, { projects: ["*-a", "*-b"] });
  const three = narrowed({ projects: ["*a", "*c"] }, two);
  const projects = ["team-a", "team-b", "team-c", "site-a"];
  assert.deepEqual(
    projects.filter((project) => isProjectInScope(project, three)),
    ["team-a"],
  );
  assert.deepEqual(patternsOf("projects", three), [
    "*-a",
    "*-b",
    "team-*",
    "*a",
    "*c",
  ]);
});

Deno.test("one scope of two is that one, and none is none", () => {
  assert.equal(narrowScope(undefined, PROD), PROD);
  assert.equal(narrowScope(PROD, undefined), PROD);
  assert.equal(narrowScope(undefined, undefined), undefined);
});

Deno.test("a refusal names the setting that refuses", () => {
  const scope = narrowed({ projects: ["team-*"] }, PROD);
  assert.deepEqual(projectRestriction("team-b", scope), {
    rule: "projects",
    setting: "allowed_projects of 'prod'",
  });
  assert.deepEqual(
    projectRestriction("team-a", narrowed({ projects: ["x"] }, PROD)),
    { rule: "projects", setting: "MCP_ALLOWED_PROJECTS" },
  );
});

Deno.test("a cluster of one scope holds for both", () => {
  const outer = narrowed({ cluster: "edge" }, PROD);
  const inner = narrowed({ projects: ["*"] }, { cluster: "edge" });
  const same = narrowed({ cluster: "edge" }, { cluster: "edge" });
  for (const scope of [outer, inner, same]) {
    assert.equal(clusterOf(scope), "edge");
    assert(isClusterInScope({ name: "edge" }, scope, {}));
    assert(!isClusterInScope({ name: "in-cluster" }, scope, {}));
  }
});

Deno.test("two clusters are refused", () => {
  assert.throws(
    () =>
      narrowScope({ cluster: "in-cluster" }, {
        cluster: "edge",
        settings: PROD.settings ?? assert.fail(),
      }),
    {
      code: "CONFIGURATION",
      message:
        "Cannot narrow the scope: single_cluster of 'prod' 'edge' and MCP_SINGLE_CLUSTER 'in-cluster' are two clusters, so that nothing is in scope",
    },
  );
  assert.throws(
    () =>
      narrowScope(
        { cluster: "in-cluster" },
        narrowed({ cluster: "edge" }, PROD),
      ),
    { code: "CONFIGURATION" },
  );
});

Deno.test("a scope that was put together of two clusters lets nothing pass", () => {
  const scope: Scope = { cluster: "edge", within: { cluster: "in-cluster" } };
  const server = "https://edge.example";
  for (
    const cluster of [{ name: "edge" }, { server }, { name: "in-cluster" }]
  ) {
    assert(!isClusterInScope(cluster, scope, { server }));
  }
});

Deno.test("the text of a scope tells the layers apart", () => {
  assert.equal(scopeText(undefined), "off");
  assert.equal(scopeText({ cluster: "edge" }), "cluster edge");
  assert.equal(
    scopeText(
      narrowed({ cluster: "edge", projects: ["team-*", "web"] }, {
        projects: ["team-a"],
        applications: ["*/shop"],
      }),
    ),
    "projects team-a; applications */shop (within cluster edge; projects team-*, web)",
  );
});
