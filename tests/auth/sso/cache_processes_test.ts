import assert from "node:assert/strict";
import { lockFile } from "../../../lib/auth/sso/file_lock.ts";
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import { cachePlace, keyOf, startWriter } from "./cache_place.ts";

const TIMES = 40;
const KILLS = 12;

Deno.test("processes that count up one key, and others beside it, lose nothing", async () => {
  await using place = await cachePlace();
  await using first = await startWriter(place.path, {
    clientId: "shared",
    times: TIMES,
  });
  await using second = await startWriter(place.path, {
    clientId: "shared",
    times: TIMES,
  });
  await using other = await startWriter(place.path, {
    clientId: "own",
    times: TIMES,
  });
  const writers = [first, second, other];
  await Promise.all(writers.map((writer) => writer.begin()));
  const ends = await Promise.all(writers.map((writer) => writer.finished()));
  assert(ends.every(({ success }) => success));
  const [one, two] = ends.map(({ told }) => told);
  const numbers = [...one ?? [], ...two ?? []].sort((a, b) => a - b);
  assert.deepEqual(
    numbers,
    Array.from({ length: 2 * TIMES }, (_, index) => index + 1),
  );
  const cache = openTokenCache(place.path);
  assert.equal((await cache.read(keyOf("shared")))?.idToken, `${2 * TIMES}`);
  assert.equal((await cache.read(keyOf("own")))?.idToken, `${TIMES}`);
});

Deno.test("kill -9 at any moment leaves a cache with all that was told to be stored, and no lock", async () => {
  await using place = await cachePlace();
  const warnings: string[] = [];
  const cache = openTokenCache(place.path, {
    warn: (text) => warnings.push(text),
  });
  await cache.exclusively(
    keyOf("beside"),
    (held) => held.store({ idToken: "kept" }),
  );
  let total = 0;
  for (let round = 0; round < KILLS; round++) {
    await using writer = await startWriter(place.path, { clientId: "killed" });
    await writer.begin();
    // Whoever reads meanwhile never sees a part of a file either.
    for (const until = Date.now() + 20 + round * 7; Date.now() < until;) {
      const { idToken } = await cache.read(keyOf("beside")) ?? {};
      assert.equal(idToken, "kept");
    }
    writer.kill();
    const { told } = await writer.finished();
    const kept = Number((await cache.read(keyOf("killed")))?.idToken ?? 0);
    const last = told.at(-1) ?? total;
    // What it stored last it may not have come to tell.
    assert(kept === last || kept === last + 1, `${kept} after ${last}`);
    assert.equal((await cache.read(keyOf("beside")))?.idToken, "kept");
    total = kept;
  }
  assert(total > 0);
  // Its locks are free, and what it left behind is cleared away.
  await cache.exclusively(keyOf("killed"), async (held) => {
    assert.equal(held.tokens?.idToken, `${total}`);
    await held.store({ idToken: "ours" });
  }, { patienceMs: 5_000 });
  assert.deepEqual(
    (await place.names()).filter((name) => name.endsWith(".tmp")),
    [],
  );
  assert.deepEqual(warnings, []);
});

for (const blocking of [false, true]) {
  const kind = blocking ? "waited for in the system" : "asked for";
  const options = { what: "the lock", blocking };

  Deno.test(`a lock that is ${kind} can be given up waiting for, and is not kept by who left`, async () => {
    await using place = await cachePlace();
    await Deno.mkdir(place.folder, { mode: 0o700 });
    const path = `${place.path}.lock`;
    // As another process would hold it: a lock belongs to an open file.
    const holder = await Deno.open(path, {
      read: true,
      write: true,
      createNew: true,
      mode: 0o600,
    });
    await holder.lock(true);
    for (let round = 0; round < 3; round++) {
      const controller = new AbortController();
      const attempt = lockFile(path, { ...options, signal: controller.signal });
      setTimeout(() => controller.abort("enough"), 10);
      await assert.rejects(attempt, (reason) => reason === "enough");
    }
    const { signal } = new AbortController();
    const next = lockFile(path, { ...options, signal });
    holder.close();
    (await next)[Symbol.dispose]();
    // Nobody wants it now, so that another can have it.
    const other = await Deno.open(path, { read: true, write: true });
    await other.lock(true);
    other.close();
  });

  Deno.test(`a lock that is ${kind} is not taken on a file that was removed meanwhile`, async () => {
    await using place = await cachePlace();
    await Deno.mkdir(place.folder, { mode: 0o700 });
    const path = `${place.path}.lock`;
    const { signal } = new AbortController();
    const first = await lockFile(path, { ...options, signal });
    const holder = await Deno.open(path, { read: true });
    first[Symbol.dispose]();
    await holder.lock(true);
    const waiting = lockFile(path, { ...options, signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Deno.remove(path);
    holder.close();
    using _lock = await waiting;
    // There is a file again, and it is the one that is locked.
    const again = await Deno.open(path, { read: true });
    assert.equal(await again.tryLock(true), false);
    again.close();
  });
}

Deno.test({
  name: "a program that is started while a lock is held does not keep it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using place = await cachePlace();
    const cache = openTokenCache(place.path);
    const child = await cache.exclusively(
      keyOf("a"),
      () =>
        Promise.resolve(
          new Deno.Command("sleep", {
            args: ["60"],
            stdin: "null",
            stdout: "null",
            stderr: "null",
          }).spawn(),
        ),
    );
    try {
      const taken = await openTokenCache(place.path).exclusively(
        keyOf("a"),
        () => Promise.resolve("taken"),
        { patienceMs: 5_000 },
      );
      assert.equal(taken, "taken");
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  },
});
