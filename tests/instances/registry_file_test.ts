import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { narrowPolicy } from "../../lib/guards/narrow_policy.ts";
import type { SignInChoice } from "../../lib/instances/registry_entry.ts";
import { problemsOf, read, RegistryFolder } from "./registry_files.ts";

const TOKEN = "t0ken-of-prod";

Deno.test("the form of other servers is read as it is", async () => {
  const entries = await read(JSON.stringify([
    { baseUrl: "https://argocd.example/", token: TOKEN },
    { baseUrl: "https://ARGOCD.example:8443/argo/applications", token: TOKEN },
  ]));
  assert.deepEqual(
    entries.map(({ name, baseUrl, signIn }) => [name, baseUrl?.href, signIn]),
    [
      ["argocd.example", "https://argocd.example/", {
        kind: "token",
        token: TOKEN,
        source: "'argocd.example' in the registry",
      }],
      ["argocd.example:8443/argo", "https://argocd.example:8443/argo/", {
        kind: "token",
        token: TOKEN,
        source: "'argocd.example:8443/argo' in the registry",
      }],
    ],
  );
});

const FULL = `
# All keys that go together.
instances:
  - name: prod
    labels: { env: prod, example.com/team: web, empty: "" }
    baseUrl: http://argocd.example
    plaintext: true
    token_file: tokens/prod
    ca_file: /etc/ca.pem
    client_cert_file: ../client.pem
    client_key_file: ./client.key
    tls_server_name: argocd.internal
    insecure: false
    headers:
      X-Team: web
      X-Key: " k "
    timeout: 5
    max_tier: write
    single_cluster: true
    allowed_projects: [team-*, web]
    allowed_applications:
      - team-a/*
    freeze_file: frozen
    windows:
      - kind: deny
        schedule: 0 22 * * mon-fri
        duration: 8h
        time_zone: Europe/Berlin
        description: nobody is awake
      - { kind: allow, schedule: "@daily", duration: 24h, timeZone: UTC }
`;

Deno.test("every key becomes a part of the entry, paths relative to the file", async () => {
  await using registry = new RegistryFolder(FULL);
  const [entry, ...others] = await registry.read();
  assert(entry);
  assert.equal(others.length, 0);
  const { folder } = registry;
  const { baseUrl, ...rest } = entry;
  assert.equal(baseUrl?.href, "http://argocd.example/");
  assert.deepEqual(rest, {
    line: 4,
    name: "prod",
    labels: { env: "prod", "example.com/team": "web", empty: "" },
    plaintext: true,
    signIn: {
      kind: "token_file",
      path: join(folder, "tokens", "prod"),
      source: "'prod' in the registry",
    },
    tls: {
      insecure: false,
      serverName: "argocd.internal",
      caFile: join("/", "etc", "ca.pem"),
      clientCertFile: join(dirname(folder), "client.pem"),
      clientKeyFile: join(folder, "client.key"),
    },
    headers: [["X-Team", "web"], ["X-Key", "k"]],
    timeoutSeconds: 5,
    limits: {
      maxTier: "write",
      tierSetting: "max_tier of 'prod' in the registry",
      scope: {
        cluster: "in-cluster",
        projects: ["team-*", "web"],
        applications: ["team-a/*"],
        settings: {
          cluster: "single_cluster of 'prod' in the registry",
          projects: "allowed_projects of 'prod' in the registry",
          applications: "allowed_applications of 'prod' in the registry",
        },
      },
    },
    freezeFile: join(folder, "frozen"),
    windows: [
      {
        kind: "deny",
        schedule: "0 22 * * mon-fri",
        duration: "8h",
        timeZone: "Europe/Berlin",
        description: "nobody is awake",
      },
      { kind: "allow", schedule: "@daily", duration: "24h", timeZone: "UTC" },
    ],
  });
});

Deno.test("the limits of an entry narrow a policy", async () => {
  const [entry] = await read(FULL);
  const policy = {
    tier: "destructive",
    maskSecrets: true,
    maxResultChars: 24_000,
    humanApproval: "auto",
    scope: { projects: ["web"] },
  } as const;
  const { tier, scope } = narrowPolicy(policy, entry?.limits ?? assert.fail());
  assert.equal(tier, "write");
  assert.equal(scope?.within, policy.scope);
});

const BASE = "baseUrl: https://argocd.example";
const SOURCE = "'argocd.example' in the registry";
const WAYS: readonly (readonly [
  string,
  (folder: string) => Omit<SignInChoice, "source">,
])[] = [
  [`token: " ${TOKEN} "`, () => ({ kind: "token", token: TOKEN })],
  [
    "token_command: [vault, read, '', -field=token]",
    () => ({
      kind: "token_command",
      command: ["vault", "read", "", "-field=token"],
    }),
  ],
  [
    "token_command: [./get-token]",
    (folder) => ({
      kind: "token_command",
      command: [join(folder, "get-token")],
    }),
  ],
  [
    'username: admin\n  password: " with blanks "',
    () => ({ kind: "session", username: "admin", password: " with blanks " }),
  ],
  [
    "username: admin\n  password_file: secret",
    (folder) => ({
      kind: "session",
      username: "admin",
      passwordFile: join(folder, "secret"),
    }),
  ],
  [
    "sso: true",
    () => ({
      kind: "sso",
      port: 8085,
      device: false,
      offline: false,
      browser: true,
    }),
  ],
  [
    "sso: { port: 8000, device: true, offline: true, browser: false, ca_file: idp.pem, connector: ldap }",
    (folder) => ({
      kind: "sso",
      port: 8000,
      device: true,
      offline: true,
      browser: false,
      caFile: join(folder, "idp.pem"),
      connector: "ldap",
    }),
  ],
  ["token: x\n  sso: false", () => ({ kind: "token", token: "x" })],
];
for (const [yaml, choiceOf] of WAYS) {
  Deno.test(`a way in: ${yaml.replace(TOKEN, "…")}`, async () => {
    await using registry = new RegistryFolder(`- ${BASE}\n  ${yaml}\n`);
    const [entry] = await registry.read();
    assert.deepEqual(entry?.signIn, {
      ...choiceOf(registry.folder),
      source: SOURCE,
    });
  });
}

Deno.test("a context of the CLI needs no address, and names the instance", async () => {
  const [plain, named] = await read(
    "- argocd_context: localhost:8080\n- { argocd_context: my context, name: prod }",
  );
  assert.equal(plain?.name, "localhost:8080");
  assert.equal(plain.baseUrl, undefined);
  assert.deepEqual(named?.signIn, {
    kind: "argocd_context",
    context: "my context",
    source: "'prod' in the registry",
  });
});

const TWICE =
  `- { baseUrl: "https://argocd.example/argo", token: a, name: prod }
- { baseUrl: "https://other.example", token: b, name: Prod }
`;
const KEYS =
  "name, labels, baseUrl, plaintext, insecure, ca_file, client_cert_file, client_key_file, tls_server_name, headers, timeout, token, token_file, token_command, username, password, password_file, argocd_context, sso, max_tier, single_cluster, allowed_projects, allowed_applications, windows, freeze_file";
const NO_WAY =
  "1: it has no way to sign in: give it token, token_file, token_command, username and password, argocd_context or sso";
const WINDOW = "kind: deny, schedule: 0 1 * * *, duration: 1h";

/** Of one entry with a token: what else it says, and what is wrong with that. */
const ENTRIES: readonly (readonly [string, ...string[]])[] = [
  [
    "tokenFile: x",
    "3: an instance has no key 'tokenFile'; did you mean 'token_file'?",
  ],
  ["zzz: x", `3: an instance has no key 'zzz'; there are ${KEYS}`],
  ["eyJhbGciOiJIUzI1NiJ9: x", "3: an instance has a key that does not exist"],
  ["7: x", "3: an instance has a key that is no text"],
  ["<<: { name: a }", "3: a merge key (<<) is not taken; write it out"],
  ["token: again", "3: 'token' is given twice, first in line 2"],
  [
    "base_url: https://b.example",
    "3: 'baseUrl' is given twice, first in line 1",
  ],
  ["name: 8080", "3: name must be a text; put it into quotes"],
  ["name:", "3: name has no value"],
  ["name: ''", "3: name is empty"],
  ["name: [a]", "3: name must be a text"],
  [
    "name: a/b",
    "3: name must have at most 63 letters, digits, '.', '_' and '-', and begin and end with a letter or a digit",
  ],
  [
    "token_file: x",
    "3: token_file and token are two ways to sign in; keep one",
  ],
  ["sso: true", "3: sso and token are two ways to sign in; keep one"],
  [
    "sso: 'yes'",
    "3: sso must be true or false",
    "3: sso and token are two ways to sign in; keep one",
  ],
  ["password: p4ss", "3: password is given without username"],
  [
    "ca_file: op://vault/ca",
    "3: ca_file is an unresolved 1Password reference; 'op inject' writes the file with the values",
  ],
  [
    'ca_file: "a\\nb"',
    "3: ca_file has a line break or another control character",
  ],
  ["insecure: 'true'", "3: insecure must be true or false"],
  [
    "insecure: true\n  ca_file: x",
    "4: ca_file and insecure contradict: without verification there is nothing to trust certificates for",
  ],
  [
    "client_key_file: x",
    "3: client_key_file is given without client_cert_file",
  ],
  [
    "client_cert_file: x",
    "3: client_cert_file is given without client_key_file",
  ],
  ["timeout: 0", "3: timeout must be a whole number from 1 to 600"],
  ["timeout: 1.5", "3: timeout must be a whole number from 1 to 600"],
  ["timeout: '5'", "3: timeout must be a whole number from 1 to 600"],
  ["max_tier: admin", "3: max_tier must be read, write or destructive"],
  ["single_cluster: 1", "3: single_cluster must be a text; put it into quotes"],
  ["allowed_projects: web", "3: allowed_projects must be a list"],
  [
    "allowed_projects: []",
    "3: allowed_projects is an empty list; leave it out",
  ],
  [
    "allowed_projects:\n  - web\n  - Web",
    "5: allowed_projects has an item that must be a name of a-z, 0-9, '-', '.', '*' and '?'",
  ],
  [
    "allowed_applications: [a/b/c]",
    "3: allowed_applications has an item that must be 'name' or 'namespace/name' of a-z, 0-9, '-', '.', '*' and '?'",
  ],
  ["labels: [a]", "3: labels must be a mapping of names to texts"],
  [
    "labels:\n    a: b\n    c: 1",
    "5: labels has a value that must be a text; put it into quotes",
  ],
  ["labels: { a: b, a: c }", "3: labels has a name that is given twice"],
  [
    "labels: { -a: b }",
    "3: labels has a label that Kubernetes would not take: at most 63 letters, digits, '-', '_' and '.' each",
  ],
  [
    "headers: { Authorization: s3cret }",
    "3: cannot use line 1 of headers: 'Authorization' is a header that cannot be given here",
  ],
  [
    "headers: ['X-A: 1', 's3cret']",
    "3: cannot use line 2 of headers: it is not of the form 'Name: value'",
  ],
  [
    'headers: { X-A: "s3cret\\nX-B: 2" }',
    "3: headers has a line break or another control character",
  ],
  ["windows: []", "3: windows must be a list that is not empty"],
  ["windows: [deny]", "3: a window must be a mapping of keys to values"],
  [
    "windows:\n  - schedule: 0 1 * * *",
    "4: a window has no kind",
    "4: a window has no duration",
  ],
  [
    `windows:\n  - { ${WINDOW}, timezone: UTC }`,
    "4: a window has no key 'timezone'; did you mean 'time_zone'?",
  ],
  [
    `windows:\n  - { ${WINDOW}, time_zone: Mars }`,
    "4: time_zone must be the name of a time zone, as Europe/Berlin",
  ],
  [
    "windows:\n  - kind: forbid\n    schedule: 1 2 3\n    duration: 30s",
    "4: kind must be allow or deny",
    "5: schedule must be five fields of cron, as '0 22 * * mon-fri'",
    "6: duration must be a time of at least a minute, as 30m or 1h30m",
  ],
  [
    "windows: [{ kind: deny, schedule: 0 0 30 2 *, duration: 1h }]",
    "3: schedule names no time that ever comes",
  ],
  ["freeze_file: true", "3: freeze_file must be a text; put it into quotes"],
  [
    "argocd_context: prod",
    "1: baseUrl is what argocd_context says; leave it out",
    "3: argocd_context and token are two ways to sign in; keep one",
  ],
];
for (const [yaml, ...problems] of ENTRIES) {
  Deno.test(`refused: ${yaml}`, async () => {
    assert.deepEqual(
      await problemsOf(`- ${BASE}\n  token: ${TOKEN}\n  ${yaml}\n`),
      problems.length > 1
        ? [`it has ${problems.length} problems`, ...problems]
        : problems,
    );
  });
}

const FILES: readonly (readonly [string, ...string[]])[] = [
  ["", "1: it is empty; it must be a list of instances"],
  ["# nothing\n", "1: it is empty; it must be a list of instances"],
  ["[]", "1: the registry must be a list of instances that is not empty"],
  ["\n\nprod", "3: the registry must be a list of instances that is not empty"],
  ["{}", "1: it has no instances"],
  ["instances: []", "1: instances must be a list that is not empty"],
  ["instances:\n", "1: instances must be a list that is not empty"],
  [
    `${BASE}\ntoken: x\n`,
    "it has 3 problems",
    "1: the registry has no key 'baseUrl'; there are instances",
    "1: it has no instances",
    "2: the registry has no key 'token'; there are instances",
  ],
  ["- prod\n", "1: an instance must be a mapping of keys to values"],
  [`- ${BASE}\n`, NO_WAY],
  [`- ${BASE}\n  sso: false`, NO_WAY],
  ["- name: prod\n  token: x\n", "1: it has no baseUrl"],
  [`- ${BASE}\n  token: ''`, "2: token cannot be used: it is empty"],
  [
    `- ${BASE}\n  token: Bearer s3cret`,
    "2: token cannot be used: it begins with 'Bearer'; only the token belongs there",
  ],
  [
    `- ${BASE}\n  token: 123456789`,
    "2: token must be a text; put it into quotes",
  ],
  [`- ${BASE}\n  token: [s3cret]`, "2: token must be a text"],
  [
    `- ${BASE}\n  token_command: get-token --now`,
    "2: token_command must be a list",
  ],
  [
    `- ${BASE}\n  token_command: [a, 1]`,
    "2: token_command has an item that must be a text; put it into quotes",
  ],
  [
    `- ${BASE}\n  token_command: [' ']`,
    "2: token_command begins with an empty text",
  ],
  [
    `- ${BASE}\n  username: admin`,
    "2: username is given without password or password_file",
  ],
  [
    `- ${BASE}\n  username: admin\n  password: ''`,
    "3: password is empty",
  ],
  [
    `- ${BASE}\n  username: admin\n  password: s3cret\n  password_file: x`,
    "4: password_file and password are given together",
  ],
  [
    `- ${BASE}\n  sso:\n    port: 0`,
    "3: port must be a whole number from 1 to 65535",
  ],
  [
    `- ${BASE}\n  sso:\n    ports: 1`,
    "3: sso has no key 'ports'; did you mean 'port'?",
  ],
  [
    "- baseUrl: http://argocd.example\n  token: x\n",
    "1: cannot use the address of Argo CD (baseUrl): it is plain http to 'argocd.example', and the token would cross the network in clear. Use https, or set plaintext: true where the network is trusted",
  ],
  [
    "- baseUrl: https://admin:s3cret@argocd.example\n  token: x\n",
    "1: cannot use the address of Argo CD (baseUrl): it has a user or a password in it. Put them into username and password",
  ],
  [
    "- argocd_context: my context\n",
    "1: argocd_context cannot be the name of the instance; give it a name",
  ],
  [TWICE, "2: the name 'Prod' is given twice, first in line 1"],
  [
    `- { baseUrl: "https://argocd.example/argo", token: a }
- { baseUrl: "ARGOCD.example.:443/argo/applications?x=1", token: b, name: other }
`,
    "2: its baseUrl is the address of 'argocd.example/argo', too (line 1)",
  ],
  [
    `- { baseUrl: "http://127.0.0.1:80", token: a }
- { baseUrl: "http://[::ffff:7f00:1]", plaintext: true, token: b, name: other }
`,
    "2: its baseUrl is the address of '127.0.0.1', too (line 1)",
  ],
  [
    `- { baseUrl: "https://a.example", token: a, name: b.example }
- { baseUrl: "https://b.example", token: b, name: b }
`,
    "1: the name 'b.example' is the address of 'b' (line 2)",
  ],
  [
    `- &one { ${BASE}, token: s3cret }\n- *one\n`,
    "it has 2 problems",
    "1: an anchor (&name) is not taken; write it out",
    "2: an alias (*name) is not taken; write it out",
  ],
  [
    `- ${BASE}\n  token: !!str 1\n`,
    "2: a tag (!name) is not taken; leave it out",
  ],
  [
    `- ${BASE}\n  token: !env TOKEN\n`,
    "2: a tag (!name) is not taken; leave it out",
  ],
  [
    `%YAML 1.1\n---\n- ${BASE}\n  token: x\n`,
    "1: a directive (%NAME) is not taken; leave it out",
  ],
  [
    `- ${BASE}\n  token: x\n---\n- ${BASE}\n`,
    "4: a second document begins; a registry is one",
  ],
  [
    `- ${BASE}\n  token: "s3cret\n`,
    "3: it is neither valid YAML nor JSON (missing char)",
  ],
  [
    `- ${BASE}\n\ttoken: s3cret\n`,
    "2: it is neither valid YAML nor JSON (unexpected token)",
  ],
  [
    `${"[".repeat(20_000)}`,
    "1: it is neither valid YAML nor JSON (resource exhaustion)",
  ],
];
for (const [text, ...problems] of FILES) {
  Deno.test(`refused: ${JSON.stringify(text.slice(0, 70))}`, async () => {
    const found = await problemsOf(text);
    assert.deepEqual(found, problems);
    assert(!found.join().includes("s3cret"));
  });
}

Deno.test("at most ten problems are told, the first of the file", async () => {
  const found = await problemsOf("- token: ''\n".repeat(8));
  assert.deepEqual(found.slice(0, 3), [
    "it has 16 problems",
    "1: it has no baseUrl",
    "1: token cannot be used: it is empty",
  ]);
  assert.equal(found.length, 12);
  assert.equal(found.at(-1), "and 6 more");
});

Deno.test("two root paths of one host are two instances", async () => {
  const entries = await read(
    `- { baseUrl: "https://argocd.example/a", token: a }
- { baseUrl: "https://argocd.example/b", token: b }
`,
  );
  assert.deepEqual(entries.map(({ name }) => name), [
    "argocd.example/a",
    "argocd.example/b",
  ]);
});

Deno.test("no message repeats a value, wherever a secret was put by mistake", async () => {
  const keys = KEYS.split(", ");
  const shapes = [
    "s3cret@x",
    "[s3cret@x]",
    "{ s3cret@x: s3cret@x }",
    "[{ s3cret@x: 1 }]",
    "s3cret@x\n  s3cret@x: 1",
    "!s3cret@x 1",
    "&s3cret 1",
    "*s3cret",
    '"s3cret\\x"',
  ];
  let refused = 0;
  for (const key of keys) {
    for (const shape of shapes) {
      await using registry = new RegistryFolder(
        `- ${BASE}\n  sso: true\n  ${key}: ${shape}\n`,
      );
      await registry.read().catch((error: Error & { hint?: string }) => {
        refused++;
        const text = `${error.message} ${error.hint}`;
        assert(!text.includes("s3cret"), text);
      });
    }
  }
  assert(refused > keys.length * 6);
});
