import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { stuckDeletion } from "../../../lib/diagnose/rules/stuck_deletion.ts";
import { application, facts, found, minutesAgo, node } from "../sync_facts.ts";

function ending(
  kind: string,
  minutes: number,
  more: Record<string, unknown> = {},
  finalizers: readonly string[] = ["example.com/hold"],
) {
  const namespace = kind === "Namespace" ? "" : "shop";
  const message = "Pending deletion";
  return facts(application({ health: "Progressing" }), {
    nodes: [node({
      kind,
      name: "old",
      namespace,
      health: { status: "Progressing", message },
    })],
    live: [{
      apiVersion: "v1",
      kind,
      metadata: {
        name: "old",
        ...(namespace ? { namespace } : {}),
        deletionTimestamp: minutesAgo(minutes),
        finalizers,
      },
      ...more,
    }],
  });
}

Deno.test("stuckDeletion names the finalizer, and what it waits for where that is known", () => {
  const { verdict, findings } = diagnose(ending("ConfigMap", 30));
  assert.equal(verdict, "broken");
  assert.equal(
    findings[0]?.summary,
    "ConfigMap 'old' has been in deletion for 30m and does not go: finalizer 'example.com/hold' is not removed",
  );
  assert.match(
    findings[0]?.evidence[0]?.text ?? "",
    /"finalizers":\["example.com\/hold"\]/,
  );
  const claim = ending("PersistentVolumeClaim", 30, {}, [
    "kubernetes.io/pvc-protection",
  ]);
  assert.match(
    found(stuckDeletion, claim)[0] ?? "",
    /\(a pod still uses the claim\)$/,
  );
});

Deno.test("stuckDeletion quotes what a namespace says of its own end", () => {
  const message =
    "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances";
  const about = ending("Namespace", 60, {
    spec: { finalizers: ["kubernetes"] },
    status: {
      conditions: [{
        type: "NamespaceFinalizersRemaining",
        status: "True",
        message,
      }],
    },
  }, []);
  const [finding] = stuckDeletion.look(about);
  assert.equal(finding?.evidence[1]?.text, message);
  assert.match(finding?.summary ?? "", /does not go: "Some content/);
  // Its own finalizer is what makes Kubernetes clean it up.
  assert.match(
    finding?.next.then ?? "",
    /never after the finalizer of the namespace/,
  );
});

Deno.test("stuckDeletion is patient, and leaves objects alone that nothing holds", () => {
  assert.equal(
    stuckDeletion.look(ending("ConfigMap", 1))[0]?.severity,
    "waiting",
  );
  assert.deepEqual(found(stuckDeletion, ending("ConfigMap", 30, {}, [])), []);
  assert.deepEqual(found(stuckDeletion, ending("Pod", 30)), []);
});
