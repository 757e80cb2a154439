/**
 * What names and revisions may look like. Encoding a name does not stop it from
 * choosing another endpoint of Argo CD, since `%2F` is decoded before routing
 * and URL parsers fold `..`: a name is checked before any request is made.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** A label of RFC 1123: a namespace. */
const LABEL_REGEXP = new RegExp(`^${LABEL}$`);

/** A subdomain of RFC 1123, at most 253 characters: an application, a project, an account. */
const DNS_NAME_REGEXP =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** `name` or `namespace/name`. */
const APPLICATION_REF_REGEXP = new RegExp(
  `^(?:${LABEL}/)?${DNS_NAME_REGEXP.source.slice(1)}`,
);

/** The name of any Kubernetes object: a path segment, so that RBAC names fit (`system:node`). */
const RESOURCE_NAME_REGEXP = /^(?!\.{1,2}$)[A-Za-z0-9._~+:@=-]{1,253}$/;

/** A kind: `Deployment`. */
const KIND_REGEXP = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

/** An API group or version; the core group is the empty one. */
const GROUP_REGEXP = new RegExp(
  `^$|${DNS_NAME_REGEXP.source}`,
);

/** The name of a resource action: `toggle-auto-sync`. */
const ACTION_REGEXP = /^[A-Za-z0-9][\w.:-]{0,99}$/;

/** A branch (with slashes), tag, commit, chart version or constraint without spaces. */
const REVISION_REGEXP =
  /^(?!-)(?!\/)(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[!$&'()*+,\-./0-9:;<=>@A-Z[\]^_`a-z{|}~]{1,250}(?<!\/)$/;

/** A full commit id, SHA-1 or SHA-256, which is what goes into a path. */
export const FULL_SHA_REGEXP: RegExp = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** How much of a refused value is shown. */
const SHOWN_LENGTH = 80;

const DNS_NAME_HINT =
  "Use lower-case letters, digits, '-' and '.', at most 253 characters, with a letter or digit at both ends";

/** An application, as the `argocd` CLI writes it. */
export interface ApplicationRef {
  readonly name: string;
  /** Namespace of the Application object; absent = that of Argo CD. */
  readonly namespace?: string;
}

/**
 * Reads `name` or `namespace/name`.
 *
 * @param what Which kind of object it names, for the message.
 * @throws {ToolError} `INVALID_ARGUMENT`, as all checks of this module.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(checkApplicationRef("team-a/shop"), { name: "shop", namespace: "team-a" });
 * assert.throws(() => checkApplicationRef("../clusters"), { code: "INVALID_ARGUMENT" });
 * ```
 */
export function checkApplicationRef(
  value: string,
  what = "application",
): ApplicationRef {
  if (!APPLICATION_REF_REGEXP.test(value)) {
    throw refusal(value, {
      what,
      hint:
        `Write 'name' or 'namespace/name'. ${DNS_NAME_HINT}; 63 characters for the namespace`,
    });
  }
  const [first = "", second] = value.split("/");
  return second === undefined
    ? { name: first }
    : { name: second, namespace: first };
}

/** Passes names of projects, accounts and whatever else is a DNS name; `what` says which it is. */
export function checkDnsName(value: string, what: string): string {
  return check(value, DNS_NAME_REGEXP, { what, hint: DNS_NAME_HINT });
}

/** Passes namespaces. */
export function checkNamespace(value: string): string {
  return check(value, LABEL_REGEXP, {
    what: "namespace",
    hint:
      "Use lower-case letters, digits and '-', at most 63 characters, with a letter or digit at both ends",
  });
}

/** Passes names of Kubernetes objects. */
export function checkResourceName(value: string): string {
  return check(value, RESOURCE_NAME_REGEXP, {
    what: "resource name",
    hint:
      "Use letters, digits and any of . _ ~ + : @ = -, at most 253 characters, but not '.' or '..'",
  });
}

/** Passes kinds. */
export function checkKind(value: string): string {
  return check(value, KIND_REGEXP, {
    what: "kind",
    hint: "Use letters and digits as in 'Deployment', at most 63 characters",
  });
}

/** Passes API groups and versions, the empty core group among them. */
export function checkGroup(value: string): string {
  return check(value, GROUP_REGEXP, {
    what: "API group or version",
    hint: `${DNS_NAME_HINT}; the core group is empty`,
  });
}

/** Passes names of containers. */
export function checkContainer(value: string): string {
  return check(value, LABEL_REGEXP, {
    what: "container",
    hint:
      "Use lower-case letters, digits and '-', at most 63 characters, with a letter or digit at both ends",
  });
}

/** Passes names of resource actions. */
export function checkAction(value: string): string {
  return check(value, ACTION_REGEXP, {
    what: "action",
    hint:
      "Use the name as get_resource_actions shows it: letters, digits and any of . _ : -, at most 100 characters",
  });
}

/** Passes revisions. */
export function checkRevision(value: string): string {
  return check(value, REVISION_REGEXP, {
    what: "revision",
    hint:
      "Use a branch, tag, commit or chart version of at most 250 printable ASCII characters, without spaces, quotes, '%', '?', '#', '\\', '.' or '..' between slashes, and with no '-' or '/' at its start",
  });
}

/** What a value should have been. */
interface Expected {
  readonly what: string;
  readonly hint: string;
}

function check(value: string, regexp: RegExp, expected: Expected): string {
  if (!regexp.test(value)) throw refusal(value, expected);
  return value;
}

function refusal(value: string, { what, hint }: Expected): ToolError {
  return new ToolError(
    "INVALID_ARGUMENT",
    `Cannot use '${visible(value)}' as ${what}: ${
      value === "" ? "it is empty" : "it is not a valid one"
    }`,
    { hint },
  );
}

/** The start of `value`, with everything escaped that could hide or look like something else. */
export function visible(value: string): string {
  const cut = value.slice(0, SHOWN_LENGTH);
  const escaped = JSON.stringify(cut).slice(1, -1)
    .replace(
      /[^ -~]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    )
    .slice(0, SHOWN_LENGTH);
  return value.length > SHOWN_LENGTH || escaped.length >= SHOWN_LENGTH
    ? `${escaped}…`
    : escaped;
}
