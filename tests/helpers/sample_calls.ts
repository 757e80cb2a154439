/**
 * For each tool a call that the default world answers; a new tool is covered by every matrix on the day it is added.
 *
 * @module
 */

type Arguments = Readonly<Record<string, unknown>>;

const WEB = { kind: "Deployment", name: "guestbook" };

/** Arguments by tool. Writes are about `guestbook`, and preview unless told otherwise. */
export const SAMPLE_CALLS: Readonly<Record<string, Arguments>> = {
  compare_application: { application: "guestbook", from: "v1.0.0" },
  create_application: {
    application: "extra",
    repo: "https://git.shop.example/shop/platform.git",
    path: "guestbook",
    cluster: "in-cluster",
    namespace: "extra",
  },
  delete_application: { application: "guestbook" },
  delete_resource: { application: "guestbook", ...WEB },
  diagnose_application: { application: "payments" },
  get_application: { application: "guestbook" },
  get_application_diff: { application: "payments" },
  get_application_events: { application: "guestbook" },
  get_application_history: { application: "guestbook" },
  get_application_logs: { application: "guestbook", container: "frontend" },
  get_application_manifests: { application: "guestbook" },
  get_application_resource_tree: { application: "guestbook" },
  get_fleet_summary: {},
  get_resource: { application: "guestbook", ...WEB },
  get_resource_actions: { application: "guestbook", ...WEB },
  get_server_info: {},
  get_sync_windows: { application: "guestbook" },
  list_applications: {},
  list_clusters: {},
  list_instances: {},
  list_projects: {},
  list_repositories: {},
  patch_resource: {
    application: "guestbook",
    ...WEB,
    patch: '{"metadata":{"annotations":{"team":"web"}}}',
  },
  refresh_application: { application: "guestbook" },
  rollback_application: { application: "guestbook", id: 0 },
  run_resource_action: { application: "guestbook", ...WEB, action: "restart" },
  sync_application: { application: "guestbook" },
  terminate_operation: { application: "slow" },
  update_application: { application: "guestbook", revision: "v1.1.0" },
  wait_for_application: { application: "guestbook", timeout: 2 },
};

/** What makes each write destructive that is not so by itself, where arguments can. */
export const DESTRUCTIVE_CALLS: Readonly<Record<string, Arguments>> = {
  run_resource_action: {
    application: "guestbook",
    ...WEB,
    action: "scale",
    parameters: [{ name: "replicas", value: "0" }],
  },
  sync_application: { application: "guestbook", prune: true },
  update_application: {
    application: "guestbook",
    path: "payments",
    repo: "https://git.shop.example/shop/config.git",
  },
};
