/**
 * Siblings of the recorded projects, clusters and parents that stand in the way.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { statefulSet } from "./controllers.ts";
import { ownSet } from "./own_set.ts";
import { NOW, type PlannedObject } from "./plan.ts";
import { applicationOf } from "./planned_application.ts";
import { around, aside, forgotten, sibling } from "./sibling_parts.ts";
import { crashing, ended } from "./workloads.ts";

/** An Application as its parent shows it. */
function child(name: string, health: string): PlannedObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    name,
    namespace: "argocd",
    age: 9000,
    live: {
      spec: { project: "default", destination: { namespace: name } },
      status: { sync: { status: "Synced" }, health: { status: health } },
    },
  };
}

/** Answers instead of those to some of the paths. */
function answering(
  fault: RecordedFault,
  ends: readonly string[],
  body: unknown,
): RecordedFault {
  return {
    ...fault,
    calls: fault.calls.map((call) =>
      ends.some((end) => call.request.path.endsWith(end))
        ? { ...call, response: { status: 500, body } }
        : call
    ),
  };
}

const FAR = "https://10.20.0.6:6443";
const LATE =
  `failed to get server version: failed to get server version: Get "${FAR}/version?timeout=32s": dial tcp 10.20.0.6:6443: i/o timeout`;
const SYNCING = `error synchronizing cache state : ${LATE}`;
const NO_TREE =
  `ComparisonError: Failed to load live state: failed to get cluster info for "${FAR}": ${SYNCING}`;
const NO_PROJECT = {
  error:
    'app is not allowed in project "logistics", or the project does not exist',
  code: 3,
  message:
    'app is not allowed in project "logistics", or the project does not exist',
};

/** What is answered about an application whose project has gone: only the list still shows it. */
function projectGone(name: string): RecordedFault["calls"] {
  const path = `/api/v1/applications/${name}`;
  const shown = applicationOf({
    id: name,
    title: name,
    cause: "",
    spec: { project: "logistics" },
    conditions: [[
      "InvalidSpecError",
      "Application referencing project logistics which does not exist",
    ]],
    sync: "Unknown",
    health: "Unknown",
  });
  const missing = 'appprojects.argoproj.io "logistics" not found';
  const answers: readonly (readonly [string, number, unknown])[] = [
    ...["", "/resource-tree", "/managed-resources", "/events"].map((end) =>
      [`${path}${end}`, 400, NO_PROJECT] as const
    ),
    [`/api/v1/applications?name=${name}`, 200, {
      metadata: { resourceVersion: "48300" },
      items: [shown],
    }],
    ["/api/v1/projects/logistics", 404, {
      error: missing,
      code: 5,
      message: missing,
    }],
  ];
  return answers.map(([path, status, body]) => ({
    request: { method: "GET", path },
    response: { status, body },
  }));
}

export const SIBLING_PLACES = [
  // f34. util/argo: ValidateDestination; it was deployed before the project became strict.
  sibling({
    id: "y34-exporter",
    namespace: "kube-system",
    title: "The project does not permit another cluster's kube-system",
    cause: "Destinations of the project observability",
    proofs: ["do not match any of the allowed destinations"],
    objects: around("exporter"),
    conditions: [[
      "InvalidSpecError",
      "application destination server 'https://10.20.0.6:6443' and namespace 'kube-system' do not match any of the allowed destinations in project 'observability'",
    ]],
    project: {
      destinations: [{ server: FAR, namespace: "observability-*" }],
    },
    spec: {
      project: "observability",
      destination: { server: FAR, namespace: "kube-system" },
    },
    sync: "Unknown",
    health: "Unknown",
  }),
  // f37. Another way of not being there.
  answering(
    sibling({
      id: "y37-factory",
      namespace: "line-control",
      title: "The API server of the factory does not answer",
      cause: "i/o timeout",
      proofs: ["dial tcp 10.20.0.6:6443: i/o timeout"],
      objects: aside("line-state"),
      conditions: [
        [
          "ComparisonError",
          `Failed to load live state: failed to get cluster info for "${FAR}": ${SYNCING}`,
        ],
        [
          "ComparisonError",
          `Failed to load target state: failed to get cluster version for cluster "${FAR}": failed to get cluster info for "${FAR}": ${SYNCING}`,
        ],
        ["UnknownError", SYNCING],
      ],
      clusters: [{
        server: FAR,
        name: "factory-7",
        config: { tlsClientConfig: { insecure: false } },
        connectionState: {
          status: "Failed",
          message: LATE,
          attemptedAt: "2026-11-21T08:59:31Z",
        },
        info: {
          connectionState: {
            status: "Failed",
            message: LATE,
            attemptedAt: "2026-11-21T08:59:31Z",
          },
          cacheInfo: {},
          applicationsCount: 14,
        },
      }],
      spec: { destination: { server: FAR, namespace: "line-control" } },
    }),
    ["/resource-tree", "/managed-resources"],
    {
      error: `error getting cached app resource tree: ${NO_TREE}`,
      code: 2,
      message: `error getting cached app resource tree: ${NO_TREE}`,
    },
  ),
  // f70. A project that was there when the application was made.
  {
    id: "y70-tracking",
    title: "The project was deleted",
    kind: "fault",
    truth: {
      cause: "Project logistics does not exist any more",
      findings: [{
        what: "project",
        where: "application",
        decisive_text: "project logistics which does not exist",
      }],
    },
    recorded_at: NOW.toISOString(),
    calls: projectGone("y70-tracking"),
  } satisfies RecordedFault,
  // f51. go-gitlab's words; the generator of merge requests.
  ownSet("y51-previews", {
    title: "GitLab refuses the token of the generator",
    proof: "401 Unauthorized",
    reason: "ApplicationGenerationFromParamsError",
    message:
      "error generating params from pull request: error listing repos: error listing merge requests for project '4410': GET https://gitlab.example.test/api/v4/projects/4410/merge_requests: 401 {message: 401 Unauthorized}",
    generators: [{
      pullRequest: {
        gitlab: { api: "https://gitlab.example.test/", project: "4410" },
        requeueAfterSeconds: 300,
      },
    }],
  }),
  // f53. Node's words in the child of a root with three children.
  sibling({
    id: "y53-root",
    namespace: "argocd",
    title: "One of three children crashes",
    cause: "The child cannot bind its port",
    proofs: ["EADDRINUSE: address already in use"],
    objects: [
      child("y53-ui", "Healthy"),
      child("y53-worker", "Degraded"),
      child("y53-store", "Healthy"),
    ],
    children: [
      { id: "y53-ui", title: "child", cause: "", objects: around("ui") },
      {
        id: "y53-worker",
        title: "child",
        cause: "",
        objects: [
          ...aside("jobs"),
          ...forgotten(statefulSet({
            name: "worker",
            age: 90,
            pods: [{
              age: 90,
              phase: "Running",
              containers: [{
                name: "worker",
                status: crashing(ended(1), { restarts: 21, pod: "worker-0" }),
                log: {
                  now: [
                    "node:events:497",
                    "      throw er; // Unhandled 'error' event",
                    "Error: listen EADDRINUSE: address already in use :::9100",
                    "    at Server.setupListenHandle [as _listen2] (node:net:1908:16)",
                    "Node.js v22.11.0",
                  ],
                },
              }],
            }],
          })),
        ],
        health: "Degraded",
      },
      { id: "y53-store", title: "child", cause: "", objects: aside("store") },
    ],
  }),
];
