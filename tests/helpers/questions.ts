/**
 * Calls of every tool, about applications with every kind of content.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Tool } from "../../lib/tool.ts";
import { SAMPLE_CALLS } from "./sample_calls.ts";

const QUESTIONS: Readonly<Record<string, readonly Record<string, unknown>[]>> =
  {
    list_applications: [
      { problems: true },
      {
        columns: [
          "repo",
          "path",
          "target_revision",
          "labels",
          "policy",
          "operation",
          "reason",
        ],
      },
    ],
    get_application: [
      "payments",
      "chart",
      "billing",
      "worker",
      "multi",
      "hooked",
    ].map((application) => ({
      application,
      include: ["spec", "history", "parameters", "resources"],
    })),
    diagnose_application: [
      { application: "payments" },
      {
        application: "worker",
      },
      { application: "billing" },
      { applicationset: "fleet" },
    ],
    get_application_resource_tree: [{ application: "payments" }, {
      application: "worker",
    }],
    compare_application: [
      { application: "guestbook", from: "v1.0.0" },
      { application: "payments", from: "#0" },
      { application: "multi", to: "main~1", source: 2 },
    ],
    get_application_diff: [{ application: "payments" }, {
      application: "billing",
    }],
    get_application_manifests: [{ application: "payments" }, {
      application: "chart",
    }],
    get_application_history: [{ application: "guestbook" }],
    get_application_events: [{ application: "worker" }, {
      application: "hooked",
    }],
    get_application_logs: [{ application: "worker" }, {
      application: "payments",
    }],
    get_fleet_summary: [{}],
    get_resource: [
      { application: "payments", kind: "Secret", name: "payments-secret" },
      { application: "payments", kind: "ConfigMap", name: "payments-config" },
      { application: "worker", kind: "Deployment", name: "worker" },
    ],
    get_resource_actions: [{
      application: "guestbook",
      kind: "Deployment",
      name: "guestbook",
    }],
    get_sync_windows: [{ application: "reports" }, { project: "frozen" }],
    list_projects: [{}, { project: "team-a" }],
    list_clusters: [{}],
    list_instances: [{}],
    list_repositories: [{}],
    get_server_info: [{}],
    wait_for_application: [{ application: "guestbook", timeout: 1 }],
    create_application: [SAMPLE_CALLS["create_application"] ?? {}],
    delete_application: [{ application: "payments" }],
    delete_resource: [
      { application: "payments", kind: "Secret", name: "payments-secret" },
    ],
    patch_resource: [{
      application: "payments",
      kind: "ConfigMap",
      name: "payments-config",
      patch: '{"data":{"MODE":"test"}}',
    }],
    refresh_application: [{ application: "payments" }],
    rollback_application: [{ application: "guestbook", id: 0, prune: true }],
    run_resource_action: [{
      application: "payments",
      kind: "Deployment",
      name: "payments",
      action: "restart",
    }],
    sync_application: [
      { application: "payments", prune: true },
      { application: "guestbook", revision: "v1.0.0" },
      { application: "payments", server_dry_run: true, wait: 1 },
    ],
    terminate_operation: [{ application: "slow" }],
    update_application: [{ application: "chart", revision: "v1.0.0" }],
  };

/** What a caller would ask `tool`; a tool without questions fails the test. */
export function questions(tool: Tool): readonly Record<string, unknown>[] {
  const asked = QUESTIONS[tool.name];
  assert(asked, `'${tool.name}' has no question here`);
  return asked;
}
