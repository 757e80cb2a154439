import assert from "node:assert/strict";
import type { ResourceNode } from "../../../lib/argocd/wire/resources.ts";
import type { Facts } from "../../../lib/diagnose/facts.ts";
import {
  complainers,
  unjudgedResource,
} from "../../../lib/diagnose/rules/unjudged_resource.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { factsOf } from "../../helpers/diagnosis_facts.ts";

const OLD = "2026-11-21T06:00:00Z";
const FRESH = "2026-11-21T07:58:00Z";
const NODE: ResourceNode = {
  group: "tekton.dev",
  version: "v1",
  kind: "PipelineRun",
  namespace: "web",
  name: "release",
  uid: "1",
};

/** One resource of the source as Argo CD has it for the comparison: the live object with its status. */
function known(
  status: Manifest,
  { node = {}, metadata = {} }: {
    readonly node?: Partial<ResourceNode>;
    readonly metadata?: Manifest;
  } = {},
): Facts {
  const ref = { ...NODE, ...node };
  const { group = "", kind = "", namespace = "", name = "" } = ref;
  return factsOf({
    nodes: [ref],
    managed: [{
      group,
      kind,
      namespace,
      name,
      liveState: JSON.stringify({
        metadata: { creationTimestamp: OLD, ...metadata },
        spec: {},
        status,
      }),
    }],
  });
}

function condition(
  type: string,
  status: string,
  reason: string,
  since = OLD,
): Manifest {
  const message = `${reason} of it`;
  return {
    conditions: [{ type, status, reason, message, lastTransitionTime: since }],
  };
}

function rulesOf(facts: Facts): readonly string[] {
  return unjudgedResource.look(facts).map(({ rule }) => rule);
}

const COMPLAINS = ["custom-resource-complains"];

Deno.test("a condition that complains for long is told, with its place", () => {
  const facts = known(condition("Succeeded", "False", "CouldntGetPipeline"));
  const [finding] = unjudgedResource.look(facts);
  assert.equal(finding?.severity, "broken");
  assert.equal(
    finding?.where,
    "PipelineRun/web/release@status.conditions[Succeeded]",
  );
  assert.match(finding?.summary ?? "", /CouldntGetPipeline of it/);
  assert.deepEqual(complainers(facts), [NODE]);
});

Deno.test("so is a word of the status that means failure, with the error beside it", () => {
  assert.deepEqual(
    rulesOf(known({ PostgresClusterStatus: "CreateFailed" })),
    COMPLAINS,
  );
  const [invalid] = unjudgedResource.look(
    known({
      phase: "FailedValidation",
      validationErrors: ["no backup location", "no hooks"],
    }),
  );
  assert.equal(
    invalid?.evidence[0]?.text,
    "FailedValidation: no backup location; no hooks",
  );
  const [failed] = unjudgedResource.look(
    known({ state: "Failed", error: '{"message":"no savepoint at s3://x"}' }),
  );
  assert.match(failed?.summary ?? "", /no savepoint at s3:/);
  assert.match(failed?.where ?? "", /@status\.error$/);
});

Deno.test("what is fresh, at rest, at work or fine says nothing", () => {
  for (
    const status of [
      condition("Ready", "False", "Failed", FRESH),
      condition("Ready", "False", "JobCompleted"),
      condition("Available", "False", "Paused"),
      condition("Ready", "False", "Creating"),
      condition("Progressing", "False", "AsExpected"),
      condition("Degraded", "False", "AsExpected"),
      condition("Warning", "True", "DeprecatedFields"),
      { ...condition("Ready", "True", "Ready"), state: "failed" },
      { phase: "Ready" },
      { state: "Running", error: "" },
    ]
  ) assert.deepEqual(rulesOf(known(status)), [], JSON.stringify(status));
});

Deno.test("others judge what Argo CD has a health check for, what is Kubernetes' own, made by something, or on its way out", () => {
  const failed = condition("Ready", "False", "Failed");
  const other = [
    { node: { health: { status: "Healthy" } } },
    { node: { group: "apps", kind: "Deployment" } },
    { node: { group: "argoproj.io", kind: "Application" } },
    { node: { parentRefs: [{ kind: "Pipeline", name: "above" }] } },
    { metadata: { deletionTimestamp: OLD } },
  ];
  for (const one of other) {
    assert.deepEqual(rulesOf(known(failed, one)), [], JSON.stringify(one));
  }
  assert.deepEqual(rulesOf(known(failed)), COMPLAINS);
});
