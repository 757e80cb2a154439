/**
 * Which Argo CD this is, who we are there, and what this program allows.
 *
 * @module
 */
import * as z from "zod";
import {
  getSettings,
  getUserInfo,
  getVersion,
} from "../../argocd/endpoints.ts";
import type { UserInfo } from "../../argocd/wire/server.ts";
import { ToolError } from "../../errors.ts";
import { scopeText } from "../../guards/scope.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { outline } from "../../views/outline.ts";
import { type SettingsView, settingsView } from "../../views/settings_view.ts";
import { countBy } from "../../views/table.ts";
import { fetchApplications } from "../fetch_applications.ts";
import { tolerate } from "../tolerate.ts";
import { type PermissionsView, readPermissions } from "./read_permissions.ts";

const input = z.strictObject({
  project: z.string().optional().describe("whose permissions are asked"),
});

interface ServerInfo {
  readonly server: string;
  readonly instance: string;
  readonly version: string;
  readonly tools?: Readonly<Record<string, string>>;
  readonly account: AccountView;
  readonly permissions?: PermissionsView;
  readonly settings: SettingsView;
  readonly guardrails: Readonly<Record<string, string | number | boolean>>;
  readonly program: string;
  readonly warnings?: readonly string[];
}

interface AccountView {
  readonly logged_in: boolean;
  readonly username?: string;
  readonly issuer?: string;
  readonly groups?: readonly string[];
}

function accountView(
  { loggedIn = false, username, iss, groups }: UserInfo,
): AccountView {
  return { logged_in: loggedIn, ...compact({ username, issuer: iss, groups }) };
}

/** Userinfo, version and settings answer a bad token as if nobody had asked: only `loggedIn` proves a login. */
function loginWarning(
  { logged_in, username }: AccountView,
): string | undefined {
  if (logged_in) return undefined;
  return username
    ? `Argo CD knows '${username}' but refuses the session: sign in to its web page once, or use another token`
    : "Not logged in: Argo CD does not accept the credential, or none is configured; " +
      "reads fail, or with anonymous access lists are silently empty";
}

/** The project that most visible applications belong to: a question needs one. */
async function usualProject({ argocd, signal }: ToolContext): Promise<string> {
  const applications = await fetchApplications(argocd, { signal });
  const projects = applications.flatMap(({ spec }) => spec?.project ?? []);
  return Object.keys(countBy(projects))[0] ?? "default";
}

async function ourPermissions(
  project: string | undefined,
  context: ToolContext,
): Promise<PermissionsView> {
  return await readPermissions(
    project ?? await usualProject(context),
    context,
  );
}

function guardrails(
  { policy, audit }: ToolContext,
): ServerInfo["guardrails"] {
  return {
    allowed_tier: policy.tier,
    read_only: policy.tier === "read",
    mask_secrets: policy.maskSecrets,
    max_result_chars: policy.maxResultChars,
    scope: scopeText(policy.scope),
    human_approval: policy.humanApproval,
    rate_limit: policy.rateLimit
      ? `${policy.rateLimit.calls} calls in ${policy.rateLimit.windowSeconds} s`
      : "off",
    audit_log: !audit ? "off" : audit.writable ? "on" : "cannot be written",
    ...(audit?.unrecorded ? { calls_not_recorded: audit.unrecorded } : {}),
  };
}

/** The server, the account and the guardrails. */
export const getServerInfo: Tool = defineTool({
  name: "get_server_info",
  title: "Server and account",
  tier: "read",
  description:
    "Argo CD version, account and its permissions, settings that matter, guardrails of this program.",
  input,
  output: z.looseObject({ server: z.string(), version: z.string() }),
  async handler(
    args: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<ServerInfo> {
    const { argocd, signal } = context;
    const [version, message, settings, user] = await Promise.all([
      argocd.version(signal),
      argocd.call(getVersion, {
        signal,
        purpose: "read the version of Argo CD",
      }),
      argocd.call(getSettings, { signal, purpose: "read the settings" }),
      argocd.call(getUserInfo, { signal, purpose: "read the account" }),
    ]);
    const account = accountView(user);
    const warnings = [loginWarning(account)].filter((warning) =>
      warning !== undefined
    );
    // Who cannot log in comes here to find out why: the rest of the answer says it.
    const asked = await tolerate(ourPermissions(args.project, context), signal);
    if (asked instanceof ToolError) {
      warnings.push(`permissions not known: ${asked.message}`);
    }
    const permissions = asked instanceof ToolError ? undefined : asked;
    const { KustomizeVersion: kustomize, HelmVersion: helm } = message;
    return {
      server: argocd.origin,
      instance: argocd.instance,
      version: version.text,
      account,
      ...compact({ warnings, permissions }),
      settings: settingsView(settings, version),
      ...(kustomize || helm
        // An unusable Helm answers with its error text here.
        ? {
          tools: compact({
            kustomize,
            helm: helm && /^v?\d/.test(helm) ? helm : undefined,
          }) as Record<string, string>,
        }
        : {}),
      guardrails: guardrails(context),
      program: `argocd-mcp ${context.version}`,
    };
  },
  text: outline,
});
