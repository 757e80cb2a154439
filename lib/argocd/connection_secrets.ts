/**
 * What must not appear in any output because it is ours.
 *
 * @module
 */
import type { Credential } from "./credential.ts";
import type { ProxyOptions } from "./proxy.ts";

/** A header's name that says that its value is a secret, however short. */
const SECRET_NAME_REGEXP = /auth|token|secret|key|pass|sign|session|cookie/i;
/** A shorter value of another header (`X-Team: platform`) is a word, and hiding it would hide it everywhere. */
const MIN_LENGTH = 16;

/** Secret texts of a connection: token and password, values of extra headers that look secret, the proxy's password. */
export function connectionSecrets(
  { credential, headers, proxy }: {
    readonly credential: Credential | undefined;
    readonly headers: readonly (readonly [string, string])[];
    readonly proxy: ProxyOptions | undefined;
  },
): readonly string[] {
  const values = headers.filter(([name, value]) =>
    SECRET_NAME_REGEXP.test(name) || value.length >= MIN_LENGTH
  ).map(([, value]) => value);
  // A header value like "Token abc" must be found without its scheme too.
  const parts = values.flatMap((value) => {
    const part = /^[A-Za-z]+ (.+)$/.exec(value)?.[1];
    return part === undefined ? [value] : [value, part];
  });
  const password = /:\/\/[^/@]*:([^/@]+)@/.exec(proxy?.httpsProxy ?? "")?.[1];
  return [
    ...credential?.secrets() ?? [],
    ...parts,
    ...(password === undefined ? [] : [password]),
  ].filter((value) => value !== "");
}
