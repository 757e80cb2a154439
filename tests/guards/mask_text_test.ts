import assert from "node:assert/strict";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { base64, base64url, jwt, pem, TOKENS } from "./planted_secrets.ts";

function mask(text: string): string {
  return createMasker().text(text);
}

for (const [name, token] of Object.entries(TOKENS)) {
  const M = "<masked:1>";
  Deno.test(`text() masks ${name}`, () => {
    assert.equal(mask(token), M);
    assert.equal(mask(`got ${token}, stop`), `got ${M}, stop`);
    assert.equal(mask(`("${token}")`), `("${M}")`);
    assert.equal(mask(`https://h/x?q=${token}`), `https://h/x?q=${M}`);
  });
  Deno.test(`text() masks ${name} behind base64`, () => {
    const line = `the token is ${token} and that is it`;
    for (
      const encoded of [
        base64(token),
        base64(line),
        base64url(token),
        base64url(line),
        base64(base64(line)),
      ]
    ) {
      assert.equal(mask(encoded), M);
      assert.equal(mask(`data: ${encoded} end`), `data: ${M} end`);
      assert.equal(mask(`/etc/files/${encoded}`).includes(encoded), false);
    }
  });
}

const KINDS = [
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "OPENSSH PRIVATE KEY",
  "ENCRYPTED PRIVATE KEY",
  "PGP PRIVATE KEY BLOCK",
];
for (const kind of KINDS) {
  Deno.test(`text() masks a block of kind ${kind}`, () => {
    const key = pem(kind);
    assert.equal(mask(key), "<masked:1>");
    assert.equal(mask(`before\n${key}\nafter`), "before\n<masked:1>\nafter");
    assert.equal(
      mask(`key="${key.replaceAll("\n", "\\n")}"`),
      'key="<masked:1>"',
    );
    assert.equal(mask(JSON.stringify({ note: key })), '{"note":"<masked:1>"}');
    assert.equal(mask(key.replaceAll("\n", " ")), "<masked:1>");
    assert.equal(mask(key.replaceAll("\n", "\r\n")), "<masked:1>");
    assert.equal(mask(base64(key)), "<masked:1>");
  });
}

Deno.test("text() gives one key one mark however it is written", () => {
  const key = pem("PRIVATE KEY");
  const masker = createMasker();
  assert.equal(masker.text(key), "<masked:1>");
  assert.equal(masker.text(key.replaceAll("\n", "\\n")), "<masked:1>");
  assert.equal(masker.text(key.replaceAll("\n", "\n    ")), "<masked:1>");
});

Deno.test("text() masks what is there of a private key that was cut", () => {
  const lines = pem("PRIVATE KEY").split("\n");
  assert.equal(mask(`${lines.slice(0, -1).join("\n")}\n`), "<masked:1>\n");
  assert.equal(
    mask(`log: ${lines.slice(0, 2).join("\n")}\nnext line of the log`),
    "log: <masked:1>\nnext line of the log",
  );
  assert.equal(
    mask(`first line\n${lines.slice(2).join("\n")} done`),
    "first line\n<masked:1> done",
  );
});

Deno.test("text() masks a private key whose lines have a prefix each", () => {
  const lines = pem("PRIVATE KEY").split("\n");
  const output = mask(
    ["a", ...lines, "b"].map((line) => `web-1 | ${line}`).join("\n"),
  );
  assert.equal(output, "web-1 | a\nweb-1 | <masked:1>\nweb-1 | b");
});

Deno.test("text() masks base64 that is folded over lines", () => {
  const folded = base64(pem("PRIVATE KEY")).match(/.{1,76}/g) ?? [];
  assert.equal(mask(folded.join("\n")), "<masked:1>");
  assert.equal(
    mask(`key: |\n  ${folded.join("\n  ")}\nnext: line`),
    "key: |\n  <masked:1>\nnext: line",
  );
});

Deno.test("text() masks a token that is broken over two lines", () => {
  const token = jwt("alice");
  const output = mask(`got ${token.slice(0, 30)}\n${token.slice(30)}`);
  assert.equal(output, "got <masked:1>");
});

const HEADERS: readonly [string, string][] = [
  [
    "Authorization: Bearer abcdef0123456789",
    "Authorization: Bearer <masked:1>",
  ],
  [
    `Authorization: Basic ${base64("bob:hunter2")}`,
    "Authorization: Basic <masked:1>",
  ],
  ["authorization: token abcdef0123", "authorization: token <masked:1>"],
  [
    `proxy: Basic ${base64("bob:hunter2")} sent`,
    "proxy: Basic <masked:1> sent",
  ],
  ["sent bearer abcdef0123456789 to host", "sent bearer <masked:1> to host"],
  [
    `curl -H 'Authorization: Bearer abc.def-1' https://h`,
    `curl -H 'Authorization: Bearer <masked:1>' https://h`,
  ],
  [`{"Authorization":["Bearer abcdef01"]}`, `{"Authorization":["<masked:1>"]}`],
  ["curl -u bob:hunter2 https://h", "curl -u <masked:1> https://h"],
  ["curl --user 'bob:hunter2' https://h", "curl --user '<masked:1>' https://h"],
];
for (const [input, output] of HEADERS) {
  Deno.test(`text() masks the credentials of ${input}`, () => {
    assert.equal(mask(input), output);
  });
}

const URLS: readonly [string, string][] = [
  [
    "https://bob:hunter2@git.example.com/x.git",
    "https://<masked:1>@git.example.com/x.git",
  ],
  ["https://:hunter2@h/x", "https://<masked:1>@h/x"],
  ["https://a1b2c3d4e5f6a7b8@h/x", "https://<masked:1>@h/x"],
  [
    "postgres://u:p%40ss@db:5432/x?sslmode=off",
    "postgres://<masked:1>@db:5432/x?sslmode=off",
  ],
  ["postgres://u:p/a?s#s@db:5432/x", "postgres://<masked:1>@db:5432/x"],
  ["mongodb+srv://u:p@a@b@c/x", "mongodb+srv://<masked:1>@c/x"],
  [
    "redis://:hunter2@cache:6379/0,redis://:hunter2@cache2:6379",
    "redis://<masked:1>@cache:6379/0,redis://<masked:1>@cache2:6379",
  ],
  ["shop:hunter2@tcp(db:3306)/shop", "<masked:1>@tcp(db:3306)/shop"],
  [
    "https://h/hook?token=abc&branch=main",
    "https://h/hook?token=<masked:1>&branch=main",
  ],
  [
    "https://h/x?access_token=abc#top",
    "https://h/x?access_token=<masked:1>#top",
  ],
  [
    "https://b.blob.core.windows.net/c?sv=2022&sig=abc%2Fdef%3D&se=2030",
    "https://b.blob.core.windows.net/c?sv=2022&sig=<masked:1>&se=2030",
  ],
  [
    "https://s3/x?X-Amz-Date=2024&X-Amz-Signature=0123abcd",
    "https://s3/x?X-Amz-Date=2024&X-Amz-Signature=<masked:1>",
  ],
  [
    "https://hooks.slack.com/services/T0/B0/abcdefghij",
    "https://hooks.slack.com/services/<masked:1>",
  ],
];
for (const [input, output] of URLS) {
  Deno.test(`text() masks the credentials in ${input}`, () => {
    assert.equal(mask(input), output);
    assert.equal(
      mask(`fatal: unable to access '${input}': 403`),
      `fatal: unable to access '${output}': 403`,
    );
  });
}

const PAIRS: readonly [string, string][] = [
  ["password=hunter2", "password=<masked:1>"],
  [
    "login failed password=hunter2 user=bob",
    "login failed password=<masked:1> user=bob",
  ],
  [
    "login: password='correct horse' user=bob",
    "login: password='<masked:1>' user=bob",
  ],
  [
    'login: password="correct \\" horse" user=bob',
    'login: password="<masked:1>" user=bob',
  ],
  ["password: correct horse battery", "password: <masked:1>"],
  ["PASSWORD = correct horse", "PASSWORD = <masked:1>"],
  ["export DB_PASSWORD=hunter2", "export DB_PASSWORD=<masked:1>"],
  ["# password: correct horse", "# password: <masked:1>"],
  [
    'say "password":"hun,ter2","user":"bob"',
    'say "password":"<masked:1>","user":"bob"',
  ],
  [
    'say \\"password\\":\\"hunter2\\",\\"user\\":\\"bob\\"',
    'say \\"password\\":\\"<masked:1>\\",\\"user\\":\\"bob\\"',
  ],
  [
    "{'password': 'hunter2', 'user': 'bob'}",
    "{'password': <masked:1>, 'user': 'bob'}",
  ],
  ["map[password:hunter2 user:bob]", "map[password:<masked:1> user:bob]"],
  ["&{User:bob Password:hunter2}", "&{User:bob Password:<masked:1>}"],
  [
    "Server=db;User Id=sa;Password=hunter2;Encrypt=true",
    "Server=db;User Id=sa;Password=<masked:1>;Encrypt=true",
  ],
  [
    "AccountName=x;AccountKey=abc/def+gh==;EndpointSuffix=y",
    "AccountName=x;AccountKey=<masked:1>;EndpointSuffix=y",
  ],
  ["user=bob,password=hunter2,host=db", "user=bob,password=<masked:1>,host=db"],
  ["run --password hunter2 --verbose", "run --password <masked:1> --verbose"],
  ["run --password=hunter2 --verbose", "run --password=<masked:1> --verbose"],
  ['cut: ["--api-key","hunter2","x"', 'cut: ["--api-key","<masked:1>","x"'],
  ["<password>hunter2</password>", "<password><masked:1></password>"],
  [
    '<property name="db.password" value="hunter2"/>',
    '<property name="db.password" value="<masked:1>"/>',
  ],
  [
    "EnvVar{Name:DB_PASSWORD,Value:hunter2,ValueFrom:nil,}",
    "EnvVar{Name:DB_PASSWORD,Value:<masked:1>,ValueFrom:nil,}",
  ],
  [
    'cut: {"name":"DB_PASSWORD","value":"hunter2","x":',
    'cut: {"name":"DB_PASSWORD","value":"<masked:1>","x":',
  ],
  ["level=info apiKey=hunter2", "level=info apiKey=<masked:1>"],
  ["$password = 'hunter2';", "$password = '<masked:1>';"],
];
for (const [input, output] of PAIRS) {
  Deno.test(`text() masks the value in ${input}`, () => {
    assert.equal(mask(input), output);
  });
}

Deno.test("text() masks behind base64 what it masks in clear", () => {
  for (
    const text of [
      "password=hunter2",
      "https://bob:pw@host/x",
      '{"auth":{"token":"abc"}}',
      "kind: Secret\ndata:\n  a: eA==\n",
      JSON.stringify({ auths: { "ghcr.io": { auth: base64("bob:hunter2") } } }),
    ]
  ) {
    for (
      const encoded of [
        base64(text),
        base64(text).replace(/=+$/, ""),
        base64url(text),
      ]
    ) {
      assert.equal(mask(`x ${encoded} y`), "x <masked:1> y", text);
    }
  }
});

const DOCUMENTS: readonly { name: string; input: string; output: string }[] = [
  {
    name: "a Secret in YAML",
    input:
      "apiVersion: v1\nkind: Secret\ndata:\n  a: YWJj\n  b: ZGVm # why\nstringData:\n  c: 'x: y'\n  d: |\n    two\n    lines\n  e: 12\ntype: Opaque\n",
    output:
      "apiVersion: v1\nkind: Secret\ndata:\n  a: <masked:1>\n  b: <masked:2> # why\nstringData:\n  c: <masked:3>\n  d: <masked:4>\n  e: <masked:5>\ntype: Opaque\n",
  },
  {
    name: "a Secret among other documents, whatever its group",
    input:
      "kind: ConfigMap\ndata:\n  a: b\n---\ndata: {k: YWJj}\nkind: Secret\napiVersion: example.com/v1\n",
    output:
      "kind: ConfigMap\ndata:\n  a: b\n---\ndata: {k: <masked:1>}\nkind: Secret\napiVersion: example.com/v1\n",
  },
  {
    name: "Secrets in a List",
    input:
      "kind: List\nitems:\n- kind: Secret\n  data:\n    a: YWJj\n- kind: ConfigMap\n  data:\n    a: YWJj\n",
    output:
      "kind: List\nitems:\n- kind: Secret\n  data:\n    a: <masked:1>\n- kind: ConfigMap\n  data:\n    a: YWJj\n",
  },
  {
    name: "a Secret in a template that is no YAML",
    input:
      "{{- if .Values.on }}\nkind: Secret\ndata:\n  a: YWJj\n  b: >-\n    folded\n    text\nmetadata:\n  name: x\n{{- end }}\n",
    output:
      "{{- if .Values.on }}\nkind: Secret\ndata:\n  a: <masked:1>\n  b: >-\n    <masked:2>\nmetadata:\n  name: x\n{{- end }}\n",
  },
  {
    name: "a Secret in a unified diff",
    input:
      "--- live\n+++ desired\n@@ -1,6 +1,6 @@\n kind: Secret\n data:\n-  a: YWJj\n+  a: ZGVm\n   b: eHl6\n metadata:\n   name: x\n",
    output:
      "--- live\n+++ desired\n@@ -1,6 +1,6 @@\n kind: Secret\n data:\n-  a: <masked:1>\n+  a: <masked:2>\n   b: <masked:3>\n metadata:\n   name: x\n",
  },
  {
    name: "a Secret in the middle of an error",
    input:
      'apply failed: {"apiVersion":"v1","data":{"a":"YWJj"},"kind":"Secret"}: denied',
    output:
      'apply failed: {"apiVersion":"v1","data":{"a":"<masked:1>"},"kind":"Secret"}: denied',
  },
  {
    name: "a Secret in a quoted string of a log line",
    input:
      'level=error msg="apply {\\"kind\\":\\"Secret\\",\\"data\\":{\\"a\\":\\"YWJj\\"}} failed"',
    output:
      'level=error msg="apply {\\"kind\\":\\"Secret\\",\\"data\\":{\\"a\\":\\"<masked:1>\\"}} failed"',
  },
  {
    name: "a Secret that is cut off",
    input: '{"kind":"Secret","data":{"a":"YWJj","b":"ZGVm"},"metadata":{"na',
    output:
      '{"kind":"Secret","data":{"a":"<masked:1>","b":"<masked:2>"},"metadata":{"na',
  },
  {
    name: "indented JSON, its spaces and long numbers kept",
    input:
      '{\n  "token": "abc",\n  "id": 12345678901234567890,\n  "ok": 1.0\n}',
    output:
      '{\n  "token": "<masked:1>",\n  "id": 12345678901234567890,\n  "ok": 1.0\n}',
  },
  {
    name: "both members of a repeated key",
    input: '{"password":"one","password":"two"}',
    output: '{"password":"<masked:1>","password":"<masked:2>"}',
  },
  {
    name: "Helm values",
    input:
      "# password: x y\nauth:\n  rootPassword: hunter2\n  existingSecret: db\nimage:\n  tag: v1\n  pullSecrets: [regcred]\nextraEnv:\n- name: API_TOKEN\n  value: abc\n- name: LEVEL\n  value: info\n",
    output:
      "# password: <masked:3>\nauth:\n  rootPassword: <masked:1>\n  existingSecret: db\nimage:\n  tag: v1\n  pullSecrets: [regcred]\nextraEnv:\n- name: API_TOKEN\n  value: <masked:2>\n- name: LEVEL\n  value: info\n",
  },
  {
    name: "Helm values that are no YAML",
    input:
      "a: {{ .x }}\nb: [\nauth:\n  rootPassword: hunter2\ntokens:\n  - abc\n  - def\nextraEnv:\n  - name: API_TOKEN\n    value: abc\nsecret:\n  name: keep\n  raw: gone\n",
    output:
      "a: {{ .x }}\nb: [\nauth:\n  rootPassword: <masked:1>\ntokens:\n  - <masked:2>\n  - <masked:3>\nextraEnv:\n  - name: API_TOKEN\n    value: <masked:2>\nsecret:\n  name: keep\n  raw: <masked:4>\n",
  },
  {
    name: "a password that an alias stands for",
    input: "base: &pw hunter2\ndb:\n  password: *pw\n",
    output: "base: &pw <masked:1>\ndb:\n  password: *pw\n",
  },
  {
    name: "flow maps and quoted keys of YAML",
    input: 'a: {password: hunter2, user: bob,\n  "api-key": "x y"}\n',
    output: 'a: {password: <masked:1>, user: bob,\n  "api-key": <masked:2>}\n',
  },
  {
    name: "passwords over several lines",
    input: 'password: one\n  two\ntoken: "three\n  four"\nuser: bob\n',
    output: "password: <masked:1>\ntoken: <masked:2>\nuser: bob\n",
  },
  {
    name: "a manifest inside of a block scalar, its layout kept",
    input:
      "kind: ConfigMap\ndata:\n  app.yaml: |\n    db:\n      password: hunter2\n      host: db\n\n    more: text\n",
    output:
      "kind: ConfigMap\ndata:\n  app.yaml: |\n    db:\n      password: <masked:1>\n      host: db\n\n    more: text\n",
  },
  {
    name: "properties and environment files",
    input:
      "kind: ConfigMap\ndata:\n  app.properties: |\n    db.user=bob\n    db.password=correct horse\n    # token=abc\n",
    output:
      "kind: ConfigMap\ndata:\n  app.properties: |\n    db.user=bob\n    db.password=<masked:1>\n    # token=<masked:2>\n",
  },
  {
    name: "a private key in a block scalar",
    input: `a: 1\nkey: |\n  ${
      pem("PRIVATE KEY").replaceAll("\n", "\n  ")
    }\nb: 2\n`,
    output: "a: 1\nkey: |\n  <masked:1>\nb: 2\n",
  },
  {
    name: "log lines, some of them JSON",
    input:
      'start\n{"msg":"login","password":"hunter2"}\n{"msg":"ok","trace":12345678901234567890}\nend',
    output:
      'start\n{"msg":"login","password":"<masked:1>"}\n{"msg":"ok","trace":12345678901234567890}\nend',
  },
  {
    name: "lines that end in CRLF",
    input: "user: bob\r\npassword: hunter2\r\nhost: db\r\n",
    output: "user: bob\r\npassword: <masked:1>\r\nhost: db\r\n",
  },
];
for (const { name, input, output } of DOCUMENTS) {
  Deno.test(`text() masks ${name}`, () => {
    const masker = createMasker();
    assert.equal(masker.text(input), output);
    assert.equal(masker.text(output), output, "a second time");
    assert.equal(createMasker().text(output), output, "by another masker");
  });
}

const BESIDE_OTHERS: Readonly<Record<string, readonly [string, string]>> = {
  "a token": [
    `DB_PASSWORD=hunter2swordfish ${jwt("bob")}`,
    "DB_PASSWORD=<masked:2>",
  ],
  "what was masked before": [
    "login token=hunter2swordfish <masked:7>",
    "login token=<masked:1> <masked:7>",
  ],
  "what was masked before, on a line of its own": [
    "start\npassword: hunter2swordfish <masked:7>",
    "start\npassword: <masked:1>",
  ],
  "a scheme whose credentials are masked": [
    "Authorization: Bearer <masked:7>",
    "Authorization: Bearer <masked:7>",
  ],
};
for (const [what, [input, output]] of Object.entries(BESIDE_OTHERS)) {
  Deno.test(`text() masks a password beside ${what}`, () => {
    assert.equal(mask(input), output);
    assert.equal(mask(output), output, "a second time");
  });
}

const LOOKS_LIKE_A_MAP: Readonly<Record<string, readonly [string, string]>> = {
  "a struct of Go": [
    "{User:bob Password:hunter2swordfish}",
    "{User:bob Password:<masked:1>}",
  ],
  "JSON with escaped quotes": [
    '{\\"user\\":\\"bob\\",\\"password\\":\\"hunter2swordfish\\"}',
    '{\\"user\\":\\"bob\\",\\"password\\":\\"<masked:1>\\"}',
  ],
  "a sentence with a colon": [
    "login password=hunter2swordfish: ok\nstatus: done",
    "login password=<masked:1>: <masked:2>\nstatus: done",
  ],
};
for (const [what, [input, output]] of Object.entries(LOOKS_LIKE_A_MAP)) {
  Deno.test(`text() masks in ${what}, which is YAML only by accident`, () => {
    assert.equal(mask(input), output);
    assert.equal(mask(output), output, "a second time");
  });
}

const IN_ERRORS: Readonly<Record<string, string>> = {
  "dial postgres: host=db password=hunter2swordfish: connection refused":
    "dial postgres: host=db password=<masked:1>: connection refused",
  "exec --token hunter2swordfish: exit status 1":
    "exec --token <masked:1> exit status 1",
  "login failed, password: hunter2swordfish: no such user":
    "login failed, password: <masked:1>: no such user",
  "Cannot get token: oauth2: cannot fetch it: 401":
    "Cannot get token: oauth2: cannot fetch it: 401",
};
for (const [input, output] of Object.entries(IN_ERRORS)) {
  Deno.test(`text() knows a password from a link of a chain of errors: ${output}`, () => {
    assert.equal(mask(input), output);
    assert.equal(mask(output), output, "a second time");
  });
}

Deno.test("text() and value() mask an assignment in a key", () => {
  assert.equal(
    mask('{"--password=hunter2swordfish":true}'),
    '{"--password=<masked:1>":true}',
  );
  assert.deepEqual(
    createMasker().value({ "db_password=hunter2swordfish": 1 }),
    { "db_password=<masked:1>": "<masked:2>" },
  );
});

Deno.test("a text that is too long to be looked through comes out as one mark", () => {
  const long = "x".repeat(9_000_000);
  assert.equal(mask(long), "<masked:0>");
  assert.deepEqual(createMasker().value({ a: [long, "y"] }), {
    a: ["<masked:0>", "y"],
  });
});
