import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { answerCompletion } from "../../lib/server/answer_completion.ts";
import type { MenuOffer } from "../../lib/server/asking.ts";
import { listResources } from "../../lib/server/list_resources.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { entryOf, fleet, type Site, site } from "../instances/fleet.ts";
import { asker, withMenus } from "./offered.ts";

const LIST = "/api/v1/applications";

async function type(
  offer: MenuOffer,
  value: string,
  who = asker(),
): Promise<readonly string[]> {
  const { completion } = await answerCompletion(
    {
      ref: { type: "ref/prompt", name: "triage_application" },
      argument: { name: "application", value },
    },
    who,
    offer,
  );
  return completion.values;
}

function lists({ requests }: Site): number {
  return requests.filter(({ path }) => path === LIST).length;
}

/** An Argo CD whose lists can be made to fail or to hang. */
interface Trouble extends Site {
  /** What happens to lists from now on. */
  become(state: "well" | "stalled" | number): void;
  /** Resolves when every stalled request has ended. */
  readonly ended: Promise<void>;
}

function troubled(): Trouble {
  let state: "well" | "stalled" | number = "well";
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let open = 0;
  const it = site({
    async intercept({ url, signal }) {
      if (state === "well" || new URL(url).pathname !== LIST) return undefined;
      if (state !== "stalled") return new Response("{}", { status: state });
      open++;
      await new Promise((gone) => signal.addEventListener("abort", gone));
      if (--open === 0) resolve();
      return new Response();
    },
  });
  return { ...it, ended, become: (next) => void (state = next) };
}

Deno.test("a completion of an Argo CD that stalls is what is known, in a second, and its reading goes on", async () => {
  await using a = troubled();
  await using it = await fleet([entryOf("a", a)]);
  let now = 0;
  using offer = withMenus(it, () => now);
  assert.deepEqual(await type(offer, "pay"), ["payments"]);
  a.become("stalled");
  now += 60_000;
  // Kept by the connection for a moment as well; a change drops that.
  await it.call("refresh_application", {
    application: "guestbook",
    dry_run: false,
  });
  const before = lists(a);
  assert.deepEqual(await type(offer, "pay"), ["payments"]);
  assert.deepEqual(await type(offer, "book"), ["guestbook"]);
  assert.equal(lists(a), before + 1, "the second key joins the reading");
  now += 600_000;
  assert.deepEqual(await type(offer, "pay"), [], "too old to be of use");
  offer.menus.close();
  await a.ended;
});

Deno.test("with nothing known yet, there is nothing to propose in a second, and everything once it is read", async () => {
  const { promise: answer, resolve } = Promise.withResolvers<undefined>();
  await using a = site({
    intercept: ({ url }) => url.includes(LIST) ? answer : undefined,
  });
  await using it = await fleet([entryOf("a", a)]);
  using offer = withMenus(it);
  assert.deepEqual(await type(offer, "p"), []);
  resolve(undefined);
  assert.deepEqual(await type(offer, "pay"), ["payments"]);
  assert.equal(lists(a), 1);
});

Deno.test("one instance that stalls does not keep the list from the others", async () => {
  await using a = troubled();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  a.become("stalled");
  using offer = withMenus(it);
  const listed = await listResources(asker(), offer);
  assert(listed.length > 10);
  assert(listed.every(({ uri }) => uri.startsWith("argocd://b/")));
  offer.menus.close();
  await a.ended;
});

Deno.test("names outlive a failure of the moment, and not the loss of a right", async () => {
  await using a = troubled();
  await using it = await fleet([entryOf("a", a)]);
  let now = 0;
  using offer = withMenus(it, () => now);
  await type(offer, "");
  for (
    const { status, known } of [
      { status: 500, known: ["payments"] },
      { status: 403, known: [] },
      { status: 500, known: [] },
    ]
  ) {
    a.become(status);
    now += 20_000;
    await it.call("refresh_application", {
      application: "guestbook",
      dry_run: false,
    });
    assert.deepEqual(await type(offer, "pay"), known, String(status));
  }
  const before = lists(a);
  assert.deepEqual(await type(offer, "payments"), []);
  assert.equal(lists(a), before, "what has just failed rests");
});

Deno.test("what one caller has read is not shown to another", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const callers: (string | undefined)[] = [];
  using offer = withMenus({
    ...it,
    run(tool, request) {
      callers.push(request.from?.caller);
      return it.run(tool, request);
    },
  });
  for (const caller of ["ann", "bob", "ann"]) {
    const { signal } = asker();
    await type(offer, "pay", { signal, from: { transport: "http", caller } });
  }
  assert.deepEqual(callers, ["ann", "bob"]);
});

Deno.test("an instance that was registered anew is another one", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("one", a)]);
  using offer = withMenus(it);
  await type(offer, "pay");
  await it.reload([entryOf("one", b)]);
  assert.deepEqual(await type(offer, "pay"), ["payments"]);
  assert.equal(lists(b), 1);
});

Deno.test("a word is one record in the audit log: that of its reading", async () => {
  await using a = site();
  await using folder = await auditFolder();
  const audit = new AuditTrail({ path: folder.path, maxBytes: 0 });
  await using it = await fleet([entryOf("a", a)], { audit });
  let now = 0;
  using offer = withMenus(it, () => now);
  for (const value of ["p", "pa", "pay", "paym"]) await type(offer, value);
  now += 30_000;
  await type(offer, "g");
  const records = (await folder.records()) as unknown as readonly {
    readonly tool?: string;
    readonly decision?: string;
    readonly args?: unknown;
  }[];
  const calls = records.filter(({ tool }) => tool !== undefined);
  assert.deepEqual(
    calls.map(({ tool, decision, args }) => ({ tool, decision, args })),
    [1, 2].map(() => ({
      tool: "complete_argument",
      decision: "allowed",
      args: { of: "application" },
    })),
  );
});
