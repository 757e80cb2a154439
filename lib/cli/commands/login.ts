/**
 * `argocd-mcp login`: a person signs in, and the server has a session from then on.
 *
 * @module
 */
import type { SignInPrompt } from "../../auth/sso/sso_options.ts";
import type { CommandContext } from "../command.ts";
import { requireInstance } from "../choose_instance.ts";
import { openInstances } from "../open_instances.ts";
import { instanceWarnings, warn } from "../setting_warnings.ts";
import { identityText } from "../identity_text.ts";
import { ssoOf } from "../sso_of.ts";

/** What the person has to do, for the terminal. */
function promptText(prompt: SignInPrompt): string {
  if (prompt.kind === "elsewhere") {
    return `Another argocd-mcp waits for a sign-in at port ${prompt.port}: finish that one; its result counts here, too`;
  }
  const { address, opened, until } = prompt;
  const code = prompt.kind === "device"
    ? `\nThe page shows, or asks for, the code ${prompt.userCode}`
    : "";
  const minutes = Math.max(
    1,
    Math.round((until.getTime() - Date.now()) / 60_000),
  );
  return `${
    opened
      ? "A browser was opened to sign in. If none appears, open this address:"
      : "Open this address to sign in:"
  }\n${address.href}${code}\nWaiting for ${minutes} minutes; Ctrl+C gives up`;
}

/** Signs in and says as whom; 0 when that worked. */
export async function login(context: CommandContext): Promise<number> {
  const { host } = context;
  await using instances = await openInstances(context);
  await warn(context, instanceWarnings(instances.all));
  const instance = requireInstance(instances, context);
  const sso = await ssoOf(instance);
  context.addSecrets(() => instance.secrets());
  const stop = new AbortController();
  host.onSignal(() => stop.abort());
  try {
    const { identity } = await sso.signIn({
      signal: stop.signal,
      tell: (prompt) => host.tell(promptText(prompt)),
    });
    host.print(identityText(instance.name, identity));
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    host.tell("argocd-mcp: the sign-in was given up");
    return 1;
  }
}
