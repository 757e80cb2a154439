import assert from "node:assert/strict";
import * as z from "zod";
import {
  getApplication,
  listApplications,
} from "../../lib/argocd/endpoints.ts";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import { defineTool } from "../../lib/tool.ts";
import {
  type Entry,
  entryOf,
  type Fleet,
  fleet,
  site,
} from "../instances/fleet.ts";

/** Reads an application here and there, and pages through who has it. */
const MEET = defineTool({
  name: "meet_application",
  title: "Meet",
  tier: "read",
  description: "Reads an application of one or two Argo CDs.",
  input: z.strictObject({
    application: z.string(),
    limit: z.int().optional(),
    cursor: z.string().optional(),
  }),
  output: z.looseObject({}),
  paging: { field: "items", limit: 1 },
  other: "other_instance",
  async handler({ application }, context) {
    const both = [context, ...(context.other ? [context.other] : [])];
    const items: string[] = [];
    for (const { instance, argocd, signal } of both) {
      await argocd.call(listApplications, { signal, purpose: "list" });
      const { metadata } = await argocd.call(getApplication, {
        path: { name: application },
        signal,
        purpose: `read application '${application}'`,
      });
      items.push(`${instance.name} ${metadata?.name}`);
    }
    return { items };
  },
  text: ({ items }) => items.join("\n"),
});

function errorText({ isError, text }: ToolResult): string {
  assert(isError, text);
  return text;
}

async function meet(it: Fleet, args: Entry): ReturnType<Fleet["run"]> {
  return await it.run(MEET, { args, signal: new AbortController().signal });
}

Deno.test("a tool that is about two instances gets a way to the second one, by name or address", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  for (const other of ["b", b.url]) {
    const { structured, text } = await meet(it, {
      instance: "a",
      other_instance: other,
      application: "guestbook",
      limit: 2,
    });
    assert.deepEqual(
      structured?.["items"],
      ["a guestbook", "b guestbook"],
      text,
    );
  }
  const alone = await meet(it, { instance: "a", application: "guestbook" });
  assert.deepEqual(alone.structured?.["items"], ["a guestbook"]);
});

Deno.test("a second instance that is not registered, or is the first, is refused before anything is sent", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const call = { instance: "a", application: "guestbook" };
  assert.match(
    errorText(await meet(it, { ...call, other_instance: "https://c.example" })),
    /^INVALID_ARGUMENT: Cannot call 'meet_application': no instance 'https:\/\/c\.example' is registered/,
  );
  assert.match(
    errorText(await meet(it, { ...call, other_instance: a.url })),
    /^INVALID_ARGUMENT: .*'other_instance' is the instance of the call itself\n/,
  );
  assert.deepEqual([...a.requests, ...b.requests], []);
});

Deno.test("with one instance there is no second one to name", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  assert.match(
    errorText(
      await meet(it, { application: "guestbook", other_instance: "a" }),
    ),
    /^INVALID_ARGUMENT: .*'other_instance'/,
  );
  assert.deepEqual(a.requests, []);
});

Deno.test("the guards of the second instance hold as well, and the refusal says whose it is", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b, { allowed_projects: ["team-a"] }),
  ]);
  assert.match(
    errorText(
      await meet(it, {
        instance: "a",
        other_instance: "b",
        application: "guestbook",
      }),
    ),
    /^OUT_OF_SCOPE: Cannot use application 'guestbook': .* \(instance b\)\n/,
  );
  assert.deepEqual(a.requests, []);
});

Deno.test("what the scopes of both leave out is counted together", async () => {
  await using a = site();
  await using b = site();
  const scope = { allowed_projects: ["team-a"] };
  await using it = await fleet([
    entryOf("a", a, scope),
    entryOf("b", b, scope),
  ]);
  const call = { instance: "a", application: "payments" };
  const one = await meet(it, call);
  const two = await meet(it, { ...call, other_instance: "b" });
  const left = ({ structured }: typeof one): number =>
    (structured?.["out_of_scope"] as Record<string, number>)["applications"] ??
      0;
  assert(left(one) > 0);
  assert.equal(left(two), 2 * left(one));
});

Deno.test("a cursor belongs to both instances", async () => {
  await using a = site();
  await using b = site();
  await using c = site();
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b),
    entryOf("c", c),
  ]);
  const call = { instance: "a", application: "guestbook", other_instance: "b" };
  const first = await meet(it, call);
  const { next_cursor: cursor } = first.structured?.["page"] as {
    readonly next_cursor: string;
  };
  const second = await meet(it, { ...call, cursor });
  assert.deepEqual(second.structured?.["items"], ["b guestbook"]);
  assert.match(
    errorText(await meet(it, { ...call, other_instance: "c", cursor })),
    /^INVALID_CURSOR: /,
  );
});

Deno.test("each instance counts what it is asked against its own limit", async () => {
  await using a = site();
  await using b = site();
  const rateLimit = { calls: 4, windowSeconds: 60 };
  await using it = await fleet([entryOf("a", a), entryOf("b", b)], {
    policy: { rateLimit },
    monotonic: () => 0,
  });
  const call = { application: "guestbook" };
  // Two requests to b; then two to each, after which b has nothing left.
  assert(!(await meet(it, { ...call, instance: "b" })).isError);
  const both = { ...call, instance: "a", other_instance: "b" };
  assert(!(await meet(it, both)).isError);
  assert.match(errorText(await meet(it, both)), /^RATE_LIMIT_EXCEEDED: /);
  assert.equal(b.requests.length, 4);
});
