import assert from "node:assert/strict";
import { entryOf, site } from "../../instances/fleet.ts";
import { startIdentityProvider } from "../../helpers/identity_provider.ts";
import { makeAuthority } from "../../helpers/make_certificates.ts";
import { ssoThrough, startSsoArgocd } from "../../helpers/sso_argocd.ts";
import { freePort } from "../../auth/sso/sso_harness.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { Conversation, RegistryLab } from "./registry_lab.ts";

Deno.test("one server signs in to six Argo CDs in six ways, each as told by its entry", async () => {
  await using stack = new AsyncDisposableStack();
  const authority = makeAuthority();
  const provider = stack.use(await startIdentityProvider({ authority }));
  const sso = stack.use(
    startSsoArgocd(ssoThrough(provider), {
      authority,
      simulator: {
        customize: ({ roles }) => roles.set("platform-admins", ["role:admin"]),
      },
    }),
  );
  const sites = {
    command: stack.use(site()),
    context: stack.use(site()),
    file: stack.use(site()),
    session: stack.use(site()),
    token: stack.use(site()),
  };
  const lab = stack.use(new RegistryLab("[]"));
  const token = (name: keyof typeof sites) =>
    sites[name].simulator.credentials.admin.token;
  const { username, password } = sites.session.simulator.credentials.admin;
  lab.file("token", `${token("file")}\n`);
  lab.file("password", `${password}\n`);
  lab.file("ca.pem", authority.ca);
  // As the argocd CLI writes it.
  const host = new URL(sites.context.url).host;
  lab.file(
    "config",
    JSON.stringify({
      contexts: [{ name: "ctx", server: host, user: "me" }],
      "current-context": "ctx",
      servers: [{ server: host, "plain-text": true, "grpc-web-root-path": "" }],
      users: [{ name: "me", "auth-token": token("context") }],
    }),
  );
  const print = `console.log(${JSON.stringify(token("command"))})`;
  lab.write([
    entryOf("token", sites.token),
    { name: "file", baseUrl: sites.file.url, token_file: "token" },
    {
      name: "command",
      baseUrl: sites.command.url,
      token_command: [Deno.execPath(), "eval", "--quiet", print],
    },
    {
      name: "session",
      baseUrl: sites.session.url,
      username,
      password_file: "password",
    },
    { name: "context", argocd_context: "ctx" },
    {
      name: "sso",
      baseUrl: sso.url,
      ca_file: "ca.pem",
      sso: { port: freePort(), browser: false },
    },
  ]);
  const env = {
    ARGOCD_CONFIG_DIR: lab.folder,
    ARGOCD_MCP_SSO_CACHE: `${lab.folder}/cache/sso-tokens.json`,
  };
  const conversation = stack.use(new Conversation(lab, env));
  await conversation.open();
  const names = [
    "command",
    "context",
    "file",
    "session",
    "sso",
    "token",
  ];
  assert.deepEqual(await conversation.instances(), names);

  // All at once: whoever needs a person is said beside the others' answers.
  const before = await conversation.call("list_projects", { instances: "all" });
  assert(!before.isError, before.text);
  const open =
    /NOT ANSWERED by instance sso: SIGN_IN_REQUIRED: .*Open this address to sign in: (https:\S+)/
      .exec(before.text)?.[1];
  assert(open, before.text);
  for (const name of names) {
    if (name !== "sso") {
      assert.match(before.text, new RegExp(`\n${name} +default`));
    }
  }
  assert.doesNotMatch(before.text, /masked/);

  const page = await signInByFetch(new URL(open), "alice", {
    ca: authority.ca,
  });
  assert.equal(page.status, 200);
  for (const name of names) {
    const { isError, text } = await conversation.call("get_application", {
      application: "guestbook",
      instance: name,
    });
    assert(!isError, `${name}: ${text}`);
    assert(text.startsWith(`instance ${name}\n`), text);
  }
  const list = await conversation.call("list_instances");
  assert.doesNotMatch(list.text, /not signed in|not logged in/);
  for (
    const [name, kind, account] of [
      ["command", "token_command", "admin"],
      ["context", "argocd_context", "admin"],
      ["file", "token_file", "admin"],
      ["session", "session", "admin"],
      ["sso", "sso", ""],
      ["token", "token", "admin"],
    ]
  ) {
    assert.match(
      list.text,
      new RegExp(`\n${name} .* ${account}\\S* +${kind} `),
      list.text,
    );
  }
  // Nothing that opens one of them was sent to another, or told.
  await conversation.program.endInput();
  const { stdout, stderr } = await conversation.program.ended();
  for (const owner of Object.keys(sites) as (keyof typeof sites)[]) {
    const secret = owner === "session" ? password : token(owner);
    assert(!stdout.includes(secret), owner);
    assert(!stderr.includes(secret), owner);
    for (const [name, { requests }] of Object.entries(sites)) {
      if (name === owner) continue;
      const sent = requests.map(({ headers }) => JSON.stringify([...headers]))
        .join();
      assert(!sent.includes(secret), `${name} was sent what is for ${owner}`);
    }
  }
});
