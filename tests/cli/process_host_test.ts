import assert from "node:assert/strict";

const HOST = new URL("../../lib/cli/process_host.ts", import.meta.url).href;

Deno.test("giveUpWriting() takes the permission to write away, and no other", async () => {
  const code = `
    import { processHost } from ${JSON.stringify(HOST)};
    processHost().giveUpWriting();
    const states = {};
    for (const name of ["write", "read", "net", "env"]) {
      states[name] = (await Deno.permissions.query({ name })).state;
    }
    processHost().print(JSON.stringify(states));
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", code],
    stdin: "null",
    stderr: "inherit",
  }).output();
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
    write: "prompt",
    read: "granted",
    net: "granted",
    env: "granted",
  });
});
