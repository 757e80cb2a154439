/**
 * Every read tool, called as people call it: for what must hold of all requests of this program.
 *
 * @module
 */
import type { Tool } from "../../lib/tool.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import { EXTRA_COLUMNS } from "../../lib/views/application_row.ts";
import type { Harness } from "../helpers/tool_harness.ts";

const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  list_applications: [
    {},
    { problems: true, columns: EXTRA_COLUMNS },
    { project: ["team-a", "frozen"], search: "pay", cluster: "in-cluster" },
    { repo: "platform", selector: "team=web", namespace: "web", limit: 3 },
  ],
  get_application: [
    { application: "payments", include: ["spec", "history", "resources"] },
    { application: "apps-b/remote" },
    { application: "billing" },
  ],
  get_application_resource_tree: [
    { application: "payments", kind: ["Pod"], health: ["Healthy"] },
    { application: "root" },
  ],
  get_application_diff: [
    { application: "payments" },
    { application: "payments", kind: "Secret", name: "payments-secret" },
  ],
  compare_application: [
    { application: "guestbook", from: "v1.0.0", to: "#1" },
    { application: "multi", from: "main", source: 1 },
  ],
  get_application_manifests: [
    { application: "multi" },
    { application: "multi", revision: "main", source: 2 },
    { application: "guestbook", revision: "feature/big-change" },
  ],
  diagnose_application: [
    { application: "worker" },
    { application: "billing" },
    { applicationset: "fleet" },
  ],
  get_application_history: [{ application: "guestbook" }, {
    application: "multi",
  }],
  get_application_events: [{ application: "worker" }],
  get_application_logs: [
    { application: "worker" },
    { application: "guestbook", filter: "info", tail: 5 },
  ],
  get_fleet_summary: [{}, { cluster: "in-cluster", selector: "team=web" }],
  get_resource: [
    { application: "payments", kind: "Secret", name: "payments-secret" },
  ],
  get_resource_actions: [
    { application: "payments", kind: "Deployment", name: "payments" },
  ],
  get_sync_windows: [{ application: "reports" }, { project: "frozen" }],
  list_projects: [{}, { project: "team-a" }],
  list_clusters: [{}, { cluster: "in-cluster" }],
  list_instances: [{}],
  list_repositories: [{ search: "platform" }],
  get_server_info: [{}],
  // What is so already, or is not there: only a wait that has to wait opens a watch.
  wait_for_application: [
    { application: "guestbook" },
    { application: "no-such-app", for: ["deleted"] },
  ],
};

/** Finds a tool by its name; fails when there is none. */
export function toolNamed(name: string): Tool {
  const tool = TOOLS.find((tool) => tool.name === name);
  if (!tool) throw new Error(`Cannot find the tool '${name}'`);
  return tool;
}

/** Calls every tool that reads in several ways; fails for a tool without a call, so that new ones are covered too. */
export async function readEverything(h: Harness): Promise<void> {
  for (const tool of TOOLS) {
    if (tool.tier !== "read") continue;
    const calls = CALLS[tool.name];
    if (!calls) throw new Error(`Cannot call '${tool.name}': no arguments`);
    for (const args of calls) await h.call(tool, args);
  }
}

/** The requests so far, `GET /api/v1/applications/shop?project=default`. */
export function asked(h: Harness): readonly string[] {
  return h.requests.map(({ method, path, query }) => {
    const keys = query.toString();
    return `${method} ${path}${keys ? `?${decodeURIComponent(keys)}` : ""}`;
  });
}

/** All that a call said, text and structured content together. */
export function everything(
  result: { readonly text: string; readonly structured?: unknown },
): string {
  return `${result.text}\n${JSON.stringify(result.structured ?? {})}`;
}
