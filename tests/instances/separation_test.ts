import assert from "node:assert/strict";
import { TOOLS } from "../../lib/tools/registry.ts";
import { refusal } from "../helpers/change_harness.ts";
import { SAMPLE_CALLS } from "../helpers/sample_calls.ts";
import { type Entry, entryOf, fleet, type Site, site } from "./fleet.ts";

const HEADERS = {
  a: { "X-Gate": "gate-secret-of-a-0123456789" },
  b: { "X-Gate": "gate-secret-of-b-0123456789" },
};

/** What only requests to `owner` may hold. */
function marksOf(name: "a" | "b", owner: Site): readonly string[] {
  const { admin } = owner.simulator.credentials;
  return [admin.token, HEADERS[name]["X-Gate"]];
}

function sent({ requests }: Site): string {
  return requests.map(({ method, path, headers }) =>
    `${method} ${path} ${JSON.stringify([...headers])}`
  ).join("\n");
}

/** Both with a token and a header of their own. */
function entries(a: Site, b: Site): readonly Entry[] {
  return [
    entryOf("a", a, { headers: HEADERS.a }),
    entryOf("b", b, { headers: HEADERS.b }),
  ];
}

Deno.test("what every tool sends for one instance carries its token and header, and nothing reaches the other", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet(entries(a, b));
  for (
    const [name, own, other] of [["a", a, b], ["b", b, a]] as const
  ) {
    for (const tool of TOOLS) {
      if (tool.name === "list_instances") continue;
      own.requests.length = 0;
      other.requests.length = 0;
      await it.call(tool.name, {
        ...SAMPLE_CALLS[tool.name],
        instance: name,
      });
      assert(own.requests.length > 0, tool.name);
      assert.deepEqual(other.requests, [], tool.name);
      for (const { headers, path } of own.requests) {
        assert.equal(headers.get("x-gate"), HEADERS[name]["X-Gate"]);
        // The version is everyone's to know.
        if (path === "/api/version") continue;
        assert.equal(
          headers.get("authorization"),
          `Bearer ${own.simulator.credentials.admin.token}`,
          `${tool.name} ${path}`,
        );
      }
    }
  }
});

Deno.test("asked together, each instance gets what is its own and nothing of the other", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet(entries(a, b));
  for (const { name, across } of TOOLS) {
    if (across === undefined) continue;
    const args = across === "always" ? {} : { instances: "all" };
    const result = await it.call(name, args);
    assert(!result.isError, result.text);
  }
  for (
    const [name, own, other] of [["a", a, b], ["b", b, a]] as const
  ) {
    const text = sent(own);
    for (const mark of marksOf(name, own)) assert(text.includes(mark));
    for (const mark of marksOf(name === "a" ? "b" : "a", other)) {
      assert(!text.includes(mark), `${name} was sent what is not its own`);
    }
  }
});

Deno.test("one host with two ports, or two root paths, is two instances with a session each", async () => {
  await using a = site({ rootPath: "/one" });
  await using b = site({ rootPath: "/two" });
  // One host and port for both, as an ingress does.
  await using front = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { pathname, search } = new URL(request.url);
      const site = pathname.startsWith("/one/") ? a : b;
      const target = new URL(`${pathname}${search}`, site.url);
      return fetch(new Request(target, request));
    },
  );
  const origin = `http://127.0.0.1:${front.addr.port}`;
  const account = (from: Site) => {
    const { username, password } = from.simulator.credentials.admin;
    return { username, password };
  };
  await using it = await fleet([
    { name: "a", baseUrl: `${origin}/one`, ...account(a) },
    { name: "b", baseUrl: `${origin}/two`, ...account(b) },
  ]);
  for (const instance of ["a", "b", `${origin}/one`, `${origin}/two/`]) {
    const result = await it.call("list_projects", { instance });
    assert(!result.isError, result.text);
  }
  const [ofA, ofB] = [a, b].map(({ requests }) =>
    new Set(
      requests.flatMap(({ headers }) => headers.get("authorization") ?? []),
    )
  );
  assert.equal(ofA?.size, 1);
  assert.equal(ofB?.size, 1);
  assert.equal(ofA?.intersection(ofB ?? new Set()).size, 0);
  for (const { requests } of [a, b]) {
    const logins = requests.filter(({ path }) => path.endsWith("/session"));
    assert.equal(logins.length, 1);
  }
});

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`a redirect (${status}) of one instance to another one, or anywhere, is not followed`, async () => {
    await using b = site();
    await using elsewhere = site();
    for (
      const target of [
        b.url,
        elsewhere.url,
        elsewhere.url.replace("http:", ""),
        elsewhere.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        elsewhere.url.replace("http://", "http://user:pass@"),
      ]
    ) {
      await using a = site({
        intercept: ({ url }) => {
          const { pathname, search } = new URL(url);
          if (pathname === "/api/version") return undefined;
          return new Response(null, {
            status,
            headers: { location: `${target}${pathname}${search}` },
          });
        },
      });
      await using it = await fleet(entries(a, b));
      for (
        const [name, args] of [
          ["list_applications", {}],
          ["get_application", { application: "guestbook" }],
          ["refresh_application", {
            application: "guestbook",
            dry_run: false,
          }],
        ] as const
      ) {
        const { code } = refusal(
          await it.call(name, { ...args, instance: "a" }),
        );
        assert.match(code, /^(UNEXPECTED_REDIRECT|REDIRECTED|\w*REDIRECT\w*)$/);
      }
      assert.deepEqual(b.requests, []);
      assert.deepEqual(elsewhere.requests, []);
    }
  });
}

Deno.test("what one Argo CD tells of the credentials of the other is masked, in answers and errors", async () => {
  await using b = site();
  const gate = HEADERS.b["X-Gate"];
  const secrets = [b.simulator.credentials.admin.token, gate];
  const said = secrets.join(" and ");
  let isBroken = false;
  await using a = site({
    customize(world) {
      const record = world.application("guestbook");
      assert(record);
      record.app.spec.info = [{ name: "note", value: said }];
    },
    intercept: ({ url }) =>
      isBroken && !url.endsWith("/version")
        ? Response.json({ error: said, code: 9, message: said }, {
          status: 400,
        })
        : undefined,
  });
  await using it = await fleet(entries(a, b));
  // Nothing of b was asked yet: its credentials must be known all the same.
  const views = [
    await it.call("get_application", {
      instance: "a",
      application: "guestbook",
      include: ["spec"],
    }),
    await it.call("list_applications", { instances: "all" }),
  ];
  isBroken = true;
  views.push(
    await it.call("get_application", {
      instance: "a",
      application: "guestbook",
    }),
    await it.call("list_projects", { instances: "all" }),
  );
  const all = JSON.stringify(views);
  assert.match(all, /<masked:\d+>/);
  for (const secret of secrets) {
    assert(!all.includes(secret), "a credential of b came out of a");
  }
});
