import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import { type CaseEvent, caseFacts, WEB } from "../case_facts.ts";

const POD = `pods "web-1-x7k2p" is forbidden: `;

function refused(
  message: string,
  events: readonly CaseEvent[] = [],
): Diagnosis {
  const [deployment, replicaSet] = WEB;
  assert(deployment && replicaSet);
  return diagnose(caseFacts({
    objects: [{ ...deployment, health: { status: "Degraded" } }, {
      ...replicaSet,
      object: { spec: { replicas: 2 }, status: { replicas: 0 } },
    }],
    events: [{
      about: "ReplicaSet/web-1",
      reason: "FailedCreate",
      message: `Error creating: ${message}`,
    }, ...events],
  }));
}

const SAID: readonly (readonly [string, string, RegExp])[] = [
  [
    "quota-exceeded",
    `${POD}exceeded quota: compute, requested: requests.cpu=1,pods=1, used: requests.cpu=4,pods=3, limited: requests.cpu=4,pods=10`,
    /quota compute is used up \(requested requests\.cpu=1,pods=1; used/,
  ],
  [
    "quota-wants-limits",
    `${POD}failed quota: compute: must specify limits.cpu for: app; limits.memory for: app`,
    /quota compute wants limits\.cpu/,
  ],
  [
    "limit-range",
    `${POD}[maximum cpu usage per Container is 1, but limit is 2, minimum memory usage per Pod is 64Mi, but request is 1Mi]`,
    /LimitRange/,
  ],
  [
    "pod-security",
    `${POD}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true`,
    /Pod Security "restricted:latest": allowPrivilegeEscalation/,
  ],
  [
    "service-account-missing",
    `${POD}error looking up service account shop/web: serviceaccount "web" not found`,
    /service account web does not exist/,
  ],
  [
    "webhook-denied",
    `admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Pod/shop/web was blocked due to the following policies \n\nrequire-labels`,
    /webhook validate\.kyverno\.svc-fail refuses it/,
  ],
  [
    "webhook-unreachable",
    `Internal error occurred: failed calling webhook "inject.linkerd.io": failed to call webhook: Post "https://linkerd.linkerd.svc:443/?timeout=10s": no endpoints available for service "linkerd"`,
    /inject\.linkerd\.io cannot be asked, for its service has no running pod/,
  ],
  [
    "webhook-unreachable",
    `Internal error occurred: failed calling webhook "a.example": failed to call webhook: Post "https://a.x.svc:443/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    /its certificate is not trusted/,
  ],
  [
    "admission-policy",
    `${POD}ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: images need a tag`,
    /policy no-latest refuses it: images need a tag/,
  ],
  [
    "priority-class-missing",
    `${POD}no PriorityClass with name urgent was found`,
    /PriorityClass urgent/,
  ],
  [
    "security-context-constraint",
    `${POD}unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]`,
    /SecurityContextConstraint/,
  ],
  ["pod-forbidden", `${POD}something new`, /forbidden: something new/],
  ["pods-refused", "etcdserver: request is too large", /request is too large/],
];

for (const [rule, message, says] of SAID) {
  Deno.test(`${rule}: ${message.slice(0, 70)}`, () => {
    const { verdict, findings } = refused(message);
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [rule]);
    assert.match(findings[0]?.summary ?? "", says);
    assert.match(findings[0]?.summary ?? "", /pods of Deployment web/);
    assert.equal(
      findings[0]?.evidence[0]?.where,
      "ReplicaSet/shop/web-1@events[FailedCreate]",
    );
  });
}

Deno.test("workloads that make their pods themselves are read by their numbers", () => {
  const message =
    `create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota: storage`;
  const facts = caseFacts({
    objects: [{
      kind: "StatefulSet",
      name: "db",
      object: { spec: { replicas: 1 }, status: { replicas: 0 } },
    }],
    events: [{ about: "StatefulSet/db", reason: "FailedCreate", message }],
  });
  assert.equal(diagnose(facts).findings[0]?.rule, "quota-exceeded");
});

Deno.test("a refusal that was followed by a pod is history", () => {
  const { findings } = refused(`${POD}exceeded quota: compute`, [{
    about: "ReplicaSet/web-1",
    type: "Normal",
    reason: "SuccessfulCreate",
    message: "Created pod: web-1-b",
    age: 5,
  }]);
  assert.deepEqual(findings, []);
});
