import assert from "node:assert/strict";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { base64, pem } from "./planted_secrets.ts";

function mask<T>(value: T): T {
  return createMasker().value(value);
}

const SECRET = {
  apiVersion: "v1",
  kind: "Secret",
  type: "Opaque",
  metadata: { name: "db", labels: { app: "shop" } },
  data: {
    user: base64("bob"),
    pgpass: base64("hunter2"),
    "tls.key": base64("x"),
  },
};
const MASKED_SECRET = {
  ...SECRET,
  data: { user: "<masked:1>", pgpass: "<masked:2>", "tls.key": "<masked:3>" },
};
const SECRET_JSON = JSON.stringify(SECRET);
const MASKED_JSON = JSON.stringify(MASKED_SECRET);

const CASES: readonly { name: string; input: unknown; output: unknown }[] = [
  { name: "a Secret", input: SECRET, output: MASKED_SECRET },
  {
    name: "a Secret of another group",
    input: { apiVersion: "example.com/v1", kind: "Secret", data: { a: "x" } },
    output: {
      apiVersion: "example.com/v1",
      kind: "Secret",
      data: { a: "<masked:1>" },
    },
  },
  {
    name: "Secrets in a List",
    input: {
      kind: "List",
      items: [SECRET, { kind: "ConfigMap", data: { a: "b" } }],
    },
    output: {
      kind: "List",
      items: [MASKED_SECRET, { kind: "ConfigMap", data: { a: "b" } }],
    },
  },
  {
    name: "the items of a SecretList, which do not say their kind",
    input: {
      kind: "SecretList",
      items: [{ metadata: { name: "a" }, data: { a: "x" } }],
    },
    output: {
      kind: "SecretList",
      items: [{ metadata: { name: "a" }, data: { a: "<masked:1>" } }],
    },
  },
  {
    name: "a Secret that shows by its type only",
    input: {
      type: "kubernetes.io/basic-auth",
      stringData: { username: "bob" },
    },
    output: {
      type: "kubernetes.io/basic-auth",
      stringData: { username: "<masked:1>" },
    },
  },
  {
    name: "values of a Secret that are no strings",
    input: {
      kind: "Secret",
      stringData: { a: 1, b: true, c: null, d: "", e: ["x"], f: { g: "y" } },
    },
    output: {
      kind: "Secret",
      stringData: {
        a: "<masked:1>",
        b: "<masked:2>",
        c: null,
        d: "",
        e: ["<masked:3>"],
        f: { g: "<masked:4>" },
      },
    },
  },
  {
    name: "the states of a managed resource, which are JSON in strings",
    input: {
      kind: "Secret",
      name: "db",
      liveState: SECRET_JSON,
      targetState: "null",
    },
    output: {
      kind: "Secret",
      name: "db",
      liveState: MASKED_JSON,
      targetState: "null",
    },
  },
  {
    name: "a state that does not say its kind, beside the kind",
    input: {
      kind: "Secret",
      liveState: '{"data":{"a":"eA=="}}',
      diff: "@@ -1,2 +1,2 @@\n data:\n-  a: eA==\n+  a: eQ==\n",
    },
    output: {
      kind: "Secret",
      liveState: '{"data":{"a":"<masked:1>"}}',
      diff: "@@ -1,2 +1,2 @@\n data:\n-  a: <masked:1>\n+  a: <masked:2>\n",
    },
  },
  {
    name: "manifests of a local sync",
    input: { operation: { sync: { manifests: [SECRET_JSON] } } },
    output: { operation: { sync: { manifests: [MASKED_JSON] } } },
  },
  {
    name: "the last applied configuration, an escape deeper",
    input: {
      kind: "Secret",
      metadata: {
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": SECRET_JSON,
        },
      },
    },
    output: {
      kind: "Secret",
      metadata: {
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": MASKED_JSON,
        },
      },
    },
  },
  {
    name: "a last applied configuration in a state of a managed resource",
    input: [
      JSON.stringify({ metadata: { annotations: { last: SECRET_JSON } } }),
    ],
    output: [
      JSON.stringify({ metadata: { annotations: { last: MASKED_JSON } } }),
    ],
  },
  {
    name: "templates of an ApplicationSet",
    input: {
      kind: "ApplicationSet",
      spec: {
        generators: [{
          list: { elements: [{ cluster: "a", dbPassword: "hunter2" }] },
        }],
        template: {
          spec: {
            source: {
              helm: {
                parameters: [{
                  name: "auth.password",
                  value: "hunter2",
                  forceString: true,
                }],
              },
            },
          },
        },
      },
    },
    output: {
      kind: "ApplicationSet",
      spec: {
        generators: [{
          list: { elements: [{ cluster: "a", dbPassword: "<masked:1>" }] },
        }],
        template: {
          spec: {
            source: {
              helm: {
                parameters: [{
                  name: "auth.password",
                  value: "<masked:1>",
                  forceString: true,
                }],
              },
            },
          },
        },
      },
    },
  },
  {
    name: "environment variables by name",
    input: {
      env: [{ name: "DB_PASSWORD", value: "hunter2" }, {
        name: "LEVEL",
        value: "info",
      }, {
        name: "DB_PASSWORD",
        valueFrom: { secretKeyRef: { name: "db", key: "password" } },
      }],
    },
    output: {
      env: [{ name: "DB_PASSWORD", value: "<masked:1>" }, {
        name: "LEVEL",
        value: "info",
      }, {
        name: "DB_PASSWORD",
        valueFrom: { secretKeyRef: { name: "db", key: "password" } },
      }],
    },
  },
  {
    name: "plugin parameters of each type",
    input: [{ name: "tokens", array: ["a1", "b2"] }, {
      name: "credentials",
      map: { github: "c3", name: "x" },
    }, { name: "secret", string: "d4" }],
    output: [{ name: "tokens", array: ["<masked:1>", "<masked:2>"] }, {
      name: "credentials",
      map: { github: "<masked:3>", name: "x" },
    }, { name: "secret", string: "<masked:4>" }],
  },
  {
    name: "probe headers and infos",
    input: {
      httpHeaders: [{ name: "Authorization", value: "Basic Ym9iOng=" }],
      info: [{ name: "Access token", value: "abc" }],
    },
    output: {
      httpHeaders: [{ name: "Authorization", value: "<masked:1>" }],
      info: [{ name: "Access token", value: "<masked:2>" }],
    },
  },
  {
    name: "arguments of a container",
    input: {
      args: [
        "--password",
        "hunter2",
        "--verbose",
        "x",
        "--token=abc",
        "--db-password",
        "--next",
      ],
    },
    output: {
      args: [
        "--password",
        "<masked:1>",
        "--verbose",
        "x",
        "--token=<masked:2>",
        "--db-password",
        "--next",
      ],
    },
  },
  {
    name: "what is below a credential key",
    input: {
      credentials: {
        github: "a1",
        nested: { deep: "b2" },
        list: ["c3"],
        name: "keep",
        secretName: "keep",
      },
    },
    output: {
      credentials: {
        github: "<masked:1>",
        nested: { deep: "<masked:2>" },
        list: ["<masked:3>"],
        name: "keep",
        secretName: "keep",
      },
    },
  },
  {
    name: "operations of a JSON patch",
    input: {
      target: { kind: "Secret" },
      patch: "- op: add\n  path: /data/x\n  value: YWJj\n",
      ops: [{ op: "replace", path: "/spec/dbPassword", value: "hunter2" }, {
        op: "replace",
        path: "/spec/replicas",
        value: "3",
      }],
    },
    output: {
      target: { kind: "Secret" },
      patch: "- op: add\n  path: /data/x\n  value: <masked:1>\n",
      ops: [{ op: "replace", path: "/spec/dbPassword", value: "<masked:2>" }, {
        op: "replace",
        path: "/spec/replicas",
        value: "3",
      }],
    },
  },
  {
    name: "Docker's configuration in a ConfigMap",
    input: {
      kind: "ConfigMap",
      data: {
        "config.json": JSON.stringify({
          auths: { "ghcr.io": { auth: base64("bob:hunter2") } },
        }),
      },
    },
    output: {
      kind: "ConfigMap",
      data: { "config.json": '{"auths":{"ghcr.io":{"auth":"<masked:1>"}}}' },
    },
  },
  {
    name: "a kubeconfig",
    input: {
      users: [{
        name: "a",
        user: {
          "client-key-data": base64("x"),
          "client-certificate-data": base64("public"),
          token: "abc",
        },
      }],
    },
    output: {
      users: [{
        name: "a",
        user: {
          "client-key-data": "<masked:1>",
          "client-certificate-data": base64("public"),
          token: "<masked:2>",
        },
      }],
    },
  },
  {
    name: "numbers that are passwords and numbers that are not",
    input: {
      password: 123456,
      tokens: 3,
      secrets: 0,
      token: { expires: 60, defaultMode: 420 },
    },
    output: {
      password: "<masked:1>",
      tokens: 3,
      secrets: 0,
      token: { expires: 60, defaultMode: 420 },
    },
  },
  {
    name: "an error with its parts",
    input: Object.assign(new Error("token=abc"), {
      stack: "at https://u:p@h",
      code: "X",
      cause: { password: "x" },
    }),
    output: {
      name: "Error",
      message: "token=<masked:1>",
      stack: "at https://<masked:2>@h",
      cause: { password: "<masked:3>" },
      code: "X",
    },
  },
  {
    name: "maps and sets",
    input: { a: new Map([["password", "x"]]), b: new Set(["token=abc"]) },
    output: { a: { password: "<masked:1>" }, b: ["token=<masked:2>"] },
  },
  {
    name: "lines of a private key that are items of their own",
    input: pem("PRIVATE KEY").split("\n").map((content) => ({
      content,
      podName: "web-1",
    })).concat([{ content: "GET / 200", podName: "web-1" }]),
    output: [
      ...pem("PRIVATE KEY").split("\n").map((_, at) => ({
        content: `<masked:${at + 1}>`,
        podName: "web-1",
      })),
      { content: "GET / 200", podName: "web-1" },
    ],
  },
  {
    name: "a secret in a key",
    input: { "https://u:p@h/x": 1, plain: 2 },
    output: { "https://<masked:1>@h/x": 1, plain: 2 },
  },
  {
    name: "bytes and what is no JSON",
    input: {
      bytes: new Uint8Array([1]),
      none: undefined,
      date: new Date(0),
      big: 1n,
    },
    output: {
      bytes: "<masked:0>",
      none: undefined,
      date: new Date(0),
      big: 1n,
    },
  },
];

for (const { name, input, output } of CASES) {
  Deno.test(`value() masks ${name}`, () => {
    const masker = createMasker();
    const masked = masker.value(input);
    assert.deepEqual(masked, output);
    assert.deepEqual(masker.value(masked), masked, "a second time");
    assert.deepEqual(mask(masked), masked, "by another masker");
  });
}

Deno.test("value() masks JSON texts as it masks values", () => {
  for (const { input, output } of CASES.slice(0, 6)) {
    assert.equal(
      createMasker().text(JSON.stringify(input)),
      JSON.stringify(output),
    );
  }
});

Deno.test("value() gives equal secrets equal marks within one result and starts anew in the next", () => {
  const masker = createMasker();
  const states = masker.value({
    live: { kind: "Secret", data: { a: base64("one"), b: base64("two") } },
    target: {
      kind: "Secret",
      data: { a: base64("one") },
      stringData: { b: "three" },
    },
    env: [{ name: "PASSWORD", value: "one" }],
  });
  assert.deepEqual(states.live.data, { a: "<masked:1>", b: "<masked:2>" });
  assert.deepEqual(states.target, {
    kind: "Secret",
    data: { a: "<masked:1>" },
    stringData: { b: "<masked:3>" },
  });
  assert.equal(states.env[0]?.value, "<masked:1>");
  assert.equal(masker.text("password=two"), "password=<masked:2>");
  assert.equal(createMasker().text("password=two"), "password=<masked:1>");
});

Deno.test("value() tells nothing of a secret's length", () => {
  const marks = ["x", "y".repeat(5_000)].map((password) => mask({ password }));
  assert.deepEqual(marks[0], marks[1]);
});

Deno.test("value() leaves Argo CD's own masks, in lengths that tell only same or different", () => {
  const state = (plus: number) => ({
    kind: "Secret",
    data: { a: "+".repeat(plus), b: "+".repeat(8) },
  });
  assert.deepEqual(mask([state(8), state(12), state(16)]), [
    state(8),
    state(12),
    state(16),
  ]);
  assert.deepEqual(mask(state(9)), state(12));
  assert.deepEqual(mask(state(5_000)), state(64));
  assert.deepEqual(mask({ password: "+".repeat(8) }), {
    password: "+".repeat(8),
  });
  // Two keys with equal runs need not be equal, so they get no equal marks.
  assert.equal(JSON.stringify(mask(state(8))).includes("masked"), false);
  assert.equal(
    createMasker().text("kind: Secret\ndata:\n  a: ++++++++\n"),
    "kind: Secret\ndata:\n  a: ++++++++\n",
  );
});

Deno.test("value() changes neither its input nor what is no secret", () => {
  const input = Object.freeze({
    password: "x",
    list: Object.freeze([Object.freeze({ a: "plain" })]),
  });
  assert.deepEqual(mask(input), {
    password: "<masked:1>",
    list: [{ a: "plain" }],
  });
  assert.equal(input.password, "x");
});

Deno.test("value() masks at any depth and takes out what is deeper than any manifest", () => {
  const nest = (depth: number) => {
    let value: unknown = { password: "hunter2" };
    for (let level = 0; level < depth; level++) value = { a: value };
    return value;
  };
  for (const depth of [60, 70, 150, 300, 5_000]) {
    assert.equal(JSON.stringify(mask(nest(depth))).includes("hunter2"), false);
    assert.equal(
      createMasker().text(JSON.stringify(nest(depth))).includes("hunter2"),
      false,
    );
  }
  assert.deepEqual(mask(nest(2)), { a: { a: { password: "<masked:1>" } } });
});

Deno.test("value() ends at cycles", () => {
  const input: Record<string, unknown> = { password: "x" };
  input["self"] = input;
  assert.deepEqual(mask(input), { password: "<masked:1>", self: "<masked:0>" });
});

Deno.test("value() keeps a key '__proto__' a key", () => {
  const input = JSON.parse('{"__proto__":{"password":"hunter2"}}');
  assert.equal(
    JSON.stringify(mask(input)),
    '{"__proto__":{"password":"<masked:1>"}}',
  );
});

Deno.test("a bomb of aliases is neither expanded nor let through", () => {
  const levels = Array.from(
    { length: 30 },
    (_, at) =>
      `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]`,
  );
  const output = createMasker().text(
    `a0: &a0 {password: hunter2}\n${levels.join("\n")}\n`,
  );
  assert.equal(output.includes("hunter2"), false);
  assert.equal(output.includes("a30: &a30 [*a29"), true);
});

Deno.test("tags and merge keys of YAML are data", () => {
  assert.equal(
    createMasker().text(
      "x: !!js/function 'function(){}'\nbase: &b\n  password: one\nmine:\n  <<: *b\n  token: two\n",
    ),
    "x: !!js/function 'function(){}'\nbase: &b\n  password: <masked:1>\nmine:\n  <<: *b\n  token: <masked:2>\n",
  );
});
