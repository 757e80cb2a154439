import assert from "node:assert/strict";
import { browserMissing } from "../../../lib/auth/sso/browser_at_hand.ts";
import { openBrowser } from "../../../lib/auth/sso/open_browser.ts";
import { failureOf } from "../../helpers/open_client.ts";

const ADDRESS = new URL("https://id.example/auth?a=1&calc.exe=&b='%22$(x)");

/** What would be started, if `works` says that it can be. */
async function started(
  options: { os: typeof Deno.build.os; wsl?: boolean },
  works: (program: string) => boolean = () => true,
): Promise<[boolean, readonly (readonly string[])[]]> {
  const commands: (readonly string[])[] = [];
  const opened = await openBrowser(ADDRESS, {
    ...options,
    run: (command) => {
      commands.push(command);
      return Promise.resolve(works(command[0]));
    },
  });
  return [opened, commands];
}

Deno.test("the address is one argument of one program on each system, and no shell sees it", async () => {
  const { href } = ADDRESS;
  assert(!/[\s"<>]/.test(href), "nothing that needs to be quoted");
  const windows = ["rundll32.exe", "url.dll,FileProtocolHandler", href];
  assert.deepEqual(await started({ os: "linux" }), [true, [[
    "xdg-open",
    href,
  ]]]);
  assert.deepEqual(await started({ os: "darwin" }), [true, [["open", href]]]);
  assert.deepEqual(await started({ os: "windows" }), [true, [windows]]);
  assert.deepEqual(
    await started({ os: "linux", wsl: true }, (name) => name === "xdg-open"),
    [true, [["wslview", href], windows, ["xdg-open", href]]],
  );
  assert.deepEqual(await started({ os: "linux" }, () => false), [
    false,
    [["xdg-open", href]],
  ]);
});

Deno.test("only web pages are opened", async () => {
  for (const address of ["file:///etc/passwd", "javascript:alert(1)"]) {
    const error = await failureOf(openBrowser(new URL(address), {
      run: () => assert.fail("something was started"),
    }));
    assert.equal(error.code, "INTERNAL");
  }
});

Deno.test("a real opener: one that ends well, one that does not, none at all", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const folder = await Deno.makeTempDir();
  const path = Deno.env.get("PATH") ?? "";
  const opener = `${folder}/xdg-open`;
  const write = async (script: string) => {
    await Deno.writeTextFile(opener, `#!/bin/sh\n${script}\n`);
    await Deno.chmod(opener, 0o755);
  };
  Deno.env.set("PATH", `${folder}:${path}`);
  try {
    await write(`printf '%s' "$#:$1" > '${folder}/seen'`);
    assert.equal(await openBrowser(ADDRESS, { os: "linux" }), true);
    assert.equal(
      await Deno.readTextFile(`${folder}/seen`),
      `1:${ADDRESS.href}`,
    );
    await write("exit 3");
    assert.equal(await openBrowser(ADDRESS, { os: "linux" }), false);
    Deno.env.set("PATH", `${folder}/nothing`);
    assert.equal(await openBrowser(ADDRESS, { os: "linux" }), false);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test.each<{
  name: string;
  os: typeof Deno.build.os;
  environment: Record<string, string>;
  files?: string[];
  because: string | undefined;
}>([
  { name: "a Mac", os: "darwin", environment: {}, because: undefined },
  { name: "Windows", os: "windows", environment: {}, because: undefined },
  {
    name: "Linux with X",
    os: "linux",
    environment: { DISPLAY: ":0" },
    because: undefined,
  },
  {
    name: "Linux with Wayland",
    os: "linux",
    environment: { WAYLAND_DISPLAY: "wayland-0" },
    because: undefined,
  },
  {
    name: "Linux in Windows",
    os: "linux",
    environment: { WSL_INTEROP: "/run/WSL/1_interop" },
    because: undefined,
  },
  {
    name: "Linux without a display",
    os: "linux",
    environment: { DISPLAY: "" },
    because: "this machine has no display",
  },
  {
    name: "SSH with X forwarding",
    os: "linux",
    environment: { DISPLAY: "localhost:10.0", SSH_TTY: "/dev/pts/1" },
    because: "this is an SSH session",
  },
  {
    name: "SSH to a Mac",
    os: "darwin",
    environment: { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" },
    because: "this is an SSH session",
  },
  {
    name: "a pod",
    os: "linux",
    environment: { DISPLAY: ":0", KUBERNETES_SERVICE_HOST: "10.0.0.1" },
    because: "this is a container",
  },
  {
    name: "podman",
    os: "linux",
    environment: { DISPLAY: ":0", container: "podman" },
    because: "this is a container",
  },
  {
    name: "Docker",
    os: "linux",
    environment: { DISPLAY: ":0" },
    files: ["/.dockerenv"],
    because: "this is a container",
  },
  {
    name: "CRI-O",
    os: "linux",
    environment: { DISPLAY: ":0" },
    files: ["/run/.containerenv"],
    because: "this is a container",
  },
])("a browser at hand: $name", ({ os, environment, files = [], because }) => {
  assert.equal(
    browserMissing({
      os,
      get: (name) => environment[name],
      exists: (path) => files.includes(path),
    }),
    because,
  );
});
