import type { JSONWebKeySet } from "jose";
import {
  createSimulator,
  type Simulator,
  type SingleSignOn,
  type World,
} from "../../../lib/demo/simulator.ts";
import { parsePolicies } from "../../../lib/demo/model/rbac.ts";
import { idTokenVerifier } from "../../helpers/verify_id_token.ts";
import type { SsoRecording } from "./recording.ts";
import type { Signer } from "./signer.ts";

const ISSUER = "https://127.0.0.1:18200";
const OIDC = {
  name: "Lab IdP",
  issuer: ISSUER,
  clientID: "argo-cd-web",
  cliClientID: "argo-cd-cli-ext",
  scopes: ["openid", "profile", "email", "groups"],
  idTokenClaims: { groups: { essential: true } },
  enablePKCEAuthentication: true,
} as const;
const DEX = {
  connectors: [
    { name: "Mock", type: "mockCallback" },
    { name: "Mock password", type: "mockPassword" },
  ],
} as const;

/** The rights that the recorded servers gave. */
const POLICY = `
g, platform-admins, role:admin
p, team-a-devs, applications, get, team-a/*, allow
p, team-a-devs, applications, sync, team-a/*, allow
p, team-a-devs, projects, get, team-a, allow
p, authors, applications, get, team-a/*, allow
p, dave, applications, get, */*, allow
p, bob@example.test, applications, get, */*, allow
`;

/** A server of the recordings in the state that an entry was taken in. */
export function serverOf(
  { name, request, claims }: SsoRecording,
  signer: Signer,
): Simulator {
  const { port } = new URL(request.base);
  const isDex = port !== "18190";
  const rootPath = port === "18191" ? "/argo" : "";
  const url = `https://127.0.0.1:${port}${rootPath}`;
  const bearer = (claims?.bearer ?? claims?.cookie)?.claims ?? {};
  const now = momentOf(name, bearer);
  const keyId = isDex || /rotated its key: new/.test(name)
    ? (claims?.bearer?.header["kid"] as string | undefined)
    : undefined;
  const keys = (): Promise<JSONWebKeySet> =>
    UNREACHABLE_REGEXP.test(name)
      ? Promise.reject(new TypeError("the provider cannot be asked"))
      : signer.keys(keyId);
  const sso: SingleSignOn = isDex
    ? {
      dex: DEX,
      verify: idTokenVerifier({
        issuer: `${url}/api/dex`,
        audiences: ["argo-cd", "argo-cd-cli"],
        keys,
        now,
      }),
    }
    : external(name, keys, now);
  return createSimulator({
    rootPath,
    now: () => new Date(now()),
    addresses: { url: /without url/.test(name) ? "" : url },
    anonymous: /anonymous enabled/.test(name),
    ...(/not YAML|no SSO configured/.test(name) ? {} : { sso }),
    customize: (world) => {
      fillLaboratory(world);
      if (/local admin disabled/.test(name)) disable(world, ["admin"]);
      if (/no account can log in/.test(name)) {
        disable(world, [...world.accounts.keys()]);
      }
    },
  });
}

/** States in which the server had no keys of the provider and could not get any. */
const UNREACHABLE_REGEXP =
  /since the process started|fresh process: id_token|process not restarted: id_token: /;

function external(
  name: string,
  keys: () => Promise<JSONWebKeySet>,
  now: () => number,
): SingleSignOn {
  const { cliClientID: _cli, ...web } = OIDC;
  const { scopes: _scopes, idTokenClaims: _claims, ...bare } = OIDC;
  const isWeb = /(?:no|without) cliClientID/.test(name);
  const oidc = isWeb
    ? web
    : /without requestedScopes/.test(name)
    ? { ...bare, issuer: "https://127.0.0.1:18210" }
    : /^settings: issuer with a trailing slash/.test(name)
    ? { ...OIDC, issuer: `${ISSUER}/` }
    : OIDC;
  const audiences = /allowedAudiences/.test(name)
    ? ["other-app"]
    : isWeb
    ? [OIDC.clientID]
    : [OIDC.clientID, OIDC.cliClientID];
  const dex = /both set/.test(name)
    ? { dex: DEX }
    : /empty connector list/.test(name)
    ? { dex: { connectors: [] } }
    : {};
  const webLogins = new Set(/after a web login/.test(name) ? ["bob"] : []);
  return {
    ...(/empty connector list/.test(name) ? {} : { oidc }),
    ...dex,
    verify: idTokenVerifier({ issuer: ISSUER, audiences, keys, now }),
    ...(/^rbac scopes/.test(name) ? { rbacScopes: ["groups", "email"] } : {}),
    ...(/enableUserInfoGroups/.test(name)
      ? { userInfoGroups: { webLogins } }
      : {}),
  };
}

/** When an entry was taken: at the issue of its token, unless its name says that time had passed. */
function momentOf(
  name: string,
  { iat, exp }: Readonly<Record<string, unknown>>,
): () => number {
  const issued = Number(iat ?? 1_795_242_000);
  const isLate = /expired/.test(name) && !/expires now/.test(name);
  const isEarly = /issued in one hour/.test(name);
  const seconds = isLate
    ? Math.max(issued, Number(exp ?? 0) + 1)
    : isEarly
    ? issued - 3600
    : issued;
  return () => seconds * 1000;
}

/** Leaves two applications, with the names they had, and the rights of the recorded servers. */
function fillLaboratory(world: World): void {
  const { policies, roles } = parsePolicies(POLICY);
  world.policies.push(...policies);
  for (const [subject, names] of roles) world.roles.set(subject, names);
  const kept = [["payments", "shop"], ["guestbook", "infra"]] as const;
  const records = kept.map(([old, name]) => ({
    name,
    record: world.application(old),
  }));
  world.applications.clear();
  for (const { name, record } of records) {
    if (record === undefined) continue;
    record.app.metadata.name = name;
    world.applications.set(`${world.namespace}/${name}`, record);
  }
  world.applicationSets.clear();
  world.applicationNamespaces.length = 0;
  const admin = world.accounts.get("admin");
  if (admin !== undefined) {
    world.accounts.set("robot", { ...admin, name: "robot", tokens: [] });
  }
}

function disable(world: World, names: readonly string[]): void {
  for (const name of names) {
    const account = world.accounts.get(name);
    if (account !== undefined) account.enabled = false;
  }
}
