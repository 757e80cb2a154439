/**
 * A deny window that is open, as the question after the windows of an application answers it.
 *
 * @module
 */
import type { Plan } from "./plan.ts";

const WINDOW = {
  kind: "deny",
  schedule: "0 0 20 11 *",
  duration: "120h",
  manualSync: true,
};

/** It stops automated sync; a person may sync. */
export const DENIED: NonNullable<Plan["windows"]> = {
  activeWindows: [WINDOW],
  assignedWindows: [WINDOW],
  canSync: true,
};
