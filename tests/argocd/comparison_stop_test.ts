import assert from "node:assert/strict";
import { readComparisonStop } from "../../lib/argocd/comparison_stop.ts";
import { readRecordedGrpc } from "../helpers/recorded_grpc.ts";

const LEAD =
  "error performing state diffs: failed to calculate diff: error calculating server side diff: serverSideDiff error: " +
  "error running server side apply in dryrun mode for resource ";

function recorded(name: string): { code: number; message: string } {
  const entry = readRecordedGrpc().find((one) => one.name === name);
  assert(entry, name);
  const { headers } = entry.response;
  return {
    code: Number(headers["grpc-status"]),
    message: headers["grpc-message"] ?? "",
  };
}

Deno.test("readComparisonStop() reads the recorded errors about one object", () => {
  assert.deepEqual(readComparisonStop(recorded("immutable field")), {
    kind: "Deployment",
    name: "payments",
    refused: true,
    reason:
      'Deployment.apps "payments" is invalid: [spec.template.metadata.labels: `selector` does not match template `labels`, ' +
      "spec.selector: field is immutable]",
  });
  assert.deepEqual(readComparisonStop(recorded("manifest that is not valid")), {
    index: 0,
    refused: true,
    reason: `Object 'Kind' is missing in '{"nothing":1}'`,
  });
  assert.deepEqual(readComparisonStop(recorded("manifest that is not JSON")), {
    index: 0,
    refused: true,
    reason: "invalid character 'o' in literal null (expecting 'u')",
  });
  assert.deepEqual(
    readComparisonStop(recorded("Secret outside the application")),
    {
      group: "",
      kind: "Secret",
      name: "argocd-secret",
      refused: false,
      reason: "/Secret argocd-secret not found as part of application payments",
    },
  );
});

Deno.test("errors that are about no object stay errors", () => {
  for (
    const name of [
      "as limited, other application",
      "missing application",
      "body shorter than its length",
      "garbage message",
      "unknown method",
    ]
  ) assert.equal(readComparisonStop(recorded(name)), undefined, name);
});

Deno.test("a cluster that cannot be reached has refused nothing", () => {
  for (
    const text of [
      'Patch "https://10.0.0.1:6443/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All": dial tcp 10.0.0.1:6443: connect: connection refused',
      "Unauthorized",
      "the server has asked for the client to provide credentials",
      "the server is currently unable to handle the request",
      "context deadline exceeded",
      "etcdserver: request timed out",
    ]
  ) {
    const message = `${LEAD}Deployment/web: ${text}`;
    assert.equal(readComparisonStop({ code: 2, message }), undefined, text);
  }
});

Deno.test("what the cluster says about an object is its refusal, also when a webhook does not answer", () => {
  for (
    const [name, text] of [
      [
        "web",
        "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'no-latest' denied request: images must not use the tag latest",
      ],
      ["web", 'admission webhook "policy.example" denied the request: no'],
      [
        "web",
        'Internal error occurred: failed calling webhook "policy.example": failed to call webhook: Post "https://policy.example.svc:443/x": dial tcp 10.0.0.9:443: connect: connection refused',
      ],
      [
        "web",
        'deployments.apps "web" is forbidden: User "argocd" cannot patch resource "deployments"',
      ],
      ["system:web", "metadata.name: it is too long"],
    ] as const
  ) {
    const message = `${LEAD}Deployment/${name}: ${text}`;
    assert.deepEqual(readComparisonStop({ code: 2, message }), {
      kind: "Deployment",
      name,
      refused: true,
      reason: text,
    });
  }
});

Deno.test("an object that only could not be compared is not refused", () => {
  const message =
    "error performing state diffs: failed to calculate diff: error calculating server side diff: serverSideDiff error: " +
    "error removing non config mutations for resource Deployment/web: no managed fields found for manager: argocd-controller";
  assert.deepEqual(readComparisonStop({ code: 2, message }), {
    kind: "Deployment",
    name: "web",
    refused: false,
    reason: "no managed fields found for manager: argocd-controller",
  });
  assert.deepEqual(
    readComparisonStop({
      code: 2,
      message: "error performing state diffs: failed to calculate diff: odd",
    }),
    { refused: false, reason: "failed to calculate diff: odd" },
  );
});

Deno.test("a pod template that Kubernetes repeats is left out, wherever its braces end", () => {
  const template = JSON.stringify({
    Spec: {
      Containers: [{ Env: [{ Name: "K", Value: 'a}"}{"\\' }] }],
    },
  });
  for (
    const [value, rest] of [
      [`${template}: field is immutable`, "spec.template: field is immutable"],
      [
        `core.PodTemplateSpec{Env:[]core.EnvVar{{Name:"K", Value:"}"}}}: field is immutable`,
        "spec.template: field is immutable",
      ],
      // Without its end nothing of it can be trusted.
      [template.slice(0, -3), "spec.template:"],
      [
        '"abc": must be short',
        'spec.template: Invalid value: "abc": must be short',
      ],
    ] as const
  ) {
    const message =
      `${LEAD}Job/seed: Job.batch "seed" is invalid: spec.template: Invalid value: ${value}`;
    assert.equal(
      readComparisonStop({ code: 2, message })?.reason,
      `Job.batch "seed" is invalid: ${rest}`,
    );
  }
});
