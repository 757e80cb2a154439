/**
 * What a tool is, and the only way to run one.
 *
 * A handler is reachable through {@linkcode createRunner} alone: `defineTool` keeps it in a map that only this
 * module sees, and hands out a tool without it. So no caller can skip the guards before it or the filters behind it.
 *
 * @module
 */
import type * as z from "zod";
import type { ArgocdClient, Connection } from "./argocd/client.ts";
import type { AuditStatus, AuditTrail } from "./audit/audit_trail.ts";
import { type Caller, describeCall } from "./audit/describe_call.ts";
import { ToolError } from "./errors.ts";
import { cleanText, cleanValue } from "./guards/clean_text.ts";
import type { Guard, Policy } from "./guards/guard.ts";
import { createMasker, type Masker } from "./guards/mask_secrets.ts";
import { requireScope } from "./guards/require_scope.ts";
import { requireTier } from "./guards/require_tier.ts";
import { requireValidNames } from "./guards/require_valid_names.ts";
import { type CallCount, countedClient } from "./pipeline/counted_client.ts";
import { readCursor } from "./pipeline/cursor.ts";
import type { View } from "./pipeline/fit_size.ts";
import { maskedClient } from "./pipeline/masked_client.ts";
import { parseArguments } from "./pipeline/parse_arguments.ts";
import {
  presentError,
  presentView,
  type ToolResult,
} from "./pipeline/present.ts";
import { textWithLeftOut, withLeftOut } from "./pipeline/left_out.ts";
import { scopedCall } from "./pipeline/scoped_client.ts";
import { type Paging, takeWindow } from "./pipeline/take_window.ts";
import type { Tier } from "./tier.ts";

/** What a handler is given besides its arguments. */
export interface ToolContext {
  /** Bound to the tool's tier: it refuses every endpoint above it. Its answers are cleaned and masked already. */
  readonly argocd: ArgocdClient;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly policy: Policy;
  /** This program's version. */
  readonly version: string;
  /** How the audit log is doing; absent where none is kept. */
  readonly audit?: AuditStatus;
}

/** The declaration of a tool: one file, one call of {@linkcode defineTool}. */
export interface ToolSpec<Args, Result extends object> {
  readonly name: string;
  readonly title: string;
  readonly tier: Tier;
  /** What a model reads: one sentence first, then what it needs to choose the tool. */
  readonly description: string;
  /** A `z.strictObject`; an unknown argument is an error that lists the valid ones. */
  readonly input: z.ZodType<Args>;
  /** Shallow on purpose: it is sent with every list of tools. */
  readonly output: z.ZodType;
  /** The part of the result that is paged: the pipeline cuts it by `limit`, `cursor` and size. */
  readonly paging?: Paging;
  /** Computes the whole result; a paged list in full, the pipeline takes its part. */
  readonly handler: (args: Args, context: ToolContext) => Promise<Result>;
  /** Adds what is costly to only the items that are shown; runs after the part was taken. */
  readonly enrich?: (
    result: Result,
    args: Args,
    context: ToolContext,
  ) => Promise<Result>;
  /** Says the same as the structured result, for a reader; of a result that was cleaned, masked and cut. */
  readonly text: (result: Result) => string;
}

type Erased = ToolSpec<never, never>;

/** A tool without its handler: what the server lists and the docs describe. */
export type Tool = Omit<Erased, "handler" | "enrich" | "text" | "input"> & {
  readonly input: z.ZodType;
};

/** Run in this order before every handler: cheapest and strictest first. */
const GUARDS: readonly Guard[] = [
  requireTier,
  requireValidNames,
  requireScope,
];

/** The tiers for which all guards exist; a tool of another tier cannot be defined. */
const GUARDED_TIERS: readonly Tier[] = ["read"];

const SPECS = new WeakMap<Tool, Erased>();

/**
 * Declares a tool and seals its handler.
 *
 * @throws {TypeError} when the guards that its tier needs do not exist.
 */
export function defineTool<Args, Result extends object>(
  spec: ToolSpec<Args, Result>,
): Tool {
  if (!GUARDED_TIERS.includes(spec.tier)) {
    throw new TypeError(
      `Cannot define '${spec.name}': tier '${spec.tier}' has no guards`,
    );
  }
  const { handler: _handler, enrich: _enrich, text: _text, ...rest } = spec;
  const tool: Tool = Object.freeze(rest as unknown as Tool);
  SPECS.set(tool, spec as unknown as Erased);
  return tool;
}

/** One call as it arrives. */
export interface ToolRequest {
  readonly args: unknown;
  readonly signal: AbortSignal;
  /** Who calls; goes into the audit log and decides nothing. */
  readonly from?: Caller;
}

/** Runs a tool; never throws, an error is a result too, and a tool that does not exist is one more error. */
export type Run = (
  tool: Tool | { readonly name: string },
  request: ToolRequest,
) => Promise<ToolResult>;

/** What {@linkcode createRunner} binds together. */
export interface RunnerOptions {
  /** The Argo CD that a call is for. */
  readonly connection: Connection;
  readonly policy: Policy;
  /** This program's version. */
  readonly version: string;
  readonly now?: () => Date;
  /** Records every call, refused and failed ones too; it never changes an answer. */
  readonly audit?: AuditTrail;
  /** Told of errors that were not written for a reader; what it does with them must not reach stdout. */
  readonly onError?: (error: unknown, tool: string) => void;
}

/** What a call has come to so far. */
interface Progress {
  isAllowed: boolean;
  readonly upstream: CallCount;
}

/** Cleans before it masks: a hidden character could otherwise split a secret in two harmless halves. */
function cleaning(mask: Masker): Masker {
  return {
    value: (input) => mask.value(cleanValue(input)),
    text: (input) => mask.text(cleanText(input)),
  };
}

/** Makes the one function that runs tools; the connection stays in its closure. */
export function createRunner(options: RunnerOptions): Run {
  const { connection, policy, version, audit } = options;
  const { now = () => new Date(), onError = () => {} } = options;

  function createMask(enabled: boolean): Masker {
    const known = () => connection.secrets();
    return cleaning(createMasker({ enabled, known }));
  }

  async function answer(
    spec: Erased,
    request: ToolRequest,
    { mask, progress }: { readonly mask: Masker; readonly progress: Progress },
  ): Promise<ToolResult> {
    const { name, tier, input } = spec;
    const args = parseArguments({ name, input }, request.args);
    const given = args as Readonly<Record<string, unknown>>;
    const { signal } = request;
    const counted = countedClient(connection.forTier(tier), progress.upstream);
    const { scope } = policy;
    const { client, facts, leftOut } = scopedCall(counted, { scope, signal });
    const call = { tool: name, tier, args: given, policy, facts, signal };
    for (const guard of GUARDS) await guard(call);
    const offset = readCursor(name, given);
    progress.isAllowed = true;
    const context = {
      argocd: maskedClient(client, mask),
      signal,
      now,
      policy,
      version,
      ...(audit ? { audit: audit.status } : {}),
    };
    const whole: View = await spec.handler(args, context);
    const part = takeWindow(whole, spec.paging, {
      tool: name,
      args: given,
      offset,
    });
    const enriched = spec.enrich
      ? await spec.enrich(part.view as never, args, context)
      : part.view;
    const view = withLeftOut(mask.value(enriched as View), leftOut);
    const text = textWithLeftOut(spec.text as (view: View) => string, leftOut);
    return presentView({ ...part, view }, {
      text,
      maxChars: policy.maxResultChars,
    });
  }

  return async function run(tool, request) {
    const started = performance.now();
    const spec = SPECS.get(tool as Tool);
    const progress: Progress = { isAllowed: false, upstream: { calls: 0 } };
    const mask = createMask(policy.maskSecrets);

    async function record(code: string | undefined): Promise<void> {
      if (!audit) return;
      const facts = {
        ...request.from,
        kind: "call",
        id: crypto.randomUUID(),
        instance: connection.instance,
        tool: tool.name,
        ...(spec ? { tier: spec.tier } : {}),
        args: request.args,
        decision: !code ? "allowed" : progress.isAllowed ? "failed" : "refused",
        ...(code ? { code } : {}),
        upstream: progress.upstream,
        ms: Math.round(performance.now() - started),
      } as const;
      try {
        const auditMask = policy.maskSecrets ? mask : createMask(true);
        await audit.record(describeCall(facts, auditMask));
      } catch (error) {
        onError(error, tool.name);
      }
    }
    try {
      if (!spec) {
        throw new ToolError(
          "UNKNOWN_TOOL",
          `Cannot call '${tool.name}': no such tool`,
        );
      }
      const result = await answer(spec, request, { mask, progress });
      await record(undefined);
      return result;
    } catch (error) {
      if (!(error instanceof ToolError)) onError(error, tool.name);
      await record(error instanceof ToolError ? error.code : "INTERNAL");
      return presentError(error, { tool: tool.name, mask });
    }
  };
}
