import assert from "node:assert/strict";
import { runToEnd } from "./program.ts";

const ADDRESS = { ARGOCD_SERVER: "argocd.invalid" };

/** Arguments, variables, what stderr says; stdout stays empty and the exit code is 2 each time. */
const REFUSALS: readonly {
  readonly what: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: string;
}[] = [
  {
    what: "no settings at all",
    says:
      "Cannot start: no Argo CD address is set. Set ARGOCD_SERVER or --server, or ARGOCD_TOKEN_REGISTRY_PATH; 'argocd-mcp demo' needs no Argo CD",
  },
  {
    what: "no credential",
    env: ADDRESS,
    says:
      "Cannot start: no Argo CD credential is set. Set ARGOCD_AUTH_TOKEN, ARGOCD_AUTH=sso, ARGOCD_TOKEN_FILE, ARGOCD_TOKEN_COMMAND, --argocd-context, or ARGOCD_USERNAME and ARGOCD_PASSWORD",
  },
  {
    what: "an unknown flag",
    args: ["--sever=x"],
    says: "Cannot start: unknown flag '--sever'; did you mean '--server'?",
  },
  {
    what: "an unknown command",
    args: ["srve"],
    says: "Cannot start: unknown command 'srve'; did you mean 'serve'?",
  },
  {
    what: "a bad boolean",
    env: { ...ADDRESS, ARGOCD_TOKEN: "t", ARGOCD_INSECURE: "maybe" },
    says:
      "Cannot start: ARGOCD_INSECURE must be true, false, 1, 0, yes, no, on or off",
  },
  {
    what: "two names with two values",
    env: { ...ADDRESS, ARGOCD_TOKEN: "a", ARGOCD_API_TOKEN: "b" },
    says:
      "Cannot start: ARGOCD_API_TOKEN and ARGOCD_TOKEN are names of one setting and have different values; unset one of them",
  },
  {
    what: "a token and a password",
    env: {
      ...ADDRESS,
      ARGOCD_TOKEN: "a",
      ARGOCD_USERNAME: "u",
      ARGOCD_PASSWORD: "p",
    },
    says:
      "Cannot start: ARGOCD_TOKEN and ARGOCD_PASSWORD are set together; choose one way to sign in",
  },
  {
    what: "an unresolved reference",
    env: { ...ADDRESS, ARGOCD_TOKEN: "op://vault/item/field" },
    says:
      "Cannot start: ARGOCD_TOKEN is an unresolved 1Password reference; launch with 'op run --env-file=.env -- argocd-mcp'",
  },
  {
    what: "an env file that is not there",
    args: ["--env-file", "does-not-exist.env"],
    says:
      "Cannot start: the file of --env-file does not exist: 'does-not-exist.env'",
  },
  {
    what: "a token file that is not there",
    env: { ...ADDRESS, ARGOCD_TOKEN_FILE: "does-not-exist" },
    says:
      "Cannot start: the file of ARGOCD_TOKEN_FILE does not exist: 'does-not-exist'",
  },
  {
    what: "a CA file that is none",
    env: { ...ADDRESS, ARGOCD_TOKEN: "t", ARGOCD_CA_FILE: "deno.json" },
    says: "Cannot use the certificates: ARGOCD_CA_FILE has no PEM certificate",
  },
];

for (const { what, args, env, says } of REFUSALS) {
  for (const command of args ? [[]] : [[], ["check"]]) {
    Deno.test(`the program refuses to ${command[0] ?? "serve"} with ${what}`, async () => {
      const ended = await runToEnd({
        args: [...command, ...(args ?? [])],
        ...(env ? { env } : {}),
      });
      assert.deepEqual(ended, {
        code: 2,
        stdout: "",
        stderr: `argocd-mcp: ${says}\n`,
      });
    });
  }
}
