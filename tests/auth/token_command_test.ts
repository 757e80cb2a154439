import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { getVersion } from "../../lib/argocd/endpoints.ts";
import type { Credential } from "../../lib/argocd/credential.ts";
import { parseTokenCommand } from "../../lib/auth/parse_token_command.ts";
import { tokenCommand } from "../../lib/auth/token_command.ts";
import { ToolError } from "../../lib/errors.ts";
import {
  argocdError,
  json,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const NEVER = new AbortController().signal;
const SOURCE = "ARGOCD_TOKEN_COMMAND";
const ignore = Deno.build.os === "windows";

interface Program extends AsyncDisposable {
  readonly folder: string;
  readonly credential: Credential;
  readonly clock: { now: number };
  /** How often it ran. */
  runs(): Promise<number>;
}

/** A credential whose command is a real shell with a script; `$0` is a folder for it to keep things in. */
async function program(
  script: string,
  options: { readonly timeoutMs?: number } = {},
): Promise<Program> {
  const folder = await Deno.makeTempDir();
  const clock = { now: 1_000_000 };
  return {
    folder,
    clock,
    credential: tokenCommand(
      ["sh", "-c", `echo run >> "$0/runs"; ${script}`, folder],
      SOURCE,
      { timeoutMs: 10_000, now: () => clock.now, ...options },
    ),
    async runs() {
      const text = await Deno.readTextFile(`${folder}/runs`).catch(() => "");
      return text.split("\n").length - 1;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function jwt(id: string, exp: number): string {
  const claims = Buffer.from(JSON.stringify({ jti: id, exp }));
  return `head.${claims.toString("base64url")}.signature`;
}

/** Whether a process runs; a dead one that nobody has waited for does not. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) Z /.test(stat);
}

Deno.test({
  name: "what the command prints is the token; 100 waiting calls cause one run",
  ignore,
  async fn() {
    await using made = await program("sleep 0.1; echo '  a.b.c  '");
    const { credential } = made;
    const tokens = await Promise.all(
      Array.from({ length: 100 }, () => credential.token(NEVER)),
    );
    assert.deepEqual(new Set(tokens), new Set(["a.b.c"]));
    assert.equal(await credential.token(NEVER), "a.b.c");
    assert.equal(await made.runs(), 1);
    assert.deepEqual(credential.secrets(), ["a.b.c"]);
    assert.equal(credential.kind, "token_command");
    assert.equal(
      credential.describe(),
      "the token that the command of ARGOCD_TOKEN_COMMAND prints",
    );
    assert.equal(credential.expiresAt(), undefined);
  },
});

Deno.test({
  name: "no shell sees the arguments, and standard input is empty",
  ignore,
  async fn() {
    const hostile = "$(echo,x);`echo`|&<>*'\"";
    const credential = tokenCommand(["printf", "%s", hostile], SOURCE);
    assert.equal(await credential.token(NEVER), hostile);
    const input = tokenCommand(["sh", "-c", "cat; echo a.b.c"], SOURCE);
    assert.equal(await input.token(NEVER), "a.b.c");
  },
});

Deno.test({
  name:
    "the command runs again 60 seconds before the token's end, and not with each call after that",
  ignore,
  async fn() {
    await using made = await program('cat "$0/token"');
    const { credential, clock, folder } = made;
    const set = (token: string) => Deno.writeTextFile(`${folder}/token`, token);
    const first = jwt("first", 1_600);
    await set(first);
    assert.equal(await credential.token(NEVER), first);
    assert.equal(credential.expiresAt()?.getTime(), 1_600_000);
    clock.now = 1_539_999;
    assert.equal(await credential.token(NEVER), first);
    assert.equal(await made.runs(), 1);
    clock.now = 1_540_000;
    // A command with a cache of its own prints the same until the end.
    for (let calls = 0; calls < 10; calls++) {
      assert.equal(await credential.token(NEVER), first);
    }
    assert.equal(await made.runs(), 2);
    clock.now = 1_599_000;
    const second = jwt("second", 3_000);
    await set(second);
    assert.equal(await credential.token(NEVER), second);
    assert.equal(await made.runs(), 3);
    assert.deepEqual(credential.secrets(), [first, second]);
  },
});

Deno.test({
  name: "a token that lasts is used to its end when the command fails",
  ignore,
  async fn() {
    await using made = await program('cat "$0/token"');
    const { credential, clock, folder } = made;
    const token = jwt("only", 1_600);
    await Deno.writeTextFile(`${folder}/token`, token);
    assert.equal(await credential.token(NEVER), token);
    await Deno.remove(`${folder}/token`);
    clock.now = 1_590_000;
    assert.equal(await credential.token(NEVER), token);
    assert.equal(await credential.token(NEVER), token);
    assert.equal(await made.runs(), 2);
    clock.now = 1_600_000;
    assert.match(
      (await failureOf(credential.token(NEVER))).message,
      /ended with exit code 1$/,
    );
  },
});

Deno.test({
  name:
    "after a 401 the command runs once more, once for all, and not again for a token that was just printed",
  ignore,
  async fn() {
    await using made = await program('cat "$0/token"');
    const { credential, clock, folder } = made;
    await Deno.writeTextFile(`${folder}/token`, "old.b.c");
    assert.equal(await credential.token(NEVER), "old.b.c");
    assert.equal(await credential.renew("old.b.c", NEVER), false);
    assert.equal(await made.runs(), 1);
    clock.now += 5_000;
    assert.equal(await credential.renew("old.b.c", NEVER), false);
    assert.equal(await made.runs(), 2);
    clock.now += 5_000;
    await Deno.writeTextFile(`${folder}/token`, "new.b.c");
    const renewed = await Promise.all(
      Array.from({ length: 100 }, () => credential.renew("old.b.c", NEVER)),
    );
    assert(renewed.every(Boolean));
    assert.equal(await credential.token(NEVER), "new.b.c");
    assert.equal(await made.runs(), 3);
  },
});

Deno.test({
  name: "a client with a command goes on with the new token after a 401",
  ignore,
  async fn() {
    await using made = await program('cat "$0/token"');
    await Deno.writeTextFile(`${made.folder}/token`, "old.b.c");
    await using server = startFaultServer({
      replies: [
        async (wire, request) => {
          await Deno.writeTextFile(`${made.folder}/token`, "new.b.c");
          made.clock.now += 60_000;
          await argocdError(401, 16, "invalid session")(wire, request);
        },
        json({ Version: "v3.5.1" }),
        argocdError(401, 16, "invalid session"),
      ],
    });
    using open = openClient(server.url, { credential: made.credential });
    assert.equal((await open.client.call(getVersion)).Version, "v3.5.1");
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.get("authorization")),
      ["Bearer old.b.c", "Bearer new.b.c"],
    );
    const error = await failureOf(open.client.call(getVersion));
    assert.equal(error.code, "UNAUTHENTICATED");
    assert.match(
      error.message,
      /the token that the command of ARGOCD_TOKEN_COMMAND prints/,
    );
    assert.match(
      error.hint ?? "",
      /^Run the command of ARGOCD_TOKEN_COMMAND by hand/,
    );
  },
});

const FAILURES: readonly (readonly [string, string, RegExp])[] = [
  [
    "fails",
    "echo s3cret; echo s3cret >&2; exit 3",
    /it ended with exit code 3$/,
  ],
  ["is killed", "kill -TERM $$", /it ended by SIGTERM$/],
  [
    "prints nothing",
    "true",
    /the output of ARGOCD_TOKEN_COMMAND: it is empty$/,
  ],
  ["prints two lines", "echo s3cret; echo s3cret", /a line break, a space/],
  ["prints a header", "echo Bearer s3cret", /it begins with 'Bearer'/],
  [
    "prints more than 64 KiB",
    "head -c 70000 /dev/zero | tr '\\0' s",
    /it is longer than 64 KiB$/,
  ],
  ["never stops printing", "yes s3cret", /it is longer than 64 KiB$/],
];

for (const [name, script, expected] of FAILURES) {
  Deno.test({
    name:
      `a command that ${name} is an error without its words, and is not hammered`,
    ignore,
    async fn() {
      await using made = await program(script);
      const { credential, clock } = made;
      const errors: ToolError[] = [];
      for (let calls = 0; calls < 5; calls++) {
        errors.push(await failureOf(credential.token(NEVER)));
      }
      for (const error of errors) {
        assert.equal(error.code, "CONFIGURATION");
        assert.match(error.message, expected);
        assert(!error.toString().includes("s3cret"));
      }
      assert.equal(await made.runs(), 1);
      // The pause doubles: 5 seconds, 10, 20.
      for (const [pause, runs] of [[5, 2], [5, 2], [5, 3], [19, 3], [1, 4]]) {
        clock.now += (pause ?? 0) * 1_000;
        await failureOf(credential.token(NEVER));
        assert.equal(await made.runs(), runs);
      }
      assert.deepEqual(credential.secrets(), []);
    },
  });
}

Deno.test({
  name: "a failing command is forgotten with the first success",
  ignore,
  async fn() {
    await using made = await program('cat "$0/token"');
    const { credential, clock, folder } = made;
    await failureOf(credential.token(NEVER));
    await Deno.writeTextFile(`${folder}/token`, "a.b.c");
    clock.now += 5_000;
    assert.equal(await credential.token(NEVER), "a.b.c");
  },
});

Deno.test({
  name: "a slow command is ended at its deadline, and what it started with it",
  ignore,
  async fn() {
    await using made = await program(
      'sleep 60 & echo $! > "$0/child"; echo $$ > "$0/self"; wait',
      { timeoutMs: 300 },
    );
    const error = await failureOf(made.credential.token(NEVER));
    assert.equal(
      error.toString(),
      "TIMEOUT: Cannot get a token from the command of ARGOCD_TOKEN_COMMAND: it was ended after 0.3 seconds\nNext: Run it by hand to see what it waits for; nobody can answer its questions here",
    );
    for (const name of ["self", "child"]) {
      const pid = Number(await Deno.readTextFile(`${made.folder}/${name}`));
      assert(pid > 0);
      assert.equal(await isAlive(pid), false);
    }
  },
});

Deno.test({
  name:
    "what a command leaves running does not keep us waiting, and is left alone",
  ignore,
  async fn() {
    await using made = await program(
      'sleep 60 & echo $! > "$0/child"; echo a.b.c',
    );
    assert.equal(await made.credential.token(NEVER), "a.b.c");
    const pid = Number(await Deno.readTextFile(`${made.folder}/child`));
    assert.equal(await isAlive(pid), true);
    Deno.kill(pid, "SIGKILL");
  },
});

Deno.test({
  name: "who leaves early does not stop the run for the others",
  ignore,
  async fn() {
    await using made = await program("sleep 0.2; echo a.b.c");
    const controller = new AbortController();
    const first = made.credential.token(controller.signal);
    const second = made.credential.token(NEVER);
    controller.abort("enough");
    await assert.rejects(first, (reason) => reason === "enough");
    assert.equal(await second, "a.b.c");
    assert.equal(await made.runs(), 1);
  },
});

Deno.test({
  name: "a program that cannot be started is named, its arguments are not",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/plain`, "", { mode: 0o600 });
      const cases: readonly (readonly [string, RegExp])[] = [
        ["no-such-program", /: there is no program 'no-such-program'$/],
        [`${folder}/plain`, /plain' may not be executed$/],
      ];
      for (const [name, expected] of cases) {
        const error = await failureOf(
          tokenCommand([name, "s3cret"], SOURCE).token(NEVER),
        );
        assert.equal(error.code, "CONFIGURATION");
        assert.match(error.message, expected);
        assert(!error.toString().includes("s3cret"));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name:
    "without the permission to run programs the error says which one to give",
  ignore,
  permissions: { run: false },
  async fn() {
    const error = await failureOf(
      tokenCommand(["sh", "-c", "s3cret"], SOURCE).token(NEVER),
    );
    assert.equal(
      error.toString(),
      "CONFIGURATION: Cannot run the command of ARGOCD_TOKEN_COMMAND: running 'sh' is not permitted\nNext: Run Deno with --allow-run=sh",
    );
  },
});

Deno.test("parseTokenCommand() takes a JSON list or plain words, and refuses what needs a shell", () => {
  assert.deepEqual(
    [
      parseTokenCommand("  op   read op://ops/argocd/token\n", SOURCE),
      parseTokenCommand('["a b", "$HOME", "", "it\'s"]', SOURCE),
      parseTokenCommand("/usr/bin/token --for=argocd.example:443", SOURCE),
    ],
    [
      ["op", "read", "op://ops/argocd/token"],
      ["a b", "$HOME", "", "it's"],
      ["/usr/bin/token", "--for=argocd.example:443"],
    ],
  );
  const shell = /it has quotes or other characters that only a shell/;
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /it names no program$/],
    [" ", /it names no program$/],
    ["[]", /it names no program$/],
    ['[""]', /it names no program$/],
    ['["op", "s3cret"', /it begins with '\[' and is not JSON$/],
    ['["op", 7]', /it is not a list of texts alone$/],
    ['["op", "s3cret\\u0000"]', /a zero byte$/],
    ["cat $HOME/s3cret", shell],
    ["cat 's3cret'", shell],
    ['cat "s3cret"', shell],
    ["cat s3cret | head -1", shell],
    ["cat ~/s3cret", shell],
    ["a && b", shell],
    ["a; b", shell],
    ["cat *", shell],
    ["`s3cret`", shell],
    ["# s3cret", shell],
  ];
  for (const [text, expected] of cases) {
    assert.throws(() => parseTokenCommand(text, SOURCE), (error) => {
      assert(error instanceof ToolError);
      assert.equal(error.code, "CONFIGURATION");
      assert.match(error.message, expected);
      assert(!error.toString().includes("s3cret"));
      return true;
    });
  }
  assert.throws(() => tokenCommand([], SOURCE), { code: "CONFIGURATION" });
});
