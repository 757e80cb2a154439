/**
 * Changes to when and how an application is synced.
 *
 * @module
 */
import type { SyncPolicy } from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import type { PolicyArguments } from "./spec_arguments.ts";

/** What decides how a policy can be written. */
export interface PolicyOptions {
  /** Whether this Argo CD knows `automated.enabled`: below 3.1 it drops the key, and automated sync is on. */
  readonly knowsEnabled: boolean;
  /** The object of "Cannot …". */
  readonly purpose: string;
}

type Automated = NonNullable<SyncPolicy["automated"]>;

/** Go leaves out what is false, so that is how it is written. */
function withFlag(
  automated: Automated,
  key: "prune" | "selfHeal",
  value: boolean | undefined,
): Automated {
  if (value === undefined) return automated;
  const { [key]: _, ...others } = automated;
  return value ? { ...others, [key]: true } : others;
}

function editAutomated(
  before: Automated | undefined,
  { automated, prune, self_heal: selfHeal }: PolicyArguments,
  { knowsEnabled, purpose }: PolicyOptions,
): Automated | undefined {
  const hasSettings = prune !== undefined || selfHeal !== undefined;
  if (automated === false && !hasSettings) return undefined;
  if (automated === false && !knowsEnabled) {
    throw new ToolError(
      "UNSUPPORTED",
      `Cannot ${purpose}: this Argo CD cannot keep 'prune' and 'self_heal' of an automated sync that is off; it would switch it on`,
      { hint: "Give automated=false alone" },
    );
  }
  if (automated === undefined && hasSettings && !before) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: 'prune' and 'self_heal' belong to automated sync, which is off`,
      {
        hint:
          "Give automated=true as well; whether a sync by hand prunes is said to sync_application",
      },
    );
  }
  const { enabled: _, ...settings } = before ?? {};
  const kept = automated === undefined ? before ?? {} : settings;
  const edited = withFlag(
    withFlag(kept, "prune", prune),
    "selfHeal",
    selfHeal,
  );
  return automated === false ? { ...edited, enabled: false } : edited;
}

/**
 * The policy after a change. Switched off, automated sync goes with its settings, unless some are given to be kept.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` for settings of what is off; `UNSUPPORTED` for what this version would turn
 * into the opposite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { knowsEnabled: true, purpose: "update application 'shop'" };
 * const policy = { automated: { prune: true, enabled: false }, syncOptions: ["A=true"] };
 * assert.deepEqual(editSyncPolicy(policy, { automated: true }, options), {
 *   automated: { prune: true },
 *   syncOptions: ["A=true"],
 * });
 * assert.deepEqual(editSyncPolicy(policy, { automated: false }, options), { syncOptions: ["A=true"] });
 * ```
 */
export function editSyncPolicy(
  policy: SyncPolicy | undefined,
  args: PolicyArguments,
  options: PolicyOptions,
): SyncPolicy | undefined {
  const { sync_options: syncOptions } = args;
  const isAutomation = args.automated !== undefined ||
    args.prune !== undefined || args.self_heal !== undefined;
  if (!isAutomation && syncOptions === undefined) return policy;
  const { automated, syncOptions: own, ...others } = policy ?? {};
  const edited = isAutomation
    ? editAutomated(automated ?? undefined, args, options)
    : automated;
  const listed = syncOptions ?? own;
  const after = {
    ...others,
    ...(edited ? { automated: edited } : {}),
    ...(listed && (listed.length > 0 || listed === own)
      ? { syncOptions: listed }
      : {}),
  };
  return policy === undefined && Object.keys(after).length === 0
    ? undefined
    : after;
}
