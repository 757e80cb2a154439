import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { confirmed } from "../helpers/apply_write.ts";
import { refusal } from "../helpers/change_harness.ts";
import { DESTRUCTIVE_CALLS, SAMPLE_CALLS } from "../helpers/sample_calls.ts";
import { isChange } from "../helpers/tool_harness.ts";
import { personWith } from "../run/label_tool.ts";
import { type Entry, entryOf, fleet, type Site, site } from "./fleet.ts";

const SYNC = { application: "guestbook" };
const WRITES = TOOLS.filter(({ tier }) => tier !== "read");

/** Requests that could have changed something. */
function changes({ requests }: Site) {
  return requests.filter(({ method, path }) =>
    isChange({ method, path, query: new URLSearchParams() })
  );
}

Deno.test("max_tier caps what may be done on its instance only, and the refusal names the entry", async () => {
  await using a = site();
  await using b = site();
  await using c = site();
  await using it = await fleet([
    entryOf("a", a, { max_tier: "read" }),
    entryOf("b", b, { max_tier: "write" }),
    entryOf("c", c),
  ]);
  for (const { name, tier } of WRITES) {
    const args = SAMPLE_CALLS[name];
    const onA = refusal(await it.call(name, { ...args, instance: "a" }));
    assert.equal(onA.code, "READ_ONLY", onA.message);
    assert.match(
      onA.message,
      /max_tier of 'a' in the registry allows reads only/,
    );
    assert.match(onA.hint ?? "", /the operator raises max_tier of 'a'/);
    const onB = await it.call(name, { ...args, instance: "b" });
    if (tier === "destructive") {
      const { code, message } = refusal(onB);
      assert.equal(code, "DESTRUCTIVE_DISABLED", message);
      assert.match(message, /max_tier of 'b' in the registry refuses that/);
    } else {
      assert.doesNotMatch(onB.text, /max_tier|READ_ONLY|DESTRUCTIVE/);
    }
    const onC = await it.call(name, { ...args, instance: "c" });
    assert.doesNotMatch(onC.text, /^(READ_ONLY|DESTRUCTIVE)/);
  }
  for (const [name, args] of Object.entries(DESTRUCTIVE_CALLS)) {
    const result = await it.call(name, { ...args, instance: "b" });
    const { code, message } = refusal(result);
    assert.equal(code, "DESTRUCTIVE_DISABLED", message);
    assert.match(message, /max_tier of 'b' in the registry/);
  }
  assert.deepEqual(a.requests, []);
  assert.deepEqual([...changes(b), ...changes(c)], []);
});

Deno.test("an entry cannot allow what is not allowed everywhere", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { max_tier: "destructive" }),
    entryOf("b", b),
  ], { policy: { tier: "read", scope: { projects: ["team-a"] } } });
  for (const { name } of WRITES) {
    const { code, message } = refusal(
      await it.call(name, { ...SAMPLE_CALLS[name], instance: "a" }),
    );
    assert.equal(code, "READ_ONLY", message);
    assert.doesNotMatch(message, /max_tier/);
  }
  assert.deepEqual([...a.requests, ...b.requests], []);
});

Deno.test("the scope for all and the one of the entry both have to let pass, and the refusing one is named", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([
    entryOf("a", a, { allowed_applications: ["guest*", "payments"] }),
    entryOf("b", b),
  ], { policy: { scope: { projects: ["team-a", "default"] } } });
  const cases = [
    // In both scopes.
    ["a", "payments", undefined],
    ["a", "guestbook", undefined],
    ["b", "worker", undefined],
    ["a", "worker", "allowed_applications of 'a' in the registry"],
    ["a", "reports", "MCP_ALLOWED_PROJECTS"],
    ["b", "reports", "MCP_ALLOWED_PROJECTS"],
  ] as const;
  for (const [instance, application, setting] of cases) {
    for (const name of ["get_application", "refresh_application"]) {
      const result = await it.call(name, { instance, application });
      if (setting === undefined) assert(!result.isError, result.text);
      else {
        const { code, message } = refusal(result);
        assert.equal(code, "OUT_OF_SCOPE", message);
        assert(message.includes(setting), message);
      }
    }
  }
  assert.deepEqual([...changes(a), ...changes(b)], []);
});

Deno.test("a freeze file of an entry freezes its instance only, the one for all freezes all", async () => {
  await using a = site();
  await using b = site();
  const folder = await Deno.makeTempDir();
  try {
    const own = `${folder}/freeze-a`;
    const everywhere: { text?: string } = {};
    const freeze = Object.assign(() => Promise.resolve(everywhere.text), {
      setting: "MCP_FREEZE_FILE",
    });
    await using it = await fleet([
      entryOf("a", a, { freeze_file: own }),
      entryOf("b", b),
    ], { freeze });
    const apply = (instance: string) =>
      it.call("refresh_application", {
        application: "guestbook",
        instance,
        dry_run: false,
      });
    assert(!(await apply("a")).isError);

    await Deno.writeTextFile(own, "Migration, ask Ann\n");
    const refused = refusal(await apply("a"));
    assert.equal(refused.code, "FROZEN");
    assert.match(refused.message, /changes are frozen: "Migration, ask Ann"/);
    assert.match(refused.hint ?? "", /freeze_file of 'a' in the registry/);
    assert(!(await apply("b")).isError);
    // A preview is no change, and says that the change would be refused.
    const preview = await it.call("refresh_application", {
      application: "guestbook",
      instance: "a",
    });
    assert(!preview.isError);
    assert.match(preview.text, /Migration, ask Ann/);

    await Deno.remove(own);
    assert(!(await apply("a")).isError);
    everywhere.text = "Everything stands still";
    for (const instance of ["a", "b"]) {
      const { code, message } = refusal(await apply(instance));
      assert.equal(code, "FROZEN");
      assert.match(message, /Everything stands still/);
    }
    const { hint } = refusal(await apply("b"));
    assert.match(hint ?? "", /the file of MCP_FREEZE_FILE exists/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("windows of an entry refuse changes of its instance only", async () => {
  await using a = site();
  await using b = site();
  const closed = [{
    kind: "deny",
    schedule: "* * * * *",
    duration: "1h",
    description: "no changes here",
  }];
  await using it = await fleet([
    entryOf("a", a, { windows: closed }),
    entryOf("b", b),
  ]);
  const apply = (instance: string) =>
    it.call("refresh_application", {
      application: "guestbook",
      instance,
      dry_run: false,
    });
  const { code, message } = refusal(await apply("a"));
  assert.equal(code, "FROZEN", message);
  assert.match(message, /the windows of 'a' in the registry do not allow/);
  assert(!(await apply("b")).isError);
  assert.deepEqual(changes(a), []);
});

/** Two Argo CDs that a plan's facts cannot tell apart. */
function twins() {
  const now = new Date();
  const options = {
    now: () => now,
    customize: (world: Site["simulator"]["world"]) => {
      const record = world.application("guestbook");
      if (record) record.app.metadata.uid = "one-and-the-same";
    },
  };
  return [site(options), site(options)] as const;
}

Deno.test("a plan is good for the instance that it was made for, by whatever spelling, and for no other", async () => {
  const [a, b] = twins();
  await using _a = a;
  await using _b = b;
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const preview = await it.call("sync_application", {
    ...SYNC,
    instance: "a",
  });
  const apply = { ...SYNC, ...confirmed(preview, "guestbook") };
  const { code, message } = refusal(
    await it.call("sync_application", { ...apply, instance: "b" }),
  );
  assert.equal(code, "PLAN_INVALID");
  assert.match(message, /another Argo CD/);
  assert.deepEqual(changes(b), []);
  // The name and the address are the same instance.
  const done = await it.call("sync_application", { ...apply, instance: a.url });
  assert(!done.isError, done.text);
  assert.equal(changes(a).length, 1);
});

Deno.test("a plan does not follow a name to another address", async () => {
  const [a, b] = twins();
  await using _a = a;
  await using _b = b;
  await using spare = site();
  await using it = await fleet([entryOf("one", a), entryOf("two", spare)]);
  const preview = await it.call("sync_application", {
    ...SYNC,
    instance: "one",
  });
  await it.reload([entryOf("one", b), entryOf("two", spare)]);
  const result = await it.call("sync_application", {
    ...SYNC,
    ...confirmed(preview, "guestbook"),
    instance: "one",
  });
  assert.equal(refusal(result).code, "PLAN_INVALID");
  assert.deepEqual([...changes(a), ...changes(b)], []);
});

Deno.test("a change says where it was made, and its undo leads back there", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const args = { application: "guestbook", revision: "v1.1.0", instance: "b" };
  const preview = await it.call("update_application", args);
  assert.match(preview.text, /^instance b\n/);
  assert.equal(preview.structured?.["instance"], "b");
  const done = await it.call("update_application", {
    ...args,
    ...confirmed(preview, "guestbook"),
  });
  assert(!done.isError, done.text);
  assert.match(done.text, /^instance b\n/);
  const undo = done.structured?.["undo"] as {
    readonly call: { readonly tool: string; readonly arguments: Entry };
  };
  assert.equal(undo.call.arguments["instance"], "b");
  assert.match(done.text, /"?instance"?[=:] ?"b"/);
  const back = await it.call(undo.call.tool, undo.call.arguments);
  assert(!back.isError, back.text);
  assert.match(back.text, /^instance b\n/);
  assert.deepEqual(a.requests, []);
});

Deno.test("the question to a person says on which instance", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const args = { application: "guestbook", instance: "b" };
  const preview = await it.call("delete_application", args);
  const person = personWith({ action: "decline" });
  const result = await it.call("delete_application", {
    ...args,
    ...confirmed(preview, "guestbook"),
  }, { person });
  assert.equal(refusal(result).code, "APPROVAL_REFUSED");
  const [question] = person.asked;
  assert.match(
    question?.message ?? "",
    /^delete application 'guestbook' on instance 'b'\n/,
  );
  assert.deepEqual([...changes(a), ...changes(b)], []);
});

Deno.test("errors about one of several say which one", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const { text } = await it.call("get_application", {
    application: "no-such",
    instance: "b",
  });
  assert.match(text, /^NOT_FOUND\w*: [^\n]*\nInstance: b\nNext: /);
});

Deno.test("the audit log says of each call which instance it was for", async () => {
  await using a = site();
  await using b = site();
  const log = await auditFolder();
  const audit = new AuditTrail({ path: log.path, maxBytes: 0 });
  try {
    await using it = await fleet([entryOf("a", a), entryOf("b", b)], { audit });
    const args = { application: "guestbook" };
    await it.call("get_application", { ...args, instance: "b" });
    await it.call("get_application", { ...args, instance: b.url });
    await it.call("list_clusters", { instances: "all" });
    await it.call("get_application", args);
    await it.call("get_application", { ...args, instance: "nowhere" });
    await it.call("refresh_application", {
      ...args,
      instance: "a",
      dry_run: false,
    });
    const records = (await log.records()).flatMap((record) =>
      "instance" in record
        ? [
          `${record.kind} ${record.tool} ${record.instance} ${record.decision}`,
        ]
        : []
    );
    assert.deepEqual(records, [
      "call get_application b allowed",
      "call get_application b allowed",
      "call list_clusters a, b allowed",
      "call get_application none refused",
      "call get_application none refused",
      "intent refresh_application a allowed",
      "outcome refresh_application a allowed",
    ]);
  } finally {
    await log[Symbol.asyncDispose]();
  }
});

Deno.test("the rate limit counts for each instance and each caller by itself", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)], {
    policy: { rateLimit: { calls: 3, windowSeconds: 60 } },
    monotonic: () => 0,
  });
  const ask = async (instance: string, caller: string, n: number) => {
    const result = await it.call("get_application", {
      application: `app-${n}`,
      instance,
    }, { caller });
    return refusal(result).code;
  };
  for (const [instance, caller] of [["a", "ann"], ["b", "ann"], ["a", "bob"]]) {
    assert(instance && caller);
    const codes = [];
    for (let n = 0; n < 5; n++) codes.push(await ask(instance, caller, n));
    assert.equal(codes.at(-1), "RATE_LIMIT_EXCEEDED", codes.join());
    assert.notEqual(codes[0], "RATE_LIMIT_EXCEEDED");
  }
  // Where one instance's limit is used up, the others answer.
  const all = await it.call("list_clusters", { instances: "all" }, {
    caller: "bob",
  });
  assert(!all.isError, all.text);
  assert.match(all.text, /NOT ANSWERED by instance a: RATE_LIMIT_EXCEEDED/);
  assert.match(all.text, /- b: /);
});
