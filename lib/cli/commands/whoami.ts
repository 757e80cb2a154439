/**
 * `argocd-mcp whoami`: who we are to an Argo CD.
 *
 * @module
 */
import { getUserInfo } from "../../argocd/endpoints.ts";
import { cleanValue } from "../../guards/clean_text.ts";
import { createMasker } from "../../guards/mask_secrets.ts";
import { isoTime } from "../../views/iso_time.ts";
import type { CommandContext } from "../command.ts";
import { requireInstance } from "../choose_instance.ts";
import { sessionRows } from "../identity_text.ts";
import { openInstances } from "../open_instances.ts";
import { instanceWarnings, warn } from "../setting_warnings.ts";
import { isSso } from "../sso_of.ts";
import { textRow } from "../text_row.ts";

/** Longer than any single answer that it waits for. */
const MAX_MS = 60_000;

/** Prints who Argo CD takes us for; 0 when it takes us for somebody. */
export async function whoami(context: CommandContext): Promise<number> {
  const { host, settings } = context;
  await using instances = await openInstances(context);
  await warn(context, instanceWarnings(instances.all));
  const instance = requireInstance(instances, context);
  const { connection, credential } = await instance.open();
  context.addSecrets(connection.secrets);
  host.onSignal(() => host.exit(1));
  const user = await connection.forTier("read").call(getUserInfo, {
    signal: AbortSignal.timeout(MAX_MS),
    purpose: "read who we are",
  });
  // After the call, which may have renewed the token.
  const identity = isSso(credential) ? await credential.identity() : undefined;
  const expires = credential.expiresAt();
  const found = {
    instance: instance.name,
    address: instance.address,
    sign_in: credential.describe(),
    logged_in: user.loggedIn === true,
    ...(user.username ? { username: user.username } : {}),
    ...(user.iss ? { issuer: user.iss } : {}),
    groups: user.groups ?? [],
    ...(expires ? { expires: isoTime(expires) } : {}),
    ...(identity?.policySubject
      ? { policy_subject: identity.policySubject }
      : {}),
    notes: [
      ...(user.loggedIn ? [] : [
        user.username
          ? `Argo CD knows '${user.username}' and refuses the session all the same: sign in to its web page once`
          : `Argo CD does not know the credential and treats us as anonymous. ${credential.remedy}`,
      ]),
      ...identity?.notes ?? [],
    ],
  };
  const mask = createMasker({ known: connection.secrets() });
  const shown = mask.value(cleanValue(found));
  if (settings.json) host.print(`${JSON.stringify(shown, null, 2)}\n`);
  else {
    const rows = [
      textRow("Argo CD", `${shown.instance} (${shown.address})`),
      textRow("Sign-in", shown.sign_in),
      textRow(
        "Account",
        shown.logged_in
          ? `${shown.username ?? "unknown"}${
            shown.issuer && shown.issuer !== "argocd"
              ? ` of ${shown.issuer}`
              : ""
          }`
          : "not logged in",
      ),
      textRow("Groups", shown.groups.join(", ") || "none"),
      ...(shown.policy_subject
        ? [textRow("Policies", `name this user ${shown.policy_subject}`)]
        : []),
      ...(identity ? sessionRows({ ...identity, notes: shown.notes }) : [
        textRow("Expires", shown.expires ?? "the token names no end"),
        ...shown.notes.map((note) => textRow("Note", note)),
      ]),
    ];
    host.print(`${rows.join("\n")}\n`);
  }
  return user.loggedIn ? 0 : 1;
}
