import assert from "node:assert/strict";
import { join } from "node:path";
import {
  registryStamp,
  type RegistryWatch,
  type WatchedRegistry,
  watchRegistry,
} from "../../lib/instances/registry_watch.ts";
import { RegistryFolder } from "./registry_files.ts";

const EVERY_MS = 10;
const HAS_MODES = Deno.build.os !== "windows";

function entry(name: string): string {
  return `- { baseUrl: https://${name}.example, token: t, name: ${name} }\n`;
}

interface Watching extends Disposable {
  readonly watch: WatchedRegistry;
  /** What was told: names of instances, or the end of an error. */
  readonly told: string[];
  /** Resolves when so much has been told. */
  until(count: number): Promise<void>;
}

function watching(
  registry: RegistryFolder,
  options: Partial<RegistryWatch<readonly string[]>> = {},
): Watching {
  const told: string[] = [];
  const watch = watchRegistry<readonly string[]>({
    path: registry.path,
    everyMs: EVERY_MS,
    read: async () => (await registry.read()).map(({ name }) => name),
    onChange: (names) => void told.push(names.join()),
    onError: (error) =>
      void told.push((error as Error).message.split(": ").at(-1) ?? ""),
    ...options,
  });
  return {
    watch,
    told,
    async until(count) {
      // The watch alone does not keep a program going.
      for (let waits = 0; told.length < count; waits++) {
        assert(waits < 2_000, `told only ${told.join("; ")}`);
        await delay(5);
      }
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** So long that several looks have been taken. */
async function someLooks(): Promise<void> {
  await delay(EVERY_MS * 8);
}

Deno.test("each change is told once, and a bad file is refused once and changes nothing", async () => {
  await using registry = new RegistryFolder(entry("a"));
  using it = watching(registry, { since: await registryStamp(registry.path) });
  await someLooks();
  assert.deepEqual(it.told, []);
  registry.write(entry("b") + entry("c"));
  await it.until(1);
  registry.write("- token: x\n");
  await it.until(2);
  await someLooks();
  registry.write(entry("d"));
  await it.until(3);
  await someLooks();
  assert.deepEqual(it.told, ["b,c", "it has no baseUrl", "d"]);
});

Deno.test("a change between the first reading and the watch is not missed", async () => {
  await using registry = new RegistryFolder(entry("a"));
  const since = await registryStamp(registry.path);
  registry.write(entry("b"));
  using it = watching(registry, { since });
  await it.until(1);
  assert.deepEqual(it.told, ["b"]);
});

Deno.test("a file that goes away is told once, and is read when it comes back", async () => {
  await using registry = new RegistryFolder(entry("a"));
  using it = watching(registry, { since: await registryStamp(registry.path) });
  await Deno.remove(registry.path);
  await it.until(1);
  await someLooks();
  registry.write(entry("b"));
  await it.until(2);
  assert.deepEqual(it.told, ["it does not exist", "b"]);
});

Deno.test({
  name: "a folder swapped behind links is a change, as Kubernetes makes it",
  ignore: !HAS_MODES,
  async fn() {
    await using registry = new RegistryFolder(entry("a"));
    const { folder, path } = registry;
    const data = join(folder, "..data");
    function put(name: string): void {
      const next = join(folder, name);
      Deno.mkdirSync(next);
      Deno.writeTextFileSync(join(next, "registry.yaml"), entry(name), {
        mode: 0o600,
      });
      Deno.symlinkSync(name, `${data}_tmp`);
      Deno.renameSync(`${data}_tmp`, data);
    }
    put("a");
    Deno.removeSync(path);
    Deno.symlinkSync("..data/registry.yaml", path);
    using it = watching(registry, { since: await registryStamp(path) });
    put("b");
    await it.until(1);
    assert.deepEqual(it.told, ["b"]);
  },
});

Deno.test({
  name: "a mode that lets others in is told, and its repair, too",
  ignore: !HAS_MODES,
  async fn() {
    await using registry = new RegistryFolder(entry("a"));
    using it = watching(registry, {
      since: await registryStamp(registry.path),
    });
    Deno.chmodSync(registry.path, 0o644);
    await it.until(1);
    Deno.chmodSync(registry.path, 0o600);
    await it.until(2);
    assert.match(it.told[0] ?? "", /^other users of this machine may open it/);
    assert.equal(it.told[1], "a");
  },
});

Deno.test("a file that is being written is not read before it stays as it is", async () => {
  await using registry = new RegistryFolder(entry("a"));
  const looks: number[] = [];
  let size = 0;
  using it = watching(registry, {
    since: await registryStamp(registry.path),
    everyMs: 50,
    read: () => {
      looks.push(size);
      return Promise.resolve([String(size)]);
    },
  });
  // Changed faster than anybody looks, and so between any two looks.
  for (size = 1; size <= 40; size++) {
    registry.write(entry("x").repeat(size));
    await delay(5);
  }
  size = 40;
  await it.until(1);
  assert.deepEqual(looks, [40]);
});

Deno.test("check() reads at once, changed or not, one after the other", async () => {
  await using registry = new RegistryFolder(entry("a"));
  using it = watching(registry, { everyMs: 60_000 });
  registry.write(entry("b"));
  await Promise.all([it.watch.check(), it.watch.check()]);
  assert.deepEqual(it.told, ["b", "b"]);
});

Deno.test("what onChange cannot take is an error like one of the file", async () => {
  await using registry = new RegistryFolder(entry("a"));
  using it = watching(registry, {
    everyMs: 60_000,
    onChange: () => Promise.reject(new Error("no: cannot open it")),
  });
  await it.watch.check();
  assert.deepEqual(it.told, ["cannot open it"]);
});

Deno.test("after the end nothing is read and nothing is told", async () => {
  await using registry = new RegistryFolder(entry("a"));
  const it = watching(registry, {
    since: await registryStamp(registry.path),
  });
  it[Symbol.dispose]();
  registry.write(entry("b"));
  await it.watch.check();
  await someLooks();
  assert.deepEqual(it.told, []);
});
