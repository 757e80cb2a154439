import assert from "node:assert/strict";
import { parseServerAddress } from "../../lib/argocd/address.ts";
import type { ConnectOptions } from "../../lib/argocd/connect.ts";
import { getApplication } from "../../lib/argocd/endpoints.ts";
import { parseHeaderLines } from "../../lib/argocd/header_lines.ts";
import {
  providerNames,
  registryNames,
  VARIABLE_NAMES,
} from "../../lib/argocd/setting_names.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import type { ToolError } from "../../lib/errors.ts";
import {
  answer,
  argocdError,
  json,
  type Reply,
  stall,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";
import { keyPair, pem } from "../helpers/tls_files.ts";

const names = registryNames("prod");
const APPLICATION = { path: { name: "web" } };

interface Case {
  readonly reply: Reply;
  /** The setting that the hint names. */
  readonly key: string;
  readonly certificate?: Parameters<typeof keyPair>[0];
  readonly options?: Partial<ConnectOptions>;
}

const CASES: Readonly<Record<string, Case>> = {
  "a redirect": {
    reply: answer("", {
      status: 302,
      headers: { location: "https://cd.example/" },
    }),
    key: "baseUrl",
  },
  "a redirect to a sign-in": {
    reply: answer("", { status: 302, headers: { location: "/login" } }),
    key: "headers",
  },
  "a page of the web interface": {
    reply: answer("<title>Argo CD</title>", { type: "text/html" }),
    key: "baseUrl",
  },
  "a page of something else": {
    reply: answer("<html></html>", { type: "text/html" }),
    key: "baseUrl",
  },
  "text": { reply: answer("hello", { type: "text/plain" }), key: "baseUrl" },
  "another API": {
    reply: answer("404 page not found", { status: 404, type: "text/plain" }),
    key: "baseUrl",
  },
  "a proxy that refuses": {
    reply: answer("no", { status: 403, type: "text/plain" }),
    key: "headers",
  },
  "no sign-in": {
    reply: argocdError(401, 16, "no session information"),
    key: "token_file, sso or another way to sign in",
    options: { credential: undefined },
  },
  "no answer": { reply: stall, key: "timeout", options: { timeoutMs: 50 } },
  "an unknown authority": {
    reply: json({}),
    certificate: "server",
    key: "ca_file",
  },
  "another name": {
    reply: json({}),
    certificate: "wrong_name",
    key: "tls_server_name",
    options: { tls: { caPem: pem("ca") } },
  },
};

Deno.test("a hint names the setting as the operator knows it", async (t) => {
  for (
    const [name, { reply, key, certificate, options }] of Object.entries(CASES)
  ) {
    await t.step(name, async () => {
      await using server = startFaultServer({
        replies: [reply],
        ...(certificate === undefined ? {} : { tls: keyPair(certificate) }),
      });
      async function failure(
        more: Partial<ConnectOptions>,
      ): Promise<ToolError> {
        using open = openClient(server.url, {
          ...options,
          ...more,
        });
        return await failureOf(
          open.client.call(getApplication, APPLICATION),
        );
      }
      const text = (await failure({ names })).toString();
      assert(text.includes(`${key} of 'prod' in the registry`), text);
      assert.doesNotMatch(text, /ARGOCD_|restart/);
      const usual = (await failure({})).toString();
      assert.match(usual, /ARGOCD_/);
      assert(!usual.includes("registry"), usual);
    });
  }
});

Deno.test("a refused password names its settings, and asks for a restart only where one helps", async () => {
  for (const own of [names, VARIABLE_NAMES]) {
    await using server = startFaultServer({
      replies: [argocdError(401, 16, "Invalid username or password")],
    });
    using open = openClient(server.url, {
      names: own,
      credential: ({ session: signIn }) =>
        sessionLogin({ username: "ann", password: "pw", signIn, names: own }),
    });
    const error = await failureOf(
      open.client.call(getApplication, APPLICATION),
    );
    assert.equal(error.code, "LOGIN_REFUSED");
    assert(error.hint?.includes(own.account), error.hint);
    assert.equal(error.hint?.includes("restart"), own === VARIABLE_NAMES);
  }
});

Deno.test("what is wrong before anything is sent names its setting too", () => {
  const about = { plaintext: false, names };
  assert.throws(() => parseServerAddress("http://argocd.example", about), {
    message:
      "Cannot use the address of Argo CD (baseUrl of 'prod' in the registry): it is plain http to 'argocd.example', and the token would cross the network in clear",
    hint:
      "Use https, or set plaintext: true of 'prod' in the registry where the network is trusted",
  });
  assert.throws(() => parseServerAddress("https://a:b@argocd.example", about), {
    hint: "Put them into username and password of 'prod' in the registry",
  });
  assert.throws(() => parseHeaderLines("Cookie: x", names.headers), {
    message:
      "Cannot use line 1 of headers of 'prod' in the registry: 'Cookie' is a header that cannot be given here",
  });
  const token = bearerToken("a.b.c", "token of 'prod'", { names });
  assert.equal(
    token.remedy,
    "Make a new token (argocd account generate-token) and put it into token of 'prod'",
  );
});

Deno.test("nothing switches a check off for an identity provider, and no hint says so", () => {
  const { insecure, plaintext, caFile } = providerNames("ARGOCD_SSO_CA_FILE");
  assert.deepEqual([insecure, plaintext, caFile], [
    undefined,
    undefined,
    "ARGOCD_SSO_CA_FILE",
  ]);
});
