/**
 * What a tool is, and the only way to run one.
 *
 * A handler is reachable through {@linkcode createRunner} alone: `defineTool` and `defineWriteTool` keep it in a map
 * that only this module sees, and hand out a tool without it. So no caller can skip the guards before it or the
 * filters behind it.
 *
 * @module
 */
import * as z from "zod";
import type { Connection } from "./argocd/client.ts";
import type { AuditTrail } from "./audit/audit_trail.ts";
import { ToolError } from "./errors.ts";
import { cleanText, cleanValue } from "./guards/clean_text.ts";
import type { Policy } from "./guards/guard.ts";
import { createMasker, type Masker } from "./guards/mask_secrets.ts";
import { RateLimiters } from "./guards/rate_limit.ts";
import type { ReadFreeze } from "./guards/require_not_frozen.ts";
import { presentError, type ToolResult } from "./pipeline/present.ts";
import { PlanBook } from "./plans/plan_book.ts";
import { CallRecorder } from "./run/record_call.ts";
import type {
  RunEnvironment,
  RunningCall,
  ToolRequest,
} from "./run/run_environment.ts";
import { runRead } from "./run/run_read.ts";
import { runWrite } from "./run/run_write.ts";
import { withWriteArguments } from "./run/write_arguments.ts";
import type { Tier } from "./tier.ts";
import type { Described, ToolSpec, WriteSpec } from "./tool_spec.ts";

export type { ToolRequest } from "./run/run_environment.ts";
export type { ToolContext, ToolSpec, WriteSpec } from "./tool_spec.ts";

/** A tool without its handler: what the server lists and the docs describe. */
export interface Tool extends Omit<Described<never>, "input"> {
  /** The least that it does. */
  readonly tier: Tier;
  /** The most that it can do, by its arguments or by the state of what it is about. */
  readonly reach: Tier;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly paging?: ToolSpec<never, never>["paging"];
}

type Sealed =
  | { readonly read: ToolSpec<never, never> }
  | { readonly write: WriteSpec<never, never> };

/** What every write answers, preview or outcome. */
const WRITE_OUTPUT = z.looseObject({
  applied: z.boolean(),
  summary: z.string(),
});

const SEALED = new WeakMap<object, Sealed>();

/** Declares a tool that only reads, and seals its handler. */
export function defineTool<Args, Result extends object>(
  spec: ToolSpec<Args, Result>,
): Tool {
  if (spec.tier !== "read") {
    throw new TypeError(
      `Cannot define '${spec.name}': what is not of tier 'read' is a write tool`,
    );
  }
  const { handler: _handler, enrich: _enrich, text: _text, ...rest } = spec;
  const tool: Tool = Object.freeze(
    { ...rest, reach: "read" } as unknown as Tool,
  );
  SEALED.set(tool, { read: spec as unknown as ToolSpec<never, never> });
  return tool;
}

/**
 * Declares a tool that changes something, and seals what it does.
 *
 * @param spec Its `input` has its own arguments only; those of every write are added.
 */
export function defineWriteTool<Args, Send>(spec: WriteSpec<Args, Send>): Tool {
  const { name, title, description, tier, reach = "destructive" } = spec;
  const input = withWriteArguments(spec.input);
  const tool: Tool = Object.freeze({
    name,
    title,
    description,
    tier,
    reach,
    input,
    output: WRITE_OUTPUT,
  });
  const sealed = { ...spec, input } as unknown as WriteSpec<never, never>;
  SEALED.set(tool, { write: sealed });
  return tool;
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
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number;
  /** Records every call, refused and failed ones too; it never changes an answer. */
  readonly audit?: AuditTrail;
  /** Seals plans; at least 32 bytes. Random by default: then plans end with the process. */
  readonly planKey?: Uint8Array;
  readonly freeze?: ReadFreeze;
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

function environmentOf(options: RunnerOptions): RunEnvironment {
  const { connection, policy, version, audit, freeze } = options;
  const { now = () => new Date(), monotonic = () => performance.now() } =
    options;
  const key = options.planKey ?? crypto.getRandomValues(new Uint8Array(32));
  return {
    connection,
    policy,
    version,
    now,
    plans: new PlanBook({ key, now }),
    ...(policy.rateLimit
      ? { limiters: new RateLimiters(policy.rateLimit, monotonic) }
      : {}),
    ...(audit ? { audit } : {}),
    ...(freeze ? { freeze } : {}),
  };
}

/** Makes the one function that runs tools; the connection stays in its closure. */
export function createRunner(options: RunnerOptions): Run {
  const { connection, policy, audit, onError = () => {} } = options;
  const environment = environmentOf(options);

  function createMask(enabled: boolean): Masker {
    const known = () => connection.secrets();
    return cleaning(createMasker({ enabled, known }));
  }

  async function answer(
    sealed: Sealed | undefined,
    call: RunningCall,
    recorder: CallRecorder,
  ): Promise<ToolResult> {
    if (!sealed) {
      throw new ToolError(
        "UNKNOWN_TOOL",
        `Cannot call '${call.tool}': no such tool`,
      );
    }
    return "read" in sealed
      ? await runRead(sealed.read, call, {
        environment,
        onAllowed: () => recorder.allow(),
      })
      : await runWrite(sealed.write, call, { environment, recorder });
  }

  return async function run(tool, request) {
    const sealed = SEALED.get(tool);
    const mask = createMask(policy.maskSecrets);
    const call: RunningCall = {
      tool: tool.name,
      id: crypto.randomUUID(),
      request,
      mask,
      originals: new WeakMap(),
      upstream: { calls: 0 },
    };
    const recorder = new CallRecorder({
      audit,
      mask: policy.maskSecrets ? mask : createMask(true),
      facts: {
        ...request.from,
        id: call.id,
        instance: connection.instance,
        tool: tool.name,
        ...(sealed ? { tier: (tool as Tool).tier } : {}),
        args: request.args,
        upstream: call.upstream,
      },
    });
    try {
      const result = await answer(sealed, call, recorder);
      await recorder.end();
      return result;
    } catch (error) {
      const isExpected = error instanceof ToolError &&
        error.code !== "INTERNAL";
      if (!isExpected) onError(error, tool.name);
      const told = await recorder.end(error);
      return presentError(told, { tool: tool.name, mask });
    }
  };
}
