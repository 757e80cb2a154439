/**
 * The directories of the shop's repositories. Secrets and environment variables hold made-up values: they
 * must never come out of a client unmasked.
 *
 * @module
 */
import type { Source } from "../model/application.ts";
import { type Directory, plain } from "../model/git.ts";
import { digList, digText } from "../model/json.ts";
import type { KubeObject } from "../model/kube_object.ts";
import type { World } from "../model/world.ts";
import { REGISTRY } from "./images.ts";
import {
  configMap,
  deployment,
  hookJob,
  secret,
  service,
} from "./manifests.ts";

/** The storefront with a given image and settings. */
export function guestbook(
  image: string,
  config: Record<string, string>,
): Directory {
  return plain(
    configMap("guestbook-config", config),
    secret("guestbook-secret", {
      username: "guestbook",
      password: "walnut-Drawer-7",
      "password-again": "walnut-Drawer-7",
      token: "gb-4f1e77c0a9",
    }),
    service("guestbook"),
    deployment("guestbook", [
      {
        name: "frontend",
        image: `${REGISTRY}/${image}`,
        env: { LOG_LEVEL: "info", SESSION_KEY: "plum-Ladder-19" },
      },
      { name: "sidecar", image: `${REGISTRY}/proxy:2.1` },
    ], { replicas: 2 }),
  );
}

/** The payments service; `legacy` is the ConfigMap that was dropped later. */
export function payments(
  image: string,
  config: Record<string, string>,
  apiKey: string,
  legacy: boolean,
): Directory {
  return plain(
    configMap("payments-config", config),
    ...(legacy
      ? [configMap("payments-legacy", { SETTLEMENT_FORMAT: "csv" })]
      : []),
    secret("payments-secret", { "api-key": apiKey, unchanged: "same-as-ever" }),
    service("payments"),
    deployment("payments", [{
      name: "payments",
      image: `${REGISTRY}/${image}`,
      env: { FEATURE_REFUNDS: "true" },
    }], { replicas: 2 }),
    hookJob("payments-migrate", `${REGISTRY}/migrate:1`, "PreSync", ["up"]),
  );
}

/** The chart, rendered with the parameters of a source. */
export function chart(source: Source): readonly KubeObject[] {
  const parameter = (name: string, otherwise: string) => {
    for (const one of digList(source, "helm", "parameters")) {
      if (digText(one, "name") === name) return digText(one, "value");
    }
    return otherwise;
  };
  const release = digText(source, "helm", "releaseName") || "demo";
  return [
    configMap(`${release}-chart`, { message: parameter("message", "welcome") }),
    secret(`${release}-chart`, { pw: parameter("adminPassword", "change-me") }),
  ];
}

/** An application that `root` manages. */
export function childApplication(
  world: World,
  name: string,
  path: string,
): KubeObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name,
      namespace: world.namespace,
      labels: { parent: "root", team: "platform" },
    },
    spec: {
      destination: { namespace: name, server: world.home.server },
      project: "default",
      source: {
        path,
        repoURL: `${world.addresses.git}/platform.git`,
        targetRevision: "main",
      },
      syncPolicy: { automated: {}, syncOptions: ["CreateNamespace=true"] },
    },
  };
}

/** A ConfigMap and a Deployment of one name. */
export function simple(name: string, image = `${name}:1.0.0`): Directory {
  return plain(
    configMap(`${name}-config`, { LOG_LEVEL: "info" }),
    deployment(name, [{ name, image: `${REGISTRY}/${image}` }]),
  );
}
