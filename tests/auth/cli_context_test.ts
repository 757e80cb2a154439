import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join, normalize } from "node:path";
import { getVersion } from "../../lib/argocd/endpoints.ts";
import { cliConfigPath } from "../../lib/auth/cli_config_path.ts";
import { readCliContext } from "../../lib/auth/cli_context.ts";
import { cliContextCredential } from "../../lib/auth/cli_context_credential.ts";
import type { Credential } from "../../lib/argocd/credential.ts";
import {
  argocdError,
  json,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const NEVER = new AbortController().signal;
const ON_WINDOWS = Deno.build.os === "windows";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const PEM_BASE64 = Buffer.from(PEM).toString("base64");

function jwt(id: string, exp?: number): string {
  const claims = Buffer.from(JSON.stringify({ jti: id, exp }));
  return `head.${claims.toString("base64url")}.signature`;
}

/** In the form that the CLI writes: keys in the order of the alphabet, empty ones left out but for the root path. */
const CONFIG = `contexts:
- name: argocd.example
  server: argocd.example
  user: argocd.example
- name: staging/argo
  server: staging.example:8443
  user: staging/argo
- name: local
  server: localhost:8080
  user: local
- name: kubernetes
  server: kubernetes
  user: kubernetes
- name: port-forward
  server: port-forward
  user: port-forward
- name: signed-out
  server: argocd.example
  user: signed-out
- name: no-server
  server: gone.example
  user: argocd.example
- name: no-user
  server: argocd.example
  user: gone
- name: broken-pem
  server: broken.example
  user: argocd.example
current-context: argocd.example
prompts-enabled: false
servers:
- grpc-web-root-path: ""
  server: argocd.example
- certificate-authority-data: ${PEM_BASE64}
  client-certificate-data: ${PEM_BASE64}
  client-certificate-key-data: ${PEM_BASE64}
  grpc-web: true
  grpc-web-root-path: /argo/
  server: staging.example:8443
- grpc-web-root-path: ""
  insecure: true
  plain-text: true
  server: localhost:8080
- core: true
  grpc-web-root-path: ""
  server: kubernetes
- grpc-web-root-path: ""
  server: port-forward
- certificate-authority-data: s3cret
  server: broken.example
users:
- auth-token: ${jwt("prod")}
  name: argocd.example
  refresh-token: s3cret-refresh
- auth-token: ${jwt("staging")}
  name: staging/argo
- auth-token: ${jwt("local")}
  name: local
- name: signed-out
`;

interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly environment: Map<string, string>;
  write(text: string, mode?: number): Promise<void>;
}

async function home(text = CONFIG): Promise<Home> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const path = join(folder, ".config", "argocd", "config");
  await Deno.mkdir(`${folder}/.config/argocd`, { recursive: true });
  async function write(text: string, mode = 0o600): Promise<void> {
    // As the CLI does it: the file is written in place.
    await Deno.writeTextFile(path, text);
    if (!ON_WINDOWS) await Deno.chmod(path, mode);
  }
  await write(text);
  return {
    folder,
    path,
    environment: new Map([["HOME", folder]]),
    write,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function credentialOf(
  { environment }: Home,
  name: string,
  now = 0,
): Promise<Credential> {
  const context = await readCliContext({ name, environment });
  return cliContextCredential(context, { now: () => now });
}

Deno.test("the file is looked for where the CLI does", async () => {
  await using made = await home();
  const { folder } = made;
  const of = (record: Record<string, string>) =>
    cliConfigPath(new Map(Object.entries(record)));
  const all = {
    HOME: folder,
    XDG_CONFIG_HOME: "/xdg",
    ARGOCD_CONFIG_DIR: "/own",
  };
  const { ARGOCD_CONFIG_DIR: _, ...withoutOwn } = all;
  assert.deepEqual(
    [
      await of(all),
      await of(withoutOwn),
      await of({ HOME: folder }),
      await of({ USERPROFILE: folder }),
      await of({ XDG_CONFIG_HOME: "/xdg" }),
    ],
    [
      normalize("/own/config"),
      normalize("/xdg/argocd/config"),
      made.path,
      made.path,
      normalize("/xdg/argocd/config"),
    ],
  );
  await Deno.mkdir(`${folder}/.argocd`);
  assert.equal(await of(withoutOwn), join(folder, ".argocd", "config"));
  assert.equal((await failureOf(of({}))).code, "CONFIGURATION");
});

Deno.test("contexts are read with address, certificates and token", async () => {
  await using made = await home();
  const { path, environment } = made;
  const read = (name: string) => readCliContext({ name, environment });
  assert.deepEqual(await read("argocd.example"), {
    name: "argocd.example",
    path,
    address: "https://argocd.example",
    plaintext: false,
    insecure: false,
    user: "argocd.example",
    token: jwt("prod"),
  });
  assert.deepEqual(await read("staging/argo"), {
    name: "staging/argo",
    path,
    address: "https://staging.example:8443/argo",
    plaintext: false,
    insecure: false,
    caPem: PEM,
    certPem: PEM,
    keyPem: PEM,
    user: "staging/argo",
    token: jwt("staging"),
  });
  assert.deepEqual(await read("local"), {
    name: "local",
    path,
    address: "http://localhost:8080",
    plaintext: true,
    insecure: true,
    user: "local",
    token: jwt("local"),
  });
});

Deno.test("contexts that lead to no Argo CD are refused with the reason", async () => {
  await using made = await home();
  const cases: readonly (readonly [string, string])[] = [
    [
      "kubernetes",
      "it is a core context, which talks to Kubernetes and to no Argo CD\nNext: Sign in to the address of the Argo CD server: argocd login SERVER",
    ],
    [
      "port-forward",
      "it is a port-forward, which only the CLI opens\nNext: Sign in to the address of the Argo CD server: argocd login SERVER",
    ],
    [
      "no-server",
      `its server 'gone.example' is missing in '${made.path}'\nNext: Run: argocd login gone.example --name no-server`,
    ],
    [
      "broken-pem",
      "its certificate-authority-data is no PEM text in Base64\nNext: Check the argocd CLI's configuration",
    ],
    [
      "it's",
      `'${made.path}' has 'argocd.example', 'staging/argo', 'local', 'kubernetes', 'port-forward', 'signed-out', 'no-server', 'no-user', 'broken-pem'\nNext: Choose one of these`,
    ],
  ];
  for (const [name, expected] of cases) {
    const error = await failureOf(
      readCliContext({ name, environment: made.environment }),
    );
    assert.equal(
      error.toString(),
      `CONFIGURATION: Cannot use context '${name}' of the argocd CLI: ${expected}`,
    );
  }
});

Deno.test("files without contexts, and texts that are not the CLI's, are refused without their words", async () => {
  const bomb = Array.from(
    { length: 30 },
    (_, i) =>
      `a${i}: &a${i} [${i === 0 ? "s3cret" : `*a${i - 1}, *a${i - 1}`}]`,
  ).join("\n");
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /it holds no contexts$/],
    ["s3cret", /it holds no contexts$/],
    ["- s3cret", /it holds no contexts$/],
    ["contexts: []", /has no contexts$/],
    ["contexts: s3cret", /has no contexts$/],
    ["users: [s3cret\nx: 1", /it is not YAML \(line \d\)$/],
    ["users: []\nusers: []", /it is not YAML \(line 2\)$/],
    ["a: 1\n---\nb: 2", /it is not YAML/],
    [bomb, /it cannot be read as YAML$/],
    ["a: &a [1]\nb: *a", /it cannot be read as YAML$/],
  ];
  for (const [text, expected] of cases) {
    await using made = await home(text);
    const error = await failureOf(
      readCliContext({ name: "x", environment: made.environment }),
    );
    assert.equal(error.code, "CONFIGURATION");
    assert.match(error.message, expected);
    assert(!error.toString().includes("s3cret"));
  }
  await using made = await home();
  await Deno.remove(made.path);
  const missing = await failureOf(
    readCliContext({ name: "a b", environment: made.environment }),
  );
  assert.equal(
    missing.toString(),
    `CONFIGURATION: Cannot use context 'a b' of the argocd CLI: there is no file '${made.path}'\nNext: Run: argocd login SERVER --name 'a b'`,
  );
});

Deno.test({
  name:
    "only modes that the CLI accepts; a link is followed as the CLI does, a pipe is not waited for",
  ignore: ON_WINDOWS,
  async fn() {
    await using made = await home();
    const read = () =>
      readCliContext({ name: "local", environment: made.environment });
    for (const mode of [0o644, 0o640, 0o660, 0o700, 0o604]) {
      await made.write(CONFIG, mode);
      const error = await failureOf(read());
      assert.equal(error.code, "CONFIGURATION");
      assert.match(
        error.message,
        /\(mode 0\d{3}\)$|its mode is 0700, not 0600 or 0400$/,
      );
      assert.equal(error.hint, `Run: chmod 600 '${made.path}'`);
    }
    for (const mode of [0o600, 0o400]) {
      await made.write(CONFIG, mode);
      assert.equal((await read()).token, jwt("local"));
    }
    await Deno.rename(made.path, `${made.folder}/real`);
    await Deno.symlink(`${made.folder}/real`, made.path);
    assert.equal((await read()).token, jwt("local"));
    await Deno.chmod(`${made.folder}/real`, 0o644);
    assert.equal(
      (await failureOf(read())).hint,
      `Run: chmod 600 '${made.folder}/real'`,
    );
    await Deno.remove(made.path);
    await new Deno.Command("mkfifo", { args: ["-m", "600", made.path] })
      .output();
    assert.match(
      (await failureOf(read())).message,
      /a named pipe, not a file$/,
    );
  },
});

Deno.test("nothing is ever written: neither the file nor its folder change", async () => {
  await using made = await home();
  await Deno.utime(made.path, 1_000, 1_000);
  const look = async () => [
    (await Deno.stat(made.path)).mtime?.getTime(),
    (await Deno.stat(`${made.folder}/.config/argocd`)).mtime?.getTime(),
    await Deno.readTextFile(made.path),
  ];
  const before = await look();
  const credential = await credentialOf(made, "argocd.example");
  await credential.token(NEVER);
  await credential.renew(jwt("prod"), NEVER);
  assert.deepEqual(await look(), before);
  assert(!credential.secrets().some((secret) => secret.includes("s3cret")));
});

Deno.test("the token is read again when the file changes, and after a 401", async () => {
  await using made = await home();
  const credential = await credentialOf(made, "local");
  assert.equal(credential.kind, "argocd_context");
  assert.equal(
    credential.describe(),
    "the token of context 'local' of the argocd CLI",
  );
  assert.equal(await credential.token(NEVER), jwt("local"));
  assert.equal(await credential.renew(jwt("local"), NEVER), false);
  await made.write(CONFIG.replace(jwt("local"), jwt("after relogin")));
  assert.equal(await credential.token(NEVER), jwt("after relogin"));
  await made.write(CONFIG.replace(jwt("local"), jwt("after another")));
  assert.equal(await credential.renew(jwt("after relogin"), NEVER), true);
  assert.deepEqual(credential.secrets(), [
    jwt("local"),
    jwt("after relogin"),
    jwt("after another"),
  ]);
});

Deno.test("a token that has ended is not sent; a new one is seen by itself", async () => {
  await using made = await home(CONFIG.replace(jwt("local"), jwt("old", 60)));
  const credential = await credentialOf(made, "local", 60_000);
  assert.equal(credential.expiresAt()?.getTime(), 60_000);
  assert.equal(
    (await failureOf(credential.token(NEVER))).toString(),
    "SIGN_IN_REQUIRED: Cannot use the token of context 'local' of the argocd CLI: it ended at 1970-01-01T00:01:00.000Z\nNext: Run: argocd relogin --argocd-context local; the new token is seen by itself",
  );
  await made.write(CONFIG.replace(jwt("local"), jwt("new", 61)));
  assert.equal(await credential.token(NEVER), jwt("new", 61));
  assert.equal(credential.expiresAt()?.getTime(), 61_000);
});

Deno.test("a context without a token says how to sign in, and goes on when it has one", async () => {
  await using made = await home(
    CONFIG.replace(`- auth-token: ${jwt("staging")}\n  name:`, "- name:"),
  );
  for (
    const [name, command] of [
      ["signed-out", "argocd login argocd.example --name signed-out"],
      ["no-user", "argocd login argocd.example --name no-user"],
      [
        "staging/argo",
        "argocd login staging.example:8443 --name staging/argo --grpc-web-root-path argo",
      ],
    ] as const
  ) {
    const credential = await credentialOf(made, name);
    const error = await failureOf(credential.token(NEVER));
    assert.equal(error.code, "SIGN_IN_REQUIRED");
    assert.match(error.message, /: its user '[a-z/-]+' is signed out$/);
    assert.equal(
      error.hint,
      `Run: ${command}; the new token is seen by itself`,
    );
  }
  const credential = await credentialOf(made, "staging/argo");
  await made.write(CONFIG);
  assert.equal(await credential.token(NEVER), jwt("staging"));
});

Deno.test("a token never goes to another address than the one that the context had", async () => {
  await using made = await home();
  const credential = await credentialOf(made, "local");
  await credential.token(NEVER);
  await made.write(CONFIG.replaceAll("localhost:8080", "evil.example"));
  for (
    const attempt of [
      () => credential.token(NEVER),
      () => credential.renew(jwt("local"), NEVER),
    ]
  ) {
    const error = await failureOf(attempt());
    assert.equal(error.code, "CONFIGURATION");
    assert.match(
      error.message,
      /it was made for http:\/\/localhost:8080 and now leads to http:\/\/evil\.example$/,
    );
  }
});

Deno.test("a client goes on after argocd relogin, and says so when there was none", async () => {
  await using made = await home();
  const refuse = argocdError(
    401,
    16,
    "invalid session: failed to verify the token",
  );
  await using server = startFaultServer({
    replies: [
      async (wire, request) => {
        await made.write(CONFIG.replace(jwt("local"), jwt("again")));
        await refuse(wire, request);
      },
      json({ Version: "v3.5.1" }),
      refuse,
    ],
  });
  using open = openClient(server.url, {
    credential: await credentialOf(made, "local"),
  });
  assert.equal((await open.client.call(getVersion)).Version, "v3.5.1");
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.get("authorization")),
    [`Bearer ${jwt("local")}`, `Bearer ${jwt("again")}`],
  );
  const error = await failureOf(open.client.call(getVersion));
  assert.equal(error.code, "UNAUTHENTICATED");
  assert.equal(
    error.hint,
    "Run: argocd relogin --argocd-context local; the new token is seen by itself",
  );
  assert.equal(server.requests.length, 3);
});
