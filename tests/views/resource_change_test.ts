import assert from "node:assert/strict";
import { deletionOption, isPruned } from "../../lib/views/resource_change.ts";
import type { ComparedResource } from "../../lib/views/resource_states.ts";

const REF = { kind: "ConfigMap", namespace: "shop", name: "old" };

function left(options: string): ComparedResource {
  const annotations = { "argocd.argoproj.io/sync-options": options };
  return { ref: REF, state: "prune", live: { metadata: { annotations } } };
}

Deno.test("isPruned() is false for what keeps itself, and for what is no leftover", () => {
  assert(isPruned(left("Delete=false")));
  assert(isPruned({ ref: REF, state: "prune" }));
  assert(!isPruned(left("Validate=false, Prune=false")));
  assert(!isPruned({ ref: REF, state: "changed" }));
});

Deno.test("options are read letter by letter, as Argo CD does: another spelling keeps nothing", () => {
  for (const option of ["prune=false", "Prune=False", "Prune= false"]) {
    assert(isPruned(left(option)), option);
    assert.equal(
      deletionOption({
        ref: REF,
        effect: "prune",
        live: left(option).live ?? {},
      }),
      undefined,
      option,
    );
  }
});
