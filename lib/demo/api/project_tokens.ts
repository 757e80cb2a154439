/**
 * Tokens of project roles. Deleting one goes by `id` where it is given, else by its issue time, and finding
 * none is a success.
 *
 * @module
 */
import { invalid, notFound } from "../model/api_error.ts";
import { digNumber, digText } from "../model/json.ts";
import type { Project } from "../model/project.ts";
import { bodyOf, type Call, checkField } from "./call.ts";
import { projectOf } from "./projects.ts";
import type { Tokens } from "./tokens.ts";

function roleOf(
  call: Call,
): {
  readonly project: Project;
  readonly role: NonNullable<Project["spec"]["roles"]>[number];
} {
  const project = projectOf(call, "update");
  const name = call.path["role"] ?? "";
  const role = project.spec.roles?.find((one) => one.name === name);
  if (role === undefined) {
    throw notFound(
      `project '${project.metadata.name}' does not have role '${name}'`,
    );
  }
  return { project, role };
}

/** POST …/roles/{role}/token: a token of the role; without `expiresIn` it never expires. */
export function createRoleToken(call: Call, tokens: Tokens): unknown {
  const body = bodyOf(call);
  checkField(body, "ProjectTokenCreateRequest", "expiresIn", "int64");
  const { project, role } = roleOf(call);
  const id = digText(body, "id") || crypto.randomUUID();
  if (role.jwtTokens?.some((token) => token.id === id) === true) {
    throw invalid(
      `rpc error: code = InvalidArgument desc = Token id '${id}' has been used. `,
    );
  }
  const iat = Math.floor(call.world.now().getTime() / 1000);
  const life = digNumber(body, ["expiresIn"]);
  const expiry = life > 0 ? { exp: iat + life } : {};
  role.jwtTokens = [...role.jwtTokens ?? [], { iat, ...expiry, id }];
  project.metadata.resourceVersion = call.world.nextVersion();
  const sub = `proj:${project.metadata.name}:${role.name}`;
  return {
    token: tokens.sign({
      iss: "argocd",
      sub,
      iat,
      nbf: iat,
      ...expiry,
      jti: id,
    }),
  };
}

/** DELETE …/roles/{role}/token/{iat}: `id` decides; nothing found is fine too. */
export function deleteRoleToken(call: Call): unknown {
  const text = call.path["iat"] ?? "";
  if (!/^-?\d+$/.test(text)) {
    throw invalid(
      `type mismatch, parameter: iat, error: strconv.ParseInt: parsing "${text}": invalid syntax`,
    );
  }
  const { project, role } = roleOf(call);
  const id = call.query.get("id") ?? "";
  const found =
    role.jwtTokens?.findIndex((token) =>
      id === "" ? token.iat === Number(text) : token.id === id
    ) ?? -1;
  if (found < 0) return {};
  role.jwtTokens?.splice(found, 1);
  if (role.jwtTokens?.length === 0) delete role.jwtTokens;
  project.metadata.resourceVersion = call.world.nextVersion();
  return {};
}
