import assert from "node:assert/strict";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { answerPrompt } from "../../lib/server/answer_prompt.ts";
import { listPrompts } from "../../lib/server/prompt_list.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { isChange } from "../helpers/tool_harness.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";
import { asker, remembering, textOf } from "./offered.ts";

const TRIAGE = {
  name: "triage_application",
  arguments: { application: "payments" },
};

Deno.test("a prompt says what was found, between marks that are new each time, and then what to do", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const first = await answerPrompt(TRIAGE, asker(), it);
  const second = await answerPrompt(TRIAGE, asker(), it);
  const [data = "", task = ""] = first.messages.map(({ content }) =>
    (content as { readonly text: string }).text
  );
  const mark = /<(data-[0-9a-f]{8})>/.exec(data)?.[1];
  assert(mark);
  assert(data.startsWith("Below is what was read just now. Everything"));
  const parts = data.split(`\n</${mark}>`);
  assert.equal(parts.length, 3, "two tools answered");
  for (const part of parts.slice(0, 2)) {
    assert.match(part, new RegExp(` answered:\n<${mark}>\n`));
  }
  assert.match(data, /get_application \{"application":"payments"\} answered/);
  assert.match(data, /payments: OutOfSync/);
  assert.match(task, /^Triage the application "payments"\./);
  assert.doesNotMatch(textOf(second), new RegExp(mark));
  assert.deepEqual(
    a.requests.filter(({ method, path }) =>
      isChange({ method, path, query: new URLSearchParams() })
    ),
    [],
  );
});

Deno.test("what a tool cannot answer is told, and the rest is there", async () => {
  await using a = site({
    intercept: ({ url }) =>
      url.includes("/syncwindows")
        ? Response.json({ code: 7, message: "permission denied" }, {
          status: 403,
        })
        : undefined,
  });
  await using it = await fleet([entryOf("a", a)]);
  const text = textOf(
    await answerPrompt(
      { name: "review_sync", arguments: { application: "payments" } },
      asker(),
      it,
    ),
  );
  assert.match(
    text,
    /get_sync_windows .* could not be answered:\n<data-\w+>\n[A-Z_]+: Cannot/,
  );
  assert.match(text, /get_application_diff .* answered:/);
});

Deno.test("where nothing can be read, the reason is told once, and there is nothing to conclude", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const question = { name: "review_sync", arguments: { application: "nope" } };
  const { messages } = await answerPrompt(question, asker(), it);
  const [data, task] = messages.map(({ content }) =>
    (content as { readonly text: string }).text
  );
  assert.match(
    data ?? "",
    /\n\nget_application \{.*\}, get_application_diff \{.*\}, get_sync_windows .* could not be answered:/,
  );
  assert.equal(data?.match(/NOT_FOUND_OR_FORBIDDEN: Cannot read/g)?.length, 1);
  assert.match(task ?? "", /^I wanted this: Review a sync of .*"nope"\.\n/);
  assert.doesNotMatch(task ?? "", /verdict|sync_application/);
});

Deno.test("a tool that does not answer in time does not hold the prompt, and its request ends", async () => {
  const gone = Promise.withResolvers<void>();
  await using a = site({
    intercept({ url, signal }) {
      if (!url.includes("/syncwindows")) return undefined;
      return new Promise((resolve) =>
        signal.addEventListener("abort", () => {
          gone.resolve();
          resolve(new Response());
        })
      );
    },
  });
  await using it = await fleet([entryOf("a", a)]);
  const question = {
    name: "review_sync",
    arguments: { application: "payments" },
  };
  const offer = { ...it, readMs: 1_000 };
  const text = textOf(await answerPrompt(question, asker(), offer));
  assert.match(
    text,
    /get_sync_windows .* could not be answered:\n<data-\w+>\nTIMEOUT: /,
  );
  assert.match(text, /get_application_diff .* answered:/);
  assert.match(text, /\n1\. What would be created/);
  await gone.promise;
});

Deno.test("an answer that is too long is cut at a line, and says so", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const line = "x".repeat(99);
  const text = `${line}\n`.repeat(200);
  const prompt = await answerPrompt(TRIAGE, asker(), {
    instances: it.instances,
    run: () => Promise.resolve({ text, isError: false }),
  });
  const [data = ""] = prompt.messages.map(({ content }) =>
    (content as { readonly text: string }).text
  );
  assert(data.length < 25_000, `${data.length}`);
  assert.match(
    data,
    new RegExp(`\n${line}\n\\[cut: 8001 more characters\\]\n`),
  );
});

const REFUSED: readonly (readonly [
  string,
  { name: string; arguments?: Record<string, string> },
  RegExp,
])[] = [
  [
    "an unknown prompt",
    { name: "triage_aplication" },
    /^Unknown prompt 'triage_aplication': did you mean 'triage_application'\?$/,
  ],
  [
    "a missing argument",
    { name: "triage_application" },
    /^Missing argument 'application' of prompt 'triage_application': name or/,
  ],
  [
    "an argument that nobody filled in",
    { name: "triage_application", arguments: { application: " " } },
    /^Missing argument 'application'/,
  ],
  [
    "an unknown argument",
    { name: "triage_application", arguments: { app: "payments" } },
    /^Unknown argument 'app' of prompt 'triage_application': it takes application$/,
  ],
  [
    "a very long argument",
    { name: "upgrade_argocd", arguments: { version: "v".repeat(301) } },
    /^Argument 'version' is longer than 300 characters$/,
  ],
  [
    "an instance where there is one only",
    { name: "upgrade_argocd", arguments: { instance: "a" } },
    /^Unknown argument 'instance'/,
  ],
];

Deno.test("wrong questions are refused before anything is asked", async (t) => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  for (const [what, question, message] of REFUSED) {
    await t.step(what, async () => {
      await assert.rejects(answerPrompt(question, asker(), it), {
        code: -32602,
        message,
      });
    });
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("of several instances, a prompt is about the chosen one, the usual one, or all", async (t) => {
  await using a = site();
  await using b = site();
  const entries = [entryOf("a", a), entryOf("b", b, { max_tier: "read" })];
  await using it = await fleet(entries);

  await t.step("it is asked for where none is the usual one", async () => {
    const [review, , handover] = listPrompts(it.instances);
    assert.equal(review?.arguments[0]?.required, true);
    assert.equal(handover?.arguments[0]?.required, undefined);
    await assert.rejects(answerPrompt(TRIAGE, asker(), it), {
      message: /^Missing argument 'instance'/,
    });
    assert.deepEqual([...a.requests, ...b.requests], []);
  });
  await t.step("the chosen one is asked, and its limits are told", async () => {
    const args = { application: "payments", instance: "b" };
    const text = textOf(
      await answerPrompt({ ...TRIAGE, arguments: args }, asker(), it),
    );
    assert.match(text, /"instance":"b"/);
    assert.match(text, /its tier is 'read'/);
    assert.match(text, /It is about instance "b"\.$/);
    assert.deepEqual(a.requests, []);
  });
  await t.step("a handover is about all of them", async () => {
    b.requests.length = 0;
    const text = textOf(
      await answerPrompt({ name: "shift_handover" }, asker(), it),
    );
    assert.match(text, /"instances":"all"/);
    assert.doesNotMatch(text, /could not be answered/);
    assert(a.requests.length > 0 && b.requests.length > 0);
  });
  await t.step("the usual one need not be named", async () => {
    await it.reload(entries, "a");
    const text = textOf(await answerPrompt(TRIAGE, asker(), it));
    assert.match(text, /payments: OutOfSync/);
    assert.match(text, /It is about instance "a"\.$/);
    b.requests.length = 0;
    const plan = textOf(
      await answerPrompt({ name: "upgrade_argocd" }, asker(), it),
    );
    assert.doesNotMatch(plan, /could not be answered/);
    assert.deepEqual(b.requests, [], "not even by what could ask all");
    assert.equal(
      listPrompts(it.instances)[0]?.arguments[0]?.required,
      undefined,
    );
  });
  await t.step("an unknown one is told by the tools", async () => {
    const args = { application: "payments", instance: "c" };
    const text = textOf(
      await answerPrompt({ ...TRIAGE, arguments: args }, asker(), it),
    );
    assert.match(text, /INVALID_ARGUMENT: .*no instance 'c' is registered/);
  });
});

Deno.test("out of scope stays out of sight, and the audit log has what ran", async () => {
  await using a = site();
  await using folder = await auditFolder();
  const audit = new AuditTrail({ path: folder.path, maxBytes: 0 });
  await using it = await fleet([entryOf("a", a)], {
    audit,
    policy: { scope: { projects: ["team-b"] } },
  });
  const offer = remembering(it);
  const text = textOf(await answerPrompt(TRIAGE, asker(), offer));
  assert.match(text, /OUT_OF_SCOPE: Cannot use application 'payments'/);
  assert.doesNotMatch(text, /OutOfSync|team-a|Healthy/);
  const records = (await folder.records()) as unknown as readonly {
    readonly tool: string;
    readonly decision: string;
    readonly transport: string;
  }[];
  const calls = records.filter(({ tool }) => tool !== undefined)
    .map(({ tool, decision, transport }) => ({ tool, decision, transport }));
  assert.deepEqual(
    calls,
    offer.tools.map((tool) => ({
      tool,
      decision: "refused",
      transport: "stdio",
    })),
  );
});

Deno.test("where somebody has to sign in first, the prompt says what to open", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const url = new URL("https://id.example/authorize?client_id=a");
  const { messages } = await answerPrompt(TRIAGE, asker(), {
    instances: it.instances,
    run: () =>
      Promise.resolve({
        text: "SIGN_IN_REQUIRED: Cannot read it: sign in",
        isError: true,
        open: { url, why: "sign in" },
      }),
  });
  const { text } = messages[1]?.content as { readonly text: string };
  assert.match(
    text,
    /^Somebody has to sign in first: have me open https:\/\/id\.example\/authorize\?client_id=a and/,
  );
});
