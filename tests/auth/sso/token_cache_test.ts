import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatCache,
  parseCache,
  withEntry,
} from "../../../lib/auth/sso/cache_format.ts";
import {
  type CachedTokens,
  type CacheKey,
  defaultCachePath,
  memoryTokenCache,
  openTokenCache,
  type TokenCache,
} from "../../../lib/auth/sso/token_cache.ts";
import { failureOf } from "../../helpers/open_client.ts";
import { cachePlace, keyOf } from "./cache_place.ts";

const ON_WINDOWS = Deno.build.os === "windows";
const FULL: CachedTokens = {
  idToken: "head.claims.signature",
  refreshToken: "s3cret",
  expiresAt: 1_800_000_000_000,
  subject: "ann",
};

async function keep(
  cache: TokenCache,
  key: CacheKey,
  tokens: CachedTokens = FULL,
): Promise<void> {
  await cache.exclusively(key, (held) => held.store(tokens));
}

interface Kind extends AsyncDisposable {
  readonly cache: TokenCache;
}

const KINDS: readonly (readonly [string, () => Promise<Kind>])[] = [
  ["in memory", () =>
    Promise.resolve({
      cache: memoryTokenCache(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })],
  ["in a file", async () => {
    const place = await cachePlace();
    return {
      cache: openTokenCache(place.path),
      [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
    };
  }],
];

for (const [kind, open] of KINDS) {
  Deno.test(`a cache ${kind} keeps each key's tokens apart, and forgets one of them`, async () => {
    await using made = await open();
    const { cache } = made;
    const key = keyOf("argo-cd-cli");
    const others: readonly CacheKey[] = [
      { ...key, instance: "https://argocd.example" },
      { ...key, instance: `${key.instance}/` },
      { ...key, issuer: "https://id.example/" },
      { ...key, clientId: "argo-cd" },
      { ...key, instance: key.issuer, issuer: key.instance },
    ];
    assert.equal(await cache.read(key), undefined);
    await keep(cache, key);
    for (const other of others) {
      assert.equal(await cache.read(other), undefined);
    }
    for (const [index, other] of others.entries()) {
      await keep(cache, other, { idToken: `${index}` });
    }
    assert.deepEqual(await cache.read(key), FULL);
    assert.deepEqual(await cache.read({ ...key, clientId: "argo-cd" }), {
      idToken: "3",
    });
    const entries = await cache.entries(key.instance);
    assert.deepEqual(
      entries.map(({ issuer, clientId, idToken }) => [
        issuer,
        clientId,
        idToken,
      ]),
      [
        ["https://id.example", "argo-cd-cli", FULL.idToken],
        ["https://id.example/", "argo-cd-cli", "2"],
        ["https://id.example", "argo-cd", "3"],
      ],
    );
    await cache.exclusively(key, async (held) => {
      assert.deepEqual(held.tokens, FULL);
      await held.remove();
      assert.equal(held.tokens, undefined);
      await held.remove();
    });
    assert.equal(await cache.read(key), undefined);
    assert.equal((await cache.entries(key.instance)).length, 2);
  });

  Deno.test(`waiters for one key of a cache ${kind} take turns, in order; other keys do not wait`, async () => {
    await using made = await open();
    const { cache } = made;
    const free = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = cache.exclusively(keyOf("a"), () => free.promise);
    const waiters = Array.from(
      { length: 100 },
      (_, index) =>
        cache.exclusively(keyOf("a"), async (held) => {
          order.push(`begin ${index}`);
          const count = Number(held.tokens?.idToken ?? 0);
          await held.store({ idToken: `${count + 1}` });
          order.push(`end ${index}`);
        }),
    );
    const all = Promise.all([first, ...waiters]);
    await keep(cache, keyOf("b"));
    assert.deepEqual(order, []);
    free.resolve();
    await all;
    assert.deepEqual(
      order,
      waiters.flatMap((_, index) => [`begin ${index}`, `end ${index}`]),
    );
    assert.equal((await cache.read(keyOf("a")))?.idToken, "100");
  });

  Deno.test(`who waits too long for a cache ${kind}, or is called off, leaves the queue to the others`, async () => {
    await using made = await open();
    const { cache } = made;
    const free = Promise.withResolvers<void>();
    const first = cache.exclusively(keyOf("a"), () => free.promise);
    const late = await failureOf(
      cache.exclusively(keyOf("a"), () => Promise.resolve(), {
        patienceMs: 20,
      }),
    );
    assert.equal(late.code, "TIMEOUT");
    assert.match(
      late.message,
      /the sign-in to 'https:\/\/argocd\.example\/root'.* for 0\.02 seconds$/,
    );
    const controller = new AbortController();
    const calledOff = cache.exclusively(keyOf("a"), () => Promise.resolve(), {
      signal: controller.signal,
    });
    const last = cache.exclusively(keyOf("a"), () => Promise.resolve("done"));
    controller.abort("enough");
    await assert.rejects(calledOff, (reason) => reason === "enough");
    await assert.rejects(
      cache.exclusively(keyOf("a"), () => Promise.resolve(), {
        signal: AbortSignal.abort("before"),
      }),
      (reason) => reason === "before",
    );
    free.resolve();
    await first;
    assert.equal(await last, "done");
  });

  Deno.test(`work that fails with a cache ${kind} gives the key up; an entry is of no use after that`, async () => {
    await using made = await open();
    const { cache } = made;
    const fault = new Error("of the work");
    await assert.rejects(
      cache.exclusively(keyOf("a"), () => Promise.reject(fault)),
      fault,
    );
    const entry = await cache.exclusively(
      keyOf("a"),
      (held) => Promise.resolve(held),
      { patienceMs: 1_000 },
    );
    await assert.rejects(entry.store(FULL), /it is not held/);
    assert.equal(await cache.read(keyOf("a")), undefined);
  });
}

Deno.test({
  name:
    "folder, file and locks are for their owner alone, and nothing else is left in the folder",
  ignore: ON_WINDOWS,
  async fn() {
    await using place = await cachePlace();
    await keep(openTokenCache(place.path), keyOf("a"));
    const modeOf = async (path: string) =>
      ((await Deno.lstat(path)).mode ?? 0) & 0o777;
    assert.equal(await modeOf(place.folder), 0o700);
    const names = await place.names();
    assert.equal(names.length, 3);
    for (const name of names) {
      assert.match(name, /^sso-tokens\.json(\.lock(-[0-9a-f]{16})?)?$/);
      assert.equal(await modeOf(`${place.folder}/${name}`), 0o600);
    }
  },
});

Deno.test("a file system without locks is named", async () => {
  await using place = await cachePlace();
  const file = Deno.FsFile.prototype;
  const { lock, tryLock } = file;
  // What Linux says on a network file system whose server has none.
  const refuse = () =>
    Promise.reject(Object.assign(new Error(), { code: "ENOLCK" }));
  Object.assign(file, { lock: refuse, tryLock: refuse });
  try {
    const error = await failureOf(
      keep(openTokenCache(place.path), keyOf("argo-cd-cli")),
    );
    assert.equal(error.code, "CONFIGURATION");
    assert.match(error.message, /the lock .*: the file system has no locks$/);
  } finally {
    Object.assign(file, { lock, tryLock });
  }
});

Deno.test("reading makes neither folder nor file", async () => {
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  assert.equal(await cache.read(keyOf("a")), undefined);
  assert.deepEqual(await cache.entries("https://argocd.example/root"), []);
  await assert.rejects(Deno.lstat(place.folder), Deno.errors.NotFound);
});

Deno.test({
  name:
    "what may not be trusted is refused for reading, holding and storing, and stays as it is",
  ignore: ON_WINDOWS,
  async fn() {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ["chmod 644 FILE", "", /may open it \(mode 0644\)\nNext: Run: chmod 600/],
      ["chmod 400 FILE", "", /its mode is 0400, not 0600\nNext: Run: chmod/],
      [
        "mv FILE FILE.r; ln -s FILE.r FILE",
        "",
        /a symbolic link\nNext: Run: rm/,
      ],
      ["rm FILE; mkfifo -m 600 FILE", "", /a named pipe, .*\nNext: Run: rm/],
      ["head -c 10000000 /dev/zero > FILE", "", /larger than 4096 KiB\nNext:/],
      [
        "chmod 777 FOLDER",
        "",
        /may write to its folder .*\nNext: Run: chmod 700/,
      ],
      [
        "chmod 644 FILE.lock",
        "",
        /^CONFIGURATION: Cannot use the lock of the sign-in cache .*chmod 600/s,
      ],
    ];
    for (const [command, , expected] of cases) {
      await using place = await cachePlace();
      const cache = openTokenCache(place.path);
      await keep(cache, keyOf("a"));
      const { success } = await new Deno.Command("sh", {
        args: [
          "-c",
          command.replaceAll("FILE", place.path).replaceAll(
            "FOLDER",
            place.folder,
          ),
        ],
      }).output();
      assert(success, command);
      const before = await new Deno.Command("ls", {
        args: ["-ln", place.folder],
      })
        .output();
      const errors = [await failureOf(keep(cache, keyOf("a")))];
      if (!command.includes(".lock")) {
        errors.push(
          await failureOf(cache.read(keyOf("a"))),
          await failureOf(cache.entries("https://argocd.example")),
        );
      }
      for (const error of errors) {
        assert.equal(error.code, "CONFIGURATION");
        assert.match(error.toString(), expected);
        assert(!error.toString().includes("s3cret"));
      }
      const after = await new Deno.Command("ls", {
        args: ["-ln", place.folder],
      })
        .output();
      assert.deepEqual(after.stdout, before.stdout);
    }
  },
});

const CORRUPT: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["cut off", '{"version":1,"signIns":[{"instance":"https://a'],
  ["a list", "[]"],
  ["null", "null"],
  ["without a version", '{"signIns":[]}'],
  ["of no known form", '{"a":1}'],
  ["with a version that is none", '{"version":"1","signIns":[]}'],
  ["with an old version", '{"version":0,"signIns":[]}'],
  ["without a list", '{"version":1,"signIns":{}}'],
  [
    "with an entry that lacks its issuer",
    '{"version":1,"signIns":[{"instance":"a","clientId":"c","idToken":"t"}]}',
  ],
  [
    "with a wrong type",
    '{"version":1,"signIns":[{"instance":"a","issuer":"b","clientId":"c","idToken":7}]}',
  ],
  [
    "with two entries for one key",
    `{"version":1,"signIns":[${
      Array(2).fill(
        '{"instance":"a","issuer":"b","clientId":"c","idToken":"t"}',
      )
        .join(",")
    }]}`,
  ],
];

Deno.test("a corrupt file is set aside, told once, and never used", async () => {
  for (const [name, text] of CORRUPT) {
    await using place = await cachePlace();
    const warnings: string[] = [];
    const cache = openTokenCache(place.path, {
      warn: (warning) => warnings.push(warning),
      now: () => new Date(0),
    });
    await keep(cache, keyOf("a"));
    await Deno.writeTextFile(place.path, text);
    assert.equal(await cache.read(keyOf("a")), undefined, name);
    assert.equal(await cache.read(keyOf("a")), undefined);
    const aside = `${place.path}.corrupt-1970-01-01T00-00-00.000Z`;
    assert.deepEqual(warnings, [
      `The sign-in cache '${place.path}' could not be read and was moved to '${aside}'; sign in again`,
    ]);
    assert.equal(await Deno.readTextFile(aside), text);
    await keep(cache, keyOf("a"));
    assert.deepEqual(await cache.read(keyOf("a")), FULL);
  }
});

Deno.test("bytes that are no text are corrupt, also for who stores; a few corrupt files are kept", async () => {
  await using place = await cachePlace();
  let time = 0;
  const cache = openTokenCache(place.path, { now: () => new Date(time++) });
  for (let round = 0; round < 6; round++) {
    await keep(cache, keyOf("a"));
    await Deno.writeFile(place.path, new Uint8Array([0x7b, 0xff, 0x7d]));
  }
  const aside = (await place.names()).filter((name) =>
    name.includes("corrupt")
  );
  assert.deepEqual(
    aside,
    ["002", "003", "004"].map((ms) =>
      `sso-tokens.json.corrupt-1970-01-01T00-00-00.${ms}Z`
    ),
  );
});

Deno.test("100 readers of a corrupt file move it once", async () => {
  await using place = await cachePlace();
  const warnings: string[] = [];
  const cache = openTokenCache(place.path, {
    warn: (warning) => warnings.push(warning),
  });
  await keep(cache, keyOf("a"));
  await Deno.writeTextFile(place.path, "{");
  const read = await Promise.all(
    Array.from({ length: 100 }, () => cache.read(keyOf("a"))),
  );
  assert(read.every((tokens) => tokens === undefined));
  assert.equal(warnings.length, 1);
});

Deno.test("a file of a newer version is refused and stays", async () => {
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  await keep(cache, keyOf("a"));
  const text = '{"version":2,"somethingElse":true}';
  await Deno.writeTextFile(place.path, text);
  // One after the other: a rejection that nobody awaits yet would end the test run.
  const attempts = [
    async () => void await cache.read(keyOf("a")),
    () => keep(cache, keyOf("a")),
  ];
  for (const attempt of attempts) {
    assert.equal(
      (await failureOf(attempt())).toString(),
      `CONFIGURATION: Cannot use the sign-in cache '${place.path}': a newer version of this program has written it\nNext: Update this program, or set ARGOCD_MCP_SSO_CACHE to another file`,
    );
  }
  assert.equal(await Deno.readTextFile(place.path), text);
});

Deno.test("what another program keeps in the same file stays, and is not used", async () => {
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  await keep(cache, keyOf("b"));
  const theirs = { idToken: "x.y.z", refreshToken: "r", expiresAt: 1 };
  const address = keyOf("a").instance;
  await Deno.writeTextFile(place.path, JSON.stringify({ [address]: theirs }));
  assert.equal(await cache.read(keyOf("a")), undefined);
  await keep(cache, keyOf("a"));
  const written = JSON.parse(await Deno.readTextFile(place.path));
  assert.deepEqual(written[address], theirs);
  assert.deepEqual(await cache.entries(address), [{ ...keyOf("a"), ...FULL }]);
});

Deno.test("more than fits is refused, and what was kept stays", async () => {
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  await keep(cache, keyOf("a"));
  const error = await failureOf(
    keep(cache, keyOf("b"), { idToken: "x".repeat(5_000_000) }),
  );
  assert.match(error.message, /: it would become too large$/);
  assert.deepEqual(await cache.read(keyOf("a")), FULL);
});

Deno.test("every text survives: keys and tokens come back as they were kept", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("__proto__", "constructor", "", "\ud800"),
  );
  const tokens = fc.record({
    idToken: text,
    refreshToken: text,
    expiresAt: fc.integer(),
    subject: text,
  }, { requiredKeys: ["idToken"], noNullPrototype: true });
  const key = fc.record({ instance: text, issuer: text, clientId: text }, {
    noNullPrototype: true,
  });
  fc.assert(fc.property(
    fc.uniqueArray(fc.tuple(key, tokens), {
      selector: ([{ instance, issuer, clientId }]) =>
        JSON.stringify([instance, issuer, clientId]),
    }),
    (all) => {
      let content = parseCache('{"version":1,"signIns":[]}');
      for (const [key, tokens] of all) {
        assert(typeof content === "object");
        content = parseCache(formatCache(withEntry(content, key, tokens)));
      }
      assert(typeof content === "object");
      assert.deepEqual(
        content.entries,
        all.map(([key, tokens]) => ({ ...key, ...tokens })),
      );
    },
  ));
});

Deno.test("any other JSON is corrupt or newer, and no exception", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const content = parseCache(text);
    assert(typeof content === "string" || content.entries.length === 0);
  }));
});

Deno.test("defaultCachePath() follows the system and the XDG rules", () => {
  const all = {
    HOME: "/home/ann",
    XDG_CONFIG_HOME: "/xdg",
    LOCALAPPDATA: "C:\\Users\\ann\\AppData\\Local",
    APPDATA: "C:\\Users\\ann\\AppData\\Roaming",
  };
  const of = (os: typeof Deno.build.os, change: Record<string, string>) =>
    defaultCachePath(new Map(Object.entries({ ...all, ...change })), os);
  assert.deepEqual(
    [
      of("linux", {}),
      of("linux", { XDG_CONFIG_HOME: "" }),
      of("linux", { XDG_CONFIG_HOME: "relative" }),
      of("linux", { XDG_CONFIG_HOME: "", HOME: "" }),
      of("darwin", {}),
      of("darwin", { XDG_CONFIG_HOME: "" }),
      of("windows", {}),
      of("windows", { LOCALAPPDATA: "" }),
      of("windows", { LOCALAPPDATA: "", APPDATA: "" }),
    ],
    [
      "/xdg/argocd-mcp/sso-tokens.json",
      "/home/ann/.config/argocd-mcp/sso-tokens.json",
      "/home/ann/.config/argocd-mcp/sso-tokens.json",
      undefined,
      "/xdg/argocd-mcp/sso-tokens.json",
      "/home/ann/Library/Application Support/argocd-mcp/sso-tokens.json",
      "C:\\Users\\ann\\AppData\\Local\\argocd-mcp\\sso-tokens.json",
      "C:\\Users\\ann\\AppData\\Roaming\\argocd-mcp\\sso-tokens.json",
      undefined,
    ],
  );
});
