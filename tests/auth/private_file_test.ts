import assert from "node:assert/strict";
import { readPrivateFile } from "../../lib/auth/private_file.ts";
import { checkPrivateFolder } from "../../lib/auth/private_folder.ts";
import { shellQuoted } from "../../lib/auth/private_fault.ts";
import {
  removeLeftovers,
  writePrivateFile,
} from "../../lib/auth/write_private_file.ts";
import { failureOf } from "../helpers/open_client.ts";

const RULES = { what: "the cache", modes: [0o600], maxBytes: 1024 * 1024 };
const FOLDER_RULES = { what: "the cache", setting: "CACHE" };
const ON_WINDOWS = Deno.build.os === "windows";
const AS_ROOT = !ON_WINDOWS && Deno.uid() === 0;

interface Place extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
}

async function place(): Promise<Place> {
  const folder = await Deno.makeTempDir();
  return {
    folder,
    path: `${folder}/it's a cache`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function makePipe(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] })
    .output();
  assert(success);
}

async function write(path: string, mode: number): Promise<void> {
  await Deno.writeTextFile(path, "s3cret");
  await Deno.chmod(path, mode);
}

interface Case {
  readonly name: string;
  readonly make: (path: string) => Promise<unknown>;
  readonly state: string;
  /** `P` stands for the quoted path. */
  readonly hint: string;
  readonly ignore?: boolean;
}

const CASES: readonly Case[] = [
  {
    name: "mode 0644",
    make: (path) => write(path, 0o644),
    state: "other users of this machine may open it (mode 0644)",
    hint: "Run: chmod 600 P",
  },
  {
    name: "mode 0640",
    make: (path) => write(path, 0o640),
    state: "other users of this machine may open it (mode 0640)",
    hint: "Run: chmod 600 P",
  },
  {
    name: "mode 0700",
    make: (path) => write(path, 0o700),
    state: "its mode is 0700, not 0600",
    hint: "Run: chmod 600 P",
  },
  {
    name: "a symbolic link to a good file",
    make: async (path) => {
      await write(`${path}.real`, 0o600);
      await Deno.symlink(`${path}.real`, path);
    },
    state: "it is a symbolic link",
    hint: "Run: rm P",
  },
  {
    name: "a symbolic link to nothing",
    make: (path) => Deno.symlink(`${path}.real`, path),
    state: "it is a symbolic link",
    hint: "Run: rm P",
  },
  {
    name: "a named pipe that nobody writes to",
    make: makePipe,
    state: "it is a named pipe, not a file",
    hint: "Run: rm P",
  },
  {
    name: "a folder",
    make: (path) => Deno.mkdir(path, { mode: 0o700 }),
    state: "it is a folder",
    hint: "Run: mv P P.old",
  },
  {
    name: "a file of another user",
    make: async (path) => {
      await write(path, 0o600);
      await Deno.chown(path, 4242, 0);
    },
    state: "it belongs to user 4242, and this program runs as user 0",
    hint: "Run: chown 0 P (as root), or run this program as user 4242",
    ignore: !AS_ROOT,
  },
  {
    name: "10 MB",
    make: async (path) => {
      await write(path, 0o600);
      await Deno.writeFile(path, new Uint8Array(10_000_000));
    },
    state: "it is larger than 1024 KiB",
    hint: "Run: mv P P.old",
  },
  {
    name: "more than could ever be read",
    make: async (path) => {
      await write(path, 0o600);
      await Deno.truncate(path, 2 ** 40);
    },
    state: "it is larger than 1024 KiB",
    hint: "Run: mv P P.old",
  },
];

for (const { name, make, state, hint, ignore = false } of CASES) {
  Deno.test({
    name: `readPrivateFile() refuses ${name} with the command that repairs it`,
    ignore: ON_WINDOWS || ignore,
    async fn() {
      await using file = await place();
      await make(file.path);
      const error = await failureOf(readPrivateFile(file.path, RULES));
      assert.equal(error.code, "CONFIGURATION");
      assert.equal(
        error.message,
        `Cannot use the cache '${file.path}': ${state}`,
      );
      assert.equal(error.hint, hint.replaceAll("P", shellQuoted(file.path)));
      assert(!error.toString().includes("s3cret"));
    },
  });
}

Deno.test({
  name: "the command in a hint makes the file usable",
  ignore: ON_WINDOWS,
  async fn() {
    await using file = await place();
    await write(file.path, 0o644);
    const { hint } = await failureOf(readPrivateFile(file.path, RULES));
    const command = hint?.replace("Run: ", "") ?? "";
    await new Deno.Command("sh", { args: ["-c", command] }).output();
    const read = await readPrivateFile(file.path, RULES);
    assert.equal(new TextDecoder().decode(read?.bytes), "s3cret");
  },
});

Deno.test("readPrivateFile() takes every mode that the rules name", async () => {
  await using file = await place();
  const rules = { ...RULES, modes: [0o600, 0o400] };
  assert.equal(await readPrivateFile(file.path, rules), undefined);
  await write(file.path, 0o400);
  assert.equal((await readPrivateFile(file.path, rules))?.bytes.length, 6);
});

Deno.test("a file that is replaced while it is read is read whole, the old or the new one", async () => {
  await using file = await place();
  const texts = ["a", "b"].map((letter) => letter.repeat(300_000));
  await writePrivateFile(file.path, "a", RULES.what);
  let over = false;
  const writer = (async () => {
    for (let round = 0; !over; round++) {
      await writePrivateFile(file.path, texts[round % 2] ?? "", RULES.what);
    }
  })();
  try {
    for (let reads = 0; reads < 50; reads++) {
      const read = await readPrivateFile(file.path, RULES);
      const text = new TextDecoder().decode(read?.bytes);
      assert(text === "a" || texts.includes(text));
    }
  } finally {
    over = true;
    await writer;
  }
});

Deno.test({
  name:
    "writePrivateFile() makes a file for its owner alone, also in place of a link",
  ignore: ON_WINDOWS,
  async fn() {
    await using file = await place();
    await Deno.writeTextFile(`${file.path}.real`, "of others");
    await Deno.symlink(`${file.path}.real`, file.path);
    await writePrivateFile(file.path, "ours", "the cache");
    const { isFile, mode } = await Deno.lstat(file.path);
    assert.deepEqual([isFile, (mode ?? 0) & 0o777], [true, 0o600]);
    assert.equal(await Deno.readTextFile(`${file.path}.real`), "of others");
  },
});

Deno.test("writePrivateFile() leaves nothing behind when it fails, and says why", async () => {
  await using file = await place();
  await Deno.mkdir(`${file.path}/full`, { recursive: true });
  const error = await failureOf(
    writePrivateFile(file.path, "s3cret", "the cache"),
  );
  assert.equal(error.code, "CONFIGURATION");
  assert.match(error.message, /^Cannot use the cache '.*': it is a folder$/);
  const names = await Array.fromAsync(Deno.readDir(file.folder));
  assert.equal(names.length, 1);
  const missing = await failureOf(
    writePrivateFile(`${file.folder}/no/such`, "s3cret", "the cache"),
  );
  assert.match(missing.message, /: it does not exist$/);
});

Deno.test("removeLeftovers() removes files of killed writers of this very file, and no others", async () => {
  await using file = await place();
  const kept = [
    "it's a cache",
    ".it's a cache.more.0123456789abcdef.tmp",
    ".it's a cache.0123456789abcdef.tmp.old",
    ".another.0123456789abcdef.tmp",
  ];
  for (const name of [...kept, ".it's a cache.0123456789abcdef.tmp"]) {
    await Deno.writeTextFile(`${file.folder}/${name}`, "");
  }
  await removeLeftovers(file.path);
  const names = await Array.fromAsync(Deno.readDir(file.folder));
  assert.deepEqual(names.map(({ name }) => name).sort(), kept.sort());
});

const FOLDER_CASES: readonly (readonly [number, string, string])[] = [
  [
    0o777,
    "other users of this machine may write to its folder 'F' (mode 0777)",
    "Run: chmod 700 'F'",
  ],
  [
    0o755,
    "other users of this machine may look into its folder 'F' (mode 0755)",
    "Run: chmod 700 'F'",
  ],
  [
    0o1777,
    "its folder 'F' is shared by all users of this machine",
    "Set CACHE to a file in a folder of your own",
  ],
];

for (const [mode, state, hint] of FOLDER_CASES) {
  Deno.test({
    name: `checkPrivateFolder() refuses mode ${mode.toString(8)}`,
    ignore: ON_WINDOWS,
    async fn() {
      await using file = await place();
      await Deno.chmod(file.folder, mode);
      const error = await failureOf(
        checkPrivateFolder(file.path, FOLDER_RULES),
      );
      const of = (text: string) => text.replaceAll("F", file.folder);
      assert.equal(
        error.message,
        `Cannot use the cache '${file.path}': ${of(state)}`,
      );
      assert.equal(error.hint, of(hint));
    },
  });
}

Deno.test({
  name: "checkPrivateFolder() refuses links, files and folders of others",
  ignore: !AS_ROOT,
  async fn() {
    await using file = await place();
    assert.equal(await checkPrivateFolder(file.path, FOLDER_RULES), true);
    const stateOf = async (path: string) => {
      const error = await failureOf(checkPrivateFolder(path, FOLDER_RULES));
      return error.message.slice(error.message.indexOf("': ") + 3);
    };
    await Deno.symlink(file.folder, `${file.folder}/link`);
    await Deno.writeTextFile(`${file.folder}/file`, "");
    await Deno.mkdir(`${file.folder}/other`, { mode: 0o700 });
    await Deno.chown(`${file.folder}/other`, 4242, 0);
    assert.deepEqual(
      [
        await stateOf(`${file.folder}/link/cache`),
        await stateOf(`${file.folder}/file/cache`),
        await stateOf(`${file.folder}/other/cache`),
        await checkPrivateFolder(`${file.folder}/none/cache`, FOLDER_RULES),
      ],
      [
        `its folder '${file.folder}/link' is a symbolic link`,
        `'${file.folder}/file' is not a folder`,
        `its folder '${file.folder}/other' belongs to user 4242, and this program runs as user 0`,
        false,
      ],
    );
  },
});
