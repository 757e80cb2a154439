/**
 * Refuses what is above the tier that the operator allows.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { covers, type Tier } from "../tier.ts";
import { visible } from "./check_names.ts";
import type { Effect } from "./effect.ts";
import type { GuardedCall } from "./guard.ts";

/** The settings behind a policy's tier, for whoever is refused by it. */
const SETTINGS: Readonly<Record<Tier, string>> = {
  read: "MCP_READ_ONLY=false",
  write: "MCP_READ_ONLY=false",
  destructive: "MCP_READ_ONLY=false and MCP_DISABLE_DESTRUCTIVE=false",
};

/**
 * Passes an effect within the tier that is allowed.
 *
 * @param options.setting What holds the tier down, where it is not the variables.
 * @param options.purpose The object of "Cannot …".
 * @throws {ToolError} `READ_ONLY` or `DESTRUCTIVE_DISABLED`
 */
export function requireEffect(
  { tier, reasons }: Effect,
  { allowed, setting, purpose }: {
    readonly allowed: Tier;
    readonly setting?: string | undefined;
    readonly purpose: string;
  },
): void {
  if (covers(allowed, tier)) return;
  const why = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
  const remedy = setting
    ? `raises ${setting}`
    : `sets ${SETTINGS[tier]} and restarts the server`;
  const hint = `To enable it, the operator ${remedy}; nothing was sent`;
  if (allowed === "read") {
    throw new ToolError(
      "READ_ONLY",
      `Cannot ${purpose}: ${
        setting ? `${setting} allows reads only` : "the server is read-only"
      }`,
      { hint },
    );
  }
  throw new ToolError(
    "DESTRUCTIVE_DISABLED",
    `Cannot ${purpose}: it is destructive${why}, and ${
      setting ?? "MCP_DISABLE_DESTRUCTIVE"
    } refuses that`,
    { hint },
  );
}

/** Passes calls whose tool and arguments stay within `policy.tier`. */
export function requireTier(call: GuardedCall): void {
  requireEffect(call.effect, {
    allowed: call.policy.tier,
    setting: call.policy.tierSetting,
    purpose: purposeOf(call),
  });
}

function named(value: unknown): string | undefined {
  return typeof value === "string" ? visible(value) : undefined;
}

/**
 * What a call is about, as far as its arguments say it: `call 'delete_resource' for Service 'web' of application 'shop'`.
 *
 * @param args As they came; nothing of them need be checked yet.
 */
export function purposeOf(
  { tool, args }: { readonly tool: string; readonly args: unknown },
): string {
  const { application, kind, name } = (args ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const [app, object, type] = [application, name, kind].map(named);
  const resource = object === undefined
    ? ""
    : ` for ${type === undefined ? "" : `${type} `}'${object}'`;
  const of = app === undefined
    ? ""
    : `${resource ? " of" : " for"} application '${app}'`;
  return `call '${tool}'${resource}${of}`;
}
