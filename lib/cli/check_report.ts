/**
 * What `argocd-mcp check` finds out about an Argo CD and about us.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import {
  getUserInfo,
  listApplications,
  listProjects,
} from "../argocd/endpoints.ts";
import type { Credential } from "../argocd/credential.ts";
import { ToolError } from "../errors.ts";
import {
  askPermission,
  type Permission,
  type PermissionQuestion,
} from "../tools/ask_permission.ts";
import { mapLimited } from "../map_limited.ts";
import type { Tier } from "../tier.ts";
import { isoTime } from "../views/iso_time.ts";
import { plural } from "../views/plural.ts";

/** One question about our rights and its answer. */
export interface PermissionFinding extends PermissionQuestion {
  readonly allowed: Permission;
}

/** The findings, as far as they got: what is missing was not reached. */
export interface CheckReport {
  instance: string;
  address: string;
  /** How the way to the server is protected. */
  tls: string;
  /** The way of signing in: `the token of ARGOCD_AUTH_TOKEN`. */
  signIn: string;
  /** The highest tier that this program allows there. */
  tier: Tier;
  version?: string;
  account?: {
    readonly username: string;
    readonly issuer?: string;
    readonly groups?: readonly string[];
  };
  /** When the credential ends, ISO 8601; absent when it does not say. */
  expires?: string;
  visible?: { readonly applications: number; readonly projects: number };
  permissions?: readonly PermissionFinding[];
  /** Projects beyond the first five, whose rights were not asked for. */
  projectsNotAsked?: number;
  readonly warnings: string[];
}

/** More projects than these would make the answer longer than useful. */
const MAX_PROJECTS = 5;
/** Ways in whose tokens are short-lived by nature. */
const RENEWED: ReadonlySet<string> = new Set([
  "session",
  "sso",
  "token_command",
]);
const WARN_DAYS = 7;
const DAY_MS = 86_400_000;

const PROJECT_QUESTIONS = [
  ["applications", "get"],
  ["applications", "sync"],
  ["applications", "delete"],
  ["logs", "get"],
] as const;
const GLOBAL_QUESTIONS = [
  ["clusters", "get"],
  ["repositories", "get"],
  ["projects", "get"],
] as const;

/** What the check works with. */
export interface CheckOptions {
  readonly credential: Credential;
  readonly signal: AbortSignal;
  readonly now?: () => Date;
}

/** Days are what matters here, so a part of one does not count. */
function expiryWarning(expires: Date, now: Date): string | undefined {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY_MS);
  if (days < 0) return "the token has expired";
  if (days >= WARN_DAYS) return undefined;
  return days === 0
    ? "the token expires within a day"
    : `the token expires in ${plural(days, "day")}`;
}

/** Only `loggedIn` proves a login: version, settings and userinfo answer 200 to a bad token, too. */
async function whoAreWe(
  argocd: ArgocdClient,
  signal: AbortSignal,
): Promise<NonNullable<CheckReport["account"]>> {
  const user = await argocd.call(getUserInfo, {
    signal,
    purpose: "read who we are",
  });
  if (user.loggedIn) {
    return {
      username: user.username || "unknown",
      ...(user.iss ? { issuer: user.iss } : {}),
      ...(user.groups?.length ? { groups: user.groups } : {}),
    };
  }
  // This one is refused with a reason, unless anonymous access is on.
  await argocd.call(listProjects, {
    query: { fields: "items.metadata.name" },
    signal,
    purpose: "list projects",
  });
  throw new ToolError(
    "UNAUTHENTICATED",
    `Cannot sign in to '${argocd.origin}': Argo CD does not know the credential and treats us as anonymous`,
    { hint: "Make a new token, or check that it is of this Argo CD" },
  );
}

/**
 * Fills `report` step by step, so that what was found before an error is not lost.
 *
 * @throws {ToolError} with the reason why the check fails.
 */
export async function runCheck(
  argocd: ArgocdClient,
  report: CheckReport,
  { credential, signal, now = () => new Date() }: CheckOptions,
): Promise<void> {
  report.version = (await argocd.version(signal)).text;
  report.account = await whoAreWe(argocd, signal);

  const expires = credential.expiresAt();
  if (expires) {
    report.expires = isoTime(expires);
    // What is made anew by itself, or by signing in once more, is no news when it ends.
    const warning = RENEWED.has(credential.kind)
      ? undefined
      : expiryWarning(expires, now());
    if (warning) report.warnings.push(warning);
  }

  const [applications, projects] = await Promise.all([
    argocd.call(listApplications, {
      query: { fields: "items.metadata.name,items.spec.project" },
      signal,
      purpose: "list applications",
    }),
    argocd.call(listProjects, {
      query: { fields: "items.metadata.name" },
      signal,
      purpose: "list projects",
    }),
  ]);
  const seen = (projects.items ?? []).flatMap(({ metadata }) =>
    metadata?.name ?? []
  );
  // Who may see applications need not see their projects.
  const used = (applications.items ?? []).flatMap(({ spec }) =>
    spec?.project ?? []
  );
  const names = [...new Set([...seen, ...used])].sort();
  report.visible = {
    applications: applications.items?.length ?? 0,
    projects: seen.length,
  };

  const questions = [
    ...names.slice(0, MAX_PROJECTS).flatMap((name) =>
      PROJECT_QUESTIONS.map(([resource, action]) => ({
        resource,
        action,
        object: `${name}/*`,
      }))
    ),
    ...GLOBAL_QUESTIONS.map(([resource, action]) => ({
      resource,
      action,
      object: "*",
    })),
  ];
  report.permissions = await mapLimited(
    questions,
    async (question): Promise<PermissionFinding> => ({
      ...question,
      allowed: await askPermission(argocd, question, { signal }),
    }),
  );
  const left = names.length - MAX_PROJECTS;
  if (left > 0) report.projectsNotAsked = left;
  if (names.length === 0 && report.visible.applications === 0) {
    report.warnings.push(
      "this account sees no project and no application: its RBAC role is missing, or its groups are",
    );
  }
}
