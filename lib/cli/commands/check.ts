/**
 * `argocd-mcp check`: does it work, who are we, what may we do.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import { cleanValue } from "../../guards/clean_text.ts";
import { createMasker } from "../../guards/mask_secrets.ts";
import { instanceSecrets } from "../../instances/instance.ts";
import type { OwnedInstance } from "../../instances/open_instance.ts";
import { type CheckReport, runCheck } from "../check_report.ts";
import { checkText } from "../check_text.ts";
import type { CommandContext } from "../command.ts";
import { refusalText } from "../configuration_error.ts";
import { namedInstance } from "../choose_instance.ts";
import { openInstances } from "../open_instances.ts";
import { instanceWarnings, warn } from "../setting_warnings.ts";
import { terminalStyle } from "../terminal_style.ts";

/** A check that takes longer than this has failed, whatever one call may take. */
const MAX_MS = 120_000;

/** One instance's findings, ready to be shown, and what stopped them. */
interface Checked {
  readonly findings: CheckReport;
  readonly failure: string | undefined;
  readonly error:
    | {
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
    }
    | undefined;
}

async function checkOne(
  instance: OwnedInstance,
): Promise<Checked> {
  const report: CheckReport = {
    instance: instance.name,
    address: instance.address,
    tls: instance.spec.tlsText,
    signIn: "",
    tier: instance.policy.tier,
    warnings: [],
  };
  let failure: ToolError | undefined;
  try {
    const { connection, credential } = await instance.open();
    report.signIn = credential.describe();
    await runCheck(connection.forTier("read"), report, {
      credential,
      signal: AbortSignal.timeout(MAX_MS),
    });
    // A single sign-on knows its person now.
    report.signIn = credential.describe();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    failure = error;
  }
  // Names and groups come from Argo CD, and a terminal obeys what it is sent.
  const mask = createMasker({ known: instance.secrets() });
  return {
    findings: mask.value(cleanValue(report)),
    failure: failure && mask.text(refusalText(failure)),
    error: failure && mask.value({
      code: failure.code,
      message: failure.message,
      ...(failure.hint ? { hint: failure.hint } : {}),
    }),
  };
}

/** Prints the findings to stdout, the reason of a failure to stderr; 0 when all went well, 1 when not. */
export async function check(context: CommandContext): Promise<number> {
  const { host, settings, operands } = context;
  await using instances = await openInstances(context);
  await warn(context, instanceWarnings(instances.all));
  context.addSecrets(() => instanceSecrets(instances));
  host.onSignal(() => host.exit(1));
  const named = namedInstance(instances, operands);
  const wanted = named ? [named] : instances.all;
  const checked: Checked[] = [];
  // One after the other: a person who has to sign in can do one thing at a time.
  for (const instance of wanted) {
    checked.push(await checkOne(instance));
  }
  const isOne = instances.all.length === 1;
  if (settings.json) {
    const all = checked.map(({ findings, error }) => ({
      ok: !error,
      ...findings,
      ...(error ? { error } : {}),
    }));
    const shown = isOne ? all[0] : {
      ok: all.every(({ ok }) => ok),
      instances: all,
    };
    host.print(`${JSON.stringify(shown, null, 2)}\n`);
  } else {
    host.print(
      checked.map(({ findings }) =>
        checkText(findings, { style: terminalStyle, isOne })
      ).join("\n"),
    );
  }
  for (const { findings, failure } of checked) {
    if (failure === undefined) continue;
    host.tell(`argocd-mcp: ${isOne ? "" : `${findings.instance}: `}${failure}`);
  }
  return checked.some(({ failure }) => failure !== undefined) ? 1 : 0;
}
