/**
 * How tests start the program from source: with the permissions of the executable, in a clean environment.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { programFlags } from "../../scripts/program_flags.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** What Deno needs to find its cache and the system its files; nothing else of the machine comes in. */
const KEPT = [
  "PATH",
  "HOME",
  "DENO_DIR",
  "XDG_CACHE_HOME",
  "TMPDIR",
  "TEMP",
  "SystemRoot",
  "USERPROFILE",
  "LOCALAPPDATA",
];

/** A command line with its whole environment. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** The program with these arguments and variables. */
export function programCommand(
  { args = [], env = {} }: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): ProgramCommand {
  const kept = KEPT.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    command: Deno.execPath(),
    args: ["run", "--no-check", ...programFlags(), MAIN, ...args],
    env: { ...Object.fromEntries(kept), ...env },
  };
}
