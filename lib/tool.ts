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
import { ToolError } from "./errors.ts";
import { cleanText, cleanValue } from "./guards/clean_text.ts";
import type { Guard, Policy } from "./guards/guard.ts";
import { createMasker, type Masker } from "./guards/mask_secrets.ts";
import { requireTier } from "./guards/require_tier.ts";
import { requireValidNames } from "./guards/require_valid_names.ts";
import { readCursor } from "./pipeline/cursor.ts";
import type { View } from "./pipeline/fit_size.ts";
import { maskedClient } from "./pipeline/masked_client.ts";
import { parseArguments } from "./pipeline/parse_arguments.ts";
import {
  presentError,
  presentView,
  type ToolResult,
} from "./pipeline/present.ts";
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
const GUARDS: readonly Guard[] = [requireTier, requireValidNames];

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
}

/** Runs a tool; never throws, an error is a result too. */
export type Run = (tool: Tool, request: ToolRequest) => Promise<ToolResult>;

/** What {@linkcode createRunner} binds together. */
export interface RunnerOptions {
  /** The Argo CD that a call is for. */
  readonly connection: Connection;
  readonly policy: Policy;
  /** This program's version. */
  readonly version: string;
  readonly now?: () => Date;
  /** Told of errors that were not written for a reader; what it does with them must not reach stdout. */
  readonly onError?: (error: unknown, tool: string) => void;
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
  const { connection, policy, version } = options;
  const { now = () => new Date(), onError = () => {} } = options;

  async function answer(
    tool: Tool,
    request: ToolRequest,
    mask: Masker,
  ): Promise<ToolResult> {
    const spec = SPECS.get(tool);
    if (!spec) {
      throw new ToolError(
        "UNKNOWN_TOOL",
        `Cannot call '${tool.name}': no such tool`,
      );
    }
    const args = parseArguments(
      { name: tool.name, input: tool.input },
      request.args,
    );
    const given = args as Readonly<Record<string, unknown>>;
    const { signal } = request;
    const call = {
      tool: tool.name,
      tier: tool.tier,
      args: given,
      policy,
      signal,
    };
    for (const guard of GUARDS) await guard(call);
    const offset = readCursor(tool.name, given);
    const context = {
      argocd: maskedClient(connection.forTier(tool.tier), mask),
      signal,
      now,
      policy,
      version,
    };
    const whole: View = await spec.handler(args as never, context);
    const part = takeWindow(whole, spec.paging, {
      tool: tool.name,
      args: given,
      offset,
    });
    const enriched = spec.enrich
      ? await spec.enrich(part.view as never, args as never, context)
      : part.view;
    const view: View = mask.value(enriched as View);
    const text = spec.text as (view: View) => string;
    return presentView({ ...part, view }, {
      text,
      maxChars: policy.maxResultChars,
    });
  }

  return async function run(tool, request) {
    const mask = cleaning(createMasker({
      enabled: policy.maskSecrets,
      known: () => connection.secrets(),
    }));
    try {
      return await answer(tool, request, mask);
    } catch (error) {
      if (!(error instanceof ToolError)) onError(error, tool.name);
      return presentError(error, { tool: tool.name, mask });
    }
  };
}
