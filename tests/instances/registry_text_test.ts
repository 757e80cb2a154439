import assert from "node:assert/strict";
import { join } from "node:path";
import { RegistryFolder, SOURCE } from "./registry_files.ts";

const TEXT = "- { baseUrl: https://argocd.example, token: s3cret }\n";
const HAS_MODES = Deno.build.os !== "windows";
/** Only root can give files away. */
const IS_ROOT = HAS_MODES && Deno.uid() === 0;
const NOBODY = 65_534;
const KUBERNETES =
  "in Kubernetes, mount the Secret with defaultMode 0440 and give the pod an fsGroup";

async function refusal(
  registry: RegistryFolder,
): Promise<{ state: string; hint: string | undefined }> {
  const error = await registry.read().then(
    () => assert.fail("the registry was taken"),
    (error: Error & { code?: string; hint?: string }) => error,
  );
  assert.equal(error.code, "CONFIGURATION");
  const start = `Cannot use the registry of ${SOURCE}, '${registry.path}': `;
  assert(error.message.startsWith(start), error.message);
  assert(!error.message.includes("s3cret"));
  const hint = error.hint?.replace(registry.path, "PATH");
  return { state: error.message.slice(start.length), hint };
}

const MODES: readonly (readonly [number, string?, string?])[] = [
  [0o600],
  [0o400],
  [0o700],
  [
    0o644,
    "other users of this machine may open it (mode 0644)",
    `Run: chmod 600 'PATH'; ${KUBERNETES}`,
  ],
  [
    0o604,
    "other users of this machine may open it (mode 0604)",
    `Run: chmod 600 'PATH'; ${KUBERNETES}`,
  ],
  [
    0o602,
    "other users of this machine may open it (mode 0602)",
    `Run: chmod 600 'PATH'; ${KUBERNETES}`,
  ],
  [0o660, "its group may open it (mode 0660)", "Run: chmod 600 'PATH'"],
  [0o620, "its group may open it (mode 0620)", "Run: chmod 600 'PATH'"],
];
for (const [mode, state, hint] of MODES) {
  Deno.test({
    name: `a file of mode ${mode.toString(8)} is ${state ? "refused" : "read"}`,
    ignore: !HAS_MODES,
    async fn() {
      await using registry = new RegistryFolder(TEXT);
      Deno.chmodSync(registry.path, mode);
      if (state === undefined) assert.equal((await registry.read()).length, 1);
      else assert.deepEqual(await refusal(registry), { state, hint });
    },
  });
}

Deno.test({
  name: "a group may read what belongs to root, as Kubernetes mounts a Secret",
  ignore: !IS_ROOT,
  async fn() {
    await using registry = new RegistryFolder(TEXT);
    Deno.chownSync(registry.path, 0, NOBODY);
    for (const mode of [0o440, 0o640]) {
      Deno.chmodSync(registry.path, mode);
      assert.equal((await registry.read()).length, 1);
    }
  },
});

Deno.test({
  name: "a group may not read what belongs to anybody else",
  ignore: !HAS_MODES,
  async fn() {
    await using registry = new RegistryFolder(TEXT);
    if (IS_ROOT) Deno.chownSync(registry.path, NOBODY, NOBODY);
    Deno.chmodSync(registry.path, 0o640);
    assert.deepEqual(await refusal(registry), {
      state: "its group may open it (mode 0640)",
      hint: "Run: chmod 600 'PATH'",
    });
  },
});

Deno.test({
  name: "what another user owns is refused: its owner could change it",
  ignore: !IS_ROOT,
  async fn() {
    await using registry = new RegistryFolder(TEXT);
    Deno.chownSync(registry.path, NOBODY, NOBODY);
    assert.deepEqual(await refusal(registry), {
      state:
        "it belongs to user 65534, who can change it, and this program runs as user 0",
      hint: "Run: chown 0 'PATH' (as root)",
    });
  },
});

Deno.test({
  name:
    "a link is followed as Kubernetes makes them, and the file it leads to counts",
  ignore: !HAS_MODES,
  async fn() {
    await using registry = new RegistryFolder(TEXT);
    const { folder, path } = registry;
    const data = join(folder, "..2026_11_22");
    Deno.mkdirSync(data);
    Deno.renameSync(path, join(data, "registry.yaml"));
    Deno.symlinkSync("..2026_11_22", join(folder, "..data"));
    Deno.symlinkSync("..data/registry.yaml", path);
    assert.equal((await registry.read()).length, 1);
    Deno.chmodSync(join(data, "registry.yaml"), 0o644);
    assert.match((await refusal(registry)).state, /other users/);
  },
});

Deno.test("a missing file and a folder are told apart", async () => {
  await using registry = new RegistryFolder(TEXT);
  await Deno.remove(registry.path);
  assert.equal((await refusal(registry)).state, "it does not exist");
  await Deno.mkdir(registry.path, { mode: 0o700 });
  assert.equal((await refusal(registry)).state, "it is not a plain file");
});

Deno.test({
  name: "a pipe is refused at once",
  ignore: !HAS_MODES,
  async fn() {
    await using registry = new RegistryFolder(TEXT);
    Deno.removeSync(registry.path);
    const { success } = await new Deno.Command("mkfifo", {
      args: ["-m", "600", registry.path],
    }).output();
    assert(success);
    assert.equal((await refusal(registry)).state, "it is not a plain file");
  },
});

Deno.test("1 MiB is read, and no byte more", async () => {
  const most = 1_048_576;
  const padded = (length: number) => `${TEXT}#`.padEnd(length, "x");
  await using registry = new RegistryFolder(padded(most));
  assert.equal((await registry.read()).length, 1);
  registry.write(padded(most + 1));
  assert.equal((await refusal(registry)).state, "it is larger than 1024 KiB");
});

Deno.test("what is not UTF-8 is refused, and a byte order mark is none of the text", async () => {
  await using registry = new RegistryFolder(`\ufeff${TEXT}`);
  assert.equal((await registry.read()).length, 1);
  registry.write(new Uint8Array([0x2d, 0x20, 0xff, 0xfe]));
  assert.equal((await refusal(registry)).state, "it is not UTF-8");
});
