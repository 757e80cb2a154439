/**
 * Hooks of a sync. One that still runs keeps the whole operation waiting, and a PreSync hook that fails
 * leaves the manifests unapplied.
 *
 * @module
 */
import { applyObject } from "./apply.ts";
import { digList, digText, isDict } from "./json.ts";
import { hookTypes, type KubeObject, refOf } from "./kube_object.ts";
import {
  ordered,
  type Outcome,
  result,
  type Run,
  word,
} from "./sync_targets.ts";

/** Runs the hooks of a phase; undefined when all are done. */
export function runHooks(
  run: Run,
  hooks: readonly KubeObject[],
  phase: string,
): Outcome | undefined {
  const dry = run.operation.sync.dryRun === true;
  for (
    const hook of ordered(hooks.filter((one) => hookTypes(one).includes(phase)))
  ) {
    const fields = { status: "Synced", hookType: phase, syncPhase: phase };
    if (dry) {
      const verb = run.cluster.get(refOf(hook)) === undefined
        ? "created"
        : "configured";
      run.results.push(
        result(run, hook, {
          ...fields,
          message: `${word(hook)} ${verb} (dry run)`,
          hookPhase: "Succeeded",
        }),
      );
      continue;
    }
    const started = run.record.attemptedAt;
    let live = run.cluster.get(refOf(hook));
    // The default policy: what an earlier operation left is deleted before the hook is made again.
    if (
      live === undefined || (live.metadata.creationTimestamp ?? "") < started
    ) {
      run.cluster.remove(refOf(hook));
      applyObject(run.world, run.cluster, hook);
      live = run.cluster.get(refOf(hook));
    }
    const [state, message] = hookState(live);
    run.results.push(result(run, hook, {
      ...fields,
      message: state === "Running" ? `${word(hook)} created` : message,
      hookPhase: state,
    }));
    const ref = refOf(hook);
    if (state === "Running") {
      return {
        kind: "waiting",
        message:
          `waiting for completion of hook ${ref.group}/${ref.kind}/${ref.name}`,
        results: run.results,
      };
    }
    if (state === "Failed") {
      return {
        kind: "failed",
        message: "one or more synchronization tasks completed unsuccessfully",
        results: run.results,
      };
    }
  }
  return undefined;
}

function hookState(
  live: KubeObject | undefined,
): readonly [state: "Running" | "Failed" | "Succeeded", message: string] {
  for (const condition of digList(live, "status", "conditions")) {
    if (!isDict(condition) || condition["status"] !== "True") continue;
    if (condition["type"] === "Failed") {
      return ["Failed", digText(condition, "message")];
    }
    if (condition["type"] === "Complete") {
      return ["Succeeded", digText(condition, "message")];
    }
  }
  return live?.kind === "Job" ? ["Running", ""] : ["Succeeded", ""];
}
