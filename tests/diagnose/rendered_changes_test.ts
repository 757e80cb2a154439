import assert from "node:assert/strict";
import { renderedChanges } from "../../lib/diagnose/rendered_changes.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import type { ManifestPair } from "../../lib/views/pair_manifests.ts";

function pair(
  kind: string,
  name: string,
  from: Manifest | undefined,
  to: Manifest | undefined,
): ManifestPair {
  const side = (object: Manifest) => ({
    ref: { group: "", kind, namespace: "shop", name },
    object: { apiVersion: "v1", kind, metadata: { name }, ...object },
  });
  return {
    ...(from ? { from: side(from) } : {}),
    ...(to ? { to: side(to) } : {}),
  };
}

function lines(
  pairs: readonly ManifestPair[],
  ill: readonly string[] = [],
): readonly string[] {
  return renderedChanges(pairs, new Set(ill)).map(({ ref, path, text }) =>
    `${ref.kind} ${ref.name} ${path ?? ""} ${text}`
  );
}

Deno.test("what is ill comes first, an image before other values, labels last", () => {
  const pod = (image: string, version: string) => ({
    metadata: { labels: { version } },
    spec: { replicas: Number(version), containers: [{ name: "app", image }] },
  });
  assert.deepEqual(
    lines([
      pair("ConfigMap", "other", { data: { a: "1" } }, { data: { a: "2" } }),
      pair("Pod", "web", pod("web:1", "1"), pod("web:2", "2")),
    ], ["/Pod/shop/web"]),
    [
      'Pod web spec.containers[app].image "web:1" → "web:2"',
      "Pod web spec.replicas 1 → 2",
      'ConfigMap other data.a "1" → "2"',
      'Pod web metadata.labels.version "1" → "2"',
    ],
  );
});

Deno.test("objects and values that come and go", () => {
  assert.deepEqual(
    lines([
      pair("ConfigMap", "new", undefined, { data: { a: "1" } }),
      pair("ConfigMap", "old", { data: { a: "1" } }, undefined),
      pair("ConfigMap", "same", { data: { a: "1" } }, { data: { a: "1" } }),
      pair("ConfigMap", "more", { data: {} }, { data: { a: "1" } }),
    ]),
    [
      "ConfigMap new  is new",
      "ConfigMap old  is gone",
      'ConfigMap more data.a nothing → "1"',
    ],
  );
});

Deno.test("of a long text the part is shown in which it differs", () => {
  const text = (timeout: string) =>
    `${"# a long comment\n".repeat(40)}timeout: ${timeout}\n`;
  const [line = ""] = lines([
    pair("ConfigMap", "web", { data: { conf: text("5s") } }, {
      data: { conf: text("900s") },
    }),
  ]);
  assert.match(line, /timeout: 5s.* → .*timeout: 900s/);
  assert(line.length < 160, line);
});

Deno.test("values of Secrets are not shown", () => {
  const [line] = lines([
    pair("Secret", "key", { data: { token: "b25l" } }, {
      data: { token: "dHdv" },
    }),
  ]);
  assert.equal(
    line,
    "Secret key data.token another value (values of Secrets are not shown)",
  );
});
