import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { immutableField } from "../../../lib/diagnose/rules/immutable_field.ts";
import {
  application,
  facts,
  failedState,
  found,
  managed,
  OLDER,
} from "../sync_facts.ts";

const MESSAGE =
  "error when patching \"/dev/shm/1\": StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'template' are forbidden";
const RESULT = {
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  namespace: "shop",
  name: "db",
  status: "SyncFailed",
  message: MESSAGE,
};
const SIDES = managed(
  { kind: "StatefulSet", name: "db", group: "apps", apiVersion: "apps/v1" },
  { spec: { serviceName: "db", replicas: 1 } },
  { spec: { serviceName: "db-hl", replicas: 2 } },
);

Deno.test("immutableField names the field that differs, where the message says only what may differ", () => {
  const about = application({ state: failedState([RESULT]) });
  const [finding] = immutableField.look(facts(about, { managed: [SIDES] }));
  assert.equal(
    finding?.summary,
    "StatefulSet 'db' cannot be changed as the source wants: spec.serviceName is fixed once the object exists",
  );
  assert.equal(finding?.where, "StatefulSet/shop/db@spec.serviceName");
  assert.match(finding?.next.then ?? "", /data/);
});

Deno.test("immutableField says when automated sync has given up, and when it tries again", () => {
  const policy = { automated: {} };
  const over = application({ policy, state: failedState([RESULT]) });
  assert.match(
    found(immutableField, facts(over))[0] ?? "",
    /does not try this revision again$/,
  );
  const again = application({
    policy,
    state: { ...failedState([RESULT], { phase: "Running" }), retryCount: 2 },
  });
  assert.match(
    found(immutableField, facts(again))[0] ?? "",
    /Argo CD tries again \(2 retries so far\)$/,
  );
});

Deno.test("immutableField leaves a failure alone that another revision has overtaken", () => {
  const state = failedState([RESULT], { revision: OLDER });
  const ref = { group: "apps", kind: "StatefulSet", name: "db" };
  const resources = [{ ...ref, namespace: "shop", status: "Synced" }];
  const healed = application({ state, sync: "Synced", resources });
  assert.deepEqual(found(immutableField, facts(healed)), []);
  const gone = application({ state, sync: "Synced" });
  assert.deepEqual(found(immutableField, facts(gone)), []);
  const [still] = resources.map((one) => ({ ...one, status: "OutOfSync" }));
  assert(still);
  const ill = application({ state, resources: [still] });
  assert.equal(found(immutableField, facts(ill)).length, 1);
});

Deno.test("immutableField knows claims that their class does not let grow", () => {
  const about = application({
    state: failedState([{
      version: "v1",
      kind: "PersistentVolumeClaim",
      namespace: "shop",
      name: "media",
      status: "SyncFailed",
      message:
        'error when patching "/dev/shm/2": persistentvolumeclaims "media" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    }]),
  });
  const { findings } = diagnose(facts(about));
  assert.deepEqual(findings.slice(0, 1).map(({ rule }) => rule), [
    "immutable-field",
  ]);
  assert.match(findings[0]?.summary ?? "", /does not let claims grow/);
  assert.match(findings[0]?.next.then ?? "", /allowVolumeExpansion/);
});
