/**
 * `argocd-mcp logout`: forgets a single sign-on.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";
import { requireInstance } from "../choose_instance.ts";
import { openInstances } from "../open_instances.ts";
import { ssoOf } from "../sso_of.ts";

/** A provider that does not answer must not keep the tokens here. */
const MAX_MS = 30_000;

/** Forgets, revokes where the provider can, and says what goes on all the same. */
export async function logout(context: CommandContext): Promise<number> {
  const { host } = context;
  await using instances = await openInstances(context);
  const instance = requireInstance(instances, context);
  const sso = await ssoOf(instance);
  context.addSecrets(() => instance.secrets());
  const { forgotten, revoked, notes } = await sso.signOut(
    AbortSignal.timeout(MAX_MS),
  );
  const lines = [
    forgotten.length === 0
      ? `Nobody was signed in to '${instance.name}'`
      : `Signed out of '${instance.name}'`,
    ...(revoked ? ["The provider has ended the refresh token"] : []),
    ...notes,
  ];
  host.print(`${lines.join("\n")}\n`);
  return 0;
}
