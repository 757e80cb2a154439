/**
 * Policies in Argo CD's CSV form, its built-in roles, and their enforcement: a single deny beats every
 * allow.
 *
 * @module
 */
import { globMatch } from "./glob.ts";

/** One line of the policy: who may (or may not) do what on which objects. */
export interface Policy {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: "allow" | "deny";
}

/** Reads policy lines in Argo CD's CSV form: `p, subject, resource, action, object, effect` and `g, account, role`. */
export function parsePolicies(
  text: string,
): { policies: Policy[]; roles: Map<string, string[]> } {
  const policies: Policy[] = [];
  const roles = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [
      kind,
      first = "",
      second = "",
      third = "",
      fourth = "",
      effect = "allow",
    ] = line.split(",").map((part) => part.trim());
    if (kind === "p") {
      policies.push({
        subject: first,
        resource: second,
        action: third,
        object: fourth,
        effect: effect === "deny" ? "deny" : "allow",
      });
    } else if (kind === "g") {
      roles.set(first, [...(roles.get(first) ?? []), second]);
    }
  }
  return { policies, roles };
}

const READABLE = [
  "applications:*/*",
  "certificates:*",
  "clusters:*",
  "repositories:*",
  "write-repositories:*",
  "projects:*",
  "accounts:*",
  "gpgkeys:*",
  "logs:*/*",
];

const WRITABLE: readonly [resource: string, actions: string, object: string][] =
  [
    [
      "applications",
      "create update update/* delete delete/* sync override action/*",
      "*/*",
    ],
    ["applicationsets", "get create update delete", "*/*"],
    ["certificates", "create update delete", "*"],
    ["clusters", "create update delete", "*"],
    ["repositories", "create update delete", "*"],
    ["write-repositories", "create update delete", "*"],
    ["projects", "create update delete", "*"],
    ["accounts", "update", "*"],
    ["gpgkeys", "create delete", "*"],
    ["exec", "create", "*/*"],
  ];

/** The roles every Argo CD has, `role:readonly` and `role:admin`, as policy lines. */
export function builtInPolicies(
  readonlySeesApplicationSets: boolean,
): readonly Policy[] {
  const policies: Policy[] = [];
  const allow = (
    subject: string,
    resource: string,
    action: string,
    object: string,
  ) => policies.push({ subject, resource, action, object, effect: "allow" });
  for (const entry of READABLE) {
    const [resource = "", object = ""] = entry.split(":");
    for (const role of ["role:readonly", "role:admin"]) {
      allow(role, resource, "get", object);
    }
  }
  if (readonlySeesApplicationSets) {
    allow("role:readonly", "applicationsets", "get", "*/*");
  }
  for (const [resource, actions, object] of WRITABLE) {
    for (const action of actions.split(" ")) {
      allow("role:admin", resource, action, object);
    }
  }
  return policies;
}

/** Whether the policies allow it: at least one allows and none denies. */
export function enforce(
  policies: readonly Policy[],
  resource: string,
  action: string,
  object: string,
): boolean {
  let allowed = false;
  for (const policy of policies) {
    if (policy.resource !== "*" && policy.resource !== resource) continue;
    if (
      !globMatch(policy.action, action) || !globMatch(policy.object, object)
    ) continue;
    if (policy.effect === "deny") return false;
    allowed = true;
  }
  return allowed;
}
