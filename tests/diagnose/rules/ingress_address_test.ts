import assert from "node:assert/strict";
import type { KubernetesEvent } from "../../../lib/argocd/wire/events.ts";
import { ingressAddress } from "../../../lib/diagnose/rules/ingress_address.ts";
import { diagnoseCase } from "../corpus.ts";
import { withObject } from "../../helpers/diagnosis_facts.ts";
import { readFault } from "../../helpers/recorded_fault.ts";

const REF = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  namespace: "web",
  name: "docs",
};

function look(
  { created = "2026-11-21T07:00:00Z", annotations, spec = {}, event, host }: {
    readonly created?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly event?: KubernetesEvent;
    readonly host?: string;
  },
) {
  const metadata = {
    name: "docs",
    namespace: "web",
    creationTimestamp: created,
    ...(annotations ? { annotations } : {}),
  };
  const status = {
    loadBalancer: host ? { ingress: [{ hostname: host }] } : {},
  };
  return ingressAddress.look(withObject(
    { ...REF, health: { status: "Progressing" } },
    { kind: "Ingress", metadata, spec, status },
    { events: event ? [{ involvedObject: REF, ...event }] : [] },
  ));
}

Deno.test("recorded: no controller for the class", async () => {
  const { findings } = await diagnoseCase(await readFault("f57-ingress"));
  assert.equal(findings[0]?.rule, "ingress-no-address");
  assert.match(findings[0]?.text ?? "", /nginx-internal/);
});

Deno.test("the class may stand in the old annotation, or nowhere", () => {
  const annotations = { "kubernetes.io/ingress.class": "traefik-old" };
  assert.match(look({ annotations })[0]?.summary ?? "", /class 'traefik-old'/);
  assert.match(look({})[0]?.summary ?? "", /it names no class/);
});

Deno.test("what the controller says is the cause", () => {
  const [finding] = look({
    spec: { ingressClassName: "alb" },
    event: {
      type: "Warning",
      reason: "FailedBuildModel",
      message:
        "Failed build model due to couldn't auto-discover subnets: unable to resolve at least one subnet",
    },
  });
  assert.equal(finding?.confidence, 1);
  assert.match(finding?.summary ?? "", /couldn't auto-discover subnets/);
});

Deno.test("a new Ingress waits, and one with an address is fine", () => {
  const spec = { ingressClassName: "nginx" };
  const [fresh] = look({ spec, created: "2026-11-21T07:59:10Z" });
  assert.equal(fresh?.severity, "waiting");
  assert.deepEqual(look({ spec, host: "lb.shop.example" }), []);
});
