import assert from "node:assert/strict";
import { readFreeze } from "../../lib/cli/read_freeze.ts";
import { freezeText } from "../../lib/guards/require_not_frozen.ts";

const POSIX = { ignore: Deno.build.os === "windows" };

async function folder() {
  const path = await Deno.makeTempDir({ prefix: "argocd-mcp-freeze-" });
  return {
    path,
    file: `${path}/freeze`,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

const UNREADABLE = {
  code: "CONFIGURATION",
  message: "the file of MCP_FREEZE_FILE cannot be read",
};

Deno.test("no file, no folder, and a folder that is a file are no freeze", async () => {
  await using made = await folder();
  await Deno.writeTextFile(`${made.path}/plain`, "x");
  for (
    const path of [
      made.file,
      `${made.path}/no/freeze`,
      `${made.path}/plain/freeze`,
    ]
  ) {
    assert.equal(await readFreeze(path)(), undefined);
  }
});

Deno.test("a file is a freeze with its text, an empty one too", async () => {
  await using made = await folder();
  await Deno.writeTextFile(made.file, "Release 7 — ask Ann\n");
  assert.equal(await readFreeze(made.file)(), "Release 7 — ask Ann\n");
  await Deno.writeTextFile(made.file, "");
  assert.equal(await readFreeze(made.file)(), "");
});

Deno.test("it is looked for anew each time", async () => {
  await using made = await folder();
  const read = readFreeze(made.file);
  for (let round = 1; round <= 3; round++) {
    assert.equal(await read(), undefined);
    await Deno.writeTextFile(made.file, `round ${round}`);
    assert.equal(await read(), `round ${round}`);
    await Deno.remove(made.file);
  }
});

Deno.test("a folder in its place is a freeze", async () => {
  await using made = await folder();
  await Deno.mkdir(made.file);
  assert.equal(await freezeText(readFreeze(made.file)), "changes are frozen");
});

Deno.test("of a huge file only the beginning is read", async () => {
  await using made = await folder();
  {
    using file = await Deno.create(made.file);
    await file.write(new TextEncoder().encode("Release 7\n"));
    // A hole: four gigabytes that are nowhere on the disk.
    await file.truncate(4 * 1024 ** 3);
  }
  const text = await readFreeze(made.file)();
  assert.equal(text?.length, 2_000);
  assert.match(text, /^Release 7\n/);
});

Deno.test("bytes that are no text are a freeze all the same", async () => {
  await using made = await folder();
  await Deno.writeFile(made.file, new Uint8Array([0xff, 0xfe, 0x00, 0x80]));
  assert.equal(typeof await readFreeze(made.file)(), "string");
});

Deno.test(
  "a link is followed; one that leads nowhere or in a circle is a freeze",
  POSIX,
  async () => {
    await using made = await folder();
    await Deno.writeTextFile(`${made.path}/target`, "linked");
    await Deno.symlink(`${made.path}/target`, made.file);
    assert.equal(await readFreeze(made.file)(), "linked");
    await Deno.remove(`${made.path}/target`);
    await assert.rejects(readFreeze(made.file)(), UNREADABLE);
    await Deno.remove(made.file);
    await Deno.symlink(made.file, made.file);
    await assert.rejects(readFreeze(made.file)(), UNREADABLE);
  },
);

Deno.test(
  "a path that the system cannot look at is a freeze",
  POSIX,
  async () => {
    await using made = await folder();
    for (const name of ["x".repeat(300), "y\0z"]) {
      await assert.rejects(readFreeze(`${made.path}/${name}`)(), UNREADABLE);
    }
  },
);

Deno.test(
  "a pipe in its place is a freeze that nobody waits for",
  POSIX,
  async () => {
    await using made = await folder();
    await new Deno.Command("mkfifo", { args: [made.file] }).output();
    assert.equal(await readFreeze(made.file)(), "");
  },
);

Deno.test("a file that may not be read is a freeze", {
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
}, async () => {
  await using made = await folder();
  await Deno.writeTextFile(made.file, "secret");
  await Deno.chmod(made.file, 0o000);
  await assert.rejects(readFreeze(made.file)(), UNREADABLE);
  await Deno.chmod(made.path, 0o000);
  await assert.rejects(readFreeze(made.file)(), UNREADABLE);
  await Deno.chmod(made.path, 0o700);
});
