/**
 * `completion/complete`: proposes values for arguments of prompts and parts of resource addresses.
 *
 * @module
 */
import type { CompleteResult } from "@modelcontextprotocol/server";
import type { Instances } from "../instances/instance.ts";
import {
  type MatchingNames,
  matchingNames,
} from "../pipeline/matching_names.ts";
import { PROMPTS } from "../prompts/registry.ts";
import { completeArgument } from "../unlisted/complete_argument.ts";
import { type Asker, atInstance, type Offer, runWithin } from "./asking.ts";
import { argumentsOf } from "./prompt_list.ts";
import { RESOURCE_TEMPLATES } from "./resource_uri.ts";

/** The parameters of the request. */
export interface CompletionQuestion {
  readonly ref:
    | { readonly type: "ref/prompt"; readonly name: string }
    | { readonly type: "ref/resource"; readonly uri: string };
  readonly argument: { readonly name: string; readonly value: string };
  readonly context?: {
    readonly arguments?: Readonly<Record<string, string>> | undefined;
  } | undefined;
}

/** Longer is no name. */
const MOST_TYPED = 300;
/** Who types has gone on by then. */
const COMPLETE_MS = 5_000;

const NOTHING: MatchingNames = { values: [], total: 0 };

/** Parts of resource addresses. */
const PARTS = ["instance", "namespace", "name"];

function kindOf(
  { ref, argument }: CompletionQuestion,
  instances: Instances,
): string | undefined {
  if (ref.type === "ref/resource") {
    const isOurs = RESOURCE_TEMPLATES.some(({ uriTemplate }) =>
      uriTemplate === ref.uri
    );
    return isOurs ? PARTS.find((part) => part === argument.name) : undefined;
  }
  const prompt = PROMPTS.find(({ name }) => name === ref.name);
  const found = prompt && argumentsOf(prompt, instances)
    .find(({ name }) => name === argument.name);
  return found?.completes;
}

async function match(
  question: CompletionQuestion,
  asker: Asker,
  { run, instances }: Offer,
): Promise<MatchingNames> {
  const { argument, context } = question;
  const typed = argument.value.trim();
  const kind = kindOf(question, instances);
  if (kind === undefined || typed.length > MOST_TYPED) return NOTHING;
  if (kind === "instance") {
    return matchingNames(instances.all.map(({ name }) => name), typed);
  }
  const { instance, application, namespace } = context?.arguments ?? {};
  const args = {
    ...atInstance(instance || undefined, instances),
    of: kind,
    typed,
    ...(application ? { about: application } : {}),
    ...(namespace ? { within: namespace } : {}),
  };
  const { structured } = await runWithin(
    COMPLETE_MS,
    asker,
    (within) => run(completeArgument, { ...within, args }),
  );
  // An error is no proposal, and nobody reads it while typing.
  return structured ? structured as unknown as MatchingNames : NOTHING;
}

/** Answers the request; never with an error, and never so that somebody has to sign in. */
export async function answerCompletion(
  question: CompletionQuestion,
  asker: Asker,
  offer: Offer,
): Promise<CompleteResult> {
  const { values, total } = await match(question, asker, offer);
  const hasMore = total > values.length;
  return { completion: { values: [...values], total, hasMore } };
}
