/**
 * `completion/complete`: proposes values for arguments of prompts and parts of resource addresses.
 *
 * @module
 */
import type { CompleteResult } from "@modelcontextprotocol/server";
import type { Instance, Instances } from "../instances/instance.ts";
import {
  type MatchingNames,
  matchingNames,
} from "../pipeline/matching_names.ts";
import { PROMPTS } from "../prompts/registry.ts";
import { completeArgument } from "../unlisted/complete_argument.ts";
import { type Asker, atInstance, type MenuOffer } from "./asking.ts";
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
/** A word takes some seconds to type, and is one reading. */
const FRESH_MS = 10_000;

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

/** Where the names come from; `undefined` when that is not clear yet. */
function instanceOf(
  name: string | undefined,
  { all, usual }: Instances,
): Instance | undefined {
  if (all.length === 1) return all[0];
  return name ? all.find((instance) => instance.name === name) : usual;
}

async function namesFor(
  { context }: CompletionQuestion,
  { kind, asker, offer: { instances, menus } }: {
    readonly kind: string;
    readonly asker: Asker;
    readonly offer: MenuOffer;
  },
): Promise<readonly string[]> {
  if (kind === "instance") return instances.all.map(({ name }) => name);
  const { instance: named, application, namespace } = context?.arguments ?? {};
  const instance = instanceOf(named, instances);
  if (!instance) return [];
  const menu = await menus.read({
    tool: completeArgument,
    instance,
    args: {
      ...atInstance(instance.name, instances),
      of: kind,
      ...(kind === "revision" && application ? { about: application } : {}),
      ...(kind === "name" && namespace ? { within: namespace } : {}),
    },
    asker,
    freshMs: FRESH_MS,
  });
  // An error is no proposal, and nobody reads it while typing.
  return menu ? menu["values"] as readonly string[] : [];
}

async function match(
  question: CompletionQuestion,
  asker: Asker,
  offer: MenuOffer,
): Promise<MatchingNames> {
  const typed = question.argument.value.trim();
  const kind = kindOf(question, offer.instances);
  if (kind === undefined || typed.length > MOST_TYPED) return NOTHING;
  return matchingNames(
    await namesFor(question, { kind, asker, offer }),
    typed,
  );
}

/** Answers the request; never with an error, and never so that somebody has to sign in. */
export async function answerCompletion(
  question: CompletionQuestion,
  asker: Asker,
  offer: MenuOffer,
): Promise<CompleteResult> {
  const { values, total } = await match(question, asker, offer);
  const hasMore = total > values.length;
  return { completion: { values: [...values], total, hasMore } };
}
