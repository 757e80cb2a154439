/**
 * The Argo CDs that calls may be for.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import type { Policy } from "../guards/guard.ts";
import type { ReadChangeWindow } from "../guards/require_change_window.ts";
import type { ReadFreeze } from "../guards/require_not_frozen.ts";

/** What operators write at an instance to group it: `{ env: "prod" }`. */
export type Labels = Readonly<Record<string, string>>;

/** One Argo CD, with what is allowed there. */
export interface Instance {
  /** What calls name it by; unique. */
  readonly name: string;
  readonly labels: Labels;
  /** Its root without a closing slash; unique. */
  readonly address: string;
  /** What the operator allows there: never more than what is allowed everywhere. */
  readonly policy: Policy;
  readonly freeze?: ReadFreeze;
  /** When the operator allows changes there. */
  readonly windows?: ReadChangeWindow;
  /** The way to it, opened with the first call; later calls get the same one. Throws `ToolError` only. */
  connection(): Promise<Connection>;
  /** Its credentials, as far as they are known. */
  secrets(): readonly string[];
}

/** All instances of a server, as they are at the moment. */
export interface Instances {
  /** Sorted by name, never empty; what was handed out stays usable when the operator changes the registry. */
  readonly all: readonly Instance[];
  /** The one that a read is for when its call names none. */
  readonly usual: Instance | undefined;
  /** Credentials of what was registered before; absent where nothing can change. */
  formerSecrets?(): readonly string[];
  /** Calls back when the operator has changed the registry, until the returned function is called; absent without one. */
  onChange?(listener: () => void): () => void;
}

/** Credentials of all of them: an answer of one must not hold those of another. */
export function instanceSecrets(instances: Instances): readonly string[] {
  return [
    ...instances.all.flatMap((instance) => [...instance.secrets()]),
    ...instances.formerSecrets?.() ?? [],
  ];
}
