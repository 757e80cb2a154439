import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import type { Facts } from "../../../lib/diagnose/facts.ts";
import { caseFacts, WEB } from "../case_facts.ts";

const WHY =
  'Failed to pull image "registry.example.test/web:2": registry.example.test/web:2: not found';

/** A pod that is in the tree, whose events were read, and whose object was not. */
function unread(
  { health, createdAt, refused = true }: {
    readonly health: { readonly status: string; readonly message?: string };
    readonly createdAt?: string;
    readonly refused?: boolean;
  },
): Facts {
  const facts = caseFacts({
    objects: [...WEB, {
      kind: "Pod",
      name: "web-1-a",
      owner: "ReplicaSet/web-1",
      health,
      ...(createdAt ? { createdAt } : {}),
    }],
    events: [
      { about: "Pod/web-1-a", reason: "Failed", message: WHY },
      {
        about: "Pod/web-1-a",
        reason: "Failed",
        message: "Error: ErrImagePull",
      },
    ],
  });
  return {
    ...facts,
    nodes: facts.nodes.map((node) => ({ ...node, uid: node.name ?? "" })),
    unread: refused
      ? [{ what: "Pod/shop/web-1-a", why: "FORBIDDEN: permission denied" }]
      : [],
  };
}

Deno.test("an ill pod that cannot be read is told by its events and its health", () => {
  const facts = unread({ health: { status: "Degraded", message: "Back-off" } });
  const { verdict, findings } = diagnose(facts);
  const [first] = findings;
  assert.equal(verdict, "broken");
  assert.equal(first?.rule, "unread-object");
  assert.match(first?.summary ?? "", /^A Pod of Deployment web is Degraded: /);
  assert.deepEqual(first?.evidence.map(({ text }) => text), [
    WHY,
    "Error: ErrImagePull",
    "Back-off",
  ]);
});

Deno.test("one that has only just begun is waited for", () => {
  const facts = unread({
    health: { status: "Progressing" },
    createdAt: "2026-03-01T11:59:00Z",
  });
  assert.equal(diagnose(facts).verdict, "waiting");
});

Deno.test("nothing is said of what was not asked for, is fine, or is replaced", () => {
  const done = unread({ health: { status: "Degraded" } });
  const replaced: Facts = {
    ...done,
    nodes: done.nodes.map((node) =>
      node.kind === "ReplicaSet"
        ? { ...node, health: { status: "Healthy" } }
        : node
    ),
  };
  for (
    const facts of [
      replaced,
      unread({ health: { status: "Degraded" }, refused: false }),
      unread({ health: { status: "Healthy" } }),
    ]
  ) {
    const rules = diagnose(facts).findings.map(({ rule }) => rule);
    assert(!rules.includes("unread-object"), rules.join(", "));
  }
});
