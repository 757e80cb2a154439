import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import type { Finding } from "../../../lib/diagnose/finding.ts";
import { type CaseEvent, caseFacts, WEB, webPod } from "../case_facts.ts";

const IMAGE = "registry.example/web:1.2.3";

function pulled(
  message: string,
  { reason = "ImagePullBackOff", image = IMAGE, events = [], spec = {} }: {
    readonly reason?: string;
    readonly image?: string;
    readonly events?: readonly CaseEvent[];
    readonly spec?: Readonly<Record<string, unknown>>;
  } = {},
): Finding {
  const pod = webPod({
    phase: "Pending",
    container: { image },
    spec,
    status: { state: { waiting: { reason, message } } },
  });
  const { verdict, findings } = diagnose(
    caseFacts({ objects: [...WEB, pod], events }),
  );
  assert.equal(verdict, "broken");
  assert(findings[0]);
  return findings[0];
}

/** Each as one of containerd, CRI-O, Docker or a registry really says it. */
const SAID: readonly (readonly [rule: string, message: string])[] = [
  [
    "image-name-short",
    `rpc error: code = Unknown desc = short-name "web:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"`,
  ],
  [
    "image-name-short",
    `short name mode is enforcing, but image name web:1 returns ambiguous list`,
  ],
  [
    "image-not-found",
    `rpc error: code = NotFound desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`,
  ],
  [
    "image-not-found",
    `Error response from daemon: manifest for ${IMAGE} not found: manifest unknown: manifest unknown`,
  ],
  [
    "image-not-found",
    `reading manifest 1.2.3 in registry.example/web: name unknown: repository name not known to registry`,
  ],
  [
    "image-pull-denied",
    `pull access denied for web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
  ],
  [
    "image-pull-denied",
    `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fweb%3Apull&service=ghcr.io: 403 Forbidden`,
  ],
  [
    "image-pull-denied",
    `initializing source docker://${IMAGE}: unable to retrieve auth token: invalid username/password: unauthorized: authentication required`,
  ],
  [
    "image-pull-denied",
    `failed to resolve reference "${IMAGE}": unexpected status from HEAD request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1.2.3: 401 Unauthorized`,
  ],
  [
    "image-rate-limited",
    `429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limits`,
  ],
  ["image-pull-throttled", "pull QPS exceeded"],
  [
    "registry-unresolved",
    `failed to do request: Head "https://registry.example/v2/web/manifests/1.2.3": dial tcp: lookup registry.example: i/o timeout`,
  ],
  [
    "registry-unresolved",
    `pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.10:53: no such host`,
  ],
  [
    "registry-unreachable",
    `failed to do request: Head "https://registry.example/v2/web/manifests/1.2.3": dial tcp 10.9.8.7:443: connect: connection refused`,
  ],
  [
    "registry-unreachable",
    `Get "https://registry.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers): context deadline exceeded`,
  ],
  [
    "registry-unreachable",
    `failed to copy: httpReadSeeker: failed open: unexpected status code https://registry.example/v2/web/blobs/sha256:ab: 503 Service Unavailable`,
  ],
  [
    "registry-tls",
    `failed to do request: Head "https://registry.example/v2/web/manifests/1.2.3": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  ],
  [
    "registry-tls",
    `Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client`,
  ],
  [
    "image-platform",
    `no matching manifest for linux/arm64/v8 in the manifest list entries`,
  ],
  [
    "image-platform",
    `failed to pull and unpack image "${IMAGE}": no match for platform in manifest: not found`,
  ],
  [
    "node-disk-full",
    `failed to extract layer sha256:ab: write /var/lib/containerd/tmp: no space left on device`,
  ],
  ["image-pull", "something that nobody has seen before"],
];

for (const [rule, message] of SAID) {
  Deno.test(`${rule}: ${message.slice(0, 60)}`, () => {
    const backOff = `Back-off pulling image "${IMAGE}": ErrImagePull: `;
    const found = pulled(backOff + message);
    assert.equal(found.rule, rule);
    assert(found.evidence.some(({ text }) => text === message));
    assert.equal(found.summary.includes(IMAGE), true);
    // Its Deployment is ill because of it, and no finding of its own.
    assert(found.explains?.includes("apps/Deployment/shop/web"));
  });
}

Deno.test("an older kubelet says why in an event only", () => {
  const found = pulled(`Back-off pulling image "${IMAGE}"`, {
    events: [{
      about: "Pod/web-1-a",
      reason: "Failed",
      message: `Failed to pull image "${IMAGE}": ${IMAGE}: not found`,
    }, {
      about: "Pod/web-1-a",
      reason: "Failed",
      message: "Error: ImagePullBackOff",
      age: 5,
    }],
  });
  assert.equal(found.rule, "image-not-found");
  assert.equal(found.evidence[0]?.where, "Pod/shop/web-1-a@events[Failed]");
});

Deno.test("an image whose name holds a number of HTTP is not taken for its answer", () => {
  const image = "registry.example/errors-404-denied:429";
  const found = pulled(`${image}: dial tcp 10.0.0.1:443: no route to host`, {
    image,
  });
  assert.equal(found.rule, "registry-unreachable");
});

Deno.test("a name that is not valid, and a policy that never pulls", () => {
  const invalid = pulled(
    `Failed to apply default image tag "Web:latest": couldn't parse image name "Web:latest": invalid reference format: repository name must be lowercase`,
    { reason: "InvalidImageName" },
  );
  assert.equal(invalid.rule, "image-name-invalid");
  const never = pulled(
    `Container image "${IMAGE}" is not present with pull policy of Never`,
    { reason: "ErrImageNeverPull" },
  );
  assert.equal(never.rule, "image-never-pulled");
});

Deno.test("a denied pull says whether there is a pull secret, and whether it can be read", () => {
  const message = "pull access denied: authorization failed";
  assert.match(pulled(message).summary, /the pod has no imagePullSecrets/);
  const spec = { imagePullSecrets: [{ name: "regcred" }] };
  assert.doesNotMatch(pulled(message, { spec }).summary, /imagePullSecrets/);
  const missing = pulled(message, {
    spec,
    events: [{
      about: "Pod/web-1-a",
      reason: "FailedToRetrieveImagePullSecret",
      message:
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
    }],
  });
  assert.match(missing.summary, /pull secret cannot be read/);
  assert.match(missing.evidence[1]?.text ?? "", /\(regcred\)/);
});

Deno.test("evidence begins with what the pull failed with, whatever the kubelet says before it", () => {
  const said = "failed to resolve reference: 404 Not Found";
  for (const reason of ["", "ErrImagePull: ", "ImageInspectError: "]) {
    const message = `Back-off pulling image "${IMAGE}": ${reason}${said}`;
    const { rule, evidence } = pulled(message);
    assert.equal(rule, "image-not-found");
    assert.equal(evidence[0]?.text, said);
  }
});

Deno.test("a pull that failed before the pod got ready is history", () => {
  const facts = caseFacts({
    objects: [...WEB, webPod({ ready: true })],
    events: [{
      about: "Pod/web-1-a",
      reason: "Failed",
      message: `Failed to pull image "${IMAGE}": ${IMAGE}: not found`,
    }],
  });
  assert.deepEqual(diagnose(facts), { verdict: "healthy", findings: [] });
});

Deno.test("a pod of a ReplicaSet that a newer one replaces is nobody's to act on", () => {
  const message = `${IMAGE}: not found`;
  const old = webPod({
    phase: "Pending",
    status: { state: { waiting: { reason: "ErrImagePull", message } } },
  });
  const newer = {
    kind: "ReplicaSet",
    name: "web-2",
    owner: "Deployment/web",
    info: [{ name: "Revision", value: "Rev:2" }],
  };
  const next = webPod({
    name: "web-2-a",
    owner: "ReplicaSet/web-2",
    ready: true,
  });
  const { verdict } = diagnose(
    caseFacts({ objects: [...WEB, newer, old, next] }),
  );
  assert.equal(verdict, "waiting");
});
