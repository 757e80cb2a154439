/**
 * Objects that Argo CD finds in more than one application.
 *
 * @module
 */
import type { ResourceRef } from "../argocd/wire/resources.ts";
import type { Facts } from "./facts.ts";

/** An object, and the other application that has it. */
export interface SharedObject {
  /** Kind and name are empty where Argo CD words it in a way that we do not know. */
  readonly kind: string;
  readonly name: string;
  /** `namespace/name`, or `name`. */
  readonly other: string;
  /** What Argo CD says. */
  readonly message: string;
}

const SHARED_REGEXP =
  /^([^/\s]+)\/(\S+) is part of applications (\S+) and (\S+)/;

/** Those that Argo CD warns of. */
export function sharedObjects(
  { application, ref }: Pick<Facts, "application" | "ref">,
): readonly SharedObject[] {
  const own = application.metadata?.name ?? ref;
  return (application.status?.conditions ?? [])
    .filter(({ type }) => type === "SharedResourceWarning")
    .map(({ message = "" }) => {
      const [, kind = "", name = "", first = "", second = ""] =
        SHARED_REGEXP.exec(message) ?? [];
      const isFirst = first.split("/").at(-1) === own;
      return { kind, name, other: isFirst ? second : first, message };
    });
}

/** Whether a resource of the application is one of them; Argo CD gives neither its group nor its namespace. */
export function isOneOf(
  all: readonly SharedObject[],
  { kind, name }: ResourceRef,
): boolean {
  return all.some((one) => one.kind === kind && one.name === name);
}
