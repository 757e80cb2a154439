/**
 * The findings of `argocd-mcp check` for a person.
 *
 * @module
 */
import type { CheckReport, PermissionFinding } from "./check_report.ts";
import { type Style, wrap } from "./help.ts";
import { plural } from "../views/plural.ts";

const LABEL = 13;

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${wrap(text, LABEL).trimStart()}`;
}

function can({ resource, action, allowed }: PermissionFinding): string {
  const mark = allowed === "unknown" ? "?" : allowed;
  return resource === "logs" ? `logs ${mark}` : `${action} ${mark}`;
}

function permissionRows(permissions: readonly PermissionFinding[]): string[] {
  const byProject = Map.groupBy(
    permissions.filter(({ object }) => object.endsWith("/*")),
    ({ object }) => object.slice(0, -2),
  );
  const global = permissions.filter(({ object }) => object === "*");
  return [
    ...[...byProject].map(([project, findings]) =>
      `${project}: ${findings.map(can).join(", ")}`
    ),
    global.map((finding) =>
      `${finding.resource} ${
        finding.allowed === "unknown" ? "?" : finding.allowed
      }`
    ).join(", "),
  ];
}

/** The findings, at most 80 columns wide. */
export function checkText(report: CheckReport, style: Style): string {
  const { account, version, visible, permissions, expires } = report;
  const lines = [
    row("Argo CD", report.address),
    row("TLS", report.tls),
    row("Sign-in", report.signIn),
  ];
  if (version) lines.splice(1, 0, row("Version", version));
  if (account) {
    const issuer = account.issuer && account.issuer !== "argocd"
      ? ` of ${account.issuer}`
      : "";
    const groups = account.groups
      ? `, groups ${account.groups.join(", ")}`
      : "";
    lines.push(row("Account", `${account.username}${issuer}${groups}`));
    lines.push(row("Expires", expires ?? "the token names no end"));
  }
  if (visible) {
    lines.push(
      row(
        "Sees",
        `${plural(visible.applications, "application")}, ${
          plural(visible.projects, "project")
        }`,
      ),
    );
  }
  if (permissions) {
    permissionRows(permissions).forEach((text, index) =>
      lines.push(row(index === 0 ? "May" : "", text))
    );
  }
  if (report.projectsNotAsked) {
    lines.push(
      row("", `and ${plural(report.projectsNotAsked, "more project")}`),
    );
  }
  const warnings = report.warnings.map((warning) =>
    style("yellow", wrap(`Warning: ${warning}`, 0))
  );
  return [...lines, ...warnings, ""].join("\n");
}
