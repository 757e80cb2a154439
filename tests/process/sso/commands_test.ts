import assert from "node:assert/strict";
import { startDexFront } from "../../helpers/dex_front.ts";
import { makeAuthority } from "../../helpers/make_certificates.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { freePort, isFree } from "../../auth/sso/sso_harness.ts";
import { runToEnd } from "../program.ts";
import {
  editKept,
  type Lab,
  letAdminsIn,
  logIn,
  makeMachine,
  startLab,
} from "./sso_lab.ts";

const TIME = "<time>";

/** What a command says: rows in one line each, and without what differs from run to run. */
async function say(
  { env }: Pick<Lab, "env">,
  args: readonly string[],
): Promise<
  { readonly code: number; readonly out: string; readonly err: string }
> {
  const { code, stdout, stderr } = await runToEnd({ args, env });
  const plain = (text: string) =>
    text.replaceAll(/20\d\d-\d\d-\d\dT[\d:]+Z/g, TIME)
      .replaceAll(/\n {2,}(?=[^ {}"\]])/g, " ");
  return { code, out: plain(stdout), err: plain(stderr) };
}

Deno.test("login, whoami, check and logout with a provider of its own", async () => {
  await using lab = await startLab();
  const { url } = lab.argocd;
  const { issuer } = lab.provider;
  const name = new URL(url).host;
  const nobody = {
    code: 1,
    err:
      `argocd-mcp: SIGN_IN_REQUIRED: Cannot use '${name}': nobody is signed in. Sign in with 'argocd-mcp login ${name}'\n`,
  };
  assert.deepEqual(await say(lab, ["whoami"]), { ...nobody, out: "" });
  const unchecked = await say(lab, ["check"]);
  assert.deepEqual({ code: unchecked.code, err: unchecked.err }, nobody);
  assert.deepEqual(
    lab.provider.traffic.all,
    [],
    "commands that end at once begin no sign-in",
  );

  const { code, stdout } = await logIn(lab);
  assert.equal(code, 0);
  assert.deepEqual(stdout.split("\n").toSpliced(3, 1), [
    `Signed in    to '${name}' as alice`,
    "Groups       platform-admins, team-a-devs",
    `Provider     ${issuer}, as client argo-cd-cli-ext`,
    "",
  ]);
  assert.deepEqual(await say(lab, ["whoami"]), {
    code: 0,
    err: "",
    out: [
      `Argo CD      ${name} (${url})`,
      `Sign-in      the single sign-on of '${name}' as 'alice'`,
      `Account      alice of ${issuer}`,
      "Groups       platform-admins, team-a-devs",
      "Policies     name this user alice",
      `Provider     ${issuer}, as client argo-cd-cli-ext`,
      `Expires      ${TIME}, renewed before that without a person`,
      "",
    ].join("\n"),
  });
  const { out: json, ...ended } = await say(lab, ["whoami", "--json"]);
  assert.deepEqual(ended, { code: 0, err: "" });
  assert.deepEqual(JSON.parse(json), {
    instance: name,
    address: url,
    sign_in: `the single sign-on of '${name}' as 'alice'`,
    logged_in: true,
    username: "alice",
    issuer,
    groups: ["platform-admins", "team-a-devs"],
    expires: TIME,
    policy_subject: "alice",
    notes: [],
  });

  const checked = await say(lab, ["check"]);
  assert.deepEqual([checked.code, checked.err], [0, ""]);
  assert.deepEqual(checked.out.split("\n").slice(2, 7), [
    "TLS          certificate verified with ARGOCD_CA_FILE",
    `Sign-in      the single sign-on of '${name}' as 'alice'`,
    `Account      alice of ${issuer}, groups platform-admins, team-a-devs`,
    `Expires      ${TIME}`,
    "Sees         24 applications, 4 projects",
  ]);
  const { ok, account } = JSON.parse(
    (await say(lab, ["check", "--json"])).out,
  );
  assert.deepEqual({ ok, account }, {
    ok: true,
    account: {
      username: "alice",
      issuer,
      groups: ["platform-admins", "team-a-devs"],
    },
  });

  assert.deepEqual(await say(lab, ["logout"]), {
    code: 0,
    err: "",
    out: [
      `Signed out of '${name}'`,
      "The provider has ended the refresh token",
      `Argo CD goes on accepting the id_token of '${name}' until it ends, wherever there is a copy of it`,
      "",
    ].join("\n"),
  });
  assert.equal(lab.provider.traffic.count("/token/revocation"), 1);
  assert.deepEqual(await say(lab, ["logout"]), {
    code: 0,
    err: "",
    out: `Nobody was signed in to '${name}'\n`,
  });
  assert.deepEqual(await say(lab, ["whoami"]), { ...nobody, out: "" });
});

Deno.test("the same with Dex, under a root path and behind a proxy that demands a header", async () => {
  const authority = makeAuthority();
  await using machine = await makeMachine(authority.ca);
  await using front = await startDexFront({
    authority,
    rootPath: "/argo",
    callbackPort: machine.port,
    requiredHeader: ["X-Gate", "open-sesame"],
    simulator: { customize: letAdminsIn },
  });
  const user = {
    env: machine.env(front.url, { ARGOCD_HEADERS: "X-Gate: open-sesame" }),
    visit: (address: URL | string, name = "alice") =>
      signInByFetch(address, name, { ca: authority.ca }),
  };
  const name = `${new URL(front.url).host}/argo`;
  const { code, stdout } = await logIn(user);
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`^Signed in    to '${name}' as alice@`));
  assert.match(
    stdout,
    /\nExpires {6}\S+; then a person has to sign in again\n/,
  );
  assert.deepEqual(await say(user, ["whoami"]), {
    code: 0,
    err: "",
    out: [
      `Argo CD      ${name} (${front.url})`,
      `Sign-in      the single sign-on of '${name}' as 'alice@example.test'`,
      `Account      alice@example.test of ${front.issuer}`,
      "Groups       platform-admins, team-a-devs",
      "Policies     name this user alice",
      `Provider     ${front.issuer}, as client argo-cd-cli`,
      `Expires      ${TIME}; then a person has to sign in again`,
      "",
    ].join("\n"),
  });
  const checked = await say(user, ["check"]);
  assert.deepEqual([checked.code, checked.err], [0, ""]);
  assert.match(checked.out, /^Sees {9}24 applications, 4 projects$/m);
  const out = await say(user, ["logout"]);
  assert.equal(out.code, 0);
  assert.match(out.out, new RegExp(`^Signed out of '${name}'\n`));
  assert.deepEqual(front.refused, [], "each request had the header");
  const others = await runToEnd({
    args: ["login"],
    env: machine.env(front.url, { ARGOCD_HEADERS: "" }),
  });
  assert.equal(others.code, 1);
  assert.match(others.stderr, /ARGOCD_HEADERS/);
});

Deno.test("whoami says that groups are missing, and what to do", async () => {
  await using lab = await startLab();
  await logIn(lab, { user: "carol" });
  const { code, out } = await say(lab, ["whoami"]);
  assert.equal(code, 0);
  assert.match(out, /^Groups {7}none$/m);
  assert.match(
    out,
    /^Note {9}The id_token has no groups: Argo CD takes it, but rights that are given to groups do not count/m,
  );
});

Deno.test("userinfo answers 200 to a token that Argo CD does not take: whoami does not call that logged in", async () => {
  await using lab = await startLab();
  await logIn(lab);
  // Alive, and refused for its signature.
  await editKept(lab, ({ idToken }) => ({
    idToken: idToken.replace(
      /[^.]+$/,
      (signature) => signature.split("").reverse().join(""),
    ),
  }));
  const { code, out, err } = await say(lab, ["whoami"]);
  assert.equal(code, 1);
  assert.match(out, /^Account {6}not logged in$/m);
  assert.match(
    out,
    /^Note {9}Argo CD does not know the credential and treats us as anonymous\. Sign in again with argocd-mcp login \S+$/m,
  );
  assert.equal(err, "");
  assert.equal((await say(lab, ["check"])).code, 1);
});

Deno.test("a busy port: login says who needs which port, and what to do", async () => {
  await using lab = await startLab();
  const { port } = lab.machine;
  using _other = Deno.listen({ hostname: "127.0.0.1", port });
  const { code, stdout, stderr } = await runToEnd({
    args: ["login"],
    env: lab.env,
  });
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(
    stderr,
    new RegExp(
      `port ${port} is in use by another program, and "?Test provider"? sends the browser back to http://localhost:${port}/auth/callback\\. End the program that listens on port ${port}, or choose another with --sso-port`,
    ),
  );
  const elsewhere = freePort();
  await logIn(lab, { args: ["--sso-port", String(elsewhere)] });
  assert.equal((await say(lab, ["whoami"])).code, 0);
  assert(isFree(elsewhere));
});
