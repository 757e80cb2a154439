/**
 * Whether Argo CD reaches something, as it last tried.
 *
 * @module
 */
import type { ConnectionState } from "../argocd/wire/platform.ts";
import { compact } from "./compact.ts";
import { shortMessage } from "./short_message.ts";

/** State of a connection. */
export interface ConnectionView {
  /** `Successful`, `Failed`, or `Unknown` when Argo CD has not tried. */
  readonly status: string;
  readonly message?: string;
}

/** Makes the view of a connection's state. */
export function connectionView(
  state: ConnectionState | undefined,
): ConnectionView {
  return {
    status: state?.status || "Unknown",
    ...compact({ message: shortMessage(state?.message, 200) }),
  };
}

/** By how much somebody has to look: what fails comes first, then what was not tried. */
const URGENCY: Readonly<Record<string, number>> = { Failed: 2, Unknown: 1 };

/** Compares what is connected by how urgent it is. */
export function byConnection(a: ConnectionView, b: ConnectionView): number {
  return (URGENCY[b.status] ?? 0) - (URGENCY[a.status] ?? 0);
}
