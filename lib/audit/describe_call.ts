/**
 * From a call to its record.
 *
 * @module
 */
import type { Masker } from "../guards/mask_secrets.ts";
import type { Tier } from "../tier.ts";
import type { AuditCall, AuditClient, AuditUpstream } from "./record.ts";

/** Who calls, as far as the transport knows; none of it is proof of anything. */
export interface Caller {
  readonly caller?: string;
  readonly client?: AuditClient;
  /** `stdio` or `http`. */
  readonly transport?: string;
}

/** A call as it came and what became of it. */
export interface CallFacts extends Caller {
  readonly kind: AuditCall["kind"];
  readonly id: string;
  readonly instance: string;
  readonly tool: string;
  readonly tier?: Tier;
  readonly args: unknown;
  readonly decision: AuditCall["decision"];
  readonly code?: string;
  readonly plan?: string;
  readonly upstream?: AuditUpstream;
  readonly ms?: number;
  readonly outcome_unknown?: boolean;
}

/** Arguments that name things, in the order in which a reader wants them. */
const NAMING = [
  "application",
  "project",
  "cluster",
  "repository",
  "namespace",
  "group",
  "kind",
  "name",
  "workload",
  "pod",
];
const MAX_TEXT_CHARS = 500;
const MAX_ARGS_CHARS = 4_000;
const MAX_NAME_CHARS = 100;

function shorten(text: string, max = MAX_TEXT_CHARS): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max)}… (${text.length - max} more characters)`;
}

function shortenAll(value: unknown): unknown {
  if (typeof value === "string") return shorten(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shortenAll);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      shorten(key, MAX_NAME_CHARS),
      shortenAll(member),
    ]),
  );
}

/** A record must stay small: whoever calls decides how long arguments are. */
function bounded(args: unknown): unknown {
  const short = shortenAll(args);
  const { length } = JSON.stringify(short) ?? "";
  return length <= MAX_ARGS_CHARS
    ? short
    : { left_out: `${length} characters` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function targetOf(
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> | undefined {
  const named = NAMING.flatMap((key) => {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    return typeof value === "string" ? [[key, shorten(value)] as const] : [];
  });
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/**
 * Makes the record of a call.
 *
 * @param mask Cleans and masks; on whatever `MCP_MASK_SECRETS` says, because nobody needs a credential in a log.
 */
export function describeCall(facts: CallFacts, mask: Masker): AuditCall {
  const masked = mask.value(facts.args);
  const args = isObject(masked) ? masked : {};
  const target = targetOf(args);
  const { kind, id, caller, client, transport, instance, tier } = facts;
  const { decision, code, plan, upstream, ms, outcome_unknown } = facts;
  // What changes something only does so when it is told to.
  const isWrite = tier !== undefined && tier !== "read";
  const dryRun = args["dry_run"] ?? (isWrite ? true : undefined);
  return {
    kind,
    id,
    ...(caller === undefined ? {} : { caller: name(caller, mask) }),
    ...(client === undefined ? {} : {
      client: {
        name: name(client.name, mask),
        version: name(client.version, mask),
      },
    }),
    ...(transport === undefined ? {} : { transport }),
    instance,
    tool: name(facts.tool, mask),
    ...(tier === undefined ? {} : { tier }),
    args: bounded(masked),
    ...(target === undefined ? {} : { target }),
    decision,
    ...(code === undefined ? {} : { code }),
    ...(typeof dryRun === "boolean" ? { dry_run: dryRun } : {}),
    ...(plan === undefined ? {} : { plan }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(ms === undefined ? {} : { ms }),
    ...(outcome_unknown ? { outcome_unknown } : {}),
  };
}

function name(text: string, mask: Masker): string {
  return shorten(mask.text(text), MAX_NAME_CHARS);
}
