import assert from "node:assert/strict";
import { Program, runToEnd } from "../program.ts";
import { addressIn, openSession } from "./session.ts";
import { addressOf, editKept, type Lab, startLab } from "./sso_lab.ts";

const HEADER = ["x-gate", "open-sesame-0123456789"] as const;

/** What must come out nowhere: all tokens and codes that there were, and what was sent to prove that they are ours. */
function secretsOf({ provider, argocd }: Lab): ReadonlySet<string> {
  const sent = provider.traffic.all.flatMap(({ form }) =>
    ["code", "code_verifier", "refresh_token", "token"].map((name) =>
      form.get(name)
    )
  );
  const bearers = argocd.asked.map(({ headers }) =>
    headers.get("authorization")?.replace("Bearer ", "")
  );
  return new Set(
    [...provider.issued, ...sent, ...bearers, HEADER[1]].filter((secret) =>
      typeof secret === "string"
    ),
  );
}

/** What only the address may hold that a person has to open. */
function stateOf(address: URL): readonly string[] {
  return ["state", "nonce", "code_challenge"].map((name) =>
    address.searchParams.get(name) ?? assert.fail(name)
  );
}

Deno.test("no token, code or verifier comes out anywhere, at debug level, in a whole life of sign-ins", async (t) => {
  await using lab = await startLab();
  const audit = `${lab.machine.folder}/audit.jsonl`;
  const env = {
    ...lab.env,
    ARGOCD_MCP_LOG_LEVEL: "debug",
    ARGOCD_HEADERS: `${HEADER[0]}: ${HEADER[1]}`,
    MCP_AUDIT_LOG: audit,
  };
  const seen = new Map<string, string>();
  const addresses: URL[] = [];
  const note = (what: string, ...texts: readonly string[]) => {
    seen.set(`${seen.size} ${what}`, texts.join("\n"));
  };
  const run = async (...args: readonly string[]) => {
    const { stdout, stderr } = await runToEnd({ args, env });
    note(args.join(" "), stdout, stderr);
  };
  /** A server, used for a while; what it says is kept. */
  const serve = async (
    use: (call: () => Promise<string>) => Promise<void>,
  ) => {
    await using session = await openSession({ env });
    await use(async () => {
      const { text, line } = await session.call();
      note("answer", text, line);
      return text;
    });
    if (Deno.build.os === "linux") {
      note(
        "process list",
        await Deno.readTextFile(`/proc/${session.program.pid}/cmdline`),
      );
    }
    await session.program.endInput();
    const { stdout, stderr } = await session.program.ended();
    note("serve", stdout, stderr);
  };
  const signIn = async (text: string) => {
    const address = addressIn(text);
    addresses.push(address);
    const page = await lab.visit(address);
    note("page", page.text);
    assert.equal(page.status, 200);
  };

  await serve(async (call) => {
    await signIn(await call());
    assert.match(await call(), /^payments /m);
    await editKept(lab, (tokens) => ({ ...tokens, expiresAt: 1 }));
  });
  await serve(async (call) => {
    assert.match(await call(), /^payments /m);
  });
  await run("whoami");
  await run("whoami", "--json");
  await run("check");
  await run("check", "--json");
  lab.provider.revokeAll();
  await editKept(lab, (tokens) => ({ ...tokens, expiresAt: 1 }));
  await run("check");
  await serve(async (call) => {
    await signIn(await call());
    assert.match(await call(), /^payments /m);
  });
  {
    await using login = new Program({ args: ["login"], env });
    const address = await addressOf(login);
    addresses.push(address);
    await lab.visit(address, "alice", { cancelAt: "consent" });
    const { stdout, stderr } = await login.ended();
    note("login refused", stdout, stderr);
  }
  {
    // A code that is worth nothing: the provider's refusal has it in its words.
    await using login = new Program({ args: ["login"], env });
    const address = await addressOf(login);
    addresses.push(address);
    const { searchParams } = address;
    const callback = new URL(searchParams.get("redirect_uri") ?? "");
    callback.search = String(
      new URLSearchParams({
        code: "Zm9yZ2VkLWNvZGUtb2YtYW4tYXR0YWNrZXI",
        state: searchParams.get("state") ?? "",
        iss: lab.provider.issuer,
      }),
    );
    const response = await fetch(callback);
    note("page", await response.text());
    const { stdout, stderr } = await login.ended();
    note("login with a forged code", stdout, stderr);
  }
  await run("logout");
  note("audit", await Deno.readTextFile(audit));

  await t.step("the story was what it should be", () => {
    const { traffic } = lab.provider;
    assert.equal(traffic.tokens("authorization_code"), 3);
    assert.equal(traffic.tokens("refresh_token"), 2);
    assert.equal(traffic.count("/token/revocation"), 1);
    // Three kinds of tokens, of two sign-ins and one refresh.
    assert.equal(lab.provider.issued.length, 9);
    assert(
      [...seen.values()].some((text) => text.includes('"level":"DEBUG"')),
      "it was logged at debug level",
    );
  });

  await t.step("nothing of it came out", () => {
    const secrets = secretsOf(lab);
    assert(secrets.size >= 14, `${secrets.size} secrets are looked for`);
    const states = addresses.flatMap(stateOf);
    for (const [what, text] of seen) {
      const rest = addresses.reduce(
        (text, { href }) => text.replaceAll(href, ""),
        text,
      );
      for (const secret of secrets) {
        assert(
          !text.includes(secret),
          `${what} holds a secret: ${text.slice(0, 500)}`,
        );
      }
      for (const state of states) {
        assert(!rest.includes(state), `${what} holds a state`);
      }
    }
  });

  await t.step("each secret went to one place only", () => {
    for (const { path, headers, form } of lab.provider.traffic.all) {
      assert.equal(headers.get("authorization"), null, path);
      assert.equal(headers.get(HEADER[0]), null, path);
      for (const token of lab.provider.issued) {
        assert(
          ![...form.values()].includes(token) || form.has("refresh_token") ||
            form.has("token"),
          path,
        );
      }
    }
    const idTokens = new Set(
      lab.provider.issued.filter((token) => token.startsWith("eyJ")),
    );
    for (const { path, headers } of lab.argocd.asked) {
      assert.equal(headers.get(HEADER[0]), HEADER[1], path);
      const bearer = headers.get("authorization")?.replace("Bearer ", "");
      assert(bearer === undefined || idTokens.has(bearer), path);
    }
  });
});
