/**
 * What the server says of itself. Without a login it says less, and with a bad token it answers as to a
 * stranger instead of refusing: a good answer from here proves no login.
 *
 * @module
 */
import type { Dict } from "../model/json.ts";
import { shuffled } from "../model/shuffled.ts";
import type { Call } from "./call.ts";
import type { Tokens } from "./tokens.ts";

const OVERRIDES: Readonly<
  Record<string, { pointers?: readonly string[]; jq?: readonly string[] }>
> = {
  "ConfigMap": {
    jq: ['.metadata.annotations."control-plane.alpha.kubernetes.io/leader"'],
  },
  "Endpoints": { pointers: ["/metadata", "/subsets"] },
  "apps/ReplicaSet": {
    jq: ['.metadata.annotations."deployment.kubernetes.io/desired-replicas"'],
  },
  "argoproj.io/Application": {
    jq: ['.metadata.annotations."argocd.argoproj.io/refresh"', ".operation"],
  },
  "discovery.k8s.io/EndpointSlice": {
    pointers: ["/metadata", "/endpoints", "/ports"],
  },
};

function section(pointers: readonly string[], jq: readonly string[]): string {
  const list = (entries: readonly string[]) =>
    entries.length === 0
      ? " null"
      : `\n${entries.map((one) => `- ${one}`).join("\n")}`;
  return `jqPathExpressions:${list(jq)}\njsonPointers:${
    list(pointers)
  }\nmanagedFieldsManagers: null\n`;
}

function resourceOverrides(version: string): Dict {
  if (version === "2.14") {
    return {
      "apiextensions.k8s.io/CustomResourceDefinition": {
        ignoreDifferences: section(
          ["/status", "/spec/preserveUnknownFields"],
          [],
        ),
        ignoreResourceUpdates: section([], []),
      },
    };
  }
  const overrides: Dict = {
    "*/*": {
      ignoreDifferences: section(["/status"], []),
      ignoreResourceUpdates: section(["/status"], []),
    },
  };
  for (const [kind, { pointers = [], jq = [] }] of Object.entries(OVERRIDES)) {
    overrides[kind] = {
      ignoreDifferences: section([], []),
      ignoreResourceUpdates: section(pointers, jq),
    };
  }
  return overrides;
}

function isLoggedIn(call: Call, tokens: Tokens): boolean {
  try {
    tokens.caller(call.request.headers);
    return true;
  } catch {
    return false;
  }
}

/** GET /api/v1/settings: less without a login. */
export function getSettings(call: Call, tokens: Tokens): unknown {
  const { version, features, addresses, namespace } = call.world;
  const known = isLoggedIn(call, tokens);
  const old = version === "2.14";
  return {
    url: addresses.url,
    appLabelKey: "app.kubernetes.io/instance",
    ...(known || !features.hidesResourceOverrides
      ? { resourceOverrides: resourceOverrides(version) }
      : {}),
    googleAnalytics: { anonymizeUsers: true },
    kustomizeOptions: {
      BuildOptions: "",
      BinaryPath: "",
      ...(old ? {} : { Versions: null }),
    },
    help: {},
    ...(known ? { passwordPattern: "^.{8,32}$" } : {}),
    ...(old ? {} : { trackingMethod: "annotation" }),
    ...(known ? { controllerNamespace: namespace } : {}),
    ...(call.world.applicationNamespaces.length > 0
      ? { appsInAnyNamespaceEnabled: true }
      : {}),
    ...(features.hidesResourceOverrides
      ? { syncWithReplaceAllowed: true }
      : {}),
  };
}

/** GET /api/v1/settings/plugins */
export function getPlugins(): unknown {
  return {};
}

/** GET /api/version: everyone learns the version, those logged in also how it was built. */
export function getVersion(call: Call, tokens: Tokens): unknown {
  const { version } = call.world.features;
  if (!isLoggedIn(call, tokens)) return { Version: version["Version"] };
  const order = [
    "Version",
    "BuildDate",
    "GitCommit",
    "GitTag",
    "GitTreeState",
    "GoVersion",
    "Compiler",
    "Platform",
    "KustomizeVersion",
    "HelmVersion",
    "JsonnetVersion",
  ];
  return Object.fromEntries(order.map((key) => [key, version[key]]));
}

/** GET /api/v1/notifications/…: names in random order. */
export function listNotifications(
  kind: "services" | "triggers" | "templates",
): (call: Call) => unknown {
  return (call) => {
    const { notifications, random } = call.world;
    const items = shuffled(notifications[kind], random).map((name) => ({
      name,
    }));
    return items.length === 0 ? {} : { items };
  };
}
