import assert from "node:assert/strict";
import { readFrames } from "../../lib/argocd/grpc_web_frame.ts";
import { SERVER_SIDE_DIFF } from "../../lib/argocd/server_side_diff_message.ts";
import {
  readRecordedGrpc,
  type RecordedGrpc,
  recordedQuestion,
} from "../helpers/recorded_grpc.ts";
import { Simulated } from "./simulated.ts";

function replay(
  simulated: Simulated,
  entry: RecordedGrpc,
  path = entry.request.path,
): Promise<Response> {
  const { token } = simulated.simulator.credentials[entry.account];
  const headers = new Headers(entry.request.headers);
  headers.set("authorization", `Bearer ${token}`);
  return simulated.simulator.fetch(
    new Request(`http://argocd${path}`, {
      method: "POST",
      headers,
      body: recordedQuestion(entry),
    }),
  );
}

for (const entry of readRecordedGrpc()) {
  Deno.test(`the simulator answers like the recorded ServerSideDiff '${entry.name}'`, async () => {
    const response = await replay(new Simulated(), entry);
    const { status, headers, body, bytes } = entry.response;
    assert.equal(response.status, status);
    for (const name of ["content-type", "grpc-status", "grpc-message"]) {
      assert.equal(response.headers.get(name), headers[name] ?? null, name);
    }
    if (typeof body === "string") {
      assert.equal(await response.text(), body);
      return;
    }
    const answer = new Uint8Array(await response.arrayBuffer());
    const [first, last] = body;
    if (first === undefined || last === undefined) {
      assert.equal(answer.length, 0);
      return;
    }
    const { message, trailers } = readFrames(answer);
    assert(message);
    const { items, modified } = SERVER_SIDE_DIFF.decode(message);
    const recorded = first.message?.items.map(({ diff: _diff, ...item }) =>
      item
    );
    assert.deepEqual(items, recorded);
    assert.equal(modified, first.message?.modified);
    assert.deepEqual([...trailers], [["grpc-status", "0"]]);
    // The same to the last byte: fields that are empty are written, too.
    assert.equal(message.length, first.length);
    assert.equal(answer.length, bytes);
  });
}

const [DRIFT] = readRecordedGrpc();
assert(DRIFT);

Deno.test("below a root path the method lives below it, and nowhere else", async () => {
  const simulated = new Simulated({ rootPath: "/argo" });
  const inside = await replay(simulated, DRIFT, `/argo${DRIFT.request.path}`);
  assert.equal(inside.status, 200);
  assert.equal(inside.headers.get("grpc-status"), null);
  await inside.body?.cancel();
  const outside = await replay(simulated, DRIFT);
  assert.deepEqual(
    [outside.status, await outside.text()],
    [404, "404 page not found\n"],
  );
});

Deno.test("3.2 has the method and 2.14 does not know it", async () => {
  const newer = await replay(new Simulated({ version: "3.2" }), DRIFT);
  assert.equal(newer.headers.get("grpc-status"), null);
  await newer.body?.cancel();
  const older = await replay(new Simulated({ version: "2.14" }), DRIFT);
  assert.deepEqual(
    [
      older.status,
      older.headers.get("grpc-status"),
      older.headers.get("grpc-message"),
    ],
    [
      200,
      "12",
      "unknown method ServerSideDiff for service application.ApplicationService",
    ],
  );
});

Deno.test("what has no token is not asked what it wants", async () => {
  const { simulator } = new Simulated();
  const response = await simulator.fetch(
    new Request(`http://argocd${DRIFT.request.path}`, {
      method: "POST",
      headers: { "content-type": "application/grpc-web+proto" },
      body: recordedQuestion(DRIFT),
    }),
  );
  assert.deepEqual(
    [response.headers.get("grpc-status"), response.headers.get("grpc-message")],
    ["16", "no session information"],
  );
});

Deno.test("what the cluster refuses in a dry run it refuses in a sync, and Argo CD's own dry run does not see it", async () => {
  const refusal =
    "deployments.apps \"payments\" is forbidden: ValidatingAdmissionPolicy 'frozen' with binding 'frozen' denied request: no";
  const simulated = new Simulated({
    customize: (world) => {
      world.admission.push(({ kind }) =>
        kind === "Deployment" ? refusal : undefined
      );
    },
  });
  const drift = readRecordedGrpc().find(({ name }) =>
    name === "Deployment with drift"
  );
  assert(drift);
  const answer = await replay(simulated, drift);
  assert.match(answer.headers.get("grpc-message") ?? "", /denied request: no$/);
  async function sync(dryRun: boolean): Promise<unknown> {
    await simulated.send("POST", "/api/v1/applications/payments/sync", {
      body: { dryRun },
    });
    // Its hook runs for a while.
    simulated.clock.pass(60);
    const { body } = await simulated.get("/api/v1/applications/payments");
    const { phase, message, syncResult } = body.status.operationState;
    const found = syncResult.resources.find((
      one: { kind: string; name: string },
    ) => one.kind === "Deployment" && one.name === "payments");
    return { phase, message, status: found.status };
  }
  assert.deepEqual(await sync(true), {
    phase: "Succeeded",
    message: "successfully synced (no more tasks)",
    status: "Synced",
  });
  const real = await sync(false) as Record<string, string>;
  assert.equal(real["phase"], "Failed");
  assert.equal(real["status"], "SyncFailed");
  assert.match(
    real["message"] ?? "",
    /^one or more objects failed to apply, reason: error when patching "\/dev\/shm\/\d+": deployments\.apps "payments" is forbidden/,
  );
});
