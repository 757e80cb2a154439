import assert from "node:assert/strict";
import { recordEnvironment } from "../../lib/cli/environment.ts";
import {
  type Command,
  optionEntries,
  type OptionKey,
} from "../../lib/cli/options.ts";
import {
  type Resolved,
  resolveSettings,
} from "../../lib/cli/resolve_settings.ts";

interface Given {
  readonly variables?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Partial<Record<OptionKey, string>>>;
  readonly command?: Command;
}

function resolve(
  { variables = {}, flags = {}, command = "serve" }: Given,
): Resolved {
  return resolveSettings({
    command,
    environment: recordEnvironment(variables),
    flags: new Map(Object.entries(flags) as [OptionKey, string][]),
  });
}

function refusalOf(given: Given): string {
  try {
    resolve(given);
  } catch (error) {
    assert.equal((error as { code: string }).code, "CONFIGURATION");
    return (error as Error).message;
  }
  assert.fail("accepted");
}

Deno.test("resolveSettings() gives every setting its default", () => {
  const { settings, origins } = resolve({});
  assert.deepEqual(
    settings,
    Object.fromEntries(
      optionEntries().map(([key, option]) => [key, option.default]),
    ),
  );
  assert.equal(origins.size, 0);
});

const BOOLEANS: readonly (readonly [string, boolean])[] = [
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["TRUE", true],
  ["Yes", true],
  [" on ", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
  ["FALSE", false],
  ["Off", false],
];
for (const [text, value] of BOOLEANS) {
  Deno.test(`ARGOCD_INSECURE='${text}' means ${value}`, () => {
    assert.equal(
      resolve({ variables: { ARGOCD_INSECURE: text } }).settings.insecure,
      value,
    );
  });
}

for (
  const text of [
    "2",
    "enabled",
    "y",
    "t",
    "truee",
    "null",
    "__proto__",
    "constructor",
    "-1",
    " ",
  ]
) {
  for (
    const name of [
      "ARGOCD_INSECURE",
      "ARGOCD_PLAINTEXT",
      "MCP_READ_ONLY",
      "MCP_DISABLE_DESTRUCTIVE",
      "MCP_MASK_SECRETS",
    ]
  ) {
    Deno.test(`${name}='${text}' stops the start`, () => {
      assert.equal(
        refusalOf({ variables: { [name]: text } }),
        `Cannot start: ${name} must be true, false, 1, 0, yes, no, on or off`,
      );
    });
  }
}

const NUMBERS: readonly (readonly [string, string, number | undefined])[] = [
  ["ARGOCD_TIMEOUT", "1", 1],
  ["ARGOCD_TIMEOUT", "600", 600],
  ["ARGOCD_TIMEOUT", "0", undefined],
  ["ARGOCD_TIMEOUT", "601", undefined],
  ["ARGOCD_TIMEOUT", "30s", undefined],
  ["ARGOCD_TIMEOUT", "1.5", undefined],
  ["ARGOCD_TIMEOUT", "1e2", undefined],
  ["ARGOCD_TIMEOUT", "0x10", undefined],
  ["ARGOCD_TIMEOUT", "-5", undefined],
  ["ARGOCD_TIMEOUT", "99999999999999999999", undefined],
  ["MCP_MAX_RESULT_CHARS", "2000", 2000],
  ["MCP_MAX_RESULT_CHARS", "45000", 45000],
  ["MCP_MAX_RESULT_CHARS", "1999", undefined],
  ["MCP_MAX_RESULT_CHARS", "45001", undefined],
];
for (const [name, text, value] of NUMBERS) {
  Deno.test(`${name}='${text}' is ${value ?? "refused"}`, () => {
    const given = { variables: { [name]: text } };
    const key = name === "ARGOCD_TIMEOUT" ? "timeout" : "maxResultChars";
    if (value !== undefined) {
      return assert.equal(resolve(given).settings[key], value);
    }
    const range = key === "timeout" ? "1 to 600" : "2000 to 45000";
    assert.equal(
      refusalOf(given),
      `Cannot start: ${name} must be a whole number from ${range}`,
    );
  });
}

Deno.test("a word that is no choice is refused with the nearest one", () => {
  assert.equal(
    refusalOf({ variables: { ARGOCD_MCP_LOG_LEVEL: "warn" } }),
    "Cannot start: ARGOCD_MCP_LOG_LEVEL must be debug, info, warning or error; did you mean 'warning'?",
  );
  assert.equal(
    refusalOf({ command: "demo", flags: { argocdVersion: "2.15" } }),
    "Cannot start: --argocd-version must be 2.14, 3.2 or 3.5; did you mean '2.14'?",
  );
});

Deno.test("a flag beats the variables, even those that disagree", () => {
  const { settings, origins } = resolve({
    variables: { ARGOCD_SERVER: "a.example", ARGOCD_URL: "b.example" },
    flags: { server: "c.example" },
  });
  assert.equal(settings.server, "c.example");
  assert.equal(origins.get("server"), "--server");
});

for (const [key, { variables }] of optionEntries()) {
  const [first, ...others] = variables;
  const [one, two] = key === "auth" ? ["token", "sso"] : ["one", "two"];
  for (const other of others) {
    const name = first ?? "";
    Deno.test(`${name} and ${other} must agree`, () => {
      assert.equal(
        refusalOf({ variables: { [name]: one, [other]: two } }),
        `Cannot start: ${name} and ${other} are names of one setting and have different values; unset one of them`,
      );
      assert(
        resolve({ variables: { [name]: one, [other]: one } }).origins
          .size === 1,
      );
    });
  }
}

Deno.test("one address written in two ways is one address", () => {
  const { settings } = resolve({
    variables: {
      ARGOCD_SERVER: "Argocd.example.com",
      ARGOCD_BASE_URL: "https://argocd.example.com/",
    },
  });
  assert.equal(settings.server, "Argocd.example.com");
  assert.match(
    refusalOf({
      variables: {
        ARGOCD_SERVER: "http://a.example",
        ARGOCD_URL: "https://a.example",
      },
    }),
    /ARGOCD_SERVER and ARGOCD_URL/,
  );
});

Deno.test("an empty variable is an unset one", () => {
  const { settings, origins } = resolve({
    variables: {
      ARGOCD_SERVER: "",
      ARGOCD_URL: "a.example",
      ARGOCD_INSECURE: "",
    },
  });
  assert.equal(settings.server, "a.example");
  assert.equal(settings.insecure, false);
  assert.deepEqual([...origins], [["server", "ARGOCD_URL"]]);
});

Deno.test("blanks around a token are not part of it, those of a password are", () => {
  const { settings } = resolve({
    variables: { ARGOCD_TOKEN: " abc \n", ARGOCD_PASSWORD: " abc " },
  });
  assert.equal(settings.token, "abc");
  assert.equal(settings.password, " abc ");
});

for (const [, { variables, commands, secret }] of optionEntries()) {
  for (const name of variables) {
    const command = commands[0] ?? "serve";
    Deno.test(`an unresolved reference in ${name} asks for op run and is not repeated`, () => {
      assert.equal(
        refusalOf({
          command,
          variables: { [name]: "op://vault/canary/field" },
        }),
        `Cannot start: ${name} is an unresolved 1Password reference; launch with 'op run --env-file=.env -- argocd-mcp'`,
      );
    });
    if (secret) continue;
    Deno.test(`a token in ${name} is refused and not repeated`, () => {
      const token = "eyJhbGciOiJIUzI1NiJ9.Y2FuYXJ5.c2lnbmF0dXJl";
      assert.equal(
        refusalOf({ command, variables: { [name]: token } }),
        `Cannot start: ${name} holds what looks like a credential; a token belongs into ARGOCD_AUTH_TOKEN`,
      );
    });
  }
}

Deno.test("a command does not read settings that are not for it", () => {
  const { settings } = resolve({
    command: "demo",
    variables: { ARGOCD_SERVER: "a.example", ARGOCD_INSECURE: "perhaps" },
  });
  assert.equal(settings.server, undefined);
});

Deno.test("resolveSettings() takes moments that mean one thing only", () => {
  function since(text: string): string | undefined {
    const given = { command: "audit", flags: { since: text } } as const;
    return resolve(given).settings.since?.toISOString();
  }
  assert.equal(since("2026-07-01"), "2026-07-01T00:00:00.000Z");
  assert.equal(since("2026-07-01T12:30Z"), "2026-07-01T12:30:00.000Z");
  assert.equal(since("2026-07-01T12:30:05+02:00"), "2026-07-01T10:30:05.000Z");
  // Without a zone, a time is another one on another machine.
  for (
    const text of ["2026-07-01T12:30", "01.07.2026", "2026-13-01", "1h", "0"]
  ) {
    const given = { command: "audit", flags: { since: text } } as const;
    assert.match(refusalOf(given), /--since must be a date \(2026-07-01\) or/);
  }
});
