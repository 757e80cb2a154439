/**
 * The project does not permit a resource of the application: its kind, or the namespace that it is for.
 *
 * @module
 */
import type { Project } from "../../argocd/wire/projects.ts";
import type { Rule } from "../facts.ts";
import type { Evidence } from "../finding.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "project-forbids-resource";
const KIND_REGEXP =
  /resource ([\w.-]*):(\w+) is not permitted in project '?([\w.-]+)'?/i;
const NAMESPACE_REGEXP =
  /namespace '?([\w.-]+)'? is not permitted in project '?([\w.-]+)'?/i;

const LISTS = [
  "clusterResourceWhitelist",
  "clusterResourceBlacklist",
  "namespaceResourceWhitelist",
  "namespaceResourceBlacklist",
] as const;

function list(value: unknown): string {
  return JSON.stringify(value ?? []).slice(0, 250);
}

/** What the project says of the scope of the resource. */
function projectEvidence(
  project: Project | undefined,
  about: "cluster" | "namespace" | "destinations",
): readonly Evidence[] {
  const { metadata, spec } = project ?? {};
  if (!spec) return [];
  const keys = about === "destinations"
    ? ["destinations" as const]
    : LISTS.filter((key) => key.startsWith(about));
  return keys.filter((key) => spec[key])
    .slice(0, 2).map((key) => ({
      where: `AppProject/${metadata?.name ?? "?"}@spec.${key}`,
      text: list(spec[key]),
    }));
}

/** Finds resources that the project keeps out. */
export const projectForbidsResource: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const kind = KIND_REGEXP.exec(failure.message);
      if (kind) {
        const [, group = "", name = "", project = ""] = kind;
        const scope = failure.ref?.namespace ? "namespace" : "cluster";
        return {
          rule: RULE,
          cause: `${group}/${name}`,
          decisive: KIND_REGEXP,
          summary: `Project '${project}' does not permit the kind ${name}${
            group ? ` (${group})` : ""
          }, so ${titleOf(failure)} is not applied and the sync fails`,
          evidence: projectEvidence(facts.project, scope),
          next: { tool: "list_projects", arguments: { project } },
          then:
            `permit ${name} in spec.${scope}ResourceWhitelist of the project (or take it off its blacklist), or take the object out of the source`,
        };
      }
      const namespace = NAMESPACE_REGEXP.exec(failure.message);
      if (!namespace) return undefined;
      const [, name = "", project = ""] = namespace;
      return {
        rule: RULE,
        cause: `namespace ${name}`,
        decisive: NAMESPACE_REGEXP,
        summary:
          `Project '${project}' does not permit namespace '${name}', for which ${
            titleOf(failure)
          } is`,
        evidence: projectEvidence(facts.project, "destinations"),
        next: { tool: "list_projects", arguments: { project } },
        then:
          `add the namespace to spec.destinations of the project, or change metadata.namespace of the object in the source`,
      };
    }),
};
