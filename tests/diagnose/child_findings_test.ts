import assert from "node:assert/strict";
import { diagnose } from "../../lib/diagnose/diagnose.ts";
import type { ChildFacts } from "../../lib/diagnose/facts.ts";
import { diagnoseCase } from "./corpus.ts";
import {
  applicationOf,
  factsOf,
  failing,
  fromRepoServer,
} from "../helpers/diagnosis_facts.ts";
import { readFault } from "../helpers/recorded_fault.ts";

function child(name: string, status: string): ChildFacts {
  return {
    ref: name,
    application: applicationOf({
      metadata: { name, namespace: "argocd" },
      status: { sync: { status: "Synced" }, health: { status } },
    }),
  };
}

Deno.test("recorded: a parent that is Synced and Healthy is broken when its child is", async () => {
  const { verdict, findings } = await diagnoseCase(await readFault("f53-root"));
  assert.equal(verdict, "broken");
  assert.match(
    findings[0]?.text ?? "",
    /Application 'f53-child' below it \(Synced, Degraded\)/,
  );
});

Deno.test("the child's own cause is lifted, with the child's name", () => {
  const facts = failing(fromRepoServer("apps/x: app path does not exist"));
  const { findings } = diagnose(factsOf({
    children: [{ ref: "web", application: facts.application, facts }],
  }));
  assert.equal(findings[0]?.rule, "path-not-found");
  assert.match(
    findings[0]?.summary ?? "",
    /^Application 'web' below it \(Unknown, Healthy\): Path 'apps\/x'/,
  );
  assert.equal(findings.length, 1);
});

Deno.test("a child whose cause nobody sees is still named", () => {
  const one = child("shop", "Degraded");
  const { findings, verdict } = diagnose(factsOf({
    children: [{ ...one, facts: factsOf({ application: one.application }) }],
  }));
  assert.equal(verdict, "broken");
  assert.match(
    findings[0]?.summary ?? "",
    /'shop' below it is Synced, Degraded/,
  );
});

Deno.test("those that nobody has looked into are counted, and fine ones are not", () => {
  const children = [
    ..."abcdefg".split("").map((name) => child(name, "Degraded")),
    child("fine", "Healthy"),
  ];
  const { findings } = diagnose(factsOf({ children }));
  assert.equal(findings.length, 1);
  assert.match(findings[0]?.summary ?? "", /^7 more applications below it are/);
  assert.match(findings[0]?.evidence[0]?.text ?? "", /^a .* and 2 more$/);
  assert.equal(
    diagnose(factsOf({ children: [child("f", "Healthy")] })).verdict,
    "healthy",
  );
});

Deno.test("a child that only moves does not break its parent", () => {
  const { verdict } = diagnose(
    factsOf({ children: [child("a", "Progressing")] }),
  );
  assert.equal(verdict, "waiting");
});
