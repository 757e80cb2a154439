/**
 * `argocd-mcp check`: does it work, who are we, what may we do.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import { cleanValue } from "../../guards/clean_text.ts";
import { createMasker } from "../../guards/mask_secrets.ts";
import { type CheckReport, runCheck } from "../check_report.ts";
import { checkText } from "../check_text.ts";
import type { CommandContext } from "../command.ts";
import { refusalText } from "../configuration_error.ts";
import { planConnection } from "../connection_plan.ts";
import { openConnection } from "../open_connection.ts";
import { warn } from "../setting_warnings.ts";
import { terminalStyle } from "../terminal_style.ts";

/** A check that takes longer than this has failed, whatever one call may take. */
const MAX_MS = 120_000;

/** Prints the findings to stdout, the reason of a failure to stderr; 0 when all went well, 1 when not. */
export async function check(context: CommandContext): Promise<number> {
  const { host, settings, version } = context;
  const plan = await planConnection(context);
  await warn(context);
  const opened = openConnection(plan, { version });
  using connection = opened.connection;
  context.addSecrets(connection.secrets);
  host.onSignal(() => host.exit(1));

  const report: CheckReport = {
    address: plan.address,
    tls: plan.tlsText,
    signIn: opened.credential.describe(),
    warnings: [],
  };
  let failure: ToolError | undefined;
  try {
    await runCheck(connection.forTier("read"), report, {
      credential: opened.credential,
      signal: AbortSignal.timeout(MAX_MS),
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    failure = error;
  }
  // Names and groups come from Argo CD, and a terminal obeys what it is sent.
  const clean = cleanValue(report);
  const mask = createMasker({ known: connection.secrets() });
  const error = failure && {
    code: failure.code,
    message: failure.message,
    ...(failure.hint ? { hint: failure.hint } : {}),
  };
  if (settings.json) {
    const findings = { ok: !failure, ...clean, ...(error ? { error } : {}) };
    host.print(`${JSON.stringify(mask.value(findings), null, 2)}\n`);
  } else host.print(checkText(mask.value(clean), terminalStyle));
  if (failure) host.tell(`argocd-mcp: ${mask.text(refusalText(failure))}`);
  return failure ? 1 : 0;
}
