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
import { ToolError } from "./errors.ts";
import type { Policy } from "./guards/guard.ts";
import { presentError, type ToolResult } from "./pipeline/present.ts";
import type { AcrossLimits } from "./run/across_time.ts";
import { callMask } from "./run/call_mask.ts";
import {
  type Choice,
  chooseInstances,
  choosingArguments,
  namesOf,
} from "./run/choose_instances.ts";
import { type EnvironmentOptions, Environments } from "./run/environments.ts";
import { CallRecorder } from "./run/record_call.ts";
import { runAcross } from "./run/run_across.ts";
import type { RunningCall, ToolRequest } from "./run/run_environment.ts";
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
  readonly across?: ToolSpec<never, never>["across"];
  readonly other?: string;
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
  const {
    handler: _handler,
    enrich: _enrich,
    merge: _merge,
    order: _order,
    text: _text,
    ...rest
  } = spec;
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
export interface RunnerOptions extends EnvironmentOptions {
  /** How answers are made, and who is asked; what may be done is each instance's own policy. */
  readonly policy: Policy;
  /** How long a read of several instances may take. */
  readonly acrossLimits?: AcrossLimits;
  /** Told of errors that were not written for a reader; what it does with them must not reach stdout. */
  readonly onError?: (error: unknown, tool: string) => void;
}

/** Makes the one function that runs tools; the ways to Argo CD stay in its closure. */
export function createRunner(options: RunnerOptions): Run {
  const { instances, policy, audit, onError = () => {} } = options;
  const environments = new Environments(options);

  async function answer(
    sealed: Sealed,
    { call, choice, recorder }: {
      readonly call: RunningCall;
      readonly choice: Choice;
      readonly recorder: CallRecorder;
    },
  ): Promise<ToolResult> {
    const onAllowed = () => recorder.allow();
    if ("read" in sealed && choice.isAcross) {
      return await runAcross(sealed.read, call, {
        instances: choice.instances,
        environmentOf: (instance) => environments.of(instance),
        maxChars: policy.maxResultChars,
        limits: options.acrossLimits,
        onAllowed,
      });
    }
    const [instance] = choice.instances;
    if (!instance) throw new TypeError("Cannot run a call for no instance");
    const environment = await environments.of(instance);
    if ("write" in sealed) {
      return await runWrite(sealed.write, call, { environment, recorder });
    }
    const other = choice.other && await environments.of(choice.other);
    return await runRead(sealed.read, call, { environment, other, onAllowed });
  }

  /** Which instances a call is for; an error is kept until it can be recorded. */
  function choose(
    tool: { readonly name: string },
    args: unknown,
  ): Choice | ToolError {
    if (!SEALED.has(tool)) {
      return new ToolError(
        "UNKNOWN_TOOL",
        `Cannot call '${tool.name}': no such tool`,
      );
    }
    const { name, tier, across, other } = tool as Tool;
    try {
      return chooseInstances(instances, {
        tool: name,
        tier,
        across,
        other,
        args,
      });
    } catch (error) {
      if (error instanceof ToolError) return error;
      throw error;
    }
  }

  return async function run(tool, request) {
    const sealed = SEALED.get(tool);
    const mask = callMask(instances, policy.maskSecrets);
    const choice = choose(tool, request.args);
    const chosen = choice instanceof ToolError ? undefined : choice;
    const call: RunningCall = {
      tool: tool.name,
      id: crypto.randomUUID(),
      request: chosen ? { ...request, args: chosen.args } : request,
      choosing: choosingArguments(instances, tool),
      mask,
      originals: new WeakMap(),
      upstream: { calls: 0 },
    };
    const recorder = new CallRecorder({
      audit,
      mask: policy.maskSecrets ? mask : callMask(instances, true),
      facts: {
        ...request.from,
        id: call.id,
        instance: namesOf(chosen, instances),
        tool: tool.name,
        ...(sealed ? { tier: (tool as Tool).tier } : {}),
        args: request.args,
        upstream: call.upstream,
      },
    });
    try {
      if (choice instanceof ToolError || !sealed) throw choice;
      const result = await answer(sealed, { call, choice, recorder });
      await recorder.end();
      return result;
    } catch (error) {
      const isExpected = error instanceof ToolError &&
        error.code !== "INTERNAL";
      if (!isExpected) onError(error, tool.name);
      const told = await recorder.end(error);
      return presentError(told, {
        tool: tool.name,
        mask,
        ...(chosen && instances.all.length > 1
          ? { instance: namesOf(chosen, instances) }
          : {}),
      });
    }
  };
}
