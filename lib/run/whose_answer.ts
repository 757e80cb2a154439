/**
 * Says whose answer it is, where there is more than one Argo CD.
 *
 * @module
 */
import type { View } from "../pipeline/fit_size.ts";
import type { Applied } from "../tool_spec.ts";
import type { RunEnvironment } from "./run_environment.ts";

/** The name to show; `undefined` where it goes without saying. */
export type Whose = Pick<RunEnvironment, "instance" | "isOneOfSeveral">;

/** The view with the instance's name before everything else. */
export function viewOf<Result extends View>(view: Result, whose: Whose): View {
  if (!whose.isOneOfSeveral) return view;
  return { instance: whose.instance.name, ...view };
}

/** The text with a first line that names the instance. */
export function textOf(
  text: (view: View) => string,
  whose: Whose,
): (view: View) => string {
  if (!whose.isOneOfSeveral) return text;
  return ({ instance: _named, ...view }) =>
    `instance ${whose.instance.name}\n${text(view)}`;
}

/** What is done to something, with where. */
export function purposeAt(purpose: string, whose: Whose): string {
  return whose.isOneOfSeveral
    ? `${purpose} on instance '${whose.instance.name}'`
    : purpose;
}

/** The way back leads to the same instance. */
export function undoAt(applied: Applied, whose: Whose): Applied {
  const { how, call } = applied.undo;
  if (!call || !whose.isOneOfSeveral) return applied;
  const args = { instance: whose.instance.name, ...call.arguments };
  return { ...applied, undo: { how, call: { ...call, arguments: args } } };
}
