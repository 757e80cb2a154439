import assert from "node:assert/strict";
import type { KubernetesEvent } from "../../../lib/argocd/wire/events.ts";
import { serviceAddress } from "../../../lib/diagnose/rules/service_address.ts";
import { diagnoseCase } from "../corpus.ts";
import { withObject } from "../../helpers/diagnosis_facts.ts";
import { readFault } from "../../helpers/recorded_fault.ts";

const REF = { kind: "Service", version: "v1", namespace: "web", name: "voice" };

function look(
  { created = "2026-11-21T07:00:00Z", events = [], ...spec }: {
    readonly created?: string;
    readonly events?: readonly KubernetesEvent[];
    readonly type?: string;
    readonly loadBalancerClass?: string;
    readonly ip?: string;
  } = {},
) {
  const { ip, type = "LoadBalancer", ...rest } = spec;
  return serviceAddress.look(withObject(
    { ...REF, health: { status: "Progressing" } },
    {
      ...REF,
      metadata: { name: "voice", namespace: "web", creationTimestamp: created },
      spec: { type, ...rest },
      status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
    },
    {
      events: events.map((event) => ({
        involvedObject: REF,
        lastTimestamp: "2026-11-21T07:55:00Z",
        ...event,
      })),
    },
  ));
}

Deno.test("recorded: nothing provides load balancers", async () => {
  const { findings } = await diagnoseCase(await readFault("f56-loadbalancer"));
  assert.equal(findings[0]?.rule, "load-balancer-no-address");
});

Deno.test("a class that nothing serves is named", () => {
  const [finding] = look({ loadBalancerClass: "shop.example/internal" });
  assert.equal(finding?.severity, "broken");
  assert.match(finding?.summary ?? "", /class 'shop\.example\/internal'/);
});

Deno.test("what the provider complains of is the cause", () => {
  const [finding] = look({
    created: "2026-11-21T07:59:00Z",
    events: [{
      type: "Warning",
      reason: "SyncLoadBalancerFailed",
      message:
        "Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for creating the ELB",
    }],
  });
  assert.equal(finding?.severity, "broken");
  assert.match(finding?.summary ?? "", /could not find any suitable subnets/);
});

Deno.test("a pool without free addresses says so", () => {
  const [finding] = look({
    events: [{
      type: "Warning",
      reason: "AllocationFailed",
      message: 'Failed to allocate IP for "web/voice": no available IPs',
    }],
  });
  assert.match(finding?.evidence[1]?.text ?? "", /no available IPs/);
});

Deno.test("a new Service, and one that its provider works at, only wait", () => {
  assert.equal(
    look({ created: "2026-11-21T07:59:00Z" })[0]?.severity,
    "waiting",
  );
  const events = [{
    type: "Normal",
    reason: "EnsuringLoadBalancer",
    message: "Ensuring load balancer",
  }];
  const [finding] = look({ created: "2026-11-21T07:55:00Z", events });
  assert.equal(finding?.severity, "waiting");
});

Deno.test("an address, or another type, is no fault", () => {
  assert.deepEqual(look({ ip: "192.0.2.4" }), []);
  assert.deepEqual(look({ type: "ClusterIP" }), []);
});

Deno.test("where another Service has an address, its provider is not missing", () => {
  const ref = { kind: "Service", version: "v1", namespace: "web" };
  const health = { status: "Progressing" };
  const facts = withObject({ ...REF, health }, {
    ...REF,
    metadata: {
      name: "voice",
      namespace: "web",
      creationTimestamp: "2026-11-21T07:00:00Z",
    },
    spec: { type: "LoadBalancer" },
    status: { loadBalancer: {} },
  });
  const [finding] = serviceAddress.look({
    ...facts,
    nodes: [...facts.nodes, {
      ...ref,
      name: "public",
      networkingInfo: { ingress: [{ ip: "203.0.113.10" }] },
    }],
  });
  assert.equal(finding?.severity, "broken");
  assert.match(finding?.summary ?? "", /Service 'public' has one/);
  assert.doesNotMatch(finding?.summary ?? "", /nothing in the cluster/);
});
