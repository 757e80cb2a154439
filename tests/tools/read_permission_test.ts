import assert from "node:assert/strict";
import type {
  Credentials,
  SimulatedVersion,
} from "../../lib/demo/simulator.ts";
import { readPermission } from "../../lib/tools/read_permission.ts";
import {
  applicationObject,
  permissionLine,
  resourceAction,
} from "../../lib/views/permission_view.ts";
import { simulatedClient } from "../helpers/simulated_client.ts";

const DEPLOYMENT = {
  group: "apps",
  kind: "Deployment",
  namespace: "payments",
  name: "payments",
};

async function line(
  action: string,
  options: {
    readonly account: keyof Credentials;
    readonly version?: SimulatedVersion;
    readonly object?: string;
    readonly resource?: string;
  },
): Promise<string> {
  const { object = "team-a/payments", resource = "applications" } = options;
  await using it = simulatedClient(options);
  return permissionLine(
    await readPermission(it.client, { resource, action, object }, it.signal),
  );
}

Deno.test("a right on an application is had or not, as can-i says", async () => {
  assert.equal(
    await line("sync", { account: "deployer" }),
    "applications, sync, team-a/payments: we have it",
  );
  assert.equal(
    await line("delete", { account: "deployer" }),
    "applications, delete, team-a/payments: we do not have it",
  );
  assert.equal(
    await line("sync", { account: "deployer", object: "default/guestbook" }),
    "applications, sync, default/guestbook: we do not have it",
  );
});

Deno.test("since 3.0 nobody can be asked about a right on a resource; before, it follows from the application", async () => {
  const action = resourceAction("delete", DEPLOYMENT);
  const needs =
    "applications, delete/apps/Deployment/payments/payments, team-a/payments";
  for (const version of ["3.2", "3.5"] as const) {
    assert.equal(
      await line(action, { account: "admin", version }),
      `${needs}: whether we have it is not known (Argo CD does not answer for rights on single resources)`,
    );
  }
  assert.equal(
    await line(action, { account: "admin", version: "2.14" }),
    `${needs}: we have it (it follows from 'delete' on the application before 3.0)`,
  );
  assert.equal(
    await line(action, { account: "deployer", version: "2.14" }),
    `${needs}: whether we have it is not known (not by 'delete' alone)`,
  );
});

Deno.test.each(["2.14", "3.5"] as const)(
  "of a resource action can-i says no to everybody, so it is not asked on %s",
  async (version: SimulatedVersion) => {
    const action = resourceAction("action", DEPLOYMENT, "restart");
    assert.equal(
      await line(action, { account: "admin", version }),
      "applications, action/apps/Deployment/restart, team-a/payments: whether we have it is not known (Argo CD does not answer for resource actions)",
    );
  },
);

Deno.test("a right that Argo CD does not know is not known", async () => {
  assert.equal(
    await line("fly", { account: "admin" }),
    "applications, fly, team-a/payments: whether we have it is not known (Argo CD does not know this right)",
  );
});

Deno.test("the object has the namespace where it is not Argo CD's own, and can-i takes it", async () => {
  const application = {
    metadata: { name: "remote", namespace: "apps-b" },
    spec: { project: "team-b" },
  };
  const object = applicationObject(application, "argocd");
  assert.equal(object, "team-b/apps-b/remote");
  assert.equal(
    await line("sync", { account: "admin", object }),
    "applications, sync, team-b/apps-b/remote: we have it",
  );
});

Deno.test("a question that cannot be asked does not end the preview, but the end of the call does", async () => {
  await using it = simulatedClient();
  const needed = {
    resource: "applications",
    action: "sync",
    object: "team-a/payments",
  };
  it.simulator.world.accounts.clear();
  const { allowed, reason } = await readPermission(
    it.client,
    needed,
    it.signal,
  );
  assert.equal(allowed, "unknown");
  assert.match(
    reason ?? "",
    /^Cannot ask for permission 'applications sync': /,
  );
  await assert.rejects(
    readPermission(it.client, needed, AbortSignal.abort()),
  );
});
