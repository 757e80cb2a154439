import assert from "node:assert/strict";
import { commonText } from "../../lib/views/common_text.ts";

/** Pairs that say the same of two applications, and pairs that do not. */
const SAME: Readonly<Record<string, readonly [string, string]>> = {
  "the versions that helm is called with": [
    "failed to execute helm template command: failed running helm: `helm template . --name-template shop-7 --kube-version 1.29.1 --include-crds` failed exit status 1: Error: pay/templates/cm.yaml:5:55: nil pointer",
    "failed to execute helm template command: failed running helm: `helm template . --name-template shop-7 --kube-version 1.31.0 --include-crds` failed exit status 1: Error: pay/templates/cm.yaml:5:55: nil pointer",
  ],
  "the path of one packet": [
    "dial tcp: lookup git.test on 10.96.0.10:53: read udp 10.244.1.7:41234->10.96.0.10:53: i/o timeout",
    "dial tcp: lookup git.test on 10.97.0.10:53: read udp 10.244.9.1:50111->10.97.0.10:53: i/o timeout",
  ],
  "what a name was resolved to": [
    'failed to list refs: Get "https://git.test/a.git": dial tcp 140.82.121.3:443: i/o timeout',
    'failed to list refs: Get "https://git.test/a.git": dial tcp 140.82.121.4:443: i/o timeout',
  ],
  "the pod of a ReplicaSet": [
    "Back-off restarting failed container app in pod web-66d8f7c5b9-xh4hv_x",
    "Back-off restarting failed container app in pod web-7c9bd46f-2k8zq_x",
  ],
  "the name of what is refused": [
    'admission: services "web" is invalid: spec.ports: Required value',
    'admission: services "api" is invalid: spec.ports: Required value',
  ],
  "the number of a request": [
    "AccessDenied: no right, status code: 403, request id: 3F2A",
    "AccessDenied: no right, status code: 403, request id: 77BC",
  ],
  "the address of a pod": [
    'Readiness probe failed: Get "http://10.1.0.48:8080/ready": connection refused',
    'Readiness probe failed: Get "http://10.1.7.2:8080/ready": connection refused',
  ],
};
const OTHER: Readonly<Record<string, readonly [string, string]>> = {
  "another branch": [
    "unable to resolve 'release/2026-11' to a commit SHA",
    "unable to resolve 'release/2026-12' to a commit SHA",
  ],
  "another server of the destination or the source": [
    "dial tcp 10.0.0.5:6443: connect: connection refused",
    "dial tcp 10.0.0.6:6443: connect: connection refused",
  ],
  "another port": [
    "dial tcp 127.0.0.1:18: connect: connection refused",
    "dial tcp 127.0.0.1:19: connect: connection refused",
  ],
  "another kind": [
    'deployments.apps "web" is forbidden: quota',
    'pods "web" is forbidden: quota',
  ],
  "another ConfigMap": [
    'configmap "gateway" not found',
    'configmap "settings" not found',
  ],
};
const APPLICATION = {
  metadata: { name: "shop-7" },
  spec: {
    destination: { server: "https://10.0.0.5:6443", namespace: "eu-shops" },
    sources: [{ repoURL: "http://10.0.0.6:6443/a.git" }],
  },
};

for (const [what, [one, two]] of Object.entries(SAME)) {
  Deno.test(`commonText() does not tell apart by ${what}`, () => {
    assert.notEqual(one, two);
    assert.equal(commonText(one, APPLICATION), commonText(two, APPLICATION));
  });
}

for (const [what, [one, two]] of Object.entries(OTHER)) {
  Deno.test(`commonText() tells ${what} apart`, () => {
    assert.notEqual(commonText(one, APPLICATION), commonText(two, APPLICATION));
  });
}
