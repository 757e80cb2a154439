/**
 * What a resource action destroys, by its name: what it does is a script of Argo CD or of an administrator.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { destructiveIf, type Effect } from "../guards/effect.ts";
import { editEffect } from "./edit_effect.ts";

/**
 * Actions that leave nothing behind which the opposite action does not undo, or that only start work again.
 * Administrators add actions of their own, so what is not here counts as destructive.
 */
const HARMLESS_ACTIONS: readonly string[] = [
  "pause",
  "refresh",
  "restart",
  "resume",
  "retry",
  "toggle-auto-sync",
];

/** The action of an Application that switches its automated sync on or off. */
export const TOGGLE_ACTION = "toggle-auto-sync";

/**
 * Which tier running an action belongs to.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(actionTier("restart"), "write");
 * assert.equal(actionTier("anything-else"), "destructive");
 * ```
 */
export function actionTier(name: string): "write" | "destructive" {
  return HARMLESS_ACTIONS.includes(name) ? "write" : "destructive";
}

/** What the name of an action says of its effect. */
export function actionEffect(name: string): Effect {
  return destructiveIf([
    actionTier(name) === "destructive" &&
    (name === "scale"
      ? "scale changes how many pods run, down to none"
      : `action '${name}' is not known to be harmless`),
  ]);
}

/**
 * The application after its automated sync is switched over. That it prunes is kept in either state, and so counts in
 * both.
 */
export function toggled(application: Application): Application {
  const { spec } = application;
  const automated = spec?.syncPolicy?.automated;
  const on = Boolean(automated) && automated?.enabled !== false;
  return {
    ...application,
    spec: {
      ...spec,
      syncPolicy: {
        ...spec?.syncPolicy,
        automated: { ...automated, enabled: !on },
      },
    },
  };
}

/** What switching the automated sync of an application over destroys. */
export function toggleEffect(application: Application): Effect {
  return editEffect(application, toggled(application));
}
