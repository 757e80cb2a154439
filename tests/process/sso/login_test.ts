import assert from "node:assert/strict";
import { isFree } from "../../auth/sso/sso_harness.ts";
import { Program, runToEnd } from "../program.ts";
import { addressOf, logIn, startLab } from "./sso_lab.ts";

/** A script that writes down what it was started with, first on the path. */
async function fakeBrowser(
  folder: string,
): Promise<{ PATH: string; opened(): Promise<string> }> {
  const bin = `${folder}/bin`;
  await Deno.mkdir(bin);
  const script =
    `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${folder}/opened.part'\nmv '${folder}/opened.part' '${folder}/opened'\n`;
  await Deno.writeTextFile(`${bin}/xdg-open`, script, { mode: 0o755 });
  return {
    PATH: `${bin}:${Deno.env.get("PATH")}`,
    opened: () => Deno.readTextFile(`${folder}/opened`),
  };
}

Deno.test(
  "login hands the whole address to the browser, as one argument and past every shell",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    await using lab = await startLab();
    const browser = await fakeBrowser(lab.machine.folder);
    await using login = new Program({
      // In a container, where CI runs, one is opened on demand only.
      args: ["login", "--browser"],
      env: { ...lab.env, DISPLAY: ":0", PATH: browser.PATH },
    });
    const address = await addressOf(login);
    assert.equal(await browser.opened(), `1\n${address.href}\n`);
    assert(
      address.search.split("&").length > 5,
      "it has what a shell would cut it at",
    );
    assert.match(
      await login.stderrWith("gives up"),
      /^A browser was opened to sign in\. If none appears, open this address:\n/,
    );
    await lab.visit(address);
    assert.equal((await login.ended()).code, 0);
  },
);

Deno.test(
  "login opens no browser in an SSH session, without a display, or where none is wanted",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    await using lab = await startLab();
    const browser = await fakeBrowser(lab.machine.folder);
    for (
      const [args, more] of [
        [[], { DISPLAY: ":0", SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22" }],
        [[], {}],
        [["--no-browser"], { DISPLAY: ":0" }],
      ] as const
    ) {
      await using login = new Program({
        args: ["login", ...args],
        env: { ...lab.env, ...more, PATH: browser.PATH },
      });
      await addressOf(login);
      assert.match(
        await login.stderrWith("gives up"),
        /^Open this address to sign in:\n/,
      );
      await assert.rejects(browser.opened(), Deno.errors.NotFound);
    }
  },
);

Deno.test("Ctrl+C ends login at once, and the port is free again", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using lab = await startLab();
  await using login = new Program({ args: ["login"], env: lab.env });
  await addressOf(login);
  assert.equal(isFree(lab.machine.port), false);
  login.kill("SIGINT");
  const { code, stdout, stderr } = await login.ended();
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /\nargocd-mcp: the sign-in was given up\n$/);
  assert(isFree(lab.machine.port));
  await assert.rejects(Deno.stat(lab.machine.cachePath), Deno.errors.NotFound);
});

Deno.test("a person who says no is told so, and login ends with the reason", async () => {
  await using lab = await startLab();
  await using login = new Program({ args: ["login"], env: lab.env });
  const page = await lab.visit(await addressOf(login), "alice", {
    cancelAt: "consent",
  });
  assert.equal(page.status, 400);
  assert.match(page.text, /You are not signed in/);
  const { code, stderr } = await login.ended();
  assert.equal(code, 1);
  assert.match(
    stderr,
    /\nargocd-mcp: LOGIN_REFUSED: Cannot sign in to '\S+': "?Test provider"? refused it: "?access_denied/,
  );
});

Deno.test("the sign-ins are kept in a file that only its owner can read", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using lab = await startLab();
  await logIn(lab);
  const { cachePath } = lab.machine;
  const mode = async (path: string) =>
    ((await Deno.stat(path)).mode ?? 0) & 0o777;
  assert.equal(await mode(cachePath), 0o600);
  assert.equal(await mode(cachePath.replace(/\/[^/]+$/, "")), 0o700);
  await Deno.chmod(cachePath, 0o644);
  const { code, stderr } = await runToEnd({ args: ["whoami"], env: lab.env });
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`chmod 600 '?${cachePath}`));
});
