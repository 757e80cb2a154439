/**
 * Applications that are resources of another application: what is done to the resource is done to an application, with
 * a scope and sync windows of its own.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import type { ResourceRef } from "../../../argocd/wire/resources.ts";
import { ToolError } from "../../../errors.ts";
import type { WindowState } from "../../../guards/require_open_window.ts";
import type { Facts } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import {
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
} from "../../../views/destination.ts";
import {
  type FoundApplication,
  readApplication,
} from "../../read_application.ts";
import { tolerate } from "../../tolerate.ts";
import { applicationFacts } from "../application_facts.ts";
import { readWindowState } from "../read_window_state.ts";

/** More are not looked through; each is several requests. */
const MOST_DESCENDANTS = 30;
const CASCADE_FINALIZER = "resources-finalizer.argocd.argoproj.io";

/** Whether a resource is an application of some Argo CD. */
export function isApplication({ group, kind = "" }: ResourceRef): boolean {
  return group === "argoproj.io" && kind.toLowerCase() === "application";
}

/** Whether a deletion of an application deletes what it manages. */
export function isCascading({ metadata }: Application): boolean {
  return (metadata?.finalizers ?? []).some((one) =>
    one.startsWith(CASCADE_FINALIZER)
  );
}

/** Whether what an application deploys goes to the cluster of Argo CD. */
export function isHere({ spec }: Application): boolean {
  const { server, name } = spec?.destination ?? {};
  return server ? server === IN_CLUSTER_SERVER : name === IN_CLUSTER_NAME;
}

/**
 * Reads the application that a resource is.
 *
 * @param parent The application whose resource it is.
 * @returns `undefined` for any other resource, and for an application of another Argo CD.
 * @throws {ToolError} as the client does: `OUT_OF_SCOPE` among others. What cannot be read is not taken for harmless.
 */
export async function readChild(
  item: ResourceRef,
  parent: Application,
  { argocd, signal }: WriteContext,
): Promise<FoundApplication | undefined> {
  if (!isApplication(item)) return undefined;
  const ref = item.namespace ? `${item.namespace}/${item.name}` : item.name;
  const found = await tolerate(
    readApplication(argocd, ref ?? "", signal),
    signal,
  );
  if (found instanceof ToolError) {
    if (found.code === "OUT_OF_SCOPE" || isHere(parent)) throw found;
    return undefined;
  }
  return !item.uid || found.application.metadata?.uid === item.uid
    ? found
    : undefined;
}

/**
 * Reads the applications that go with one, those that go with them, and so on; the first is not among them.
 *
 * @param purpose The object of "Cannot …".
 * @throws {ToolError} `CONFLICT` for so many that they cannot all be looked at, else as {@linkcode readChild}.
 */
export async function readDescendants(
  first: FoundApplication,
  context: WriteContext,
  purpose: string,
): Promise<readonly FoundApplication[]> {
  const all: FoundApplication[] = [];
  const queue = [first];
  const seen = new Set([first.application.metadata?.uid]);
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (!isCascading(next.application)) continue;
    for (const ref of next.application.status?.resources ?? []) {
      const child = await readChild(ref, next.application, context);
      const uid = child?.application.metadata?.uid;
      if (!child || seen.has(uid)) continue;
      if (all.length === MOST_DESCENDANTS) {
        throw new ToolError(
          "CONFLICT",
          `Cannot ${purpose}: more than ${MOST_DESCENDANTS} applications would go with it, and not all of them can be looked at`,
          { hint: "Delete the applications below it first" },
        );
      }
      seen.add(uid);
      all.push(child);
      queue.push(child);
    }
  }
  return all;
}

/** The windows of several applications. */
export async function windowsOf(
  applications: readonly (FoundApplication | undefined)[],
  context: WriteContext,
): Promise<readonly WindowState[]> {
  const states: WindowState[] = [];
  for (const found of applications) {
    if (found) states.push(await readWindowState(found, context));
  }
  return states;
}

/** What a plan is bound to besides, where the resource is an application. */
export function childFacts(
  child: FoundApplication | undefined,
  { exact }: WriteContext,
): Facts {
  if (!child) return {};
  return Object.fromEntries(
    Object.entries(applicationFacts(exact(child.application))).map((
      [name, fact],
    ) => [`child ${name}`, fact]),
  );
}
