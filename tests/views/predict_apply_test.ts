import assert from "node:assert/strict";
import * as fc from "fast-check";
import { predictApply } from "../../lib/views/predict_apply.ts";

const APPS = { apiVersion: "apps/v1", kind: "Deployment" };
const CUSTOM = { apiVersion: "example.com/v1", kind: "Tenant" };

function containers(...list: readonly unknown[]): Record<string, unknown> {
  return { ...APPS, spec: { template: { spec: { containers: list } } } };
}

Deno.test("an entry that somebody else put into a merged list stays, in its place", () => {
  const sidecar = { name: "injected", image: "proxy:1" };
  const live = containers(sidecar, { name: "main", image: "main:1", x: 1 });
  assert.deepEqual(
    predictApply({
      target: containers({ name: "main", image: "main:2" }),
      live,
      last: containers({ name: "main", image: "main:1" }),
    }),
    containers(sidecar, { name: "main", image: "main:2", x: 1 }),
  );
});

Deno.test("an entry that was applied before and is not wanted any more goes, and one that is new comes last", () => {
  assert.deepEqual(
    predictApply({
      target: containers({ name: "new" }, { name: "a" }),
      live: containers({ name: "old" }, { name: "a", pull: "Always" }),
      last: containers({ name: "old" }, { name: "a" }),
    }),
    containers({ name: "a", pull: "Always" }, { name: "new" }),
  );
});

Deno.test("entries that change their order are in the order that is wanted", () => {
  assert.deepEqual(
    predictApply({
      target: containers({ name: "b" }, { name: "a" }),
      live: containers({ name: "a", x: 1 }, { name: "b" }, { name: "c" }),
    }),
    containers({ name: "b" }, { name: "a", x: 1 }, { name: "c" }),
  );
});

Deno.test("the lists of a custom resource are replaced; entries keep the defaults they have", () => {
  assert.deepEqual(
    predictApply({
      target: { ...CUSTOM, spec: { env: [{ name: "b" }] } },
      live: {
        ...CUSTOM,
        spec: { env: [{ name: "a", d: 1 }, { name: "b", d: 2 }] },
      },
    }),
    { ...CUSTOM, spec: { env: [{ name: "b", d: 2 }] } },
  );
  assert.deepEqual(
    predictApply({
      target: { ...CUSTOM, spec: { rules: [{ host: "b" }] } },
      live: { ...CUSTOM, spec: { rules: [{ host: "a", d: 1 }] } },
      last: { ...CUSTOM, spec: { rules: [{ host: "a" }] } },
    }),
    { ...CUSTOM, spec: { rules: [{ host: "b", d: 1 }] } },
  );
});

Deno.test("nulls and empty values of a manifest are no difference where nothing lives, and clear what does", () => {
  const live = { ...APPS, metadata: { name: "a" }, spec: { paused: true } };
  assert.equal(
    predictApply({
      target: {
        ...APPS,
        metadata: { name: "a", creationTimestamp: null, annotations: {} },
        spec: { strategy: {} },
      },
      live,
    }),
    live,
  );
  assert.deepEqual(
    predictApply({ target: { ...APPS, spec: { paused: null } }, live }),
    { ...APPS, metadata: { name: "a" }, spec: {} },
  );
});

Deno.test("a field goes only when it was applied before", () => {
  const live = { ...APPS, spec: { replicas: 3, paused: true } };
  assert.equal(predictApply({ target: { ...APPS, spec: {} }, live }), live);
  assert.deepEqual(
    predictApply({
      target: { ...APPS, spec: { replicas: 3 } },
      live,
      last: { ...APPS, spec: { paused: true } },
    }),
    { ...APPS, spec: { replicas: 3 } },
  );
});

Deno.test("applying what lives, or what was applied and still lives, changes nothing", () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("a", "b", "containers", "env", "name"),
        tie("value"),
        { maxKeys: 4 },
      ),
    ),
  }));
  fc.assert(fc.property(value, (spec) => {
    const object = JSON.parse(JSON.stringify({ ...APPS, spec }));
    assert.deepEqual(predictApply({ target: object, live: object }), object);
    assert.deepEqual(
      predictApply({ target: object, live: object, last: object }),
      object,
    );
  }));
});
