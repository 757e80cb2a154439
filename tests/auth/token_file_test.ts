import assert from "node:assert/strict";
import { getVersion } from "../../lib/argocd/endpoints.ts";
import { tokenFile } from "../../lib/auth/token_file.ts";
import type { Credential } from "../../lib/argocd/credential.ts";
import {
  argocdError,
  json,
  startFaultServer,
} from "../helpers/fault_server.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

const NEVER = new AbortController().signal;

interface Place extends AsyncDisposable {
  readonly path: string;
  readonly credential: Credential;
}

async function place(text?: string): Promise<Place> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/token`;
  if (text !== undefined) await Deno.writeTextFile(path, text);
  return {
    path,
    credential: tokenFile(path, "ARGOCD_TOKEN_FILE"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("the file is read again when it has changed, and every token of it is a secret", async () => {
  await using file = await place("first.token.x\n");
  const { credential, path } = file;
  assert.equal(await credential.token(NEVER), "first.token.x");
  assert.equal(await credential.token(NEVER), "first.token.x");
  await Deno.writeTextFile(path, "second.token.xy");
  assert.equal(await credential.token(NEVER), "second.token.xy");
  // As a Kubernetes volume does it: another file in its place.
  await Deno.writeTextFile(`${path}.new`, "third.token.xyz");
  await Deno.rename(`${path}.new`, path);
  assert.equal(await credential.token(NEVER), "third.token.xyz");
  assert.deepEqual(credential.secrets(), [
    "first.token.x",
    "second.token.xy",
    "third.token.xyz",
  ]);
});

Deno.test("renew() reads once more and tells whether the token is another one", async () => {
  await using file = await place("a.b.c");
  const { credential } = file;
  const first = await credential.token(NEVER);
  assert.equal(await credential.renew(first, NEVER), false);
  await Deno.writeTextFile(file.path, "d.e.f");
  assert.equal(await credential.renew(first, NEVER), true);
});

Deno.test("a file that cannot be used is named with the reason, never with its content", async () => {
  const cases: readonly (readonly [string | undefined, RegExp])[] = [
    [undefined, /it does not exist$/],
    ["", /it is empty$/],
    [" \n", /it is empty$/],
    ["s3cret\ns3cret", /a line break, a space/],
    ["s3cret".repeat(20_000), /larger than 64 KiB$/],
  ];
  for (const [text, expected] of cases) {
    await using file = await place(text);
    const error = await failureOf(file.credential.token(NEVER));
    assert.equal(error.code, "CONFIGURATION");
    assert.match(error.message, /ARGOCD_TOKEN_FILE/);
    assert.match(error.message, expected);
    assert(!error.toString().includes("s3cret"));
  }
  const folder = await Deno.makeTempDir();
  try {
    const error = await failureOf(
      tokenFile(folder, "ARGOCD_TOKEN_FILE").token(NEVER),
    );
    assert.match(error.message, /it is not a file$|cannot be read$/);
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test({
  name:
    "a named pipe is told at once, and nobody waits for what is written to it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using file = await place();
    await new Deno.Command("mkfifo", { args: [file.path] }).output();
    const error = await failureOf(file.credential.token(NEVER));
    assert.match(error.message, /it is not a file$/);
  },
});

Deno.test("a 401 makes the client look into the file once more", async () => {
  await using file = await place("old.token.x");
  const expired = argocdError(
    401,
    16,
    "invalid session: token has invalid claims: token is expired",
  );
  await using server = startFaultServer({
    replies: [
      async (wire, request) => {
        // Same length and perhaps the same tick: only reading tells.
        await Deno.writeTextFile(file.path, "new.token.x");
        await expired(wire, request);
      },
      json({ Version: "v3.5.1" }),
      expired,
    ],
  });
  using open = openClient(server.url, { credential: file.credential });
  assert.equal((await open.client.call(getVersion)).Version, "v3.5.1");
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.get("authorization")),
    ["Bearer old.token.x", "Bearer new.token.x"],
  );
  const error = await failureOf(open.client.call(getVersion));
  assert.equal(
    error.toString(),
    "UNAUTHENTICATED: Cannot read 'version': Argo CD refused the token in the file of ARGOCD_TOKEN_FILE: the token has expired (401: invalid session: token has invalid claims: token is expired)\nNext: Put a new token into the file of ARGOCD_TOKEN_FILE; it is read again by itself",
  );
  assert.equal(server.requests.length, 3);
});
