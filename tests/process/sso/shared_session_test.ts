import assert from "node:assert/strict";
import { Program, runToEnd } from "../program.ts";
import { addressIn, openSession } from "./session.ts";
import { addressOf, editKept, logIn, startLab } from "./sso_lab.ts";

Deno.test(
  "a program that is killed while it renews leaves the session to the one that waits for it",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    await using lab = await startLab();
    const { provider } = lab;
    await logIn(lab);
    await editKept(lab, (tokens) => ({ ...tokens, expiresAt: 1 }));
    const asked = Promise.withResolvers<void>();
    const killed = Promise.withResolvers<void>();
    provider.answerFirst = async (_request, form) => {
      if (form.get("grant_type") !== "refresh_token") return undefined;
      provider.answerFirst = undefined;
      asked.resolve();
      await killed.promise;
      // Whoever asked is gone, and the refresh token has not been used.
      return new Response(null, { status: 503 });
    };
    await using first = await openSession({ env: lab.env });
    const lost = first.call().catch(() => {});
    await asked.promise;
    await using second = await openSession({ env: lab.env });
    const waiting = second.call();
    first.program.kill("SIGKILL");
    killed.resolve();
    await lost;
    assert.match((await waiting).text, /^payments /m);
    assert.equal(provider.traffic.tokens("refresh_token"), 2);
    assert.equal(provider.traffic.tokens("authorization_code"), 1);
  },
);

Deno.test("logout in a terminal ends the session of a server that runs", async () => {
  await using lab = await startLab();
  await logIn(lab);
  await using session = await openSession({ env: lab.env });
  assert.match((await session.call()).text, /^payments /m);

  assert.equal((await runToEnd({ args: ["logout"], env: lab.env })).code, 0);
  for (let answer = await session.call(); !answer.isError;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await session.call();
  }
});

Deno.test("login while a server waits at the port: one sign-in counts for both", async () => {
  await using lab = await startLab();
  await using session = await openSession({ env: lab.env });
  const { text } = await session.call();
  await using login = new Program({ args: ["login"], env: lab.env });
  assert.match(
    await login.stderrWith("here, too\n"),
    new RegExp(
      `^Another argocd-mcp waits for a sign-in at port ${lab.machine.port}: finish that one`,
    ),
  );
  await lab.visit(addressIn(text));
  const { code, stdout } = await login.ended();
  assert.equal(code, 0);
  assert.match(stdout, /^Signed in {4}to '\S+' as alice\n/);
  assert.match((await session.call()).text, /^payments /m);
  assert.equal(lab.provider.traffic.tokens("authorization_code"), 1);
});

Deno.test("a call while login waits at the port: one sign-in counts for both", async () => {
  await using lab = await startLab();
  await using login = new Program({ args: ["login"], env: lab.env });
  const address = await addressOf(login);
  await using session = await openSession({ env: lab.env });
  const { text, isError } = await session.call();
  assert.equal(isError, true);
  assert.match(
    text,
    /^Next: Another argocd-mcp process waits for a sign-in at port \d+: finish or end that one, then call again$/m,
  );
  await lab.visit(address);
  assert.equal((await login.ended()).code, 0);
  assert.match((await session.call()).text, /^payments /m);
  assert.equal(lab.provider.traffic.tokens("authorization_code"), 1);
});
