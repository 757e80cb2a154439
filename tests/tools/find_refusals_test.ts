import assert from "node:assert/strict";
import type { ArgocdClient } from "../../lib/argocd/client.ts";
import {
  getManagedResources,
  serverSideDiff,
} from "../../lib/argocd/endpoints.ts";
import type {
  ManagedResource,
  ServerSideDiff,
  ServerSideDiffQuestion,
} from "../../lib/argocd/wire/resources.ts";
import type { World } from "../../lib/demo/simulator.ts";
import { ToolError } from "../../lib/errors.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { maskedClient } from "../../lib/pipeline/masked_client.ts";
import { parseServerVersion } from "../../lib/argocd/server_version.ts";
import { findRefusals } from "../../lib/tools/find_refusals.ts";
import { simulatedClient } from "../helpers/simulated_client.ts";

const METHOD = "/application.ApplicationService/ServerSideDiff";
const PAYMENTS = { name: "payments", query: { project: "team-a" } };

/** Refuses Deployments, as a policy of the cluster. */
function refuseDeployments(world: World): void {
  world.admission.push(({ kind, metadata }) =>
    kind === "Deployment"
      ? `deployments.apps "${metadata.name}" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: no changes today`
      : undefined
  );
}

Deno.test("a policy of the cluster is found before a sync, and what is to be created or secret is said to be unchecked", async () => {
  await using it = simulatedClient({
    customize: refuseDeployments,
    rootPath: "/argo",
  });
  const { items } = await it.client.call(getManagedResources, {
    path: { name: "payments" },
  });
  const found = await findRefusals(it.client, {
    key: PAYMENTS,
    signal: it.signal,
  });
  assert.deepEqual(found.refused, [{
    ref: {
      group: "apps",
      kind: "Deployment",
      namespace: "payments",
      name: "payments",
    },
    reason:
      "deployments.apps \"payments\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: no changes today",
  }]);
  const applied = (items ?? []).filter(({ targetState }) =>
    targetState !== "null"
  );
  assert.equal(found.checked + found.not_checked, applied.length);
  assert.equal(found.not_checked, 1);
  assert.equal(
    found.why_not,
    "1 of kind Secret, whose values Argo CD hides",
  );
  // All at once, and once more without the one that was named.
  assert.equal(it.paths.filter((path) => path === `/argo${METHOD}`).length, 2);
  const operation = it.simulator.world.application("payments")?.app.operation;
  assert.equal(operation, undefined);
});

Deno.test("a field that cannot be changed is found in another target than Argo CD's own", async () => {
  await using it = simulatedClient({ account: "limited" });
  const { items } = await it.client.call(getManagedResources, {
    path: { name: "payments" },
  });
  const resources = (items ?? []).map((item) =>
    item.kind === "Deployment"
      ? {
        ...item,
        targetState: (item.targetState ?? "").replace(
          '"matchLabels":{"app":"payments"}',
          '"matchLabels":{"app":"other"}',
        ),
      }
      : item
  );
  const found = await findRefusals(it.client, {
    key: PAYMENTS,
    signal: it.signal,
    resources,
    wanted: ({ kind }) => kind === "Deployment" || kind === "ConfigMap",
  });
  assert.deepEqual(
    found.refused.map(({ reason }) => reason),
    [
      'Deployment.apps "payments" is invalid: [spec.template.metadata.labels: `selector` does not match template `labels`, ' +
      "spec.selector: field is immutable]",
    ],
  );
  assert.equal(found.why_not, undefined);
});

Deno.test("nothing is refused where nothing is", async () => {
  await using it = simulatedClient();
  const found = await findRefusals(it.client, {
    key: { name: "guestbook", query: {} },
    signal: it.signal,
    wanted: ({ kind }) => kind !== "Secret",
  });
  assert.deepEqual([found.refused, found.not_checked, found.why_not], [
    [],
    0,
    undefined,
  ]);
  assert(found.checked > 1);
});

Deno.test("below 3.2 nothing is asked", async () => {
  await using it = simulatedClient({ version: "2.14" });
  assert.deepEqual(
    await findRefusals(it.client, { key: PAYMENTS, signal: it.signal }),
    {
      refused: [],
      checked: 0,
      not_checked: 0,
      why_not: "Argo CD v2.14.21 cannot ask the cluster; 3.2 and newer can",
    },
  );
  assert.deepEqual(it.paths, ["/api/version"]);
});

Deno.test("a failure becomes a reason, whatever it is", async () => {
  for (
    const [plant, why] of [
      [
        (world: World) =>
          world.faults.push({
            pattern: /ServerSideDiff/,
            respond: () =>
              new Response("404 page not found\n", { status: 404 }),
          }),
        /1 left: Cannot ask the cluster about application 'payments': gRPC-Web does not get through to Argo CD/,
      ],
      [
        (world: World) =>
          world.home.unreachable =
            'Get "https://10.0.0.1/version": x509: unknown authority',
        /1 left: Cannot ask the cluster about application 'payments': Argo CD answered 500: failed to get OpenAPI schema: .*x509/,
      ],
      [
        (world: World) =>
          world.faults.push({
            pattern: /managed-resources/,
            respond: () => new Response("<html>", { status: 500 }),
          }),
        /^Cannot read the resources of application 'payments': /,
      ],
      [
        (world: World) =>
          world.faults.push({
            pattern: /api\/version/,
            respond: () => new Response("", { status: 500 }),
          }),
        /^Cannot read the version of Argo CD: /,
      ],
    ] as const
  ) {
    await using it = simulatedClient({
      customize: (world) => void plant(world),
    });
    const found = await findRefusals(it.client, {
      key: PAYMENTS,
      signal: it.signal,
      wanted: ({ kind }) => kind === "Deployment",
    });
    assert.deepEqual([found.refused, found.checked], [[], 0]);
    assert.match(found.why_not ?? "", why);
  }
});

Deno.test("the caller's cancel ends it, its own time does not", async () => {
  const caller = new AbortController();
  await using it = simulatedClient({
    customize: (world) => {
      world.faults.push({
        pattern: /ServerSideDiff/,
        respond: (request) =>
          new Promise((resolve) => {
            request.signal.addEventListener("abort", () =>
              resolve(new Response(null, { status: 503 })));
          }),
      });
    },
  });
  const question = {
    key: PAYMENTS,
    wanted: ({ kind }: ManagedResource) => kind === "Deployment",
  };
  assert.deepEqual(
    await findRefusals(it.client, {
      ...question,
      signal: it.signal,
      limitMs: 100,
    }),
    {
      refused: [],
      checked: 0,
      not_checked: 1,
      why_not: "1 left: it took longer than 0.1 s",
    },
  );
  const work = findRefusals(it.client, { ...question, signal: caller.signal });
  setTimeout(() => caller.abort(), 50);
  await assert.rejects(work, { code: "CANCELLED" });
});

Deno.test("masked values are never sent as if they were real, and exact ones are", async () => {
  const secret = "hunter2hunter2";
  const manifest = (kind: string) =>
    JSON.stringify({
      kind,
      spec: { env: [{ name: "PASSWORD", value: secret }] },
    });
  const questions: ServerSideDiffQuestion[] = [];
  const { client, exact } = maskedClient(
    fake(
      [{
        group: "batch",
        kind: "Job",
        name: "seed",
        targetState: manifest("Job"),
        liveState: manifest("Job"),
      }],
      (question) => {
        questions.push(question);
        return { items: [{}] };
      },
    ),
    createMasker({ enabled: true, known: () => [secret] }),
  );
  const key = { name: "shop", query: {} };
  const { signal } = new AbortController();
  assert.deepEqual(await findRefusals(client, { key, signal }), {
    refused: [],
    checked: 0,
    not_checked: 1,
    why_not: "1 with values that are masked here",
  });
  assert.equal(questions.length, 0);
  assert.deepEqual(await findRefusals(client, { key, signal, exact }), {
    refused: [],
    checked: 1,
    not_checked: 0,
  });
  assert.deepEqual(questions[0]?.targetManifests, [manifest("Job")]);
});

/** An Argo CD of which only the comparison matters. */
function fake(
  items: readonly ManagedResource[],
  compare: (
    question: ServerSideDiffQuestion,
  ) => ServerSideDiff,
): ArgocdClient {
  return {
    tier: "read",
    instance: "test",
    origin: "https://argocd.example",
    version: () => Promise.resolve(parseServerVersion("v3.5.1")),
    async call(endpoint, { body } = {}) {
      const answer = endpoint as unknown === serverSideDiff
        ? compare(body as ServerSideDiffQuestion)
        : { items };
      return await Promise.resolve(answer as never);
    },
    stream() {
      throw new ToolError("INTERNAL", "Cannot stream: nobody should");
    },
  };
}
