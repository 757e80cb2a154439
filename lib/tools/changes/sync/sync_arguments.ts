/**
 * The arguments of a sync.
 *
 * @module
 */
import * as z from "zod";
import { application } from "../../arguments.ts";
import { resources } from "./select_resources.ts";

/** How long an answer may wait for an operation, in seconds. */
export const wait = z.int().min(1).max(900).optional().describe(
  "seconds to wait for its end",
);

/** What a caller may say of a sync. */
export const syncInput = z.strictObject({
  application,
  revision: z.string().optional().describe("default: the target revision"),
  revisions: z.array(z.string()).max(50).optional().describe(
    "for several sources, with source_positions",
  ),
  source_positions: z.array(z.int().min(1).max(99)).max(50).optional(),
  resources,
  prune: z.boolean().optional(),
  force: z.boolean().optional(),
  replace: z.boolean().optional(),
  apply_only: z.boolean().optional().describe("without hooks"),
  sync_options: z.array(z.string().max(200)).max(30).optional().describe(
    "added to its own: ServerSideApply=true",
  ),
  retry: z.int().min(0).max(20).optional(),
  preview_mode: z.enum(["server", "local"]).optional().describe(
    "local: without asking the cluster what it would refuse",
  ),
  server_dry_run: z.boolean().optional().describe(
    "Argo CD's own dry run: overwrites the last operation, stops automated sync of the revision",
  ),
  wait,
});

/** What {@linkcode syncInput} holds. */
export type SyncArguments = z.infer<typeof syncInput>;
