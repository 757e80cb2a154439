import * as assert from "node:assert/strict";
import { browserTest, signInWithBrowser } from "../../helpers/browser.ts";
import { type DexFront, startDexFront } from "../../helpers/dex_front.ts";
import { startIdentityProvider } from "../../helpers/identity_provider.ts";
import { PlainClient } from "../../helpers/plain_client.ts";

// The pages of the providers must work in a real browser as they do for `fetch`: cookies, forms, redirects.

/** A listener for the callback; what it was asked, and its redirect address. */
function listen(): {
  readonly redirectUri: string;
  readonly port: number;
  readonly asked: URLSearchParams[];
  [Symbol.asyncDispose](): Promise<void>;
} {
  const asked: URLSearchParams[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/auth/callback") asked.push(searchParams);
    return new Response("<p>Back at the client</p>", {
      headers: { "content-type": "text/html" },
    });
  });
  const { port } = server.addr;
  return {
    redirectUri: `http://localhost:${port}/auth/callback`,
    port,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

browserTest("a browser signs in, consents and is sent back", async () => {
  await using provider = await startIdentityProvider();
  await using listener = listen();
  const { redirectUri } = listener;
  const { issuer, ca } = provider;
  using client = new PlainClient({ issuer, ca, redirectUri });
  const page = await signInWithBrowser(
    await client.authorizationUrl({ prompt: "consent" }),
    "alice",
  );
  assert.deepEqual([page.status, page.text], [200, "Back at the client"]);
  assert.equal(listener.asked.length, 1);
  const tokens = await client.exchange(page.url);
  assert.equal(typeof tokens["refresh_token"], "string");
});

browserTest(
  "a browser in which the person cancels brings the refusal back",
  async () => {
    await using provider = await startIdentityProvider();
    await using listener = listen();
    const { redirectUri } = listener;
    const { issuer, ca } = provider;
    using client = new PlainClient({ issuer, ca, redirectUri });
    for (const cancelAt of ["login", "consent"] as const) {
      const address = await client.authorizationUrl({ prompt: "consent" });
      const page = await signInWithBrowser(address, "alice", { cancelAt });
      assert.equal(page.url.searchParams.get("error"), "access_denied");
    }
  },
);

function clientAtDex({ issuer, ca }: DexFront, redirectUri: string) {
  return new PlainClient({
    issuer,
    ca,
    redirectUri,
    clientId: "argo-cd-cli",
    scope: "openid profile email groups federated:id",
  });
}

browserTest(
  "a browser chooses a connector of Dex, also behind a proxy that wants a header",
  async () => {
    await using listener = listen();
    await using dex = await startDexFront({
      rootPath: "/argo",
      callbackPort: listener.port,
      requiredHeader: ["x-pass", "yes"],
      connectors: [
        { id: "mock", name: "Mock", type: "mockCallback" },
        { id: "pw", name: "By password", type: "mockPassword" },
      ],
    });
    using client = clientAtDex(dex, listener.redirectUri);
    const page = await signInWithBrowser(
      await client.authorizationUrl(),
      "bob",
      { connector: "By password" },
    );
    assert.equal(page.text, "Back at the client");
    assert.deepEqual(
      [...page.url.searchParams.keys()].toSorted(),
      ["code", "state"],
    );
    assert.deepEqual(
      dex.refused.map(({ path }) => path).filter((path) =>
        path !== "/favicon.ico"
      ),
      [],
    );
  },
);
