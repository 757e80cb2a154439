/**
 * Who sends a token of an identity provider. Every token that does not hold is refused in the same words:
 * nothing tells one that has expired from one that is not meant for this Argo CD.
 *
 * @module
 */
import type { Caller } from "../model/account.ts";
import { unauthenticated } from "../model/api_error.ts";
import { parsePolicies, type Policy } from "../model/rbac.ts";
import {
  type IdTokenClaims,
  isConfigured,
  type Person,
  personOf,
} from "../model/single_sign_on.ts";
import type { World } from "../model/world.ts";

/** A token that was verified: its claims and the person they mean. */
export interface Verified {
  readonly claims: IdTokenClaims;
  readonly person: Person;
}

/** Checks a token of a provider; throws Argo CD's 401 for every one that does not hold. */
export async function verifyPerson(
  world: World,
  token: string,
): Promise<Verified> {
  const { sso } = world;
  if (!isConfigured(sso)) {
    throw unauthenticated("invalid session: SSO is not configured");
  }
  const claims = await sso.verify(token);
  const sub = claims?.["sub"];
  if (claims === undefined || (sub !== undefined && typeof sub !== "string")) {
    throw unauthenticated("invalid session: failed to verify the token");
  }
  return { claims, person: personOf(claims, sso.rbacScopes) };
}

/** Whether the groups of a person cannot be asked of the provider: calls are refused then. */
export function lacksWebLogin(world: World, { claims }: Verified): boolean {
  const webLogins = world.sso?.userInfoGroups?.webLogins;
  return webLogins !== undefined && !webLogins.has(String(claims["sub"] ?? ""));
}

/** Who sends a token of a provider; throws for who may not come in. */
export async function ssoCaller(world: World, token: string): Promise<Caller> {
  const verified = await verifyPerson(world, token);
  const { claims, person } = verified;
  if (lacksWebLogin(world, verified)) {
    throw unauthenticated(
      `invalid session: error while querying userinfo endpoint: no accessToken for ${
        claims["sub"]
      }: %!w(<nil>)`,
    );
  }
  return {
    subject: person.subject,
    issuer: person.issuer,
    issuedAt: Number(claims["iat"] ?? 0),
    policies: policiesOf(world, [person.subject, ...person.groups]),
  };
}

/** The policies that hold for names: their own, those of their roles, and those of roles of projects. */
function policiesOf(world: World, names: readonly string[]): readonly Policy[] {
  const subjects = new Set(
    names.flatMap((name) => [name, ...(world.roles.get(name) ?? [])]),
  );
  const ofProjects = [...world.projects].flatMap(([project, { spec }]) =>
    (spec.roles ?? [])
      .filter(({ groups = [] }) =>
        groups.some((group) => names.includes(group))
      )
      .flatMap(({ name, policies = [] }) => {
        const role = `proj:${project}:${name}`;
        return parsePolicies(policies.join("\n")).policies.filter((
          { subject },
        ) => subject === role);
      })
  );
  return [
    ...world.policies.filter(({ subject }) => subjects.has(subject)),
    ...ofProjects,
  ];
}
