import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { caseFacts } from "../case_facts.ts";

Deno.test("a kind that no rule knows is shown in the words of its health", () => {
  const facts = caseFacts({
    objects: [],
    application: {
      status: {
        resources: [{
          group: "example.com",
          kind: "Widget",
          namespace: "shop",
          name: "one",
          health: { status: "Degraded", message: "the widget is bent" },
        }],
      },
    },
  });
  const { verdict, findings: [first] } = diagnose(facts);
  assert.equal(verdict, "broken");
  assert.equal(first?.rule, "resource-degraded");
  assert.equal(first?.evidence[0]?.text, "the widget is bent");
});

Deno.test("a cause stands instead of how its resource looks, and hooks are no resources", () => {
  const health = { status: "Degraded" };
  const facts = caseFacts({
    objects: [],
    application: {
      status: {
        resources: [
          { kind: "Job", namespace: "shop", name: "hook", hook: true, health },
          {
            kind: "Service",
            namespace: "shop",
            name: "web",
            health: { status: "Healthy" },
          },
        ],
      },
    },
  });
  assert(
    !diagnose(facts).findings.some(({ rule }) => rule === "resource-degraded"),
  );
});

Deno.test("what its last warning says stands beside its health, and not beside a suspension", () => {
  const about = { kind: "CronJob", namespace: "shop", name: "sync" };
  const said = (status: string) =>
    diagnose(caseFacts({
      objects: [],
      events: [{
        about: "CronJob/sync",
        reason: "TooManyMissedTimes",
        message: "too many missed start times: 4321",
      }],
      application: {
        status: { resources: [{ ...about, health: { status } }] },
      },
    })).findings[0]?.summary ?? "";
  assert.match(said("Degraded"), /too many missed start times/);
  assert.match(said("Suspended"), /is Suspended$/);
});
