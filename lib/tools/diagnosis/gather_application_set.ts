/**
 * Reads an ApplicationSet and the applications that it generates.
 *
 * @module
 */
import { getApplicationSet } from "../../argocd/endpoints.ts";
import type {
  Application,
  ApplicationSet,
} from "../../argocd/wire/application.ts";
import { generatedNames } from "../../diagnose/application_set.ts";
import type { ApplicationSetFacts } from "../../diagnose/diagnose_application_set.ts";
import { textAt } from "../../diagnose/fields.ts";
import { checkApplicationRef } from "../../guards/check_names.ts";
import type { ToolContext } from "../../tool.ts";
import {
  applicationState,
  isFine,
  severity,
} from "../../views/application_state.ts";
import { fetchApplications } from "../fetch_applications.ts";
import { gatherBelow } from "./gather.ts";
import { Reader } from "./reader.ts";

/** So many of the worst are gathered in turn. */
const MOST_ILL = 3;

/** The project of all its applications, where the template names one. */
function projectOf(set: ApplicationSet): readonly string[] | undefined {
  const project = textAt(set, "spec", "template", "spec", "project");
  return project === "" || project.includes("{{") ? undefined : [project];
}

/** Those that the set has generated, the worst first. */
function ownOf(
  set: ApplicationSet,
  all: readonly Application[],
): readonly Application[] {
  const names = new Set(generatedNames(set));
  const namespace = textAt(set, "metadata", "namespace");
  const urgency = (one: Application) => severity(applicationState(one));
  return all.filter(({ metadata }) =>
    metadata?.namespace === namespace && names.has(metadata.name ?? "")
  ).toSorted((a, b) => urgency(b) - urgency(a));
}

/**
 * Gathers the facts of an ApplicationSet.
 *
 * @param ref `name` or `namespace/name`, as a caller gave it.
 * @throws {ToolError} when not even the set itself can be read.
 */
export async function gatherApplicationSet(
  ref: string,
  context: ToolContext,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<ApplicationSetFacts> {
  const { argocd, now } = context;
  using reader = new Reader(context.signal, deadlineMs);
  const { signal } = reader;
  const { name, namespace } = checkApplicationRef(ref, "applicationset");
  const set = await reader.need(
    `ApplicationSet '${ref}'`,
    () =>
      argocd.call(getApplicationSet, {
        path: { name },
        query: { appsetNamespace: namespace },
        signal,
        purpose: `read ApplicationSet '${ref}'`,
      }),
  );
  const all = generatedNames(set).length === 0 ? [] : await reader.read(
    "its applications",
    () => fetchApplications(argocd, { projects: projectOf(set), signal }),
  );
  const applications = await Promise.all(
    ownOf(set, all ?? []).map(async (application, at) => {
      const { name = "" } = application.metadata ?? {};
      const child = namespace === undefined ? name : `${namespace}/${name}`;
      const isLookedInto = at < MOST_ILL &&
        !isFine(applicationState(application));
      const facts = isLookedInto
        ? await gatherBelow(child, context, reader)
        : undefined;
      return { ref: child, application, ...(facts ? { facts } : {}) };
    }),
  );
  return { now: now(), ref, set, applications, unread: reader.unread };
}
