/**
 * Runs the tests; its last line is `N passed, N failed`, with `, N skipped` behind it where tests were ignored.
 *
 * `--quick` leaves out the slow suites. Everything else goes to `deno test`: paths choose tests, flags work as usual.
 *
 * @module
 */
import { lastLine, readSummary } from "./test/summary.ts";

const ROOT = new URL("..", import.meta.url);

/** What `--quick` leaves out: suites of seconds, each of which runs in `deno task test`. */
const SLOW = [
  "tests/slow/",
  "tests/auth/sso/browser_test.ts",
  "tests/auth/sso/cache_processes_test.ts",
  "tests/auth/sso/device_sign_in_test.ts",
  "tests/auth/sso/renewing_processes_test.ts",
  "tests/auth/sso/sso_refresh_test.ts",
  "tests/auth/sso/sso_waiting_test.ts",
  "tests/demo/contract_test.ts",
  "tests/demo/sso_test.ts",
  "tests/guards/long_lines_test.ts",
  "tests/process/approval_test.ts",
  "tests/process/instances/reload_test.ts",
  "tests/process/instances/ways_in_test.ts",
  "tests/process/sso/",
  "tests/server/asking_clients_test.ts",
  "tests/server/clients_test.ts",
  "tests/server/offered_clients_test.ts",
  "tests/server/page_clients_test.ts",
  "tests/server/tiers_test.ts",
  "tests/tools/applications/other_fleet_test.ts",
  "tests/tools/applications/planted_fleet_test.ts",
  "tests/tools/applications/wait_for_application_test.ts",
  "tests/tools/await_application_test.ts",
  "tests/tools/await_operation_test.ts",
  "tests/tools/changes/preview_reality_test.ts",
  "tests/tools/changes/preview_size_test.ts",
  "tests/tools/changes/recorded_requests_test.ts",
  "tests/tools/changes/sync_wait_test.ts",
];
/** Types are a task of their own, and files that run side by side use both cores. */
const QUICK_FLAGS = ["--no-check", "--parallel", `--ignore=${SLOW.join(",")}`];

/** Enough for the summary and the list of failures before it. */
const KEPT_CHARS = 64_000;

async function isPath(argument: string): Promise<boolean> {
  if (argument.startsWith("-")) return false;
  return await Deno.stat(new URL(argument, ROOT)).then(() => true, () => false);
}

/** The arguments of `deno test`; `tests/` unless a path is among those given. */
async function testArguments(given: readonly string[]): Promise<string[]> {
  const passed = given.filter((argument) => argument !== "--quick");
  const paths = await Promise.all(passed.map(isPath));
  const quick = passed.length < given.length ? QUICK_FLAGS : [];
  const all = paths.includes(true) ? [] : ["tests/"];
  return ["test", "-A", ...quick, ...passed, ...all];
}

/** Passes the output on while it comes, and returns the end of it. */
async function forward(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let end = "";
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      at += await Deno.stdout.write(chunk.subarray(at));
    }
    end = (end + decoder.decode(chunk, { stream: true })).slice(-KEPT_CHARS);
  }
  return end;
}

async function main(): Promise<number> {
  // Colours only where somebody sees them: a log with escapes is hard to read and to search.
  const plain = Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" };
  const child = new Deno.Command(Deno.execPath(), {
    args: await testArguments(Deno.args),
    cwd: ROOT,
    env: plain,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const [output, { code }] = await Promise.all([
    forward(child.stdout),
    child.status,
  ]);
  const summary = readSummary(output);
  await Deno.stdout.write(
    new TextEncoder().encode(`${lastLine(summary, code)}\n`),
  );
  return code;
}

if (import.meta.main) Deno.exit(await main());
