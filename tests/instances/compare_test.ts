import assert from "node:assert/strict";
import { listTools } from "../../lib/server/introduce.ts";
import type { World } from "../../lib/demo/model/world.ts";
import { entryOf, fleet, site } from "./fleet.ts";

const CALL = { instance: "a", application: "guestbook" };

/** The application as it runs in a later stage: another revision, another namespace. */
function stage(world: World): void {
  const { spec } = world.applications.get("argocd/guestbook")?.app ?? {};
  assert(spec?.source);
  spec.source.targetRevision = "v1.1.0";
  spec.destination.namespace = "guestbook-test";
}

Deno.test("the same application of two instances is compared as each of them renders it", async () => {
  await using a = site();
  await using b = site({ customize: stage });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const { text, structured, isError } = await it.call("compare_application", {
    ...CALL,
    other_instance: "b",
    to: "v1.1.0",
  });
  assert(!isError, text);
  assert.match(
    text,
    /^instance a\nguestbook: 1 differs, 1 unknown, 2 the same\n- a: v1\.2\.0 = 15166bc .*\n\+ b: v1\.1\.0\n/,
  );
  assert.match(text, /^--- a Deployment guestbook\n\+\+\+ b$/m);
  assert.doesNotMatch(text, /namespace/);
  const [from, to] = [structured?.["from"], structured?.["to"]] as {
    readonly instance: string;
  }[];
  assert.deepEqual([from?.instance, to?.instance], ["a", "b"]);
});

Deno.test("an instance renders by itself: neither is told of the other, and each is asked with its own token", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const { text } = await it.call("compare_application", {
    ...CALL,
    other_instance: "b",
  });
  assert.match(text, /^guestbook: 1 unknown, 3 the same$/m);
  for (const { requests, simulator } of [a, b]) {
    const { token } = simulator.credentials.admin;
    assert.equal(
      requests.filter(({ path }) => path.endsWith("/manifests")).length,
      1,
    );
    for (const { headers } of requests) {
      assert.equal(headers.get("authorization"), `Bearer ${token}`);
    }
  }
});

Deno.test("what fails at one instance says at which, and nothing of the other is shown", async () => {
  await using a = site();
  await using b = site({
    customize: ({ applications }) =>
      void applications.delete("argocd/guestbook"),
  });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const [instance, other] of [["a", "b"], ["b", "a"]]) {
    const { text, isError } = await it.call("compare_application", {
      ...CALL,
      instance,
      other_instance: other,
    });
    assert(isError);
    assert.match(
      text,
      /^\w+: Cannot read application 'guestbook'.* \(instance b\)\n/,
    );
    assert.doesNotMatch(text, /15166bc/);
  }
});

Deno.test("the scope of the other instance holds there", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b, { allowed_applications: ["payments"] }),
  ]);
  const { text } = await it.call("compare_application", {
    ...CALL,
    other_instance: "b",
  });
  assert.match(
    text,
    /^OUT_OF_SCOPE: Cannot use application 'guestbook': .*allowed_applications of 'b'.* \(instance b\)\n/,
  );
  assert.deepEqual(
    b.requests.filter(({ path }) => path.endsWith("/manifests")),
    [],
  );
});

Deno.test("the list of tools has the second instance where there are several, and only there", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  function properties(): Readonly<Record<string, unknown>> {
    const tool = listTools(it.instances).find(({ name }) =>
      name === "compare_application"
    );
    return tool?.inputSchema["properties"] as Record<string, unknown>;
  }
  assert.deepEqual(properties()["other_instance"], {
    type: "string",
    enum: ["a", "b"],
  });
  await it.reload([entryOf("a", a)]);
  assert.equal(properties()["other_instance"], undefined);
});
