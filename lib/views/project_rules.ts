/**
 * What a project allows, judged as Argo CD judges it: Argo CD itself tells only when something is sent, and 2.14 not
 * even then of an application that moves.
 *
 * @module
 */
import type {
  ApplicationSource,
  Destination,
} from "../argocd/wire/application.ts";
import type { Project } from "../argocd/wire/projects.ts";
import { destinationTitle } from "./destination.ts";
import { matchesGoGlob } from "./go_glob.ts";
import { withoutUserInfo } from "./without_user_info.ts";

/** Whether something holds; `undefined` when it cannot be told. */
type Truth = boolean | undefined;

/** What is to be allowed. */
export interface ProjectSubject {
  readonly sources: readonly ApplicationSource[];
  /** With server and name, as far as they are known. */
  readonly destination: Destination;
  /** Namespace of the Application object; absent for that of Argo CD, which every project lets in. */
  readonly objectNamespace?: string | undefined;
}

/** What the rules of a project say. */
export interface ProjectVerdict {
  /** What it forbids, and what it allows instead. */
  readonly refused: readonly string[];
  /** What only Argo CD can tell. */
  readonly unclear: readonly string[];
}

const MOST_RULES = 6;

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function all(truths: readonly Truth[]): Truth {
  return not(any(truths.map(not)));
}

function isDeny(pattern: string): boolean {
  return pattern.startsWith("!");
}

/** A pattern against a text; a forbidding one holds for everything else. */
function holds(
  pattern: string,
  text: string | undefined,
  separator = "",
): Truth {
  const bare = isDeny(pattern) ? pattern.slice(1) : pattern;
  const matched = text === undefined
    ? bare === "*" ? true : bare === "" ? false : undefined
    : matchesGoGlob(text, bare, { separator });
  return isDeny(pattern) ? not(matched) : matched;
}

/** One form for all ways to write the address of a repository. */
function comparableRepository(url: string): string {
  let text = url.trim().toLowerCase();
  const isScp = /^[^/:]*@[^@]+$/.test(text) && !text.startsWith("ssh://");
  if (isScp) text = text.replace(":", "/");
  return text.replace(/\.git$/, "").replace(/^ssh:\/\//, "");
}

function allowsRepository(
  { spec }: Project,
  { repoURL = "" }: ApplicationSource,
): Truth {
  const wanted = comparableRepository(repoURL);
  const rules = (spec?.sourceRepos ?? []).map((rule) => {
    const deny = isDeny(rule);
    const pattern = comparableRepository(deny ? rule.slice(1) : rule);
    return { deny, held: holds(`${deny ? "!" : ""}${pattern}`, wanted, "/") };
  });
  return all([
    any(rules.map(({ held }) => held)),
    ...rules.filter(({ deny }) => deny).map(({ held }) => held),
  ]);
}

function allowsDestination({ spec }: Project, wanted: Destination): Truth {
  const rules = (spec?.destinations ?? []).map((rule) => {
    const [server = "", name = "", namespace = ""] = [
      rule.server,
      rule.name,
      rule.namespace,
    ];
    const parts = [
      { pattern: server, held: holds(server, wanted.server) },
      { pattern: name, held: holds(name, wanted.name) },
      {
        pattern: namespace,
        held: holds(namespace, wanted.namespace ?? ""),
      },
    ] as const;
    const [byServer, byName, inNamespace] = parts.map(({ held }) => held);
    const matched = all([any([byServer, byName]), inNamespace]);
    const denied = any(
      parts.filter(({ pattern }) => isDeny(pattern))
        .map(({ held }) => all([not(matched), not(held)])),
    );
    return { matched, denied };
  });
  return all([
    any(rules.map(({ matched }) => matched)),
    ...rules.map(({ denied }) => not(denied)),
  ]);
}

/** Whether a project lets applications deploy to a cluster, into whatever namespace; what cannot be told is no. */
export function permitsCluster(
  project: Project,
  { server, name }: Pick<Destination, "server" | "name">,
): boolean {
  const { destinations = [], permitOnlyProjectScopedClusters: isBound } =
    project.spec ?? {};
  if (isBound) return false;
  const cluster = {
    ...(server ? { server } : {}),
    ...(name ? { name } : {}),
  };
  // What a rule says of namespaces is itself one that it lets in.
  return destinations.some(({ namespace = "" }) =>
    allowsDestination(project, { ...cluster, namespace }) === true
  );
}

function admitsNamespace(
  { spec }: Project,
  namespace: string | undefined,
): Truth {
  if (namespace === undefined) return true;
  return any(
    (spec?.sourceNamespaces ?? []).map((pattern) =>
      // Between slashes stands a regular expression in Go's dialect.
      /^\/.*\/$/.test(pattern) ? undefined : matchesGoGlob(namespace, pattern)
    ),
  );
}

function some(rules: readonly string[]): string {
  if (rules.length === 0) return "nothing";
  const more = rules.length - MOST_RULES;
  return `${rules.slice(0, MOST_RULES).map((rule) => `'${rule}'`).join(", ")}${
    more > 0 ? ` and ${more} more` : ""
  }`;
}

function ruleTitle({ server, name, namespace }: Destination): string {
  return `${name || server || "?"}/${namespace || "(no namespace)"}`;
}

/**
 * Judges an application by the rules of a project.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const project = {
 *   metadata: { name: "a" },
 *   spec: { sourceRepos: ["https://git.example/*"], destinations: [{ name: "edge", namespace: "shop" }] },
 * };
 * const subject = {
 *   sources: [{ repoURL: "https://git.example/shop.git" }],
 *   destination: { name: "k8s.example", namespace: "till" },
 * };
 * assert.deepEqual(projectVerdict(project, subject), {
 *   refused: ["project 'a' does not allow the destination 'k8s.example/till'; it allows 'edge/shop'"],
 *   unclear: [],
 * });
 * ```
 */
export function projectVerdict(
  project: Project,
  { sources, destination, objectNamespace }: ProjectSubject,
): ProjectVerdict {
  const { metadata, spec } = project;
  const title = `project '${metadata?.name ?? "?"}'`;
  const questions = [
    ...[...new Map(sources.map((one) => [one.repoURL, one])).values()].map(
      (source) => ({
        truth: allowsRepository(project, source),
        what: `the repository '${withoutUserInfo(source.repoURL)}'`,
        allowed: some((spec?.sourceRepos ?? []).map(withoutUserInfo)),
      }),
    ),
    {
      truth: allowsDestination(project, destination),
      what: `the destination '${destinationTitle(destination)}'`,
      allowed: some((spec?.destinations ?? []).map(ruleTitle)),
    },
    {
      truth: admitsNamespace(project, objectNamespace),
      what: `applications in namespace '${objectNamespace}'`,
      allowed: some(spec?.sourceNamespaces ?? []),
    },
  ];
  return {
    refused: questions.filter(({ truth }) => truth === false).map((
      { what, allowed },
    ) => `${title} does not allow ${what}; it allows ${allowed}`),
    unclear: questions.filter(({ truth }) => truth === undefined).map((
      { what, allowed },
    ) =>
      `whether ${title} allows ${what} only Argo CD can tell; its rules are ${allowed}`
    ),
  };
}
