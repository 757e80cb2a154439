/**
 * What the server says of itself. Without a login it says less, and with a bad token it answers as to a
 * stranger instead of refusing: a good answer from here proves no login.
 *
 * @module
 */
import type { Dict } from "../model/json.ts";
import { shuffled } from "../model/shuffled.ts";
import type { World } from "../model/world.ts";
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

/** What the settings say about signing in: anybody may read it, and needs it to sign in. */
function signInWays({ sso, accounts }: World): Dict {
  const { oidc, dex } = sso ?? {};
  const withPassword = [...accounts.values()].some((
    { enabled, capabilities },
  ) => enabled && capabilities.includes("login"));
  return {
    ...(dex === undefined
      ? {}
      : { dexConfig: dex.connectors.length === 0 ? {} : { ...dex } }),
    ...(oidc === undefined ? {} : { oidcConfig: { ...oidc } }),
    ...(withPassword ? {} : { userLoginsDisabled: true }),
  };
}

/** GET /api/v1/settings: less without a login. */
export async function getSettings(
  call: Call,
  tokens: Tokens,
): Promise<unknown> {
  const { version, features, addresses, namespace } = call.world;
  const known = await tokens.knows(call.request.headers);
  const old = version === "2.14";
  return {
    ...(addresses.url === "" ? {} : { url: addresses.url }),
    ...signInWays(call.world),
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
export async function getVersion(
  call: Call,
  tokens: Tokens,
): Promise<unknown> {
  const { version } = call.world.features;
  if (!await tokens.knows(call.request.headers)) {
    return { Version: version["Version"] };
  }
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
