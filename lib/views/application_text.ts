/**
 * The view of one application as text.
 *
 * @module
 */
import { shortRevision } from "./sources_of.ts";
import type { ApplicationView } from "./application_view.ts";
import type { DeploymentView } from "./history_view.ts";
import { dumpYaml } from "./manifest_yaml.ts";
import { operationText } from "./operation_view.ts";
import { plural } from "./plural.ts";
import { sourceText } from "./source_view.ts";
import { countsText } from "./table.ts";

/** One deployment on one line. */
export function deploymentText(view: DeploymentView): string {
  const { id, revisions = [], deployed, by, current, changed } = view;
  return [
    `id ${id}:`,
    revisions.map(shortRevision).join(", "),
    deployed ?? "",
    by ? `by ${by}` : "",
    current ? "(current)" : "",
    changed ? `changed: ${changed.join(", ")}` : "",
  ].filter(Boolean).join(" ");
}

function list(title: string, items: readonly string[] = []): string[] {
  return items.length > 0 ? [`${title}: ${items.join(", ")}`] : [];
}

function block(title: string, items: readonly string[] = []): string[] {
  return items.length > 0
    ? [`${title}:`, ...items.map((item) => `- ${item}`)]
    : [];
}

function yaml(title: string, value: unknown): string[] {
  const lines = dumpYaml(value).trimEnd().split("\n");
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function resourcesLine({ resources }: ApplicationView): string[] {
  if (!resources) return [];
  const { managed, hooks, sync, health } = resources;
  return [
    [
      `resources: ${managed} managed${
        hooks ? `, ${plural(hooks, "hook")}` : ""
      }`,
      ...(sync ? [`sync: ${countsText(sync)}`] : []),
      `health: ${countsText(health)}`,
    ].join("; "),
  ];
}

/** The whole view as text, the verdict first; of an already masked view. */
export function applicationText(view: ApplicationView): string {
  const { deployed, operation, sources = [], spec, parameters } = view;
  return [
    view.verdict,
    [
      `project ${view.project ?? "?"}`,
      `to ${view.destination ?? "?"}`,
      view.policy,
      ...(view.sync_options ?? []),
    ].join("; "),
    ...sources.map((source) => `source: ${sourceText(source)}`),
    ...block(
      "problems",
      view.problems?.filter((one) => !view.verdict.includes(one)),
    ),
    ...list("differing", view.differing),
    ...list("to prune", view.prunable),
    ...resourcesLine(view),
    ...block("warnings", view.warnings),
    ...block("notes", view.notes),
    ...(operation ? [operationText(operation)] : []),
    ...(deployed ? [`deployed: ${deploymentText(deployed)}`] : []),
    ...list("images", view.images),
    ...list("urls", view.urls),
    ...(view.managed_by ? [`managed by: ${view.managed_by}`] : []),
    ...list("finalizers", view.finalizers),
    [
      ...(view.created ? [`created ${view.created}`] : []),
      ...(view.compared ? [`compared ${view.compared}`] : []),
      ...(view.health_since ? [`health since ${view.health_since}`] : []),
    ].join(", "),
    ...block("history", view.history?.map(deploymentText)),
    ...block("all resources", view.resource_list),
    ...(parameters ? yaml("parameters", parameters) : []),
    ...(spec ? yaml("spec", spec) : []),
  ].filter(Boolean).join("\n");
}
