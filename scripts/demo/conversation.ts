/**
 * What the demo asks, in the order of an incident.
 *
 * @module
 */

/** One question of the conversation. */
export interface Question {
  /** As a person would ask it. */
  readonly says: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether a refusal is the right answer. */
  readonly refused?: boolean;
}

/** Stands for the plan of the last preview. */
export const LAST_PLAN = "<plan>";

/** The whole conversation. */
export const CONVERSATION: readonly Question[] = [
  {
    says: "How is the fleet?",
    tool: "get_fleet_summary",
    args: {},
  },
  {
    says: "What is unhealthy in it?",
    tool: "list_applications",
    args: { problems: true },
  },
  {
    says: "Why is worker not healthy?",
    tool: "diagnose_application",
    args: { application: "worker" },
  },
  {
    says: "And why does the sync of hooked fail?",
    tool: "diagnose_application",
    args: { application: "hooked" },
  },
  {
    says: "What happened to worker lately?",
    tool: "get_application_events",
    args: { application: "worker", limit: 6 },
  },
  {
    says: "What differs in payments?",
    tool: "get_application_diff",
    args: { application: "payments" },
  },
  {
    says: "Who deployed guestbook, and what?",
    tool: "get_application_history",
    args: { application: "guestbook", limit: 3 },
  },
  {
    says: "What did the last but one release change?",
    tool: "compare_application",
    args: { application: "guestbook", from: "#1", to: "#2" },
  },
  {
    says: "May reports be synced now?",
    tool: "get_sync_windows",
    args: { application: "reports" },
  },
  {
    says: "Show me guestbook's Secret.",
    tool: "get_resource",
    args: {
      application: "guestbook",
      kind: "Secret",
      name: "guestbook-secret",
    },
  },
  {
    says: "Why can billing not be compared?",
    tool: "get_application_diff",
    args: { application: "billing" },
    refused: true,
  },
  {
    says: "And a name that is none:",
    tool: "get_application",
    args: { application: "../clusters" },
    refused: true,
  },
  {
    says: "Sync payments, and prune what Git does not have. What would happen?",
    tool: "sync_application",
    args: { application: "payments", prune: true },
  },
  {
    says: "Just do it.",
    tool: "sync_application",
    args: { application: "payments", prune: true, dry_run: false },
    refused: true,
  },
  {
    says: "Yes: payments, with prune, as previewed.",
    tool: "sync_application",
    args: {
      application: "payments",
      prune: true,
      wait: 20,
      dry_run: false,
      plan: LAST_PLAN,
      confirm: true,
      confirm_name: "payments",
    },
  },
  {
    says: "What would it take to go back?",
    tool: "rollback_application",
    args: { application: "payments", id: 0 },
  },
  {
    says: "Refresh reports, in its closed sync window.",
    tool: "refresh_application",
    args: { application: "reports", dry_run: false },
    refused: true,
  },
];
