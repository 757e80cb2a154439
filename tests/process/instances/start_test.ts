import assert from "node:assert/strict";
import { site } from "../../instances/fleet.ts";
import { entryOf } from "../../instances/fleet.ts";
import { keyPair } from "../../helpers/tls_files.ts";
import { Conversation, RegistryLab } from "./registry_lab.ts";

const POSIX = Deno.build.os !== "windows";

Deno.test("the registry of other servers for Argo CD works as it is", async () => {
  await using a = site();
  await using b = site();
  const line = ({ url, simulator }: typeof a) => ({
    baseUrl: url,
    token: simulator.credentials.admin.token,
  });
  await using lab = new RegistryLab(JSON.stringify([line(a), line(b)]));
  await using conversation = new Conversation(lab);
  await conversation.open();
  const names = [a, b].map(({ url }) => new URL(url).host).sort();
  assert.deepEqual(await conversation.instances(), names);
  for (const instance of [...names, a.url, `${b.url}/`]) {
    const { isError, text } = await conversation.call("get_application", {
      application: "guestbook",
      instance,
    });
    assert(!isError, text);
    assert(
      text.startsWith(`instance ${
        new URL(
          instance.startsWith("http") ? instance : `http://${instance}`,
        ).host
      }\n`),
      text,
    );
  }
});

Deno.test("ARGOCD_SERVER beside a registry says which entry reads are for", async () => {
  await using a = site();
  await using b = site();
  await using lab = new RegistryLab([entryOf("a", a), entryOf("b", b)]);
  await using conversation = new Conversation(lab, {
    ARGOCD_SERVER: `${b.url}/applications`,
  });
  await conversation.open();
  const read = await conversation.call("get_application", {
    application: "guestbook",
  });
  assert.match(read.text, /^instance b\n/);
  assert.deepEqual(a.requests, []);
});

Deno.test("settings with a way in stand beside the registry's entries, under the host's name", async () => {
  await using own = site();
  await using a = site();
  await using lab = new RegistryLab([entryOf("a", a)]);
  await using conversation = new Conversation(lab, {
    ARGOCD_SERVER: own.url,
    ARGOCD_AUTH_TOKEN: own.simulator.credentials.admin.token,
  });
  await conversation.open();
  const { host } = new URL(own.url);
  assert.deepEqual(await conversation.instances(), [host, "a"].sort());
  const read = await conversation.call("get_application", {
    application: "guestbook",
  });
  assert(read.text.startsWith(`instance ${host}\n`), read.text);
});

const GOOD = { name: "a", baseUrl: "https://a.invalid", token: "canary-token" };

/** Registries and settings that cannot be started with, and what is said of them. */
const REFUSED: readonly {
  readonly what: string;
  readonly text: string;
  readonly mode?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly line?: number;
  readonly says: RegExp;
}[] = [
  {
    what: "a file that others may read",
    text: JSON.stringify([GOOD]),
    mode: 0o644,
    says:
      /other users of this machine may open it \(mode 0644\)\. Run: chmod 600 /,
  },
  { what: "an empty file", text: "", line: 1, says: /it is empty/ },
  { what: "no list", text: '"x"', line: 1, says: /must be a list/ },
  {
    what: "an unknown key",
    text:
      `[\n  {\n    "baseUrl": "https://a.invalid",\n    "token": "canary-token",\n    "max_teir": "read"\n  }\n]`,
    line: 5,
    says: /max_teir.*did you mean.*max_tier/,
  },
  {
    what: "two entries of one name",
    text:
      `- {name: a, baseUrl: a.invalid, token: canary-token}\n- {name: a, baseUrl: b.invalid, token: canary-token}\n`,
    line: 2,
    says: /the name 'a' is given twice, first in line 1/,
  },
  {
    what: "two entries of one address",
    text:
      `- {name: a, baseUrl: a.invalid, token: canary-token}\n- {name: b, baseUrl: "https://A.invalid.:443/", token: canary-token}\n`,
    line: 2,
    says: /its baseUrl is the address of 'a'/,
  },
  {
    what: "two ways in",
    text:
      `- name: a\n  baseUrl: a.invalid\n  token: canary-token\n  sso: true\n`,
    line: 4,
    says: /sso.*two ways to sign in/,
  },
  {
    what: "an entry and a setting of one address",
    text: JSON.stringify([GOOD]),
    env: { ARGOCD_SERVER: "a.invalid", ARGOCD_AUTH_TOKEN: "canary-token" },
    says: /'a\.invalid' and 'a' have the same address/,
  },
  {
    what: "an address that no entry has",
    text: JSON.stringify([GOOD]),
    env: { ARGOCD_SERVER: "b.invalid" },
    says: /no way to sign in for the address of ARGOCD_SERVER/,
  },
  {
    what: "a token file that is not there",
    text: JSON.stringify([{ ...GOOD, token: undefined, token_file: "gone" }]),
    says:
      /the file of token_file of 'a' in the registry does not exist: '.*gone'/,
  },
  {
    what: "a CA file that is not there",
    text: JSON.stringify([{ ...GOOD, ca_file: "gone.pem" }]),
    says: /the file of ca_file of 'a' in the registry does not exist/,
  },
];

for (const { what, text, mode, env, line, says } of REFUSED) {
  Deno.test({
    name: `the program does not start with ${what}`,
    ignore: mode !== undefined && !POSIX,
    fn: async () => {
      await using lab = new RegistryLab(text);
      lab.write(text, mode);
      for (const args of [[], ["check"]]) {
        const { code, stdout, stderr } = await lab.run(args, env);
        assert.deepEqual({ code, stdout }, { code: 2, stdout: "" }, stderr);
        assert.match(stderr, says);
        assert.match(stderr, /^argocd-mcp: Cannot /);
        if (line !== undefined) {
          assert(stderr.includes(`${lab.path}:${line}: `), stderr);
        }
        assert(!stderr.includes("canary-token"));
      }
    },
  });
}

Deno.test("the program does not start without the registry that it was told to use", async () => {
  await using lab = new RegistryLab("[]");
  await Deno.remove(lab.path);
  const { code, stderr } = await lab.run([]);
  assert.equal(code, 2);
  assert(stderr.includes(`ARGOCD_TOKEN_REGISTRY_PATH, '${lab.path}'`), stderr);
});

Deno.test("an instance without verification is said once, and only it goes without", async () => {
  await using insecure = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    ...keyPair("self_signed"),
  }, () => Response.json({ Version: "v3.5.1+37ee009" }));
  await using strict = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    ...keyPair("self_signed"),
  }, () => Response.json({ Version: "v3.5.1+37ee009" }));
  const [open, closed] = [insecure, strict].map(({ addr: { port } }) => ({
    baseUrl: `https://127.0.0.1:${port}`,
    token: "head.claims.signature",
  }));
  await using lab = new RegistryLab([
    { name: "open", ...open, insecure: true },
    { name: "closed", ...closed },
  ]);
  await using conversation = new Conversation(lab);
  await conversation.open();
  const { text } = await conversation.call("list_instances");
  assert.match(text, /\nopen .*v3\.5\.1/);
  assert.match(text, /\nclosed .*not known.*TLS_/);
  const stderr = await conversation.program.stderrWith("VERIFICATION IS OFF");
  assert.match(
    stderr,
    /^argocd-mcp: warning: TLS CERTIFICATE VERIFICATION IS OFF for 127\.0\.0\.1:\d+ \(insecure: true of 'open' in the registry\)/,
  );
  assert.equal(stderr.split("VERIFICATION IS OFF").length, 2);
});
