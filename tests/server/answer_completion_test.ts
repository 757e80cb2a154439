import assert from "node:assert/strict";
import { connect } from "../../lib/argocd/connect.ts";
import type { Credential } from "../../lib/argocd/credential.ts";
import { soleInstance } from "../../lib/instances/sole_instance.ts";
import {
  answerCompletion,
  type CompletionQuestion,
} from "../../lib/server/answer_completion.ts";
import type { MenuOffer } from "../../lib/server/asking.ts";
import { listResources } from "../../lib/server/list_resources.ts";
import { RESOURCE_TEMPLATES } from "../../lib/server/resource_uri.ts";
import { createRunner } from "../../lib/tool.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";
import { asker, withMenus } from "./offered.ts";

function ofPrompt(
  prompt: string,
  name: string,
  value = "",
  given: Record<string, string> = {},
): CompletionQuestion {
  return {
    ref: { type: "ref/prompt", name: prompt },
    argument: { name, value },
    context: { arguments: given },
  };
}

function ofResource(
  name: string,
  value = "",
  given: Record<string, string> = {},
): CompletionQuestion {
  const uri = RESOURCE_TEMPLATES[2]?.uriTemplate ?? "";
  return {
    ref: { type: "ref/resource", uri },
    argument: { name, value },
    context: { arguments: given },
  };
}

async function values(
  question: CompletionQuestion,
  offer: MenuOffer,
): Promise<readonly string[]> {
  const { completion } = await answerCompletion(question, asker(), offer);
  return completion.values;
}

Deno.test("everything that can be named is completed, whatever its case, beginnings first", async (t) => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  using offer = withMenus(it);
  const cases: readonly (readonly [
    string,
    CompletionQuestion,
    readonly string[],
  ])[] = [
    [
      "applications, as list_applications shows them",
      ofPrompt("triage_application", "application", "PA"),
      ["paused", "payments"],
    ],
    [
      "applications by a part of the name",
      ofPrompt("triage_application", "application", "emote"),
      ["apps-b/remote"],
    ],
    [
      "projects",
      ofPrompt("shift_handover", "project", "team"),
      ["team-a", "team-b"],
    ],
    [
      "clusters by name",
      ofPrompt("shift_handover", "cluster", "cluster"),
      ["dead-cluster", "edge-cluster", "in-cluster"],
    ],
    [
      "clusters by address",
      ofPrompt("shift_handover", "cluster", "https://k"),
      ["https://kubernetes.default.svc"],
    ],
    ["instances", ofResource("instance"), ["a"]],
    ["namespaces", ofResource("namespace"), ["apps-b", "argocd"]],
    [
      "names within the namespace",
      ofResource("name", "", { instance: "a", namespace: "apps-b" }),
      ["remote"],
    ],
    ["nothing that fits", ofResource("name", "zzz"), []],
    ["an unknown argument", ofPrompt("shift_handover", "color"), []],
    ["an argument that is free", ofPrompt("upgrade_argocd", "version"), []],
    ["an unknown prompt", ofPrompt("nope", "application"), []],
    ["a template of somebody else", {
      ...ofResource("name"),
      ref: { type: "ref/resource", uri: "file:///{name}" },
    }, []],
    ["a very long word", ofResource("name", "x".repeat(1_000)), []],
    [
      "revisions of an application that is not there",
      ofPrompt("safe_rollback", "revision", "", { application: "nope" }),
      [],
    ],
  ];
  for (const [what, question, expected] of cases) {
    await t.step(what, async () => {
      assert.deepEqual(await values(question, offer), expected);
    });
  }
});

Deno.test("revisions: what the application follows, what it had, newest first, and what others follow there", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  using offer = withMenus(it);
  const found = await values(
    ofPrompt("safe_rollback", "revision", "", { application: "guestbook" }),
    offer,
  );
  const history = await it.call("get_application_history", {
    application: "guestbook",
  });
  const items = history.structured?.["items"] as readonly {
    readonly revisions: readonly string[];
  }[];
  const deployed = items.map(({ revisions }) => revisions[0] ?? "");
  assert(deployed.length >= 2);
  const shas = found.filter((value) => /^[0-9a-f]{40}$/.test(value));
  assert.deepEqual(
    shas.map((sha) => deployed.find((short) => sha.startsWith(short))),
    [...new Set(deployed)],
  );
  assert(!/^[0-9a-f]{40}$/.test(found[0] ?? ""), "first what it follows");
  const anywhere = await values(ofPrompt("review_sync", "revision"), offer);
  assert(anywhere.includes("main"));
});

Deno.test("at most 100 are proposed of thousands, from one list for a whole word", async () => {
  await using a = site({ applications: 1_000 });
  await using it = await fleet([entryOf("a", a)]);
  using offer = withMenus(it);
  const question = ofPrompt("triage_application", "application");
  for (const typed of ["", "a", "ap", "app"]) {
    const argument = { name: "application", value: typed };
    const { completion } = await answerCompletion(
      { ...question, argument },
      asker(),
      offer,
    );
    assert(completion.values.length <= 100);
    assert(completion.values.length > 0, typed);
    if (typed === "") {
      assert.equal(completion.values.length, 100);
      assert((completion.total ?? 0) > 1_000);
      assert.equal(completion.hasMore, true);
    }
  }
  assert.equal(
    a.requests.filter(({ path }) => path === "/api/v1/applications").length,
    1,
  );
});

Deno.test("of several instances the chosen or usual one is asked, and nobody where none is", async () => {
  await using a = site();
  await using b = site();
  const entries = [entryOf("a", a), entryOf("b", b)];
  await using it = await fleet(entries);
  using offer = withMenus(it);
  const args = ["triage_application", "application", "pay"] as const;
  assert.deepEqual(await values(ofPrompt(...args), offer), []);
  assert.deepEqual(
    await values(ofPrompt("triage_application", "instance"), offer),
    ["a", "b"],
  );
  assert.deepEqual([...a.requests, ...b.requests], []);
  assert.deepEqual(await values(ofPrompt(...args, { instance: "b" }), offer), [
    "payments",
  ]);
  assert.deepEqual(a.requests, []);
  await it.reload(entries, "a");
  assert.deepEqual(await values(ofPrompt(...args), offer), ["payments"]);
  assert(a.requests.length > 0);
  assert.deepEqual(
    await values(ofPrompt(...args, { instance: "c" }), offer),
    [],
  );
});

Deno.test("what is out of scope is not proposed", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)], {
    policy: { scope: { projects: ["team-a"] } },
  });
  using offer = withMenus(it);
  const names = await values(
    ofPrompt("triage_application", "application"),
    offer,
  );
  assert(names.includes("payments"));
  assert(!names.includes("guestbook"));
  assert.deepEqual(
    await values(ofPrompt("shift_handover", "project"), offer),
    ["team-a"],
  );
  assert.deepEqual(
    await values(
      ofPrompt("safe_rollback", "revision", "", { application: "guestbook" }),
      offer,
    ),
    [],
  );
});

Deno.test("neither a completion nor a list asks somebody to sign in, or asks Argo CD without that", async () => {
  await using a = site();
  let tokens = 0;
  let isReady = false;
  const credential: Credential = {
    kind: "sso",
    remedy: "sign in",
    describe: () => "a test",
    token: () => {
      tokens++;
      return Promise.resolve(a.simulator.credentials.admin.token);
    },
    renew: () => Promise.resolve(false),
    secrets: () => [],
    isReady: () => Promise.resolve(isReady),
    expiresAt: () => undefined,
  };
  using connection = connect({
    instance: "a",
    baseUrl: new URL(`${a.url}/`),
    credential,
  });
  const policy = {
    tier: "read",
    maskSecrets: true,
    maxResultChars: 24_000,
    humanApproval: "auto",
    scope: { projects: ["*"] },
  } as const;
  const instances = soleInstance(connection, { policy });
  using offer = withMenus({
    instances,
    run: createRunner({ instances, policy, version: "0" }),
  });
  const questions = [
    ofPrompt("triage_application", "application"),
    ofPrompt("safe_rollback", "revision", "", { application: "guestbook" }),
    ofPrompt("shift_handover", "cluster"),
    ofResource("name", "", { namespace: "argocd" }),
  ];
  for (const question of questions) {
    assert.deepEqual(await values(question, offer), []);
  }
  assert.deepEqual(await listResources(asker(), offer), []);
  assert.equal(tokens, 0);
  assert.deepEqual(a.requests, []);

  isReady = true;
  for (const question of questions) {
    assert.notDeepEqual(await values(question, offer), []);
  }
  assert.notDeepEqual(await listResources(asker(), offer), []);
  assert(tokens > 0);
});

Deno.test("a password is not used for a completion or a list before a tool was called", async () => {
  await using a = site();
  const { username, password } = a.simulator.credentials.readonly;
  await using it = await fleet([
    { name: "a", baseUrl: a.url, username, password },
  ]);
  using offer = withMenus(it);
  const question = ofPrompt("triage_application", "application", "pay");
  assert.deepEqual(await values(question, offer), []);
  assert.deepEqual(await listResources(asker(), offer), []);
  assert.deepEqual(a.requests, []);
  await it.call("list_projects");
  assert.deepEqual(await values(question, offer), ["payments"]);
  assert.notDeepEqual(await listResources(asker(), offer), []);
});

Deno.test("who stops waiting gets nothing, and what is read for it serves the next key", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<undefined>();
  await using a = site({
    intercept({ url }) {
      if (!url.includes("/api/v1/applications")) return undefined;
      asked.resolve();
      return answer.promise;
    },
  });
  await using it = await fleet([entryOf("a", a)]);
  using offer = withMenus(it);
  const end = new AbortController();
  const question = ofPrompt("triage_application", "application", "pa");
  const first = answerCompletion(question, asker(end.signal), offer);
  await asked.promise;
  end.abort();
  assert.deepEqual((await first).completion.values, []);
  answer.resolve(undefined);
  const next = ofPrompt("triage_application", "application", "pay");
  assert.deepEqual(await values(next, offer), ["payments"]);
  assert.equal(
    a.requests.filter(({ path }) => path === "/api/v1/applications").length,
    1,
  );
});
