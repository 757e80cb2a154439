import assert from "node:assert/strict";
import type { ReportProgress } from "../../lib/pipeline/progress.ts";
import { TOOL } from "./asking_run.ts";
import { ServedPeer } from "./served_peer.ts";

/** A served call that is over when `end` is called, and how it reports. */
interface OpenCall {
  readonly peer: ServedPeer;
  readonly report: ReportProgress | undefined;
  end(): void;
}

async function openCall(meta: object = {}): Promise<OpenCall> {
  const called = Promise.withResolvers<ReportProgress | undefined>();
  const ended = Promise.withResolvers<void>();
  const peer = new ServedPeer({
    onCall: ({ report }) => called.resolve(report),
    until: ended.promise,
  });
  await peer.initialize({});
  const params = { name: TOOL, arguments: {}, _meta: meta };
  await peer.send({ id: "call", method: "tools/call", params });
  return { peer, report: await called.promise, end: ended.resolve };
}

/** What is sent up to the answer. */
async function untilAnswer(peer: ServedPeer): Promise<readonly unknown[]> {
  const sent: unknown[] = [];
  for (;;) {
    const { id, method, params } = await peer.next();
    if (id === "call") return sent;
    assert.equal(method, "notifications/progress");
    sent.push(params);
  }
}

Deno.test.each([{ token: "t" }, { token: 0 }])(
  "progress is sent with the token $token of the request, and never after its answer",
  async ({ token }) => {
    const { peer, report, end } = await openCall({ progressToken: token });
    await using _ = peer;
    assert(report);
    report({ progress: 1, total: 3, message: "one of three" });
    report({ progress: 2 });
    report({ progress: 2.5 });
    end();
    assert.deepEqual(await untilAnswer(peer), [
      { progressToken: token, progress: 1, total: 3, message: "one of three" },
      { progressToken: token, progress: 2.5 },
    ]);
    report({ progress: 3 });
    assert.equal((await peer.ask("alive", "ping")).id, "alive");
  },
);

Deno.test("steps that are not ahead are left out", async () => {
  const { peer, report, end } = await openCall({ progressToken: 1 });
  await using _ = peer;
  for (const progress of [5, 5, 4, NaN, -Infinity, Infinity]) {
    report?.({ progress });
  }
  end();
  assert.deepEqual(await untilAnswer(peer), [{
    progressToken: 1,
    progress: 5,
  }]);
});

Deno.test("a step that came too soon is sent a moment later, while the work goes on", async () => {
  const { peer, report, end } = await openCall({ progressToken: 1 });
  await using _ = peer;
  const started = performance.now();
  for (const progress of [1, 2, 3]) report?.({ progress });
  assert.deepEqual(
    [(await peer.next()).params, (await peer.next()).params],
    [1, 3].map((progress) => ({ progressToken: 1, progress })),
  );
  const waited = performance.now() - started;
  assert(waited >= 200, `${waited} ms between two steps`);
  end();
  assert.deepEqual(await untilAnswer(peer), []);
});

Deno.test("a request that did not ask for progress gets none", async () => {
  const { peer, report, end } = await openCall();
  await using _ = peer;
  assert.equal(report, undefined);
  end();
  assert.deepEqual(await untilAnswer(peer), []);
});

Deno.test("a cancelled call reports nothing more", async () => {
  const { peer, report, end } = await openCall({ progressToken: 1 });
  await using _ = peer;
  report?.({ progress: 1 });
  report?.({ progress: 2 });
  await peer.send({
    method: "notifications/cancelled",
    params: { requestId: "call" },
  });
  assert.equal((await peer.next()).params?.["progress"], 1);
  assert.equal((await peer.ask("alive", "ping")).id, "alive");
  report?.({ progress: 3 });
  end();
  assert.equal((await peer.ask("still", "ping")).id, "still");
});
