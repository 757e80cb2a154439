import assert from "node:assert/strict";
import {
  dumpYaml,
  manifestYaml,
  parseManifest,
} from "../../lib/views/manifest_yaml.ts";

Deno.test("manifestYaml() drops managed fields and the last-applied copy, and keeps status and other annotations", () => {
  const yaml = manifestYaml({
    status: { phase: "Running" },
    metadata: {
      name: "shop",
      managedFields: [{}],
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        team: "shop",
      },
    },
    kind: "Pod",
    apiVersion: "v1",
  });
  assert.equal(
    yaml,
    "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    team: shop\n  name: shop\nstatus:\n  phase: Running\n",
  );
});

Deno.test("dumpYaml() quotes what Kubernetes would read as something else", () => {
  assert.equal(
    dumpYaml({ a: "yes", b: "1", c: true, d: "on" }),
    'a: "yes"\nb: "1"\nc: true\nd: "on"\n',
  );
});

Deno.test("dumpYaml() writes texts of several lines as blocks and keeps long lines whole", () => {
  const long = "word ".repeat(60).trim();
  assert.equal(
    dumpYaml({ a: "one\ntwo\n", b: long }),
    `a: |\n  one\n  two\nb: ${long}\n`,
  );
});

Deno.test("parseManifest() refuses what is no object instead of calling it absent", () => {
  assert.throws(() => parseManifest("[]"), { code: "BAD_RESPONSE" });
  assert.throws(() => parseManifest('{"kind":"Pod"'), {
    code: "BAD_RESPONSE",
  });
});
