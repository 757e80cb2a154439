import assert from "node:assert/strict";
import { diagnose } from "../../lib/diagnose/diagnose.ts";
import { servingText } from "../../lib/diagnose/serving.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import { caseFacts, type CaseObject, webPod } from "./case_facts.ts";

function version(name: string, number: number, owner: string): CaseObject {
  return {
    kind: /^(?:Deployment|Rollout)/.test(owner)
      ? "ReplicaSet"
      : "ControllerRevision",
    group: "apps",
    name,
    owner,
    info: [{ name: "Revision", value: `Rev:${number}` }],
  };
}

/** Deployment web with an old and a new version, and pods of each. */
function rollout(
  status: Manifest,
  pods: readonly CaseObject[],
): readonly CaseObject[] {
  return [
    {
      kind: "Deployment",
      name: "web",
      health: { status: "Degraded" },
      object: {
        spec: { replicas: 2 },
        status: { observedGeneration: 2, ...status },
      },
    },
    version("web-1", 1, "Deployment/web"),
    version("web-2", 2, "Deployment/web"),
    ...pods,
  ];
}

const [old0, old1] = ["web-1-a", "web-1-b"].map((name) =>
  webPod({ name, owner: "ReplicaSet/web-1", ready: true })
) as [CaseObject, CaseObject];
const CRASHING = {
  status: {
    restartCount: 5,
    state: { waiting: { reason: "CrashLoopBackOff" } },
    lastState: { terminated: { exitCode: 2, reason: "Error" } },
  },
};
const crashed = webPod({
  ...CRASHING,
  name: "web-2-a",
  owner: "ReplicaSet/web-2",
});

function said(objects: readonly CaseObject[]): string {
  const facts = caseFacts({ objects });
  const [workload] = facts.nodes;
  return workload ? servingText(facts, workload) : "";
}

Deno.test("a stuck rollout says that the previous version serves", () => {
  const objects = rollout({ readyReplicas: 2 }, [old0, old1, crashed]);
  const { verdict, findings } = diagnose(caseFacts({ objects }));
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["crash-loop"]);
  assert.match(
    findings[0]?.summary ?? "",
    /crashes .*; the previous version of web still serves \(2 of 2 pods ready\)$/,
  );
});

Deno.test("a workload without a ready pod is said to be down", () => {
  assert.equal(said(rollout({}, [crashed])), "no pod of web is ready");
});

Deno.test("of both versions so many are ready", () => {
  const new0 = webPod({
    name: "web-2-b",
    owner: "ReplicaSet/web-2",
    ready: true,
  });
  assert.equal(
    said(rollout({ readyReplicas: 2 }, [old0, new0, crashed])),
    "2 of 2 pods of web are ready, 1 of them of the previous version",
  );
});

Deno.test("of more than it wants so many are ready, not '3 of 2'", () => {
  const new0 = webPod({
    name: "web-2-b",
    owner: "ReplicaSet/web-2",
    ready: true,
  });
  assert.equal(
    said(rollout({ readyReplicas: 3 }, [old0, old1, new0, crashed])),
    "3 pods of web are ready, 2 of them of the previous version",
  );
});

Deno.test("without another version, or without pods in the tree, only the count is said", () => {
  assert.equal(
    said(rollout({ readyReplicas: 1 }, [])),
    "1 of 2 pods of web is ready",
  );
});

Deno.test("pods of a StatefulSet and a DaemonSet have their version as a label", () => {
  for (
    const { kind, label, object } of [
      {
        kind: "StatefulSet",
        label: "db-6f7",
        object: {
          spec: { replicas: 3 },
          status: { replicas: 3, readyReplicas: 2 },
        },
      },
      {
        kind: "DaemonSet",
        label: "6f7",
        object: {
          status: { desiredNumberScheduled: 3, numberReady: 2 },
        },
      },
    ]
  ) {
    const facts = caseFacts({
      objects: [
        { kind, name: "db", object },
        version("db-6f7", 1, `${kind}/db`),
        version("db-9c1", 2, `${kind}/db`),
        webPod({ name: "db-0", owner: `${kind}/db`, ready: true }),
        webPod({ name: "db-1", owner: `${kind}/db` }),
      ],
    });
    const nodes = facts.nodes.map((node) =>
      node.kind === "Pod"
        ? {
          ...node,
          networkingInfo: { labels: { "controller-revision-hash": label } },
        }
        : node
    );
    const [workload = {}] = nodes;
    assert.equal(
      servingText({ ...facts, nodes }, workload),
      "the previous version of db still serves (2 of 3 pods ready)",
    );
  }
});

Deno.test("a Rollout that was aborted serves with its stable version", () => {
  assert.equal(
    said([
      {
        kind: "Rollout",
        name: "web",
        health: { status: "Degraded" },
        object: {
          spec: { replicas: 2 },
          status: {
            abort: true,
            observedGeneration: "7",
            replicas: 2,
            readyReplicas: 2,
          },
        },
      },
      version("web-1", 1, "Rollout/web"),
      version("web-2", 2, "Rollout/web"),
      old0,
      old1,
    ]),
    "the previous version of web still serves (2 of 2 pods ready)",
  );
});

Deno.test("nothing is said of what no controller has looked at, of what wants no pods, and of what was not read", () => {
  for (
    const object of [
      { spec: { replicas: 1 }, status: {} },
      { spec: { replicas: 0 }, status: { observedGeneration: 1 } },
      undefined,
    ]
  ) {
    assert.equal(
      said([{
        kind: "Deployment",
        name: "web",
        ...(object ? { object } : {}),
      }]),
      "",
    );
  }
});

Deno.test("of one workload it is said once", () => {
  const objects = rollout({}, [
    crashed,
    webPod({
      name: "web-2-b",
      owner: "ReplicaSet/web-2",
      status: { state: { waiting: { reason: "ErrImagePull", message: "no" } } },
    }),
  ]);
  const { findings } = diagnose(caseFacts({ objects }));
  assert(findings.length > 1);
  assert.equal(
    findings.filter(({ summary }) => summary.includes("no pod of web")).length,
    1,
  );
});

Deno.test("of two versions that are ill at once the newer one comes first", () => {
  const waiting = { reason: "ErrImagePull", message: "web:2: not found" };
  const objects = rollout({}, [
    webPod({ ...CRASHING, name: "web-1-a", owner: "ReplicaSet/web-1" }),
    webPod({
      name: "web-2-b",
      owner: "ReplicaSet/web-2",
      status: { state: { waiting } },
    }),
  ]);
  const { verdict, findings } = diagnose(caseFacts({ objects }));
  assert.equal(verdict, "broken");
  assert.deepEqual(
    findings.map(({ rule, severity }) => [rule, severity]),
    [["image-not-found", "broken"], ["crash-loop", "waiting"]],
  );
  assert.match(findings[0]?.summary ?? "", /; no pod of web is ready$/);
});
