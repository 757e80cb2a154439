/**
 * What can be done with a resource through Argo CD, for a reader.
 *
 * @module
 */
import type { ResourceActions } from "../argocd/wire/resources.ts";
import { actionTier } from "../effects/action_effect.ts";
import { compact } from "./compact.ts";
import { plural } from "./plural.ts";

/** One action. */
export interface ActionItem {
  readonly name: string;
  readonly title?: string;
  /** Names of the parameters it needs. */
  readonly params?: readonly string[];
  readonly tier: "write" | "destructive";
  /** Argo CD thinks it makes no sense now, and runs it all the same when asked. */
  readonly disabled?: true;
}

/** What `get_resource_actions` answers. */
export interface ActionsView {
  readonly application: string;
  readonly resource: string;
  readonly actions: readonly ActionItem[];
}

/** The actions by name: Argo CD gives them in another order each time. */
export function actionItems(
  { actions }: ResourceActions,
): readonly ActionItem[] {
  return (actions ?? []).map((
    { name = "?", displayName, disabled, params },
  ) => ({
    name,
    ...compact({
      title: displayName,
      params: params?.map((param) => param.name ?? "?"),
    }),
    tier: actionTier(name),
    ...(disabled ? { disabled } : {}),
  })).toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** The actions as text. */
export function actionsText(view: ActionsView): string {
  const lines = view.actions.map(({ name, title, params, tier, disabled }) => {
    const call = params ? `${name}(${params.join(", ")})` : name;
    return `- ${
      [call, title, tier, disabled && "disabled now"].filter(Boolean).join(
        " · ",
      )
    }`;
  });
  const warning = view.actions.some(({ disabled }) => disabled)
    ? ["'disabled' is advice: Argo CD runs such an action all the same"]
    : [];
  const count = lines.length === 0
    ? "no actions"
    : plural(lines.length, "action");
  return [
    `${view.resource} of ${view.application}: ${count}`,
    ...lines,
    ...warning,
  ].join("\n");
}
