import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { ApplicationTree } from "../../lib/argocd/wire/resources.ts";
import { causeOf, type Detail } from "../../lib/views/fleet_cause.ts";
import { fleetMember } from "../../lib/views/fleet_member.ts";
import { readFault } from "../helpers/recorded_fault.ts";

/** What a summary says of a recorded fault, with the events that were recorded for its pods where it asks for them. */
async function causeOfFault(id: string) {
  const { calls } = await readFault(id);
  const bodies = new Map(
    calls.map(({ request: { path }, response }) => [path, response]),
  );
  const read = (rest: string) => {
    const answer = bodies.get(`/api/v1/applications/${id}${rest}`);
    return answer?.status === 200 ? answer.body : undefined;
  };
  const application = read("") as Application;
  const member = fleetMember(application, { instance: "prod" });
  const [trouble] = member.troubles;
  assert(trouble, id);
  const events = calls.flatMap(({ request: { path }, response: { body } }) =>
    path.includes("/events?")
      ? (body as { readonly items?: readonly never[] }).items ?? []
      : []
  );
  const detail: Detail = trouble === "unhealthy"
    ? { tree: read("/resource-tree") as ApplicationTree, events }
    : { application };
  return causeOf(member, trouble, detail);
}

const SAID: Readonly<Record<string, RegExp>> = {
  "f01-catalog": /ImagePullBackOff.*catalog:2\.41\.0-rc9: not found/,
  "f06-gateway": /configmap "gateway-settings" not found/,
  "f11-unsched-cpu": /FailedScheduling: .*Insufficient cpu/,
  "f13-unsched-taint": /FailedScheduling: .*taint/,
  "f17-limitrange": /forbidden: maximum memory usage per Container/,
  "f22-crd": /group version monitoring\.coreos\.com\/v1/,
  "f27-helm": /helm template/,
  "f29-branch": /unable to resolve 'release\/2026-11' to a commit SHA/,
  "f34-dest-denied": /InvalidSpecError: .*in project 'f-dest'/,
  "f38-forbidden": /cannot create resource "deployments"/,
  "f60-policy": /images must not use the tag latest/,
  "f65-autosync-stop": /nodePort: Invalid value: 22/,
};

for (const [id, says] of Object.entries(SAID)) {
  Deno.test(`causeOf() names what is wrong with ${id}`, async () => {
    const { text, isTelling } = await causeOfFault(id);
    assert.match(text, says);
    assert(isTelling, text);
    assert(!text.includes(id), `${text} is about this application alone`);
  });
}

const NO_REASON: Readonly<Record<string, RegExp>> = {
  "f03-orders": /^Pod CrashLoopBackOff: back-off # restarting/,
  "f10-scheduler": /^Pod CrashLoopBackOff: back-off # restarting/,
  "f63-command": /^Pod CrashLoopBackOff: back-off # restarting/,
  "f04-search": /Back-off restarting failed container app in pod \S+-#_/,
  "f39-presync": /^Job PreSync hook failed: Job has reached/,
  "f40-postsync": /^Job PostSync hook failed: Job has reached/,
  "f41-wave": /Readiness probe failed: dial tcp #:6379/,
  "f78-hook-running": /^waiting for completion of hook/,
};

for (const [id, says] of Object.entries(NO_REASON)) {
  Deno.test(`causeOf() does not take for a reason what is said whatever the reason is: ${id}`, async () => {
    const { text, isTelling } = await causeOfFault(id);
    assert.match(text, says);
    assert(!isTelling);
  });
}

Deno.test("causeOf() knows what an operation failed of from its message alone, as a stream gives it", async () => {
  for (
    const id of ["f20-jobtpl", "f22-crd", "f38-forbidden", "f60-policy"]
  ) {
    const { calls } = await readFault(id);
    const whole = calls.find(({ request }) =>
      request.path === `/api/v1/applications/${id}`
    )?.response.body as Application;
    const { syncResult: _, ...operationState } = whole.status?.operationState ??
      {};
    const told: Application = {
      ...whole,
      status: { ...whole.status, operationState },
    };
    const member = fleetMember(whole, { instance: "prod" });
    assert.deepEqual(
      causeOf(member, "sync failed", { application: told }),
      causeOf(member, "sync failed", { application: whole }),
      id,
    );
  }
});

Deno.test("causeOf() says once what Kubernetes says of each resource", () => {
  const refused = (name: string) =>
    `deployments.apps "${name}" is forbidden: no quota`;
  const [one, two] = [["web"], ["api", "worker"]].map((names) => {
    const application: Application = {
      metadata: { name: "shop-7" },
      status: {
        sync: { status: "OutOfSync" },
        operationState: {
          phase: "Failed",
          message: `one or more objects failed to apply, reason: ${
            names.map(refused).join(",")
          } (retried 2 times).`,
        },
      },
    };
    const member = fleetMember(application, { instance: "prod" });
    return causeOf(member, "sync failed", { application });
  });
  assert.deepEqual(one, two);
  assert.equal(one?.text, 'deployments.apps "*" is forbidden: no quota');
});

Deno.test("causes that begin and end alike are two", () => {
  const [one, two] = ["replicas", "image"].map((field) => {
    const application: Application = {
      metadata: { name: "shop-7" },
      status: {
        sync: { status: "Unknown" },
        conditions: [{
          type: "ComparisonError",
          message: `${"helm ".repeat(40)} ${field} ${"debug ".repeat(40)}`,
        }],
      },
    };
    const member = fleetMember(application, { instance: "prod" });
    return causeOf(member, "not comparable", { application });
  });
  assert.notEqual(one?.key, two?.key);
  assert.notEqual(one?.text, two?.text);
});

Deno.test("causeOf() says so when nothing gives a reason", () => {
  const member = fleetMember({ metadata: { name: "x" } }, { instance: "prod" });
  for (const detail of [{}, { tree: {} }, { application: {} }]) {
    assert.deepEqual(causeOf(member, "not comparable", detail), {
      text: "Argo CD gives no reason",
      own: "Argo CD gives no reason",
      key: "Argo CD gives no reason",
      isTelling: false,
    });
  }
});
