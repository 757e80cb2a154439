/**
 * The findings of `argocd-mcp check` for a person.
 *
 * @module
 */
import type { CheckReport, PermissionFinding } from "./check_report.ts";
import { type Style, wrap } from "./help.ts";
import { textRow } from "./text_row.ts";
import { plural } from "../views/plural.ts";

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
export function checkText(
  report: CheckReport,
  { style, isOne }: {
    readonly style: Style;
    /** Whether there is no other instance to confuse it with. */
    readonly isOne: boolean;
  },
): string {
  const { account, version, visible, permissions, expires } = report;
  const lines = [
    textRow(
      "Argo CD",
      isOne ? report.address : `${report.instance} (${report.address})`,
    ),
    textRow("TLS", report.tls),
    textRow("Sign-in", report.signIn),
  ];
  if (version) lines.splice(1, 0, textRow("Version", version));
  if (account) {
    const issuer = account.issuer && account.issuer !== "argocd"
      ? ` of ${account.issuer}`
      : "";
    const groups = account.groups
      ? `, groups ${account.groups.join(", ")}`
      : "";
    lines.push(textRow("Account", `${account.username}${issuer}${groups}`));
    lines.push(textRow("Expires", expires ?? "the token names no end"));
  }
  if (visible) {
    lines.push(
      textRow(
        "Sees",
        `${plural(visible.applications, "application")}, ${
          plural(visible.projects, "project")
        }`,
      ),
    );
  }
  if (permissions) {
    permissionRows(permissions).forEach((text, index) =>
      lines.push(textRow(index === 0 ? "May" : "", text))
    );
  }
  if (report.projectsNotAsked) {
    lines.push(
      textRow("", `and ${plural(report.projectsNotAsked, "more project")}`),
    );
  }
  const warnings = report.warnings.map((warning) =>
    style("yellow", wrap(`Warning: ${warning}`, 0))
  );
  return [...lines, ...warnings, ""].join("\n");
}
