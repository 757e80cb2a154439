import assert from "node:assert/strict";
import { resourceOf, runResource } from "../../lib/server/answer_resource.ts";
import { listResources } from "../../lib/server/list_resources.ts";
import {
  RESOURCE_TEMPLATES,
  resourceUri,
} from "../../lib/server/resource_uri.ts";
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { auditFolder } from "../audit/audit_folder.ts";
import { entryOf, type Fleet, fleet, site } from "../instances/fleet.ts";
import { asker, remembering, withMenus } from "./offered.ts";

async function read(it: Fleet, uri: string): Promise<string> {
  const result = resourceOf(uri, await runResource(uri, asker(), it));
  const [content] = result.contents;
  assert.equal(result.contents.length, 1);
  assert.equal(content?.uri, uri);
  assert.equal(content?.mimeType, "text/plain");
  return (content as { readonly text: string }).text;
}

/** Every address of an application, as a client makes it from the templates. */
function addressesOf(instance: string, namespace: string, name: string) {
  return RESOURCE_TEMPLATES.map(({ uriTemplate }) =>
    uriTemplate.replace("{instance}", instance)
      .replace("{namespace}", namespace).replace("{name}", name)
  );
}

Deno.test("each address says what its tool says, of the instance that it names", async () => {
  await using a = site();
  await using b = site();
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  const offer = remembering(it);
  for (const uri of addressesOf("b", "argocd", "payments")) {
    const result = await runResource(uri, asker(), offer);
    assert(!result.isError, result.text);
    assert.match(result.text, /^instance b\n/);
    assert.equal(await read(it, uri), result.text);
  }
  assert.deepEqual(offer.tools, [
    "get_application",
    "get_application_manifests",
    "get_application_resource_tree",
    "get_application_diff",
  ]);
  assert.deepEqual(a.requests, []);
});

Deno.test("with one instance its name is in the address as well", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  const [first, other] = [
    await read(it, "argocd://a/applications/argocd/guestbook"),
    await read(it, "argocd://a/applications/apps-b/remote"),
  ];
  assert.match(first, /^argocd\/guestbook: /);
  assert.match(other, /^apps-b\/remote: /);
});

Deno.test("what does not fit is said, with the tool that shows the rest", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)], {
    policy: { maxResultChars: 2_000 },
  });
  const text = await read(
    it,
    "argocd://a/applications/argocd/payments/manifest",
  );
  assert.match(
    text,
    /more: cursor="[^"]+".*\n\[the rest: get_application_manifests with this cursor\]$/,
  );
});

Deno.test("what is no address of a registered instance is not there, and nothing is asked", async () => {
  await using a = site();
  await using it = await fleet([entryOf("a", a)]);
  for (
    const uri of [
      "argocd://b/applications/argocd/guestbook",
      "argocd://A/applications/argocd/guestbook",
      "argocd://a/applications/argocd/guestbook/secrets",
      "argocd://a/applications/guestbook",
      "argocd://a/applications/argocd/guestbook?x=1",
      "argocd://a/applications/argocd/%ff",
      `${a.url}/applications/argocd/guestbook`,
      "file:///etc/passwd",
      "",
    ]
  ) {
    await assert.rejects(runResource(uri, asker(), it), {
      code: -32602,
      message: /^Resource not found: /,
      data: { uri },
    }, uri);
  }
  for (const name of ["..%2F..%2Fclusters", "%2e%2e", "a%2Fb", "A"]) {
    const uri = `argocd://a/applications/argocd/${name}`;
    const result = await runResource(uri, asker(), it);
    assert.match(result.text, /^INVALID_ARGUMENT: /, name);
    assert.throws(() => resourceOf(uri, result), {
      code: -32602,
      data: { uri },
    });
  }
  assert.deepEqual(a.requests, []);
});

Deno.test("what Argo CD does not show is not there, and what fails is an error that says why", async () => {
  await using a = site();
  await using b = site({ intercept: () => new Response("", { status: 500 }) });
  await using it = await fleet([entryOf("a", a), entryOf("b", b)]);
  await assert.rejects(
    read(it, "argocd://a/applications/argocd/nope"),
    { code: -32602, message: /^NOT_FOUND_OR_FORBIDDEN: / },
  );
  await assert.rejects(
    read(it, "argocd://b/applications/argocd/guestbook"),
    { code: -32603, message: /^[A-Z_]+: Cannot read application/ },
  );
});

Deno.test("a resource out of scope is refused and recorded with the tool that ran", async () => {
  await using a = site();
  await using folder = await auditFolder();
  const audit = new AuditTrail({ path: folder.path, maxBytes: 0 });
  await using it = await fleet([entryOf("a", a)], {
    audit,
    policy: { scope: { projects: ["team-b"] } },
  });
  for (const uri of addressesOf("a", "argocd", "payments")) {
    await assert.rejects(read(it, uri), {
      code: -32602,
      message: /^OUT_OF_SCOPE: /,
    });
  }
  using offer = withMenus(it);
  const listed = await listResources(asker(), offer);
  assert(listed.length > 0);
  for (const { uri } of listed) assert.doesNotMatch(uri, /payments|guestbook/);
  const records = (await folder.records()) as unknown as readonly {
    readonly tool?: string;
    readonly decision: string;
  }[];
  assert.deepEqual(
    records.flatMap(({ tool, decision }) =>
      tool === undefined ? [] : [`${tool} ${decision}`]
    ),
    [
      "get_application refused",
      "get_application_manifests refused",
      "get_application_resource_tree refused",
      "get_application_diff refused",
      "list_urgent allowed",
    ],
  );
});

Deno.test("the list holds the worst of all instances, at most 50, from one list of each", async () => {
  await using a = site({ applications: 100 });
  await using b = site();
  await using c = site({ intercept: () => new Response("", { status: 500 }) });
  await using it = await fleet([
    entryOf("a", a),
    entryOf("b", b),
    entryOf("c", c),
  ]);
  using offer = withMenus(it);
  const listed = await listResources(asker(), offer);
  assert.equal(listed.length, 50);
  assert(listed.some(({ uri }) => uri.startsWith("argocd://a/")));
  assert(listed.some(({ uri }) =>
    uri === resourceUri({
      instance: "b",
      namespace: "argocd",
      name: "worker",
      view: "",
    })
  ));
  assert.match(listed[0]?.description ?? "", /Degraded$/);
  assert(listed.every(({ uri }) => !uri.startsWith("argocd://c/")));
  for (const { requests } of [a, b]) {
    const paths = requests.map(({ path }) => path).sort();
    assert.deepEqual(paths, ["/api/v1/applications", "/api/version"]);
  }
});
