import assert from "node:assert/strict";
import type { ManagedResource } from "../../../lib/argocd/wire/resources.ts";
import { ingressBackend } from "../../../lib/diagnose/rules/ingress_backend.ts";
import { serviceSelector } from "../../../lib/diagnose/rules/service_selector.ts";
import { factsOf } from "../../helpers/diagnosis_facts.ts";

function managed(
  kind: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
): ManagedResource {
  return {
    group: kind === "Service"
      ? ""
      : kind === "Ingress"
      ? "networking.k8s.io"
      : "apps",
    kind,
    namespace: "web",
    name,
    normalizedLiveState: JSON.stringify({ kind, metadata: { name }, spec }),
  };
}

function deployment(labels: Readonly<Record<string, string>>, port = "http") {
  return managed("Deployment", "web", {
    replicas: 0,
    template: {
      metadata: { labels },
      spec: {
        containers: [{
          name: "app",
          ports: [{ name: port, containerPort: 80 }],
        }],
      },
    },
  });
}

function service(selector: unknown, targetPort: unknown = 80) {
  return managed("Service", "web", {
    selector,
    ports: [{ name: "web", port: 80, targetPort }],
  });
}

function ingress(name: string, port: Readonly<Record<string, unknown>>) {
  return managed("Ingress", "docs", {
    rules: [{ http: { paths: [{ backend: { service: { name, port } } }] } }],
  });
}

function services(...list: readonly ManagedResource[]) {
  return serviceSelector.look(factsOf({ managed: list }));
}

function ingresses(...list: readonly ManagedResource[]) {
  return ingressBackend.look(factsOf({ managed: list }));
}

Deno.test("a selector that fits no workload leads nowhere", () => {
  const [finding] = services(
    deployment({ app: "web", tier: "front" }),
    service({ app: "web-v2" }),
  );
  assert.equal(finding?.rule, "service-selects-nothing");
  assert.equal(finding?.evidence[0]?.text, '"selector":{"app":"web-v2"}');
  assert.match(finding?.evidence[1]?.text ?? "", /"app":"web"/);
});

Deno.test("a named port that no container has leads nowhere", () => {
  const [finding] = services(
    deployment({ app: "web" }, "metrics"),
    service({ app: "web" }, "http"),
  );
  assert.equal(finding?.rule, "service-port-missing");
  assert.match(finding?.evidence[1]?.text ?? "", /metrics/);
});

Deno.test("services that fit, that mean others, or that select nothing themselves are fine", () => {
  const web = deployment({ app: "web" });
  assert.deepEqual(
    services(web, service({ app: "web" })),
    [],
    "scaled to none",
  );
  assert.deepEqual(services(web, service({ app: "web" }, "http")), []);
  assert.deepEqual(services(web, service({ cluster: "db" })), []);
  assert.deepEqual(services(service({ app: "elsewhere" })), []);
  assert.deepEqual(services(web, service(undefined)), []);
});

Deno.test("an Ingress that leads to a port which its Service lacks", () => {
  const [finding] = ingresses(
    service({ app: "web" }),
    ingress("web", { number: 8080 }),
  );
  assert.equal(finding?.rule, "ingress-port-missing");
  assert.match(finding?.summary ?? "", /port '8080' of Service 'web'.*80, web/);
});

Deno.test("an Ingress to a Service that is not there is a fault only beside other Services", () => {
  const lost = ingress("wbe", { number: 80 });
  const [beside] = ingresses(service({ app: "web" }), lost);
  assert.equal(beside?.severity, "broken");
  assert.match(
    beside?.summary ?? "",
    /Service 'wbe', which this application does not have \(it has 'web'\)/,
  );
  const [alone] = ingresses(lost);
  assert.equal(alone?.severity, "note");
});

Deno.test("an Ingress whose backends are there is fine, by number and by name", () => {
  const web = service({ app: "web" });
  assert.deepEqual(ingresses(web, ingress("web", { number: 80 })), []);
  assert.deepEqual(ingresses(web, ingress("web", { name: "web" })), []);
});
