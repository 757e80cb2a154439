import assert from "node:assert/strict";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { auditFolder, callOf } from "../audit/audit_folder.ts";
import { programCommand } from "../helpers/program_command.ts";
import { REAL_CLIENTS } from "../helpers/real_clients.ts";
import { INITIALIZE, INITIALIZED, toolCall } from "./messages.ts";
import { type Ended, Program, runToEnd } from "./program.ts";

const POSIX = { ignore: Deno.build.os === "windows" };

/** The program with `messages` on its stdin, behind `shell`, which ends with `exec "$@"`. */
async function runBehind(
  shell: string,
  { env, wrap = [] }: {
    readonly env: Readonly<Record<string, string>>;
    readonly wrap?: readonly string[];
  },
): Promise<Ended> {
  const program = programCommand({ args: ["demo"], env });
  const [command = "", ...args] = [
    ...wrap,
    ...["sh", "-c", shell, "sh"],
    ...[program.command, ...program.args],
  ];
  const child = new Deno.Command(command, {
    args,
    env: program.env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  for (const message of [INITIALIZE, INITIALIZED]) {
    await input.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
  }
  for (let id = 2; id <= 6; id++) {
    const text = `${JSON.stringify(toolCall(id, "list_repositories"))}\n`;
    await input.write(new TextEncoder().encode(text));
  }
  await input.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** Five calls were answered, whatever became of the log. */
function assertServed({ code, stdout }: Ended): void {
  assert.equal(code, 0);
  const answers = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(answers.length, 6);
  for (const { id, result } of answers) {
    assert(result && !result.isError, `answer ${id}`);
  }
}

// First: the clients leave timers of their own behind, so no sanitizing.
for (const client of REAL_CLIENTS) {
  Deno.test(
    `calls of ${client.name} are recorded with its name, verified and shown`,
    { sanitizeOps: false, sanitizeResources: false },
    async () => {
      await using made = await auditFolder();
      const env = { MCP_AUDIT_LOG: made.path };
      {
        await using connected = await client.connect(
          programCommand({ args: ["demo"], env }),
        );
        await connected.callTool("get_application", {
          application: "payments",
        });
        await connected.callTool("get_application", { application: "../x" });
        await assert.rejects(connected.callTool("destroy_application", {}));
      }
      const records = await made.records();
      const calls = records.flatMap((record) =>
        record.kind === "call" ? [record] : []
      );
      assert.deepEqual(
        calls.map(({ tool, decision, client, transport }) => [
          tool,
          decision,
          client,
          transport,
        ]),
        [
          ["get_application", "allowed"],
          ["get_application", "refused"],
          ["destroy_application", "refused"],
        ].map((call) => [
          ...call,
          { name: "tests", version: "1.0.0" },
          "stdio",
        ]),
      );
      assert.deepEqual(
        await runToEnd({ args: ["audit", "verify", made.path] }),
        {
          code: 0,
          stdout: "intact: 4 records, 1 to 4, in 1 file\n",
          stderr: "",
        },
      );
    },
  );
}

Deno.test("audit verify names what was changed and ends with 1", async () => {
  await using made = await auditFolder();
  await made.log.append([callOf(1), callOf(2), callOf(3)]);
  const lines = await made.lines();
  lines[2] = lines[2]?.replace("app-2", "app-9") ?? "";
  await Deno.writeTextFile(made.path, `${lines.join("\n")}\n`);
  assert.deepEqual(await runToEnd({ args: ["audit", "verify", made.path] }), {
    code: 1,
    stdout:
      "NOT INTACT: record 3 is edited: its text does not have its hash (audit.log:3)\n" +
      "in order before it: 2 records, 1 to 2, in 1 file\n",
    stderr: "",
  });
  const { code, stdout } = await runToEnd({
    args: ["audit", "verify", "--json", made.path, `${made.path}.head`],
  });
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout), {
    intact: false,
    files: 1,
    records: 2,
    first: 1,
    last: 2,
    problem: {
      kind: "edited",
      seq: 3,
      where: "audit.log:3",
      text: "record 3 is edited: its text does not have its hash",
    },
    notes: [],
  });
});

Deno.test("audit show picks records by tool, application, decision and time", async () => {
  await using made = await auditFolder();
  await made.log.append([
    callOf(1),
    { ...callOf(2), tool: "get_resource" },
    { ...callOf(3), decision: "refused", code: "READ_ONLY" },
  ]);
  const [first] = await made.records();
  const time = first?.time ?? "";
  await Deno.writeTextFile(made.path, "no record\n", { append: true });
  async function show(...flags: string[]) {
    const args = ["audit", "show", made.path, ...flags];
    const { code, stdout, stderr } = await runToEnd({ args });
    assert.equal(code, 0);
    assert.match(stderr, /1 lines are no records/);
    return stdout;
  }
  const one = "1 API calls  3 ms  by test 1\n";
  const lines = [
    `1  ${time}  file opened: new\n`,
    `2  ${time}  allowed  get_application  application=app-1  ${one}`,
    `3  ${time}  allowed  get_resource  application=app-2  ${one}`,
    `4  ${time}  refused READ_ONLY  get_application  application=app-3  ${one}`,
  ];
  assert.equal(await show(), lines.join(""));
  assert.equal(await show("--tool", "get_resource"), lines[2]);
  assert.equal(await show("--application", "app-1"), lines[1]);
  assert.equal(await show("--decision", "refused"), lines[3]);
  assert.equal(await show("--since", time, "--application=app-1"), lines[1]);
  assert.equal(await show("--until", time), "");
  assert.equal(await show("--since", "2126-01-01"), "");
  const json = await show("--json", "--decision=refused");
  assert.deepEqual(JSON.parse(json), JSON.parse((await made.lines())[3] ?? ""));
});

Deno.test("audit show marks a write without an outcome, whatever filter is set", async () => {
  await using made = await auditFolder();
  const write = {
    ...callOf(1),
    tool: "sync_application",
    tier: "write",
    dry_run: false,
  } as const;
  const { ms: _ms, ...intent } = { ...write, kind: "intent" } as const;
  const crashed = { ...intent, id: callOf(9).id, plan: "Zm9vYmFyYmF6" };
  await made.log.append([
    intent,
    {
      ...write,
      kind: "outcome",
      decision: "failed",
      code: "CONNECTION_LOST",
      outcome_unknown: true,
      upstream: { calls: 3, changes: 1 },
    },
    crashed,
  ]);
  const [first] = await made.records();
  const time = first?.time ?? "";
  const what = "sync_application  application=app-1  for real";
  const lines = [
    `2  ${time}  intent  allowed  ${what}  1 API calls  by test 1\n`,
    `3  ${time}  outcome  failed CONNECTION_LOST  OUTCOME UNKNOWN  ${what}  3 API calls, 1 of them changes  3 ms  by test 1\n`,
    `4  ${time}  intent  NO OUTCOME  allowed  ${what}  plan Zm9vYmFyYmF6  1 API calls  by test 1\n`,
  ];
  const warning =
    "argocd-mcp: warning: 1 write has an intent and no outcome in these files: still under way, or the program stopped in the middle; Argo CD shows what became of it\n";
  const show = ["audit", "show", made.path, "--tool=sync_application"];
  assert.deepEqual(await runToEnd({ args: show }), {
    code: 0,
    stdout: lines.join(""),
    stderr: warning,
  });
  const json = await runToEnd({ args: [...show, "--json"] });
  assert.deepEqual(json, {
    code: 0,
    stdout: (await made.lines()).slice(1).map((line) => `${line}\n`).join(""),
    stderr: warning,
  });
  assert.deepEqual(
    await runToEnd({ args: [...show, "--decision=failed"] }),
    { code: 0, stdout: lines[1], stderr: "" },
  );
  // What is not the log's fault does not make it less intact.
  const { code } = await runToEnd({ args: ["audit", "verify", made.path] });
  assert.equal(code, 0);
});

Deno.test.each([
  [
    [],
    "'audit' needs 'verify' or 'show', and files. For example: argocd-mcp audit verify audit.log",
  ],
  [
    ["verfy", "x"],
    "'audit' needs 'verify' or 'show', and files; did you mean 'verify'?",
  ],
  [["verify"], "'audit verify' needs a file"],
  [
    ["verify", "x", "--tool=y"],
    "flag '--tool' is for 'audit show': only a whole chain can be verified",
  ],
  [
    ["show", "x", "--since=yesterday"],
    "--since must be a date (2026-07-01) or a time with its zone (2026-07-01T12:00Z)",
  ],
  [
    ["show", "x", "--server=y"],
    "flag '--server' is for 'serve', 'check', 'login', 'logout' and 'whoami', not for 'audit'",
  ],
])(
  "'audit $0' is wrong usage",
  async (args: readonly string[], says: string) => {
    assert.deepEqual(await runToEnd({ args: ["audit", ...args] }), {
      code: 2,
      stdout: "",
      stderr: `argocd-mcp: Cannot start: ${says}\n`,
    });
  },
);

Deno.test("a file that cannot be read is wrong usage", async () => {
  await using made = await auditFolder();
  for (
    const [path, state] of [
      [made.path, "it does not exist"],
      [made.folder, "it is a folder"],
    ]
  ) {
    for (const action of ["verify", "show"]) {
      assert.deepEqual(
        await runToEnd({ args: ["audit", action, path ?? ""] }),
        {
          code: 2,
          stdout: "",
          stderr: `argocd-mcp: Cannot read the audit log '${path}': ${state}\n`,
        },
      );
    }
  }
});

Deno.test(
  "a path that can never work stops the start of every command that would use it",
  POSIX,
  async () => {
    await using made = await auditFolder();
    const { folder } = made;
    await Deno.mkdir(`${folder}/d`);
    await Deno.writeTextFile(`${folder}/open`, "", { mode: 0o644 });
    await Deno.chmod(`${folder}/open`, 0o644);
    await Deno.writeTextFile(`${folder}/notes`, "my notes", { mode: 0o600 });
    await Deno.symlink(`${folder}/notes`, `${folder}/link`);
    const refusals = [
      [
        "no/log",
        "its folder does not exist. Set MCP_AUDIT_LOG to a file in a folder that exists",
      ],
      [
        "notes/log",
        `'${folder}/notes' is not a folder. Set MCP_AUDIT_LOG to a file in a folder that exists`,
      ],
      ["d", "it is a folder. Set MCP_AUDIT_LOG to the path of a file"],
      [
        "open",
        `other users of this machine can open it. Run: chmod 600 '${folder}/open'`,
      ],
      [
        "notes",
        "it holds something else. Set MCP_AUDIT_LOG to a file of its own; it is made when it is missing",
      ],
      [
        "link",
        "it is a symbolic link. Set MCP_AUDIT_LOG to the file that it points to",
      ],
    ];
    for (const [index, [name, says]] of refusals.entries()) {
      const path = `${folder}/${name}`;
      const command = ["demo", "serve", "check"][index % 3] ?? "";
      const args = [command, "--audit-log", path];
      assert.deepEqual(await runToEnd({ args }), {
        code: 2,
        stdout: "",
        stderr: `argocd-mcp: Cannot use the audit log '${path}': ${says}\n`,
      });
    }
    assert.equal(await Deno.readTextFile(`${folder}/notes`), "my notes");
  },
);

Deno.test("without the permission to write, a log stops the start and nothing else does", async () => {
  await using made = await auditFolder();
  async function run(env: Readonly<Record<string, string>>): Promise<Ended> {
    const { command, args, env: whole } = programCommand({
      args: ["demo"],
      env,
    });
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: args.filter((flag) => flag !== "--allow-write"),
      env: whole,
      clearEnv: true,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  }
  assert.deepEqual(await run({}), { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(await run({ MCP_AUDIT_LOG: made.path }), {
    code: 2,
    stdout: "",
    stderr:
      `argocd-mcp: Cannot use the audit log '${made.path}': writing there is not permitted. ` +
      `Run Deno with --allow-write=${made.folder}\n`,
  });
});

Deno.test(
  "a file that may grow no more is one warning, and the calls are answered",
  POSIX,
  async () => {
    await using made = await auditFolder();
    // Without its signal, the limit is an error of the write, as a full disk is.
    const shell = 'trap "" XFSZ; ulimit -f 2; exec "$@"';
    const ended = await runBehind(shell, { env: { MCP_AUDIT_LOG: made.path } });
    assertServed(ended);
    assert.equal(
      ended.stderr,
      `argocd-mcp: warning: Cannot write the audit log '${made.path}': it has reached the largest size that a file may have. ` +
        "The operator repairs what is named or unsets MCP_AUDIT_LOG; no restart is needed for a repair. " +
        "Reads go on and are counted, writes are refused\n",
    );
    // What was written before is whole: a record that did not fit was taken back.
    const { code, stdout } = await runToEnd({
      args: ["audit", "verify", made.path],
    });
    assert.equal(code, 0, stdout);
  },
);

/** A file system of our own in a name space of our own: nothing of it is left when the program has ended. */
const UNSHARE = ["unshare", "-rm"];
const canMount = Deno.build.os === "linux" &&
  await new Deno.Command("unshare", {
    args: ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
    stdout: "null",
    stderr: "null",
  }).output().then(({ success }) => success, () => false);
const MOUNTED = { ignore: !canMount };
const SUFFIX = canMount ? "" : " (this system lets nobody mount)";

for (
  const { what, options, state } of [
    {
      what: "a full disk",
      options: "size=4k",
      state: "the disk is full",
    },
    {
      what: "a read-only file system",
      options: "ro",
      state: "the file system is read-only",
    },
  ]
) {
  Deno.test(
    `${what} is one warning, and the calls are answered${SUFFIX}`,
    MOUNTED,
    async () => {
      await using made = await auditFolder();
      const path = `${made.folder}/audit.log`;
      const shell =
        `mount -t tmpfs -o ${options} none '${made.folder}' && exec "$@"`;
      const ended = await runBehind(shell, {
        env: { MCP_AUDIT_LOG: path },
        wrap: UNSHARE,
      });
      assertServed(ended);
      assert.match(ended.stderr, /^argocd-mcp: warning: [^\n]*\n$/);
      assert(
        ended.stderr.includes(
          `Cannot write the audit log '${path}': ${state}.`,
        ),
        ended.stderr,
      );
    },
  );
}

Deno.test("a call that the end of the input cuts short is recorded", async () => {
  await using made = await auditFolder();
  const simulator = createSimulator();
  const asked = Promise.withResolvers<void>();
  const never = Promise.withResolvers<void>();
  await using served = serveSimulator({
    ...simulator,
    async fetch(request) {
      if (!new URL(request.url).pathname.startsWith("/api/v1/repositories")) {
        return await simulator.fetch(request);
      }
      asked.resolve();
      await never.promise;
      return new Response();
    },
  });
  await using program = new Program({
    env: {
      ARGOCD_SERVER: served.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.readonly.token,
      MCP_AUDIT_LOG: made.path,
    },
  });
  await program.send(INITIALIZE);
  await program.send(INITIALIZED);
  await program.send(toolCall(2, "list_repositories"));
  await asked.promise;
  program.kill("SIGTERM");
  assert.equal((await program.ended()).code, 0);
  never.resolve();
  const [, call] = await made.records();
  assert.deepEqual(
    call?.kind === "call" && [call.tool, call.decision, call.code],
    ["list_repositories", "failed", "CANCELLED"],
  );
});
