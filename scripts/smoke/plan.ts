/**
 * How each tool is tried: the arguments, made from what there is.
 *
 * @module
 */
import type { SurveyedApplication, SurveyedResource } from "./survey.ts";

/** The arguments of one call. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a tool is tried with. */
export interface Surveyed {
  readonly applications: readonly SurveyedApplication[];
  readonly projects: readonly string[];
}

type Plan = (surveyed: Surveyed) => readonly Arguments[];

/** Kinds that tell most, the first ones first. */
const TELLING_KINDS = ["Deployment", "StatefulSet", "Pod", "Service"];

function eachApplication(extra: Arguments = {}): Plan {
  return ({ applications }) =>
    applications.map(({ application }) => ({ application, ...extra }));
}

function telling(
  resources: readonly SurveyedResource[],
): SurveyedResource | undefined {
  return TELLING_KINDS
    .map((kind) => resources.find((resource) => resource.kind === kind))
    .find((found) => found !== undefined) ?? resources[0];
}

function eachResource({ applications }: Surveyed): readonly Arguments[] {
  return applications.flatMap(({ application, resources }) => {
    const resource = telling(resources);
    return resource ? [{ application, ...resource }] : [];
  });
}

function logs({ applications }: Surveyed): readonly Arguments[] {
  return applications.flatMap(({ application, resources }) => {
    const pod = resources.find(({ kind }) => kind === "Pod");
    return [
      { application, tail: 20 },
      ...(pod ? [{ application, pod: pod.name, tail: 20 }] : []),
    ];
  });
}

/** Every read tool; a tool without an entry, or an entry without its tool, is a failure. */
export const PLANS: Readonly<Record<string, Plan>> = {
  compare_application: eachApplication({ from: "HEAD" }),
  diagnose_application: eachApplication(),
  get_application: eachApplication({
    include: ["spec", "history", "parameters", "resources"],
  }),
  get_application_diff: eachApplication(),
  get_application_events: eachApplication(),
  get_application_history: eachApplication(),
  get_application_logs: logs,
  get_application_manifests: eachApplication(),
  get_application_resource_tree: eachApplication(),
  get_fleet_summary: () => [{}],
  get_resource: eachResource,
  get_resource_actions: eachResource,
  get_server_info: () => [{}],
  get_sync_windows: eachApplication(),
  list_applications: () => [{}, { problems: true, limit: 5 }],
  list_clusters: () => [{}],
  list_projects: ({ projects }) => [
    {},
    ...projects.slice(0, 1).map((project) => ({ project })),
  ],
  list_repositories: () => [{}],
  // Whether it gets there is not ours to say; that it answers in time is.
  wait_for_application: ({ applications }) =>
    applications.slice(0, 2).map(({ application }) => ({
      application,
      timeout: 2,
    })),
};
