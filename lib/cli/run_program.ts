/**
 * From arguments to an exit code.
 *
 * @module
 */
import { checkAuditPath } from "../audit/check_file.ts";
import { ToolError } from "../errors.ts";
import type { CommandContext, RunCommand } from "./command.ts";
import { readEnvFile } from "./env_file.ts";
import { layered } from "./environment.ts";
import type { Command } from "./options.ts";
import { createLogger } from "../log.ts";
import { knownSecrets } from "./known_secrets.ts";
import { parseCommandLine } from "./parse_command_line.ts";
import { refusalText } from "./configuration_error.ts";
import { resolveSettings } from "./resolve_settings.ts";
import { watchCrashes } from "./watch_crashes.ts";

/** Each command is loaded when it is asked for: none should wait for another's modules. */
const RUNNERS: Readonly<Record<Command, () => Promise<RunCommand>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  demo: async () => (await import("./commands/demo.ts")).demo,
  check: async () => (await import("./commands/check.ts")).check,
  login: async () => (await import("./commands/login.ts")).login,
  logout: async () => (await import("./commands/logout.ts")).logout,
  whoami: async () => (await import("./commands/whoami.ts")).whoami,
  audit: async () => (await import("./commands/audit.ts")).audit,
  help: async () => (await import("./commands/help.ts")).help,
  version: async () => (await import("./commands/version.ts")).showVersion,
};

/** Commands that open instances. */
const SIGNING_IN: ReadonlySet<Command> = new Set([
  "serve",
  "check",
  "login",
  "logout",
  "whoami",
]);

/** What the program is given by its process. */
export type ProgramContext = Pick<
  CommandContext,
  "host" | "environment" | "version"
>;

async function run(
  args: readonly string[],
  program: ProgramContext,
): Promise<number> {
  const { host } = program;
  const { command, operands, flags } = parseCommandLine(args);
  const envFile = flags.get("envFile");
  const environment = envFile === undefined
    ? program.environment
    : layered(program.environment, await readEnvFile(envFile));
  const resolved = resolveSettings({ command, flags, environment });
  const { auditLog } = resolved.settings;
  if (auditLog !== undefined) checkAuditPath(auditLog);
  // Only what signs in to an Argo CD may have to write, or to start programs; it gives up what it does not need.
  if (!SIGNING_IN.has(command)) {
    if (auditLog === undefined) host.giveUpWriting();
    host.giveUpRunning();
  }
  const sources: (() => readonly string[])[] = [
    () => knownSecrets(environment),
  ];
  const log = createLogger({
    level: resolved.settings.logLevel,
    stream: host.errors(),
    secrets: () => sources.flatMap((source) => [...source()]),
  });
  watchCrashes(host, log);
  const runCommand = await RUNNERS[command]();
  return await runCommand({
    ...program,
    ...resolved,
    command,
    operands,
    environment,
    log,
    addSecrets: (source) => void sources.push(source),
  });
}

/**
 * Runs the program and reports what stopped it on stderr.
 *
 * @returns 0 ended as asked, 1 failed, 2 was started the wrong way.
 */
export async function runProgram(
  args: readonly string[],
  program: ProgramContext,
): Promise<number> {
  const { host, environment } = program;
  try {
    return await run(args, program);
  } catch (error) {
    if (error instanceof ToolError) {
      host.tell(`argocd-mcp: ${refusalText(error)}`);
      return error.code === "CONFIGURATION" ? 2 : 1;
    }
    const log = createLogger({
      level: "error",
      stream: host.errors(),
      secrets: () => knownSecrets(environment),
    });
    log.error("Ended by an error that nobody expected", { error });
    await log.flush();
    return 1;
  }
}
