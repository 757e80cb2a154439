import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { generatingApplicationSet } from "../../../lib/diagnose/rules/generating_application_set.ts";
import {
  applicationOf,
  factsOf,
  failing,
  fromRepoServer,
} from "../../helpers/diagnosis_facts.ts";

const METADATA = { name: "fleet", namespace: "argocd" };

function errorSet(message: string) {
  return {
    metadata: METADATA,
    spec: { generators: [{ list: { elements: [] } }] },
    status: {
      conditions: [{
        type: "ErrorOccurred",
        status: "True",
        reason: "RenderTemplateParamsError",
        message,
      }],
    },
  };
}

Deno.test("a set that fails keeps changes from its application", () => {
  const { verdict, findings } = diagnose(factsOf({
    applicationSet: errorSet(
      "failed to parse template q-{{.name: template: base:1: unclosed action",
    ),
  }));
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "applicationset-template");
  assert.deepEqual(findings[0]?.next.arguments, { applicationset: "fleet" });
});

Deno.test("what is wrong with the application itself comes first", () => {
  const facts = {
    ...failing(fromRepoServer("apps/x: app path does not exist")),
    applicationSet: errorSet("something else"),
  };
  const rules = diagnose(facts).findings.map(({ rule }) => rule);
  assert.deepEqual(rules, ["path-not-found", "applicationset-error"]);
});

Deno.test("a progressive sync holds an application back until its step", () => {
  const applicationSet = {
    metadata: METADATA,
    status: {
      conditions: [{ type: "RolloutProgressing", status: "True" }],
      applicationStatus: [{
        application: "web",
        status: "Waiting",
        step: "2",
        message:
          "Application is out of date with the current AppSet generation, setting status to Waiting.",
      }],
    },
  };
  const behind = applicationOf({ status: { sync: { status: "OutOfSync" } } });
  const [finding] = generatingApplicationSet.look(
    factsOf({ applicationSet, application: behind }),
  );
  assert.equal(finding?.severity, "waiting");
  assert.match(finding?.summary ?? "", /until step 2/);
  assert.deepEqual(
    generatingApplicationSet.look(factsOf({ applicationSet })),
    [],
    "a synced one waits for nothing",
  );
});

Deno.test("a set that is fine, and none, say nothing", () => {
  const applicationSet = {
    metadata: METADATA,
    status: {
      conditions: [
        {
          type: "ErrorOccurred",
          status: "False",
          message: "All applications have been generated successfully",
        },
        { type: "ResourcesUpToDate", status: "True" },
      ],
    },
  };
  assert.deepEqual(
    generatingApplicationSet.look(factsOf({ applicationSet })),
    [],
  );
  assert.deepEqual(generatingApplicationSet.look(factsOf()), []);
});
