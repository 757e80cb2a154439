import assert from "node:assert/strict";
import { diagnoseApplicationSet } from "../../lib/diagnose/diagnose_application_set.ts";
import { diagnoseCase } from "./corpus.ts";
import {
  applicationOf,
  failing,
  fromRepoServer,
  NOW,
} from "../helpers/diagnosis_facts.ts";
import { readFault } from "../helpers/recorded_fault.ts";

const GIT = {
  git: { repoURL: "https://git.shop.example/envs.git", revision: "main" },
};

function diagnosed(
  {
    status = {},
    generators = [GIT],
    created = "2026-11-01T08:00:00Z",
    applications = [],
  }: {
    readonly status?: Readonly<Record<string, unknown>>;
    readonly generators?: readonly unknown[];
    readonly created?: string;
    readonly applications?: Parameters<
      typeof diagnoseApplicationSet
    >[0]["applications"];
  },
) {
  return diagnoseApplicationSet({
    now: NOW,
    ref: "fleet",
    set: {
      metadata: {
        name: "fleet",
        namespace: "argocd",
        creationTimestamp: created,
      },
      spec: { generators },
      status,
    },
    applications,
    unread: [],
  });
}

function failed(
  message: string,
  reason = "ApplicationGenerationFromParamsError",
) {
  return {
    conditions: [
      { type: "ErrorOccurred", status: "True", reason, message },
      {
        type: "ParametersGenerated",
        status: "False",
        reason: "ErrorOccurred",
        message,
      },
    ],
  };
}

const FINE = {
  conditions: [
    {
      type: "ErrorOccurred",
      status: "False",
      reason: "ApplicationSetUpToDate",
      message: "All applications have been generated successfully",
    },
    { type: "ParametersGenerated", status: "True" },
    { type: "ResourcesUpToDate", status: "True" },
  ],
};

Deno.test("recorded: the branch of a git generator is gone", async () => {
  const fault = await readFault("f51-appset-gen");
  const { verdict, findings, calls } = await diagnoseCase(fault);
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "revision-not-found");
  assert.match(
    findings[0]?.text ?? "",
    /by its git generator: revision 'envs-2025'/,
  );
  assert(calls <= 2, `${calls} calls`);
});

const ERRORS: readonly (readonly [string, string, RegExp])[] = [
  [
    "applicationset-duplicate",
    "ApplicationSet fleet contains applications with duplicate name: q-one",
    /application 'q-one' more than once/,
  ],
  [
    "applicationset-template",
    'failed to execute go template {{.cluster.name}}: template: base:1:2: executing "base" at <.cluster.name>: map has no entry for key "cluster"',
    /parameter 'cluster'/,
  ],
  [
    "applicationset-owner",
    "failed to set controller reference: Object argocd/web is already owned by another ApplicationSet controller other",
    /belongs to another one already: 'other'/,
  ],
  [
    "repository-authentication",
    "error generating params from git: error retrieving Git files: rpc error: code = Internal desc = unable to resolve git revision : failed to list refs: authentication required",
    /refuses the credentials/,
  ],
  [
    "applicationset-token",
    "error generating params from scm provider: error listing repos: 404 Not Found",
    /shows the token of the generator no such group/,
  ],
  [
    "repository-rate-limit",
    "error generating params from scm provider: error listing repos: error listing repositories for shop: GET https://api.github.com/orgs/shop/repos: 403 API rate limit exceeded for user ID 7. [rate reset in 12m01s]",
    /limits how often/,
  ],
  [
    "applicationset-token",
    "error generating params from scm provider: error listing repos: error listing repositories for shop: GET https://api.github.com/orgs/shop/repos: 401 Bad credentials []",
    /by its scm provider generator: 'api\.github\.com' refuses the token of the generator/,
  ],
  [
    "repository-unreachable",
    'error generating params from git: error retrieving Git Directories: rpc error: code = Internal desc = unable to resolve git revision : failed to list refs: Get "https://git.shop.example/envs.git/info/refs?service=git-upload-pack": dial tcp: lookup git.shop.example: no such host',
    /host 'git\.shop\.example' has a name that does not resolve/,
  ],
  [
    "project-not-found",
    "application references project retail which does not exist",
    /project 'retail' does not exist/,
  ],
  [
    "cluster-unknown",
    "application destination spec is invalid: unable to find destination server: there are no clusters with this name: edge-9",
    /no cluster 'edge-9'/,
  ],
  [
    "applicationset-error",
    "nobody has seen this before",
    /"nobody has seen this before"/,
  ],
];

for (const [rule, message, said] of ERRORS) {
  Deno.test(`${rule}: ${message.slice(0, 90)}`, () => {
    const { verdict, findings } = diagnosed({ status: failed(message) });
    assert.equal(verdict, "broken");
    assert.equal(findings[0]?.rule, rule);
    assert.match(findings[0]?.summary ?? "", said);
  });
}

Deno.test("a set that nobody processes has no condition", () => {
  const [finding] = diagnosed({ status: { health: {} } }).findings;
  assert.equal(finding?.rule, "applicationset-not-processed");
  const fresh = diagnosed({ created: "2026-11-21T07:59:50Z" });
  assert.equal(fresh.verdict, "healthy");
});

Deno.test("a generator that finds nothing, unless that is usual", () => {
  const { verdict, findings } = diagnosed({ status: FINE });
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "applicationset-empty");
  const usual = diagnosed({
    status: FINE,
    generators: [{ matrix: { generators: [{ pullRequest: {} }, GIT] } }],
  });
  assert.equal(usual.verdict, "healthy");
});

Deno.test("an ill application of it is lifted; a fine set is healthy", () => {
  const resources = [{ kind: "Application", name: "web" }];
  const facts = failing(fromRepoServer("apps/x: app path does not exist"));
  const ill = diagnosed({
    status: { ...FINE, resources },
    applications: [{ ref: "web", application: facts.application, facts }],
  });
  assert.equal(ill.verdict, "broken");
  assert.match(ill.findings[0]?.summary ?? "", /^Application 'web' below it/);
  const fine = diagnosed({
    status: { ...FINE, resources },
    applications: [{ ref: "web", application: applicationOf() }],
  });
  assert.equal(fine.verdict, "healthy");
  assert.deepEqual(fine.findings, []);
});

Deno.test("an application that is not there is worth a note", () => {
  const resources = [{ kind: "Application", name: "gone" }];
  const { verdict, findings } = diagnosed({ status: { ...FINE, resources } });
  assert.equal(verdict, "healthy");
  assert.equal(findings[0]?.rule, "applicationset-missing");
});
