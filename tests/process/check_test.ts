import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator, type Simulator } from "../../lib/demo/simulator.ts";
import { keyPair } from "../helpers/tls_files.ts";
import { type Ended, runToEnd } from "./program.ts";

type Env = Readonly<Record<string, string>>;

function check(env: Env, args: readonly string[] = []): Promise<Ended> {
  return runToEnd({ args: ["check", ...args], env });
}

/** The simulator behind TLS. */
function serveTls(
  simulator: Simulator,
  name: Parameters<typeof keyPair>[0],
): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...keyPair(name) },
    (request) => simulator.fetch(request),
  );
  return {
    url: `https://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

for (
  const [version, text] of [["2.14", "v2.14."], ["3.2", "v3.2."], [
    "3.5",
    "v3.5.",
  ]] as const
) {
  Deno.test(`check says who we are and what we may do on Argo CD ${version}`, async () => {
    const simulator = createSimulator({ version });
    await using server = serveSimulator(simulator);
    const { code, stdout, stderr } = await check({
      ARGOCD_SERVER: server.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.readonly.token,
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    assert(lines[1]?.startsWith(`Version      ${text}`), lines[1]);
    assert.deepEqual(lines.toSpliced(1, 1), [
      `Argo CD      ${server.url}`,
      "TLS          none: plain http",
      "Sign-in      the token of ARGOCD_AUTH_TOKEN",
      "Account      readonly",
      "Expires      the token names no end",
      "Sees         24 applications, 4 projects",
      "May          default: get yes, sync no, delete no, logs yes",
      "             frozen: get yes, sync no, delete no, logs yes",
      "             team-a: get yes, sync no, delete no, logs yes",
      "             team-b: get yes, sync no, delete no, logs yes",
      "             clusters yes, repositories yes, projects yes",
    ]);
    assert.deepEqual(lines.filter((line) => line.length > 80), []);
  });
}

Deno.test("check signs in with user and password, and asks about the projects of what it sees", async () => {
  const simulator = createSimulator();
  await using server = serveSimulator(simulator);
  const { username, password } = simulator.credentials.deployer;
  const { code, stdout, stderr } = await check({
    ARGOCD_SERVER: server.url,
    ARGOCD_USERNAME: username,
    ARGOCD_PASSWORD: password,
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /Sign-in {6}the session of user 'deployer'/);
  assert.match(stdout, /team-a: get yes, sync yes, delete no, logs yes/);
  // A session is made anew by itself: its end is no reason to warn.
  assert.match(stdout, /Expires {6}\d{4}-/);
  assert(!stdout.includes("Warning"));
  assert(!stdout.includes(password));
});

Deno.test("check reads the token file", async () => {
  const simulator = createSimulator();
  await using server = serveSimulator(simulator);
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, `${simulator.credentials.limited.token}\n`);
    const { code, stdout } = await check({
      ARGOCD_SERVER: server.url,
      ARGOCD_TOKEN_FILE: path,
    });
    assert.equal(code, 0);
    assert.match(stdout, /Account {6}limited/);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("check --json says the same for programs", async () => {
  const simulator = createSimulator();
  await using server = serveSimulator(simulator);
  const { code, stdout } = await check({
    ARGOCD_SERVER: server.url,
    ARGOCD_TOKEN: simulator.credentials.limited.token,
  }, ["--json"]);
  assert.equal(code, 0);
  const { ok, account, visible, permissions } = JSON.parse(stdout) as {
    ok: boolean;
    account: unknown;
    visible: unknown;
    permissions: {
      resource: string;
      action: string;
      object: string;
      allowed: string;
    }[];
  };
  assert.deepEqual({ ok, account, visible }, {
    ok: true,
    account: { username: "limited", issuer: "argocd" },
    visible: { applications: 3, projects: 0 },
  });
  assert.deepEqual(
    permissions.map(({ resource, action, object, allowed }) =>
      `${resource} ${action} ${object} ${allowed}`
    ),
    [
      "applications get team-a/* yes",
      "applications sync team-a/* no",
      "applications delete team-a/* no",
      "logs get team-a/* no",
      "clusters get * no",
      "repositories get * no",
      "projects get * no",
    ],
  );
});

/** What keeps the check from passing, what it says, and how far it got. */
const FAILURES: readonly {
  readonly what: string;
  readonly env: (simulator: Simulator, url: string) => Env;
  readonly code: string;
  readonly got: number;
}[] = [
  {
    what: "a token of another Argo CD",
    env: (_, url) => ({
      ARGOCD_SERVER: url,
      ARGOCD_TOKEN: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.Y2FuYXJ5",
    }),
    code: "UNAUTHENTICATED",
    got: 4,
  },
  {
    what: "a token that is none",
    env: (_, url) => ({ ARGOCD_SERVER: url, ARGOCD_TOKEN: "canary-opaque" }),
    code: "UNAUTHENTICATED",
    got: 4,
  },
  {
    what: "a wrong password",
    env: (_, url) => ({
      ARGOCD_SERVER: url,
      ARGOCD_USERNAME: "admin",
      ARGOCD_PASSWORD: "canary-wrong",
    }),
    code: "LOGIN_REFUSED",
    got: 3,
  },
  {
    what: "a wrong root path",
    env: ({ credentials }, url) => ({
      ARGOCD_SERVER: `${url}/elsewhere`,
      ARGOCD_TOKEN: credentials.admin.token,
    }),
    code: "NOT_ARGOCD",
    got: 3,
  },
  {
    what: "a name that nobody has",
    env: ({ credentials }) => ({
      ARGOCD_SERVER: "argocd.invalid",
      ARGOCD_TOKEN: credentials.admin.token,
    }),
    code: "DNS_FAILURE",
    got: 3,
  },
];
for (const { what, env, code, got } of FAILURES) {
  Deno.test(`check fails with ${what} and says why`, async () => {
    const simulator = createSimulator();
    await using server = serveSimulator(simulator);
    const variables = env(simulator, server.url);
    const ended = await check(variables);
    assert.equal(ended.code, 1);
    assert(
      ended.stderr.startsWith(`argocd-mcp: ${code}: Cannot `),
      ended.stderr,
    );
    assert.equal(ended.stderr.trimEnd().split("\n").length, 1);
    assert.equal(ended.stdout.trimEnd().split("\n").length, got, ended.stdout);
    for (
      const secret of [variables["ARGOCD_TOKEN"], variables["ARGOCD_PASSWORD"]]
    ) {
      if (secret) assert(!`${ended.stdout}${ended.stderr}`.includes(secret));
    }
    const asJson = await check(variables, ["--json"]);
    const { ok, error } = JSON.parse(asJson.stdout) as {
      ok: boolean;
      error: { code: string };
    };
    assert.deepEqual({ code: asJson.code, ok, error: error.code }, {
      code: 1,
      ok: false,
      error: code,
    });
  });
}

Deno.test("check fails when nobody listens there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { code, stderr } = await check({
    ARGOCD_SERVER: `http://127.0.0.1:${port}`,
    ARGOCD_TOKEN: "t",
  });
  assert.equal(code, 1);
  assert.match(stderr, /^argocd-mcp: CONNECTION_REFUSED: Cannot /);
});

Deno.test("check does not take an anonymous welcome for a login", async () => {
  // What an Argo CD with anonymous access answers to a token that it does not know.
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/version") {
      return Response.json({ Version: "v3.5.1+37ee009" });
    }
    if (pathname === "/api/v1/session/userinfo") return Response.json({});
    return Response.json({ metadata: {}, items: null });
  });
  const { code, stderr } = await check({
    ARGOCD_SERVER: `http://127.0.0.1:${server.addr.port}`,
    ARGOCD_TOKEN: "t",
  });
  assert.equal(code, 1);
  assert.match(stderr, /UNAUTHENTICATED: .*treats us as anonymous/);
});

Deno.test("check warns of a token that ends soon", async () => {
  const simulator = createSimulator({ sessionSeconds: 3 * 86_400 + 60 });
  await using server = serveSimulator(simulator);
  const { username, password } = simulator.credentials.readonly;
  const session = await simulator.fetch(
    new Request("http://argocd/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    }),
  );
  const { token } = await session.json() as { token: string };
  const { code, stdout } = await check({
    ARGOCD_SERVER: server.url,
    ARGOCD_TOKEN: token,
  });
  assert.equal(code, 0);
  assert.match(stdout, /\nWarning: the token expires in 3 days\n/);
});

Deno.test("check verifies certificates, trusts a CA file, and says when it verifies nothing", async (t) => {
  const simulator = createSimulator();
  const token = { ARGOCD_TOKEN: simulator.credentials.readonly.token };
  const caFile = fileURLToPath(
    new URL("../fixtures/tls/ca.pem", import.meta.url),
  );
  await t.step("self-signed", async () => {
    await using server = serveTls(simulator, "self_signed");
    const { code, stderr } = await check({
      ...token,
      ARGOCD_SERVER: server.url,
    });
    assert.equal(code, 1);
    assert.match(stderr, /^argocd-mcp: TLS_FAILURE: Cannot /);
    const insecure = await check({
      ...token,
      ARGOCD_SERVER: server.url,
      ARGOCD_INSECURE: "1",
    });
    assert.equal(insecure.code, 0, insecure.stderr);
    assert.match(insecure.stdout, /TLS {10}certificate NOT VERIFIED/);
    assert.match(
      insecure.stderr,
      /^argocd-mcp: warning: TLS CERTIFICATE VERIFICATION IS OFF for 127\.0\.0\.1:\d+ \(ARGOCD_INSECURE=1\)/,
    );
  });
  await t.step("of the CA file", async () => {
    await using server = serveTls(simulator, "server");
    const trusted = await check({
      ...token,
      ARGOCD_SERVER: server.url,
      ARGOCD_CA_FILE: caFile,
    });
    assert.equal(trusted.code, 0, trusted.stderr);
    assert.match(
      trusted.stdout,
      /TLS {10}certificate verified with ARGOCD_CA_FILE/,
    );
  });
});
