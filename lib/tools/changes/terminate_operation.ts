/**
 * Ends an operation that runs. What it has applied by then stays.
 *
 * @module
 */
import * as z from "zod";
import { terminateOperation as terminateEndpoint } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { destructiveIf } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import { operationText, operationView } from "../../views/operation_view.ts";
import { application } from "../arguments.ts";
import { type FoundApplication, readApplication } from "../read_application.ts";
import { applicationFacts } from "./application_facts.ts";
import { applicationPermission } from "./application_permission.ts";
import { followOperation } from "./sync/follow_operation.ts";
import { readWindowState } from "./read_window_state.ts";
import { isBusy } from "./sync/require_idle.ts";
import { wait } from "./sync/sync_arguments.ts";
import { withMissingRight } from "./with_missing_right.ts";

interface Send {
  readonly found: FoundApplication;
  readonly ref: string;
  readonly purpose: string;
  readonly wait: number | undefined;
}

function requireRunning(
  { application }: FoundApplication,
  purpose: string,
): void {
  const { phase } = application.status?.operationState ?? {};
  if (isBusy(application) && phase === "Running") return;
  const state = phase === "Terminating"
    ? "it is being terminated already, which takes until its hooks are gone or a closed sync window opens"
    : application.operation
    ? "its operation has been requested and has not begun, and only one that runs can be ended"
    : "no operation is in progress";
  throw new ToolError("CONFLICT", `Cannot ${purpose}: ${state}`, {
    hint: "get_application shows the operation; try again when it runs",
  });
}

/** `terminate_operation`: end a sync or a rollback that runs. */
export const terminateOperation = defineWriteTool({
  name: "terminate_operation",
  title: "Terminate operation",
  tier: "destructive",
  description:
    "Ends the sync or rollback that runs. What it has applied stays, hooks are deleted.",
  input: z.strictObject({ application, wait }),
  unsealed: ["wait"],

  async prepare(args, context) {
    const ref = args.application;
    const purpose = `terminate the operation of application '${ref}'`;
    const found = await readApplication(context.argocd, ref, context.signal);
    requireRunning(found, purpose);
    const running = operationView(found.application);
    return {
      purpose,
      name: found.key.name,
      effect: destructiveIf([
        "it stops half-way what is being applied",
      ]),
      facts: applicationFacts(context.exact(found.application)),
      windows: [await readWindowState(found, context)],
      preview: {
        summary: `terminate the running ${
          running?.kind ?? "operation"
        } of ${ref}${running?.started ? `, begun at ${running.started}` : ""}${
          running?.by ? ` by ${running.by}` : ""
        }`,
        notes: running ? [operationText(running)] : [],
        irreversible: [
          "what was applied so far stays applied, and the rest does not come by itself",
        ],
      },
      more: async () => ({
        permission: await applicationPermission("sync", found, context),
      }),
      send: { found, ref, purpose, wait: args.wait } satisfies Send,
    };
  },

  async apply({ found, ref, purpose }: Send, { argocd, signal }) {
    const call = argocd.call(terminateEndpoint, {
      path: { name: found.key.name },
      query: found.key.query,
      signal,
      purpose,
    });
    await withMissingRight(call, { action: "sync", purpose });
    return {
      summary: `the operation of ${ref} is being terminated`,
      undo: {
        how:
          "It cannot be continued; a new sync does what was left, and rollback_application goes back to what was before.",
        call: { tool: "sync_application", arguments: { application: ref } },
      },
    };
  },

  async follow({ found, wait: timeout }: Send, applied, context) {
    // The operation that ends is the one that was there before.
    const { status, ...rest } = found.application;
    const { operationState: _own, ...others } = status ?? {};
    const before = { ...found, application: { ...rest, status: others } };
    return await followOperation(
      applied,
      { before, timeout, isEnd: true },
      context,
    );
  },
});
