import assert from "node:assert/strict";
import {
  addressIn,
  type Answer,
  openSession,
  type Session,
} from "./session.ts";
import { editKept, type Lab, logIn, startLab } from "./sso_lab.ts";

const UNLIMITED = { MCP_RATE_LIMIT_CALLS: "0" };

const TOOLS = [
  "get_application",
  "get_application_events",
  "get_sync_windows",
  "get_application_history",
];

/** A hundred calls at once, each about something else: the same reads at the same time would be one. */
async function hundredCalls(
  session: Session,
  { argocd: { simulator } }: Lab,
): Promise<readonly Answer[]> {
  // Keys are "namespace/name", as the tools take them.
  const applications = [...simulator.world.applications.keys()];
  const calls = TOOLS.flatMap((tool) =>
    applications.map((application) => ({ tool, application }))
  );
  return await Promise.all(
    [...calls, ...calls].slice(0, 100).map(({ tool, application }) =>
      session.call(tool, { application })
    ),
  );
}

function assertAllWell(answers: readonly Answer[]): void {
  assert.deepEqual(answers.filter(({ isError }) => isError), []);
}

Deno.test("100 calls at a session that ended: one refresh for all", async () => {
  await using lab = await startLab({ env: UNLIMITED });
  await logIn(lab);
  await editKept(lab, (tokens) => ({ ...tokens, expiresAt: 1 }));
  await using session = await openSession({ env: lab.env });
  assertAllWell(await hundredCalls(session, lab));
  const { traffic } = lab.provider;
  assert.equal(traffic.tokens("refresh_token"), 1);
  assert.equal(traffic.tokens("authorization_code"), 1);
});

Deno.test("100 calls at a session that ended, without a refresh token: one sign-in for all", async () => {
  await using lab = await startLab({ refreshTokens: false, env: UNLIMITED });
  await logIn(lab);
  await editKept(lab, (tokens) => ({ ...tokens, expiresAt: 1 }));
  await using session = await openSession({ env: lab.env });
  const asked = await hundredCalls(session, lab);
  const addresses = new Set(asked.map(({ text }) => addressIn(text).href));
  assert.equal(addresses.size, 1);

  // Those that wait while the person signs in go on by themselves.
  const waiting = hundredCalls(session, lab);
  await lab.visit([...addresses][0] ?? "");
  assertAllWell(await waiting);
  assert.equal(lab.provider.traffic.tokens("authorization_code"), 2);
  assert.equal(lab.provider.traffic.authorizations.length, 2);
});

Deno.test("100 calls whose token Argo CD has refused: one refresh for all", async () => {
  await using lab = await startLab({ env: UNLIMITED });
  await logIn(lab);
  // Alive by its end, and no longer good: the provider's key or Argo CD's audiences have changed.
  await editKept(lab, (tokens) => ({
    ...tokens,
    idToken: tokens.idToken.replace(/[^.]+$/, "c2lnbmVkLWJ5LW5vYm9keQ"),
  }));
  await using session = await openSession({ env: lab.env });
  assertAllWell(await hundredCalls(session, lab));
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
  assert.equal(lab.provider.traffic.tokens("authorization_code"), 1);
});
