/**
 * How Argo CD says that the account may not.
 *
 * @module
 */

/** A 403 as gRPC's gateway writes it. */
export function denied(message = "permission denied"): Response {
  return Response.json({ error: message, code: 7, message }, { status: 403 });
}

/** Denies requests whose path matches; everything else is the simulator's. */
export function denyPath(
  path: RegExp,
): (request: Request) => Response | undefined {
  return ({ url }) => path.test(new URL(url).pathname) ? denied() : undefined;
}
