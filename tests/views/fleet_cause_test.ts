import assert from "node:assert/strict";
import type { Application, ApplicationTree } from "../../lib/argocd/types.ts";
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
  "f22-crd": /ServiceMonitor/,
  "f27-helm": /helm template/,
  "f29-branch": /unable to resolve 'release\/2026-11' to a commit SHA/,
  "f34-dest-denied": /InvalidSpecError: .*in project 'f-dest'/,
  "f38-forbidden": /cannot create resource "deployments"/,
  "f39-presync": /^Job PreSync hook failed: /,
  "f40-postsync": /^Job PostSync hook failed: /,
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

for (const id of ["f03-orders", "f10-scheduler", "f63-command"]) {
  Deno.test(`causeOf() does not take a crash for a reason: ${id}`, async () => {
    const { text, isTelling } = await causeOfFault(id);
    assert.match(text, /^Pod CrashLoopBackOff: back-off # restarting/);
    assert(!isTelling);
  });
}

Deno.test("causeOf() says so when nothing gives a reason", () => {
  const member = fleetMember({ metadata: { name: "x" } }, { instance: "prod" });
  for (const detail of [{}, { tree: {} }, { application: {} }]) {
    assert.deepEqual(causeOf(member, "not comparable", detail), {
      text: "Argo CD gives no reason",
      isTelling: false,
    });
  }
});
