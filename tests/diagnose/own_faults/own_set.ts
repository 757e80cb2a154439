/**
 * ApplicationSets that do not make what they should.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ago, NOW } from "./plan.ts";

/** An ApplicationSet that could not be made whole. */
export function ownSet(
  id: string,
  { title, proof, message, reason, generators }: {
    readonly title: string;
    readonly proof: string;
    readonly message: string;
    readonly reason: string;
    readonly generators: readonly Manifest[];
  },
): RecordedFault {
  const base = `/api/v1/applicationsets/${id}`;
  const conditions = [
    ["ErrorOccurred", "True", reason],
    ["ParametersGenerated", "False", "ErrorOccurred"],
    ["ResourcesUpToDate", "False", "ErrorOccurred"],
  ].map(([type, status, why]) => ({
    type,
    message,
    lastTransitionTime: ago(20),
    status,
    reason: why,
  }));
  const answers: readonly (readonly [string, unknown])[] = [
    [base, {
      metadata: {
        name: id,
        namespace: "argocd",
        uid: "1ecd8c80-d3f9-42a8-853a-1171f124d499",
        resourceVersion: "48211",
        generation: 1,
        creationTimestamp: ago(600),
      },
      spec: {
        generators,
        template: {
          metadata: { name: "{{name}}" },
          spec: { project: "default" },
        },
      },
      status: { conditions },
    }],
    [`${base}/resource-tree`, {}],
    [`${base}/events`, { metadata: { resourceVersion: "1" }, items: null }],
  ];
  return {
    id,
    title,
    kind: "fault",
    truth: {
      cause: title,
      findings: [{ what: title, where: id, decisive_text: proof }],
    },
    recorded_at: NOW.toISOString(),
    calls: answers.map(([path, body]) => ({
      request: { method: "GET", path },
      response: { status: 200, body },
    })),
  };
}

export const SETS = [
  // go-github's error text; argo-cd issue 22736.
  ownSet("s01-github-token", {
    title: "GitHub refuses the token of the generator",
    proof: "401 Bad credentials",
    reason: "ApplicationGenerationFromParamsError",
    message:
      "error listing repos: error listing repositories for acme: GET https://api.github.com/orgs/acme/repos?per_page=100: 401 Bad credentials []",
    generators: [{ scmProvider: { github: { organization: "acme" } } }],
  }),
  // argo-cd: applicationset controller, validateGeneratedApplications.
  ownSet("s02-duplicate", {
    title: "Two elements make the same name",
    proof: "contains applications with duplicate name: shop-prod",
    reason: "ApplicationValidationError",
    message:
      "ApplicationSet s02-duplicate contains applications with duplicate name: shop-prod",
    generators: [{ list: { elements: [{ name: "a" }, { name: "b" }] } }],
  }),
  // text/template with missingkey=error.
  ownSet("s03-missing-key", {
    title: "The template reads a key that an element does not have",
    proof: 'map has no entry for key "region"',
    reason: "RenderTemplateParamsError",
    message:
      'failed to execute go template {{.region}}-shop: template: base:1:2: executing "base" at <.region>: map has no entry for key "region"',
    generators: [{ clusters: {} }],
  }),
  // A Secret that the generator names.
  ownSet("s04-secret", {
    title: "The Secret with the generator's token is missing",
    proof: 'Secret "scm-token" not found',
    reason: "ApplicationGenerationFromParamsError",
    message:
      'error initializing Gitlab service: error fetching Gitlab token: error fetching secret argocd/scm-token: Secret "scm-token" not found',
    generators: [{ scmProvider: { gitlab: { group: "acme" } } }],
  }),
];
