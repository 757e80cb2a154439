import assert from "node:assert/strict";
import { commit, plain } from "../../../lib/demo/model/git.ts";
import type { World } from "../../../lib/demo/model/world.ts";
import { configMap, secret } from "../../../lib/demo/world/manifests.ts";
import { compareApplication } from "../../../lib/tools/resources/compare_application.ts";
import { onGet } from "../../helpers/recorded_response.ts";
import { harness } from "../../helpers/tool_harness.ts";

const SHA_REGEXP = /^[0-9a-f]{40}$/;

/** Paths of what was asked, without the application. */
function asked(h: ReturnType<typeof harness>): readonly string[] {
  return h.requests.map(({ path }) => path.split("/").slice(5).join("/"));
}

/** Adds a commit to the shop's platform and tags it. */
function tagged(world: World, tag: string, directories: object): void {
  const url = `${world.addresses.git}/platform.git`;
  const platform = world.git.get(url);
  assert(platform);
  const sha = platform.branches.get("main") ?? "";
  commit(platform, {
    author: "Ines Ferro <ines.ferro@shop.example>",
    sha: `a${tag.slice(-1)}${sha.slice(2)}`,
    date: "2026-11-20T08:00:00Z",
    message: `release ${tag}`,
    branch: `release-${tag}`,
    tag,
    directories: directories as never,
  });
}

Deno.test.each(["2.14", "3.2", "3.5"] as const)(
  "a revision and what was compared last are shown side by side on %s, counts first",
  async (version) => {
    await using h = harness({ version });
    const { text, structured, isError } = await h.call(compareApplication, {
      application: "guestbook",
      from: "v1.0.0",
    });
    assert(!isError, text);
    assert.match(
      text,
      /^guestbook: 2 differ, 1 unknown, 1 the same\n- v1\.0\.0\n\+ v1\.2\.0: v1\.2\.0 = 15166bc .*"storefront 1\.2\.0: faster product search" by release-bot/,
    );
    assert.match(
      text,
      /^--- v1\.0\.0 Deployment guestbook\n\+\+\+ v1\.2\.0\n@@ .* @@$/m,
    );
    assert.match(
      text,
      /^-\s+image: \S+guestbook:1\.0\.0\n\+\s+image: \S+guestbook:1\.2\.0$/m,
    );
    assert.deepEqual(structured?.["counts"], {
      differs: 2,
      unknown: 1,
      same: 1,
    });
    const query = h.requests.filter(({ path }) => path.endsWith("/manifests"))
      .map(({ query }) => query.get("revision") ?? "");
    assert.equal(query[0], "v1.0.0");
    assert.match(query[1] ?? "", SHA_REGEXP);
  },
);

Deno.test("two deployments of the history are rendered at their commits and told with their dates", async () => {
  await using h = harness();
  const { text, structured } = await h.call(compareApplication, {
    application: "guestbook",
    from: "#0",
    to: "#1",
  });
  assert.match(
    text,
    /^- deployment 0: 2\d{3}-\S+Z; 32b00e7 \(v1\.0\.0\) "storefront 1\.0\.0" by Ines Ferro/m,
  );
  assert.match(text, /^\+ deployment 1: 2\d{3}-\S+Z; a9dfc3c \(v1\.1\.0\) /m);
  assert.match(
    text,
    /^--- deployment 0 ConfigMap guestbook-config\n\+\+\+ deployment 1$/m,
  );
  const from = structured?.["from"] as Readonly<Record<string, unknown>>;
  assert.equal(from["deployment"], 0);
  const metadata = h.requests.filter(({ path }) => path.endsWith("/metadata"));
  assert.deepEqual(
    metadata.map(({ query }) => query.get("versionId")).sort(),
    ["0", "1"],
  );
});

Deno.test("what equals itself is said to be the same, and nothing is listed but what cannot be told", async () => {
  await using h = harness();
  const { text, structured } = await h.call(compareApplication, {
    application: "guestbook",
    from: "#2",
    to: "#4",
  });
  assert.match(text, /^guestbook: 1 unknown, 3 the same$/m);
  assert.deepEqual(structured?.["resources"], [{
    resource: "Secret guestbook-secret",
    state: "unknown",
    note: "Argo CD masks its values: whether they differ cannot be told",
  }]);
});

Deno.test("what is on one side only is counted, and shown with its lines", async () => {
  await using h = harness();
  const { text, structured } = await h.call(compareApplication, {
    application: "payments",
    from: "bc91c3fef5792c664f9c2ad40ea556941917692c",
  });
  assert.deepEqual(structured?.["counts"], {
    differs: 2,
    only_from: 1,
    unknown: 1,
    same: 2,
  });
  assert.match(
    text,
    /^--- bc91c3f ConfigMap payments-legacy\n\+\+\+ \(not in main\)\n-apiVersion: v1$/m,
  );
  assert.doesNotMatch(text, /tracking-id/);
});

Deno.test("secrets that Argo CD does not mask keep equal marks where they are equal, on both sides", async () => {
  await using h = harness({
    customize(world) {
      const rest = { PLAIN: "x", API_PASSWORD: "walnut-Drawer-7" };
      const maps = (token: string) => ({
        payments: plain(configMap("settings", { ...rest, API_TOKEN: token })),
      });
      tagged(world, "v8", maps("plum-Ladder-19"));
      tagged(world, "v9", maps("birch-Window-23"));
    },
  });
  const { text } = await h.call(compareApplication, {
    application: "payments",
    from: "v8",
    to: "v9",
  });
  assert.doesNotMatch(text, /Drawer|Ladder|Window/);
  assert.match(text, /^ {3}API_PASSWORD: <masked:\d+>$/m);
  const [, before, after] =
    /^- {2}API_TOKEN: (<masked:\d+>)\n\+ {2}API_TOKEN: (<masked:\d+>)$/m
      .exec(text) ?? [];
  assert(before && after, text);
  assert.notEqual(before, after);
});

Deno.test("of a Secret the keys are told and no value, not even by a mark", async () => {
  await using h = harness({
    customize(world) {
      const secrets = (data: Record<string, string>) => ({
        payments: plain(secret("keys", data)),
      });
      tagged(world, "v8", secrets({ old: "walnut-1", both: "plum-2" }));
      tagged(world, "v9", secrets({ fresh: "birch-3", both: "plum-2" }));
    },
  });
  const { text } = await h.call(compareApplication, {
    application: "payments",
    from: "v8",
    to: "v9",
  });
  assert.match(
    text,
    /^\(values masked, keys: both cannot be told, fresh only in v9, old only in v8\)$/m,
  );
  assert.doesNotMatch(text, /\+{8}|<masked|walnut|plum|birch/);
});

Deno.test("of several sources one gets another revision, the others stay where they were compared", async () => {
  await using h = harness();
  const { text, structured } = await h.call(compareApplication, {
    application: "multi",
    from: "ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4",
    source: 2,
  });
  assert.match(text, /^- ace1e93: source 1: 9397c81 .*; source 2: ace1e93 /m);
  assert.match(
    text,
    /^\+ main: source 1: main = 9397c81 .*; source 2: main = 7dc57a3 /m,
  );
  const { differs } = structured?.["counts"] as Record<string, number>;
  assert.equal(differs, 1);
  for (const { path, query } of h.requests) {
    if (!path.endsWith("/manifests")) continue;
    assert.deepEqual(query.getAll("sourcePositions"), ["1", "2"]);
    assert.equal(query.getAll("revisions").length, 2);
    assert.equal(query.has("revision"), false);
  }
});

Deno.test("which source a revision is for must be said, before anything is rendered", async () => {
  await using h = harness();
  const { text } = await h.call(compareApplication, {
    application: "multi",
    from: "main",
  });
  assert.match(
    text,
    /^INVALID_ARGUMENT: Cannot render application 'multi' at 'main': it has 2 sources\nNext: /,
  );
  assert.deepEqual(asked(h), [""]);
});

Deno.test("parameters that have changed since a deployment are said, as Argo CD renders those of the spec", async () => {
  await using h = harness({
    customize(world) {
      const record = world.applications.get("argocd/chart");
      const source = record?.app.spec.source;
      assert(source);
      source.helm = { parameters: [{ name: "message", value: "changed" }] };
    },
  });
  const { text } = await h.call(compareApplication, {
    application: "chart",
    from: "#0",
  });
  assert.match(
    text,
    /^- deployment 0: .* \(rendered with today's helm\.parameters, helm\.releaseName, helm\.values, which differ from then\)$/m,
  );
});

Deno.test("a deployment from another path cannot be rendered again, and nothing is shown in its place", async () => {
  await using h = harness({
    customize(world) {
      const record = world.applications.get("argocd/guestbook");
      const source = record?.app.spec.source;
      assert(source);
      source.path = "elsewhere";
    },
  });
  const { text } = await h.call(compareApplication, {
    application: "guestbook",
    from: "#0",
    to: "#1",
  });
  assert.match(
    text,
    /^UNSUPPORTED: Cannot render deployment 0 of application 'guestbook': it came from other sources \(path\), /,
  );
  assert.deepEqual(asked(h), [""]);
});

Deno.test("a commit whose text may not be read costs its text, not the comparison", async () => {
  await using h = harness({
    intercept: onGet(
      /\/revisions\/.*\/metadata$/,
      () =>
        Response.json({ code: 7, message: "permission denied" }, {
          status: 403,
        }),
    ),
  });
  const { text, isError } = await h.call(compareApplication, {
    application: "guestbook",
    from: "#0",
    to: "#1",
  });
  assert(!isError, text);
  assert.match(text, /^guestbook: 2 differ, /);
  assert.match(
    text,
    /^- deployment 0: .*32b00e7 \(Cannot read commit 32b00e7: /m,
  );
});

Deno.test("a revision, a commit and a deployment that do not exist are told as such", async () => {
  await using h = harness();
  const unknown = "deadbeef".repeat(5);
  const cases = {
    nope:
      /^NOT_FOUND: Cannot render application 'payments' at 'nope': there is no such revision: /,
    [unknown]:
      /^NOT_FOUND: Cannot render application 'payments' at 'deadbee': its repository has no commit '(?:deadbeef){5}'\nNext: /,
    "99":
      /^NOT_FOUND: Cannot render application 'payments' at '99': there is no such revision: .*\nNext: '#99' is the deployment with this id$/,
    "#99":
      /^NOT_FOUND: Cannot compare application 'payments': its history has no deployment 99; it has 0 = /,
    "#x": /^INVALID_ARGUMENT: Cannot use '#x' as revision: /,
    "../x": /^INVALID_ARGUMENT: Cannot use '\.\.\/x' as revision: /,
  };
  for (const [from, expected] of Object.entries(cases)) {
    const { text } = await h.call(compareApplication, {
      application: "payments",
      from,
    });
    assert.match(text, expected);
  }
});

Deno.test("without sides what was deployed last is compared with what Argo CD has compared last", async () => {
  await using h = harness();
  const { text } = await h.call(compareApplication, {
    application: "payments",
  });
  assert.match(
    text,
    /^payments: 2 differ, 1 only in deployment \d+, 1 unknown, 2 the same\n- deployment \d+: .*bc91c3f .*\n\+ main: main = 9397c81 /,
  );
});

Deno.test("an application that was never deployed has nothing to be compared with by itself", async () => {
  await using h = harness({
    customize({ applications }) {
      const record = applications.get("argocd/payments");
      assert(record);
      record.app.status.history = [];
    },
  });
  const { text } = await h.call(compareApplication, {
    application: "payments",
  });
  assert.match(
    text,
    /^NOT_FOUND: Cannot compare application 'payments': it has not been deployed yet, .*\nNext: /,
  );
});

Deno.test("a source without a revision is refused before anything is read", async () => {
  await using h = harness();
  const { text } = await h.call(compareApplication, {
    application: "multi",
    from: "#0",
    source: 1,
  });
  assert.match(
    text,
    /^INVALID_ARGUMENT: .*'source' is given without a revision\n/,
  );
  assert.deepEqual(h.requests, []);
});

Deno.test("an application that cannot be rendered says why", async () => {
  await using h = harness();
  const { text } = await h.call(compareApplication, {
    application: "billing",
    to: "main",
  });
  assert.match(
    text,
    /^COMPARISON_FAILED: Cannot render application 'billing' at 'main': .*app path does not exist/,
  );
});

Deno.test("one resource alone is shown in full; one that is on neither side is an error", async () => {
  const values = Object.fromEntries(
    Array.from({ length: 90 }, (_, n) => [`KEY_${n}`, `${n}`]),
  );
  await using h = harness({
    customize: (world) =>
      tagged(world, "v9", {
        payments: plain(
          configMap("wide", values),
          configMap("payments-config", { MODE: "test" }),
        ),
      }),
  });
  const call = { application: "payments", to: "v9" };
  const all = await h.call(compareApplication, call);
  assert.match(all.text, /^\(\d+ more lines; ask for this resource alone\)$/m);
  const one = await h.call(compareApplication, {
    ...call,
    kind: "configmap",
    name: "wide",
  });
  assert.match(one.text, /^payments: 1 only in v9$/m);
  assert.match(one.text, /^\+ {2}KEY_89: "89"$/m);
  const none = await h.call(compareApplication, { ...call, kind: "Pod" });
  assert.match(
    none.text,
    /^NOT_FOUND: Cannot compare application 'payments': neither side has a 'Pod'\nNext: /,
  );
});

Deno.test("a long comparison comes in pages that lead through all of it, within the budget", async () => {
  const many = (word: string) =>
    plain(
      ...Array.from({ length: 120 }, (_, n) =>
        configMap(`map-${String(n).padStart(3, "0")}`, {
          WORD: word,
          TEXT: `${word} `.repeat(40),
        })),
    );
  await using h = harness({
    customize(world) {
      tagged(world, "v8", { payments: many("before") });
      tagged(world, "v9", { payments: many("after") });
    },
  });
  const seen = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const { text, structured, isError } = await h.call(compareApplication, {
      application: "payments",
      from: "v8",
      to: "v9",
      ...(cursor ? { cursor } : {}),
    });
    assert(!isError, text);
    assert.match(text, /^payments: 120 differ$/m);
    const bytes = JSON.stringify(text).length +
      JSON.stringify(structured).length;
    assert(bytes <= 24_000, `${bytes}`);
    const items = structured?.["resources"] as { resource: string }[];
    for (const { resource } of items) seen.add(resource);
    const page = structured?.["page"] as { next_cursor?: string } | undefined;
    cursor = page?.next_cursor;
    pages++;
  } while (cursor);
  assert.equal(seen.size, 120);
  assert(pages > 1);
});

Deno.test("under a scope what belongs to others is left out of both sides, and counted", async () => {
  await using h = harness({
    policy: {
      scope: {
        applications: ["root"],
        settings: {
          applications: "ALLOWED",
          projects: "ALLOWED",
          cluster: "ONE",
        },
      },
    },
  });
  const { text, structured } = await h.call(compareApplication, {
    application: "root",
    to: "main",
  });
  assert.doesNotMatch(text, /child-one|child-two/);
  assert.deepEqual(structured?.["out_of_scope"], { resources: 2 });
});
