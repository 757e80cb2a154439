import assert from "node:assert/strict";
import fc from "fast-check";
import { conform } from "../../lib/argocd/conform.ts";

const RECORDINGS = new URL("../recordings/", import.meta.url);

/** Without `null`, which means "absent", and without the notes of a shortened recording; everything else must stay. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) =>
      typeof item !== "string" || !item.startsWith("…trimmed")
    )
      .map(withoutNull);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNull(member)]),
  );
}

for (const version of ["v2.14", "v3.2", "v3.5"]) {
  Deno.test(`conform() changes no answer that was recorded of ${version}`, async () => {
    let compared = 0;
    for await (
      const { name } of Deno.readDir(new URL(`${version}/`, RECORDINGS))
    ) {
      if (!name.endsWith(".jsonl")) continue;
      const text = await Deno.readTextFile(
        new URL(`${version}/${name}`, RECORDINGS),
      );
      for (const line of text.split("\n").filter(Boolean)) {
        const entry = JSON.parse(line);
        const { status, body } = entry.response;
        if (status !== 200 || typeof body !== "object" || body === null) {
          continue;
        }
        // The one answer whose "project" is an object belongs to an endpoint that is not called.
        if (entry.request.path.endsWith("/detailed")) continue;
        compared++;
        assert.deepEqual(
          withoutNull(conform(body)),
          withoutNull(body),
          `${name}: ${entry.name}`,
        );
      }
    }
    assert(compared > 50, `${compared}`);
  });
}

Deno.test("conform() knows an application by its name and as an object", () => {
  const set = {
    status: { applicationStatus: [{ application: "web", status: "Waiting" }] },
  };
  const answer = { metadata: { name: "fleet" }, ...set };
  assert.deepEqual(conform(answer), answer);
  const event = { type: "MODIFIED", application: { metadata: {} } };
  assert.deepEqual(conform(event), event);
  assert.deepEqual(conform({ type: "MODIFIED", application: "web" }), {
    type: "MODIFIED",
  });
});

Deno.test("conform() keeps what users write, whatever its keys are called", () => {
  const free = {
    labels: { items: "yes", metadata: "no" },
    annotations: { status: "x" },
    valuesObject: { name: 7, items: {} },
  };
  assert.deepEqual(conform({ metadata: free }), { metadata: free });
});

Deno.test("conform() gives an object whatever it is given, and changes nothing twice", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const once = conform(value);
    assert(typeof once === "object" && once !== null && !Array.isArray(once));
    assert.deepEqual(conform(once), once);
  }));
});
