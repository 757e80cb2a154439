/**
 * Makes the executable: one file with runtime, program and permissions in it, for machines without Deno or Node.
 *
 * `deno task compile` makes it for this machine, `--target TARGET` for another, `--target all` for all of them;
 * `--output FILE` chooses where. What is compiled is the bundle, so only what the program uses is in it.
 *
 * Deno downloads the runtime that it embeds; `DENORT_BIN` names one that is already there. Exit code 3 when there is
 * none to be had, 1 when compiling fails for another reason, 2 for wrong arguments.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { bundle } from "./bundle.ts";
import { programFlags } from "./program_flags.ts";

/** Every system that an executable is made for. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** One of {@linkcode TARGETS}. */
export type Target = typeof TARGETS[number];

const NO_RUNTIME = 3;

/** What Deno says when the runtime to embed cannot be fetched; the words differ between its versions. */
const NO_RUNTIME_REGEXP = /dl\.deno\.land|Setting up base binary|DENORT_BIN/;

function tell(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** Where the executable goes unless told otherwise; each target has a name of its own. */
function defaultOutput(target: Target): string {
  const end = target.includes("windows") ? ".exe" : "";
  return target === Deno.build.target
    ? `dist/argocd-mcp${end}`
    : `dist/argocd-mcp-${target}${end}`;
}

async function compile(
  script: string,
  { target, output }: { readonly target: Target; readonly output: string },
): Promise<number> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    // The bundle needs neither configuration nor packages; with them, all packages would be embedded too.
    // deno-fmt-ignore
    args: [
      "compile", "--no-config", "--no-lock", "--no-npm", "--no-check", ...programFlags(),
      "--target", target, "--output", output, script,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) {
    const { size } = await Deno.stat(output);
    tell(`${output}: ${Math.round(size / 1e6)} MB`);
    return 0;
  }
  const said = new TextDecoder().decode(stderr).trim();
  if (!NO_RUNTIME_REGEXP.test(said)) {
    tell(`Cannot compile for ${target}:\n${said}`);
    return 1;
  }
  tell(
    `Cannot compile for ${target}: the runtime to embed (denort) cannot be had here. ` +
      `Deno downloads it from dl.deno.land; DENORT_BIN names a file that is already on this machine.\n${said}`,
  );
  return NO_RUNTIME;
}

function isTarget(text: string): text is Target {
  return (TARGETS as readonly string[]).includes(text);
}

/** The targets that are asked for, or what is wrong with the arguments. */
function readTargets(
  { target, output }: { target?: string; output?: string },
): readonly Target[] | string {
  if (target === "all") {
    return output === undefined
      ? TARGETS
      : "Cannot compile all targets into one file: leave out --output";
  }
  const wanted = target ?? Deno.build.target;
  if (isTarget(wanted)) return [wanted];
  return `Cannot compile for '${wanted}': the targets are ${
    TARGETS.join(", ")
  } and all`;
}

async function main(): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({
      args: Deno.args,
      options: { target: { type: "string" }, output: { type: "string" } },
    }));
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const targets = readTargets(values);
  if (typeof targets === "string") {
    tell(targets);
    return 2;
  }
  const script = await bundle();
  let worst = 0;
  for (const target of targets) {
    const output = values.output ?? defaultOutput(target);
    worst = Math.max(worst, await compile(script, { target, output }));
  }
  return worst;
}

if (import.meta.main) Deno.exit(await main());
