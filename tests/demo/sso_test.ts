import * as assert from "node:assert/strict";
import type { Simulator } from "../../lib/demo/simulator.ts";
import { readSsoRecordings, type SsoRecording } from "./sso/recording.ts";
import { serverOf } from "./sso/server.ts";
import { Signer } from "./sso/signer.ts";
import { skipReason } from "./sso/skipped.ts";

const signer = new Signer();
/** So many cookies the recorded long token was cut into. */
const COOKIE_PARTS = 6;
const recordings = readSsoRecordings()
  .filter(({ name }) => !name.startsWith("OIDC discovery"));

Deno.test("the simulator answers like the recorded single sign-on", async (t) => {
  for (const entry of recordings) {
    await t.step({
      name: entry.name,
      ignore: skipReason(entry) !== undefined,
      fn: async () => {
        assert.deepEqual(await answered(entry), recorded(entry));
      },
    });
  }
});

Deno.test("nothing about single sign-on is skipped that would agree", async () => {
  const agreeing: string[] = [];
  for (const entry of recordings) {
    if (skipReason(entry) === undefined) continue;
    try {
      assert.deepEqual(await answered(entry), recorded(entry));
      agreeing.push(entry.name);
    } catch (error) {
      assert.ok(error instanceof assert.AssertionError);
    }
  }
  assert.deepEqual(agreeing, []);
});

function recorded({ response }: SsoRecording): unknown {
  const { status, headers, body } = response;
  return { status, type: headers["content-type"] ?? "", body: lasting(body) };
}

async function answered(entry: SsoRecording): Promise<unknown> {
  const { request } = entry;
  const simulator = serverOf(entry, signer);
  const headers = await headersOf(entry, simulator);
  const response = await simulator.fetch(
    new Request(`${request.base}${request.path}`, {
      method: request.method,
      headers,
      ...(request.body === undefined
        ? {}
        : { body: JSON.stringify(withPassword(request.body, simulator)) }),
    }),
  );
  const { status } = response;
  const type = response.headers.get("content-type") ?? "";
  const text = await response.text();
  const isJson = type.startsWith("application/json");
  return { status, type, body: lasting(isJson ? JSON.parse(text) : text) };
}

/** The recorded headers with tokens of the same claims. */
async function headersOf(
  { name, request, claims }: SsoRecording,
  simulator: Simulator,
): Promise<Headers> {
  const { bearer, cookie } = claims ?? {};
  const headers = new Headers(request.headers);
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = bearer === undefined
      ? /garbage/.test(name) ? "a.b.c" : "an-opaque-token"
      : bearer.claims["iss"] === "argocd" && bearer.header["alg"] === "HS256"
      ? simulator.credentials.admin.token
      : await signer.sign(name, bearer);
    headers.set("authorization", `Bearer ${token}`);
  }
  const parts = headers.get("cookie");
  if (parts !== null && cookie === undefined) {
    headers.set("cookie", await splitCookies(parts));
  }
  if (cookie !== undefined) {
    headers.set("cookie", `argocd.token=${await signer.sign(name, cookie)}`);
  }
  return headers;
}

/** The parts of a long token, in the order of the recorded header, those that were left out included. */
async function splitCookies(recordedParts: string): Promise<string> {
  const long = recordings.find(({ name }) =>
    name.startsWith("id_token with 400 groups")
  )?.claims?.bearer;
  assert.ok(long);
  const token = await signer.sign("", long);
  const size = Math.ceil(token.length / COOKIE_PARTS);
  return recordedParts.replace(/(argocd\.token)(?:-(\d))?=REDACTED_TOKEN/g, (
    _whole,
    name: string,
    number = "0",
  ) => {
    const part = token.slice(
      Number(number) * size,
      (Number(number) + 1) * size,
    );
    return number === "0"
      ? `${name}=${COOKIE_PARTS}:${part}`
      : `${name}-${number}=${part}`;
  });
}

function withPassword(body: unknown, { credentials }: Simulator): unknown {
  const { username, password } = Object(body);
  return username === "admin" && password !== undefined
    ? { ...Object(body), password: credentials.admin.password }
    : body;
}

/** A body without what another run answers otherwise, or what the laboratory was configured with. */
function lasting(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const { metadata, token, resourceOverrides, controllerNamespace, ...rest } =
    body as Record<string, unknown>;
  return {
    ...rest,
    hasToken: token !== undefined,
    isKnown: [resourceOverrides, controllerNamespace].map((value) =>
      value !== undefined
    ),
    isList: metadata !== undefined,
  };
}
