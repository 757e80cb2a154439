/**
 * Argo CD 2.14, 3.2 and 3.5: what `Healthy` and `Missing` mean on each, and where the health of resources is.
 *
 * | point of "how to be right on all three"                        | recorded as                                                 |
 * | -------------------------------------------------------------- | ----------------------------------------------------------- |
 * | 5 health never alone; what `Healthy` and `Missing` mean differs | applications: `GET application slow`, of all three          |
 * | 6 health of resources from one application, not from lists     | applications: `list with one field: items.status.resources` |
 *
 * @module
 */
import assert from "node:assert/strict";
import { recordedBody } from "../helpers/recorded_body.ts";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, toolNamed } from "./all_reads.ts";

const getApplication = toolNamed("get_application");
const listApplications = toolNamed("list_applications");

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`a Deployment that was deleted by hand is named on ${version}, whatever the health says of it`, async () => {
    await using h = harness({
      version,
      customize: (world) => {
        world.home.remove({
          group: "apps",
          kind: "Deployment",
          namespace: "guestbook",
          name: "guestbook",
        });
        const record = world.application("guestbook");
        if (record) record.dirty = true;
      },
    });
    const { text, structured } = await h.call(getApplication, {
      application: "guestbook",
    });
    assert.equal(
      structured?.["health"],
      version === "3.5" ? "Healthy" : "Missing",
      "what Argo CD itself says",
    );
    assert.match(text, /^guestbook: OutOfSync, \w+ \(1 resource missing\)/);
    assert.match(text, /^differing: Deployment guestbook \(missing\)$/m);
    const problems = await h.call(listApplications, { problems: true });
    assert.match(problems.text, /^guestbook .*1 resource missing/m);
  });

  Deno.test(`an application that was never synced is not passed off as well on ${version}`, async () => {
    const real = recordedBody<{ status: { health: { status: string } } }>({
      version: `v${version}`,
      file: "applications",
      name: "GET application slow",
    });
    assert.equal(
      real.status.health.status,
      version === "2.14" ? "Healthy" : "Missing",
    );
    await using h = harness({
      version,
      intercept: onGet(
        "/api/v1/applications/slow",
        recordedResponse({
          version: `v${version}`,
          file: "applications",
          name: "GET application slow",
        }),
      ),
    });
    const { text } = await h.call(getApplication, { application: "slow" });
    assert.match(text, /^slow: OutOfSync, \w+ \(.*missing.*\)/);
    assert.match(text, /^differing: .*\(missing\)/m);
  });

  Deno.test(`reasons come from one application, not from the list, on ${version}`, async () => {
    await using h = harness({ version });
    const { text } = await h.call(listApplications, {
      problems: true,
      search: "worker",
    });
    assert.match(text, /Deployment worker Degraded: /);
    assert(
      h.requests.every(({ query }) =>
        !query.get("fields")?.includes("status.resources")
      ),
    );
    assert(asked(h).some((one) => one.includes("/applications/worker?")));
  });
}
