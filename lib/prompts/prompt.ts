/**
 * What a prompt is: what is read first, and what is then to be done with it.
 *
 * Nothing here is loaded with the tools: clients ask for the list of prompts when they start.
 *
 * @module
 */
import type { Tier } from "../tier.ts";

/** What an argument names, so that a client can complete it. */
export type Completable =
  | "instance"
  | "application"
  | "project"
  | "cluster"
  | "namespace"
  | "revision";

/** One argument; its value is always a text. */
export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** Absent where nothing can be proposed. */
  readonly completes?: Completable;
}

/** Arguments as they were given; an empty one was not given. */
export type PromptArguments = Readonly<Record<string, string | undefined>>;

/** A call of a tool that only reads. */
export interface PromptRead {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What the task depends on besides its arguments. */
export interface PromptSetting {
  /** The most that this server may do where the prompt is about. */
  readonly tier: Tier;
}

/** One prompt: one file in `lib/prompts/all/`. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Without an `instance` it is about all of them. */
  readonly across?: true;
  /** What is read before the model is asked; side by side. */
  readonly reads: (args: PromptArguments) => readonly PromptRead[];
  /** What the model is to do with what was read. */
  readonly task: (args: PromptArguments, setting: PromptSetting) => string;
}
