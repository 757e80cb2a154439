/**
 * `prompts/get`: reads first, then says what was found and what to do with it.
 *
 * @module
 */
import {
  type GetPromptResult,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type { Instances } from "../instances/instance.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { ToolResult } from "../pipeline/present.ts";
import type { Prompt, PromptArguments, PromptRead } from "../prompts/prompt.ts";
import { PROMPTS } from "../prompts/registry.ts";
import { highest, type Tier } from "../tier.ts";
import type { Run } from "../tool.ts";
import { withinTime } from "../within_time.ts";
import { type Asker, atInstance, type Offer, toolOf } from "./asking.ts";
import { argumentsOf } from "./prompt_list.ts";
import { type Found, foundText, taskText } from "./prompt_text.ts";

const MOST_ARGUMENT_CHARS = 300;
/** Longer than any tool should take, and shorter than the patience of a client. */
const READ_MS = 25_000;

function refuse(state: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, state);
}

function promptOf(name: string): Prompt {
  const found = PROMPTS.find((prompt) => prompt.name === name);
  if (found) return found;
  const near = nearest(name, PROMPTS.map((prompt) => prompt.name));
  throw refuse(
    `Unknown prompt '${name.slice(0, 60)}'${
      near ? `: did you mean '${near}'?` : ""
    }`,
  );
}

/** Arguments that are there and known; clients send empty texts for what nobody filled in. */
function checkArguments(
  prompt: Prompt,
  given: Readonly<Record<string, string>>,
  instances: Instances,
): PromptArguments {
  const known = argumentsOf(prompt, instances);
  const names = known.map(({ name }) => name).join(", ");
  const args: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value.trim() === "") continue;
    if (!known.some((one) => one.name === name)) {
      throw refuse(
        `Unknown argument '${
          name.slice(0, 60)
        }' of prompt '${prompt.name}': it takes ${names}`,
      );
    }
    if (value.length > MOST_ARGUMENT_CHARS) {
      throw refuse(
        `Argument '${name}' is longer than ${MOST_ARGUMENT_CHARS} characters`,
      );
    }
    args[name] = value.trim();
  }
  const missing = known.find(({ name, required }) =>
    required && args[name] === undefined
  );
  if (missing) {
    throw refuse(
      `Missing argument '${missing.name}' of prompt '${prompt.name}': ${missing.description}`,
    );
  }
  return args;
}

/** Where a read goes: to the chosen instance, or to all of them where it can and none was chosen. */
function withInstance(
  { tool, args }: PromptRead,
  { prompt, instance, instances }: {
    readonly prompt: Prompt;
    readonly instance: string | undefined;
    readonly instances: Instances;
  },
): PromptRead {
  const isAcross = prompt.across && instance === undefined &&
    instances.all.length > 1 && "across" in toolOf(tool);
  const where = isAcross
    ? { instances: "all" }
    : atInstance(instance ?? instances.usual?.name, instances);
  return { tool, args: { ...where, ...args } };
}

function tierOf({ all, usual }: Instances, instance?: string): Tier {
  const one = instance === undefined
    ? usual
    : all.find(({ name }) => name === instance);
  return one ? one.policy.tier : highest(all.map(({ policy }) => policy.tier));
}

/** What a read comes to that is given up. */
const LATE: ToolResult = {
  text: `TIMEOUT: Cannot tell yet: it has not answered in time
Next: Call it again by itself`,
  isError: true,
};

async function find(
  read: PromptRead,
  asker: Asker,
  { run, readMs }: { readonly run: Run; readonly readMs: number },
): Promise<Found> {
  const late = new AbortController();
  const signal = AbortSignal.any([asker.signal, late.signal]);
  let result = LATE;
  const answer = run(toolOf(read.tool), { ...asker, signal, args: read.args });
  await withinTime(readMs, answer.then((got) => result = got));
  late.abort();
  return { read, result };
}

function message(text: string): GetPromptResult["messages"][number] {
  return { role: "user", content: { type: "text", text } };
}

/**
 * Answers `prompts/get`. What a tool could not answer is told in the prompt.
 *
 * @param offer.readMs Milliseconds after which a tool is not waited for any more.
 * @throws {ProtocolError} `InvalidParams` for an unknown prompt or arguments that do not fit.
 */
export async function answerPrompt(
  { name, arguments: given = {} }: {
    readonly name: string;
    readonly arguments?: Readonly<Record<string, string>> | undefined;
  },
  asker: Asker,
  { run, instances, readMs = READ_MS }: Offer & { readonly readMs?: number },
): Promise<GetPromptResult> {
  const prompt = promptOf(name);
  const { instance, ...args } = checkArguments(prompt, given, instances);
  const reads = prompt.reads(args)
    .map((read) => withInstance(read, { prompt, instance, instances }));
  const found = await Promise.all(
    reads.map((read) => find(read, asker, { run, readMs })),
  );
  const task = prompt.task(args, { tier: tierOf(instances, instance) });
  const about = instance ?? (prompt.across ? undefined : instances.usual?.name);
  const where = about === undefined || instances.all.length === 1
    ? ""
    : `\nIt is about instance ${JSON.stringify(about)}.`;
  return {
    description: prompt.description,
    messages: [
      message(foundText(found)),
      message(taskText(task + where, found)),
    ],
  };
}
