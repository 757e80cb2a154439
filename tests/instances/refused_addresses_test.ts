import assert from "node:assert/strict";
import { TOOLS } from "../../lib/tools/registry.ts";
import { refusal } from "../helpers/change_harness.ts";
import { SAMPLE_CALLS } from "../helpers/sample_calls.ts";
import { entryOf, fleet, site } from "./fleet.ts";

/** A server that only counts who comes. */
function sink() {
  let seen = 0;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = (async () => {
    for await (const connection of listener) {
      seen++;
      connection.close();
    }
  })();
  return {
    port: listener.addr.port,
    seen: () => seen,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

/** Spellings of `http://127.0.0.1:<port>` that lead to it; a browser takes them all. */
const SAME: readonly ((port: number) => string)[] = [
  (port) => `http://127.0.0.1:${port}`,
  (port) => `http://127.0.0.1:${port}/`,
  (port) => `http://127.0.0.1:${port}///`,
  (port) => `HTTP://127.0.0.1:${port}`,
  (port) => ` http://127.0.0.1:${port} `,
  (port) => `http://127.1:${port}`,
  (port) => `http://2130706433:${port}`,
  (port) => `http://0x7f.0.0.1:${port}`,
  (port) => `http://0177.0.0.1:${port}`,
  (port) => `http://[::ffff:127.0.0.1]:${port}`,
  (port) => `http://[::ffff:7f00:1]:${port}`,
  (port) => `http://127.0.0.1.:${port}`,
  (port) => `http://127.0.0.1:${port}/%2e%2e`,
  (port) => `http://127.0.0.1:${port}/applications/argocd/guestbook?view=tree`,
  (port) => `http://127.0.0.1:${port}/api/v1/applications#x`,
];

for (const spell of SAME) {
  Deno.test(`${spell(8080)} names the registered instance with its own token and nothing else`, async () => {
    await using a = site();
    await using b = site();
    await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
    const port = Number(new URL(a.url).port);
    const result = await it.call("get_application", {
      application: "guestbook",
      instance: spell(port),
    });
    assert(!result.isError, result.text);
    assert.match(result.text, /^instance a\n/);
    assert(a.requests.length > 0);
    const host = `127.0.0.1:${port}`;
    for (const { headers } of a.requests) {
      // The request goes to the registered address, not to what the call has written.
      assert.equal(headers.get("host"), host);
    }
    assert.deepEqual(b.requests, []);
  });
}

/** What looks like a registered instance, or like any place at all, and is none. */
const WRONG: readonly ((known: string, sink: number) => string)[] = [
  () => "A",
  () => "a ",
  () => "a.",
  () => "a/",
  () => "a\n",
  () => "a\u0000",
  () => "\u0430", // a Cyrillic letter
  () => "a,b",
  () => "all",
  () => "*",
  () => "..",
  () => "../a",
  () => "a/../a",
  () => "c",
  () => "__proto__",
  () => "constructor",
  (known) => `${known}@127.0.0.1`,
  (known) => `http://user:pass@${new URL(known).host}`,
  (known) => `http://${new URL(known).host}@127.0.0.1`,
  (known, sink) => `${known}@127.0.0.1:${sink}`,
  (known) => `${known}/argocd`,
  // Without a scheme it is https, where nobody is registered.
  (known) => new URL(known).host,
  (known) => `${known}/..;/x`,
  (known) => known.replace("http:", "ftp:"),
  (known) => known.replace("http:", "file:"),
  (known) => known.replace("http://", "http:/"),
  (known) => known.replace("127.0.0.1", "127.0.0.2"),
  (known) => known.replace("127.0.0.1", "localhost"),
  (known) => known.replace("127.0.0.1", "[::1]"),
  (known) => known.replace("127.0.0.1", "0.0.0.0"),
  (known) => known.replace("127.0.0.1", "127.0.0.1.nip.io"),
  (known) => `${known.replace(/:\d+$/, "")}:80`,
  (_, sink) => `http://127.0.0.1:${sink}`,
  (_, sink) => `127.0.0.1:${sink}`,
  (_, sink) => `http://[::ffff:127.0.0.1]:${sink}`,
  (_, sink) => `http://0x7f000001:${sink}`,
  (_, sink) => `http://0177.1:${sink}`,
  (_, sink) => `http://localhost:${sink}`,
  () => "http://169.254.169.254/latest/meta-data/",
  () => "169.254.169.254",
  () => "http://[fd00:ec2::254]",
  () => "metadata.google.internal",
  () => "http://no-such-name.invalid",
  () => "no-such-name.invalid",
  () => "a.invalid",
  () => `https://${"x".repeat(5_000)}.invalid`,
  () => "javascript:alert(1)",
  () => "data:text/plain,a",
  () => "",
  () => "🦑",
];

Deno.test("nothing else names an instance: it is refused before a name is looked up or a connection made", async () => {
  await using a = site();
  await using b = site();
  await using nowhere = sink();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const write of WRONG) {
    const instance = write(a.url, nowhere.port);
    for (const name of ["get_application", "list_applications"]) {
      const result = await it.call(name, {
        ...SAMPLE_CALLS[name],
        instance,
      });
      const { code, message, hint } = refusal(result);
      assert.equal(code, "INVALID_ARGUMENT", `${instance}: ${message}`);
      assert.match(message, /is registered.*nothing was sent|no instance/);
      assert.match(hint ?? "", /^Registered instances: a, b/);
      assert(result.text.length <= 1_000, `${result.text.length} characters`);
    }
  }
  assert.deepEqual([...a.requests, ...b.requests], []);
  assert.equal(nowhere.seen(), 0);
});

Deno.test("every tool refuses a foreign instance, previews and confirmed changes alike", async () => {
  await using a = site();
  await using b = site();
  await using nowhere = sink();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const { name, across } of TOOLS) {
    for (
      const more of [
        {},
        { dry_run: false, confirm: true, confirm_name: "guestbook", plan: "x" },
      ]
    ) {
      const result = await it.call(name, {
        ...SAMPLE_CALLS[name],
        ...across === undefined ? more : {},
        instance: `http://127.0.0.1:${nowhere.port}`,
      });
      assert.equal(refusal(result).code, "INVALID_ARGUMENT", result.text);
      assert.match(result.text, /no instance .* is registered/);
    }
  }
  assert.deepEqual([...a.requests, ...b.requests], []);
  assert.equal(nowhere.seen(), 0);
});

Deno.test("the root path is part of the address: what lies beside it is another Argo CD", async () => {
  await using a = site({ rootPath: "/argo" });
  await using it = await fleet([
    entryOf("a", a),
    { name: "b", baseUrl: "https://b.invalid", token: "x.y.z" },
  ]);
  const origin = new URL(a.url).origin;
  const args = { application: "guestbook" };
  for (
    const spelling of [
      `${origin}/argo`,
      `${origin}/argo/`,
      `${origin}/argo/applications`,
      `${origin}//argo`,
      `${origin}/x/../argo`,
    ]
  ) {
    const result = await it.call("get_application", {
      ...args,
      instance: spelling,
    });
    assert(!result.isError, `${spelling}: ${result.text}`);
  }
  a.requests.length = 0;
  for (
    const spelling of [
      origin,
      `${origin}/`,
      `${origin}/ARGO`,
      `${origin}/argo/x`,
      `${origin}/argo/..`,
      `${origin}/argo/%2e%2e/`,
      `${origin}/argo%2f`,
      `${origin}/argo;x=1`,
      `${origin}/other`,
      `${origin}/api/argo`,
    ]
  ) {
    const result = await it.call("get_application", {
      ...args,
      instance: spelling,
    });
    assert.match(refusal(result).message, /is registered/, spelling);
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("of https, the default port, letter case and a closing dot are spellings, another port is not", async () => {
  // Never asked: a refusal and an unanswered call differ in their codes.
  await using it = await fleet([
    { name: "a", baseUrl: "https://argocd.invalid", token: "x.y.z" },
    { name: "b", baseUrl: "https://b.invalid:8443/argo", token: "x.y.z" },
  ]);
  const codes = new Map<string, string>();
  for (
    const instance of [
      "argocd.invalid",
      "https://ARGOCD.invalid:443/",
      "https://argocd.invalid.",
      "argocd.invalid:443",
      "B.invalid:8443/argo",
      "argocd.invalid:8443",
      "https://argocd.invalid:80",
      "b.invalid/argo",
      "b.invalid:8443",
      "https://argocd.invalid..",
      "https://argocd.invalid@b.invalid:8443/argo",
    ]
  ) {
    const result = await it.call("list_projects", { instance });
    codes.set(instance, refusal(result).code);
  }
  assert.deepEqual(Object.fromEntries(codes), {
    "argocd.invalid": "DNS_FAILURE",
    "https://ARGOCD.invalid:443/": "DNS_FAILURE",
    "https://argocd.invalid.": "DNS_FAILURE",
    "argocd.invalid:443": "DNS_FAILURE",
    "B.invalid:8443/argo": "DNS_FAILURE",
    "argocd.invalid:8443": "INVALID_ARGUMENT",
    "https://argocd.invalid:80": "INVALID_ARGUMENT",
    "b.invalid/argo": "INVALID_ARGUMENT",
    "b.invalid:8443": "INVALID_ARGUMENT",
    "https://argocd.invalid..": "INVALID_ARGUMENT",
    "https://argocd.invalid@b.invalid:8443/argo": "INVALID_ARGUMENT",
  });
});
