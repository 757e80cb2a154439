import assert from "node:assert/strict";
import { entryOf, type Site, site } from "../../instances/fleet.ts";
import { RegistryLab } from "./registry_lab.ts";

/** A token that ends in so many days. */
async function ending({ simulator }: Site): Promise<string> {
  const { username, password } = simulator.credentials.readonly;
  const answer = await simulator.fetch(
    new Request("http://argocd/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    }),
  );
  const { token } = await answer.json() as { token: string };
  return token;
}

const THREE_DAYS = { sessionSeconds: 3 * 86_400 + 60 };
const EIGHT_DAYS = { sessionSeconds: 8 * 86_400 + 60 };

/** What is said of each instance, by its name. */
function blocks(stdout: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stdout.split("\n\n").map((block) => [
      /^Argo CD +(\S+) \(/.exec(block)?.[1] ?? block,
      block,
    ]),
  );
}

Deno.test("check says of each instance which way in, for whom, until when, and warns of what ends soon", async () => {
  await using key = site();
  await using soon = site(THREE_DAYS);
  await using later = site(EIGHT_DAYS);
  await using file = site(THREE_DAYS);
  await using session = site(THREE_DAYS);
  const { username, password } = session.simulator.credentials.deployer;
  await using lab = new RegistryLab("[]");
  lab.file("token", await ending(file));
  lab.write([
    entryOf("key", key, { max_tier: "read" }),
    { name: "soon", baseUrl: soon.url, token: await ending(soon) },
    { name: "later", baseUrl: later.url, token: await ending(later) },
    { name: "file", baseUrl: file.url, token_file: "token" },
    { name: "session", baseUrl: session.url, username, password },
  ]);
  const { code, stdout, stderr } = await lab.run(["check"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const found = blocks(stdout);
  assert.deepEqual(Object.keys(found), [
    "file",
    "key",
    "later",
    "session",
    "soon",
  ]);
  const ends = /\nExpires +\d{4}-\d\d-\d\dT/;
  const warns = /Warning: the token expires in 3 days/;
  const expected = {
    file: [
      /Sign-in +the token in the file of 'file' in the registry/,
      ends,
      warns,
    ],
    key: [
      /Sign-in +the token of 'key' in the registry/,
      /Account +admin/,
      /Expires +the token names no end/,
    ],
    later: [/Account +readonly/, ends],
    session: [/Sign-in +the session of user 'deployer'/, ends],
    soon: [/Sign-in +the token of 'soon'/, /Account +readonly/, ends, warns],
  };
  for (const [name, lines] of Object.entries(expected)) {
    const block = found[name] ?? "";
    for (const line of lines) assert.match(block, line);
    assert.equal(
      block.includes("Warning"),
      lines.includes(warns),
      block,
    );
  }
  assert.deepEqual(stdout.split("\n").filter((line) => line.length > 80), []);
  for (const secret of [password, key.simulator.credentials.admin.token]) {
    assert(!stdout.includes(secret));
  }
});

Deno.test("check reports each instance, fails when one does, and says which", async () => {
  await using a = site();
  await using b = site();
  await using lab = new RegistryLab([
    entryOf("a", a),
    entryOf("b", b, { token: "head.claims.signature" }),
    { name: "c", baseUrl: "https://c.invalid", token: "head.claims.other" },
  ]);
  const { code, stdout, stderr } = await lab.run(["check"]);
  assert.equal(code, 1);
  assert.deepEqual(Object.keys(blocks(stdout)), ["a", "b", "c"]);
  assert.match(blocks(stdout)["a"] ?? "", /Account +admin/);
  const lines = stderr.trimEnd().split("\n");
  assert.equal(lines.length, 2, stderr);
  assert.match(lines[0] ?? "", /^argocd-mcp: b: UNAUTHENTICATED: Cannot /);
  assert.match(lines[1] ?? "", /^argocd-mcp: c: DNS_FAILURE: Cannot /);

  const asJson = await lab.run(["check", "--json"]);
  assert.equal(asJson.code, 1);
  const { ok, instances } = JSON.parse(asJson.stdout) as {
    readonly ok: boolean;
    readonly instances: readonly {
      readonly ok: boolean;
      readonly instance: string;
      readonly error?: { readonly code: string };
    }[];
  };
  assert.equal(ok, false);
  assert.deepEqual(
    instances.map(({ ok, instance, error }) => [ok, instance, error?.code]),
    [
      [true, "a", undefined],
      [false, "b", "UNAUTHENTICATED"],
      [false, "c", "DNS_FAILURE"],
    ],
  );
});

Deno.test("check NAME, or its address, is about that instance alone", async () => {
  await using a = site();
  await using b = site();
  await using lab = new RegistryLab([
    entryOf("a", a),
    entryOf("b", b),
    { name: "c", baseUrl: "https://c.invalid", token: "head.claims.other" },
  ]);
  for (const word of ["b", b.url, `${b.url}/applications`]) {
    const { code, stdout, stderr } = await lab.run(["check", word]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.deepEqual(Object.keys(blocks(stdout)), ["b"]);
  }
  assert.deepEqual(a.requests, []);
  const { code, stdout, stderr } = await lab.run(["check", "bb"]);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(
    stderr,
    /no instance 'bb' is registered; did you mean '\w'\?.*Registered: a, b, c/,
  );
});

Deno.test("with one entry, check says what it says without a registry", async () => {
  await using a = site();
  await using lab = new RegistryLab([entryOf("a", a)]);
  const { code, stdout } = await lab.run(["check"]);
  assert.equal(code, 0);
  assert(stdout.startsWith(`Argo CD      ${a.url}\n`), stdout);
  const asJson = await lab.run(["check", "--json"]);
  const { ok, instance } = JSON.parse(asJson.stdout) as {
    readonly ok: boolean;
    readonly instance: string;
  };
  assert.deepEqual({ ok, instance }, { ok: true, instance: "a" });
});

Deno.test("whoami of several needs a name, login needs an entry with single sign-on", async () => {
  await using a = site();
  await using b = site();
  await using lab = new RegistryLab([entryOf("a", a), entryOf("b", b)]);
  const unnamed = await lab.run(["whoami"]);
  assert.equal(unnamed.code, 2);
  assert.match(unnamed.stderr, /2 instances are registered.*Add one of: a, b/);
  const usual = await lab.run(["whoami"], { ARGOCD_SERVER: b.url });
  assert.equal(usual.code, 0, usual.stderr);
  assert.match(usual.stdout, /^Argo CD +b \(/);
  const named = await lab.run(["whoami", "a"]);
  assert.match(named.stdout, /^Argo CD +a \([^\n]*\n[^\n]*\nAccount +admin/);
  const login = await lab.run(["login", "a"]);
  assert.equal(login.code, 2);
  assert.match(
    login.stderr,
    /'a' signs in with the token of 'a' in the registry, not by single sign-on/,
  );
});
