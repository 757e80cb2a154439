import assert from "node:assert/strict";
import { checkSettings } from "../../lib/cli/check_settings.ts";
import { recordEnvironment } from "../../lib/cli/environment.ts";
import { resolveSettings } from "../../lib/cli/resolve_settings.ts";

function check(variables: Readonly<Record<string, string>>): void {
  checkSettings(
    resolveSettings({
      command: "serve",
      flags: new Map(),
      environment: recordEnvironment(variables),
    }),
  );
}

function refusalOf(variables: Readonly<Record<string, string>>): string {
  try {
    check(variables);
  } catch (error) {
    assert.equal((error as { code: string }).code, "CONFIGURATION");
    return (error as Error).message.replace("Cannot start: ", "");
  }
  assert.fail("accepted");
}

const SERVER = { ARGOCD_SERVER: "argocd.example.com" };
const TOKEN = { ...SERVER, ARGOCD_TOKEN: "canary-token" };
const USER = {
  ...SERVER,
  ARGOCD_USERNAME: "admin",
  ARGOCD_PASSWORD: "canary-password",
};

Deno.test("checkSettings() passes each way to sign in", () => {
  check(TOKEN);
  check(USER);
  check({ ...SERVER, ARGOCD_TOKEN_FILE: "token" });
  check({
    ...TOKEN,
    ARGOCD_CLIENT_CERT_FILE: "a",
    ARGOCD_CLIENT_KEY_FILE: "b",
    ARGOCD_CA_FILE: "c",
  });
});

const REFUSALS:
  readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{}, "no Argo CD address is set"],
    [{ ARGOCD_TOKEN: "t" }, "no Argo CD address is set"],
    [SERVER, "no Argo CD credential is set"],
    [
      { ...USER, ARGOCD_API_TOKEN: "t" },
      "ARGOCD_API_TOKEN and ARGOCD_PASSWORD are set together; choose one way to sign in",
    ],
    [
      { ...TOKEN, ARGOCD_PASSWORD: "p" },
      "ARGOCD_TOKEN and ARGOCD_PASSWORD are set together; choose one way to sign in",
    ],
    [
      { ...TOKEN, ARGOCD_USERNAME: "u" },
      "ARGOCD_TOKEN and ARGOCD_USERNAME are set together; choose one way to sign in",
    ],
    [
      { ...TOKEN, ARGOCD_TOKEN_FILE: "f" },
      "ARGOCD_TOKEN and ARGOCD_TOKEN_FILE are set together; choose one way to sign in",
    ],
    [
      { ...USER, ARGOCD_TOKEN_FILE: "f" },
      "ARGOCD_TOKEN_FILE and ARGOCD_PASSWORD are set together; choose one way to sign in",
    ],
    [
      { ...SERVER, ARGOCD_TOKEN_FILE: "f", ARGOCD_USERNAME: "u" },
      "ARGOCD_TOKEN_FILE and ARGOCD_USERNAME are set together; choose one way to sign in",
    ],
    [
      { ...SERVER, ARGOCD_USERNAME: "u" },
      "ARGOCD_USERNAME is set without ARGOCD_PASSWORD",
    ],
    [
      { ...SERVER, ARGOCD_PASSWORD: "p" },
      "ARGOCD_PASSWORD is set without ARGOCD_USERNAME",
    ],
    [
      { ...TOKEN, ARGOCD_CLIENT_CERT_FILE: "c" },
      "ARGOCD_CLIENT_CERT_FILE is set without ARGOCD_CLIENT_KEY_FILE",
    ],
    [
      { ...TOKEN, ARGOCD_CLIENT_KEY_FILE: "k" },
      "ARGOCD_CLIENT_KEY_FILE is set without ARGOCD_CLIENT_CERT_FILE",
    ],
    [
      { ...TOKEN, ARGOCD_INSECURE: "1", ARGOCD_CA_FILE: "c" },
      "ARGOCD_INSECURE and ARGOCD_CA_FILE are set together; without verification there is nothing to trust certificates for",
    ],
  ];
for (const [variables, state] of REFUSALS) {
  Deno.test(`checkSettings() refuses [${Object.keys(variables).join(", ")}]`, () => {
    assert.equal(refusalOf(variables), state);
  });
}

Deno.test("a switch that is off contradicts nothing", () => {
  check({ ...TOKEN, ARGOCD_INSECURE: "no", ARGOCD_CA_FILE: "c" });
});
