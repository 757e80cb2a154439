/**
 * Who a single sign-on has signed in, for a person.
 *
 * @module
 */
import type { SsoIdentity } from "../auth/sso/sso_identity.ts";
import { isoTime } from "../views/iso_time.ts";
import { textRow } from "./text_row.ts";

/** Rows about the session itself. */
export function sessionRows(
  { issuer, clientId, expiresAt, renewable, notes }: SsoIdentity,
): readonly string[] {
  const end = expiresAt ? isoTime(expiresAt) : "the token names no end";
  return [
    textRow("Provider", `${issuer}, as client ${clientId}`),
    textRow(
      "Expires",
      renewable
        ? `${end}, renewed before that without a person`
        : `${end}; then a person has to sign in again`,
    ),
    ...notes.map((note) => textRow("Note", note)),
  ];
}

/** What `login` says at its end. */
export function identityText(instance: string, identity: SsoIdentity): string {
  const { name = "an unnamed user", groups } = identity;
  return [
    textRow("Signed in", `to '${instance}' as ${name}`),
    ...(groups?.length ? [textRow("Groups", groups.join(", "))] : []),
    ...sessionRows(identity),
    "",
  ].join("\n");
}
