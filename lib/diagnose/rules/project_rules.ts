/**
 * The application's project is not there, or does not permit what the application wants.
 *
 * @module
 */
import type { FailureText } from "../failure_text.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

function project(name = ""): ReturnType<NonNullable<Saying["next"]>> {
  return name
    ? { tool: "list_projects", arguments: { project: name } }
    : { tool: "list_projects", arguments: {} };
}

const LIST = { tool: "list_projects", arguments: {} };

const SAYINGS: readonly Saying[] = [
  {
    rule: "project-not-found",
    pattern: /Application referencing project (\S+) which does not exist/,
    summary: ([, name]) => `Project '${name}' does not exist`,
    next: () => LIST,
    field: "spec.project",
    then:
      "create the project, or set another one in what the application is made from",
  },
  {
    rule: "project-not-found",
    pattern:
      /app is not allowed in project "([^"]+)", or the project does not exist|appproject\.argoproj\.io "([^"]+)" not found/,
    summary: (match) =>
      `Project '${
        match.slice(1).find(Boolean)
      }' does not exist, or does not let this application in`,
    next: () => LIST,
    field: "spec.project",
    then:
      "create the project, or set another one in what the application is made from",
  },
  {
    rule: "project-namespace-denied",
    pattern:
      /application '([^']*)' in namespace '([^']*)' is not (?:permitted|allowed) to use project '([^']*)'/,
    summary: ([, , namespace, name]) =>
      `Project '${name}' does not permit applications in namespace '${namespace}'`,
    next: ([, , , name]) => project(name),
    field: "spec.project",
    then: "have the namespace added to sourceNamespaces of the project",
  },
  {
    rule: "project-destination-denied",
    pattern:
      /application destination (?:server '([^']*)' and namespace '([^']*)' do not match any of the allowed destinations in project '([^']*)'|\{([^}]*)\} is not permitted in project '([^']*)')/,
    summary: ([, server, namespace, name, both, other]) =>
      `Project '${name ?? other}' does not permit the destination ${
        both ? `'${both}'` : `namespace '${namespace}' on cluster '${server}'`
      }`,
    next: ([, , , name, , other]) => project(name ?? other),
    field: "spec.destination",
    then:
      "have the destination added to the project, or deploy to one that it permits",
  },
  {
    rule: "project-source-denied",
    pattern:
      /application repo (\S+) is not permitted in project '([^']*)'|(?:helm repos|repository) (\S+) (?:are|is) not permitted in project '([^']*)'/,
    summary: ([, repo, name, other, otherName]) =>
      `Project '${name ?? otherName}' does not permit the repository '${
        repo ?? other
      }'`,
    next: ([, , name, , otherName]) => project(name ?? otherName),
    field: "spec.source.repoURL",
    then:
      "have the repository added to sourceRepos of the project (the URL letter by letter), or use another project",
  },
  {
    rule: "project-signature",
    pattern:
      /Target revision \S+ in Git is not signed[^\n]{0,80}|is (?:signed with|not signed)[^\n]{0,120}(?:GnuPG|signature|key)[^\n]{0,80}|(?:unknown|invalid|expired|revoked) (?:GPG )?(?:signature|key)[^\n]{0,120}|(?:GnuPG|gpg)[^\n]{0,120}not allowed in AppProject|Cannot verify (?:the )?signature[^\n]{0,80}/i,
    summary: () =>
      "The commit is not signed with a key that the project demands",
    then:
      "sign the commit, or have the key added to the project's signatureKeys",
  },
];

/** A project that is missing or forbids. */
export const projectRules: TextRule = textRule({
  names: [
    "project-not-found",
    "project-namespace-denied",
    "project-destination-denied",
    "project-source-denied",
    "project-signature",
  ],
  subjects: ["source", "cluster", "argocd"],
  read: (failure: FailureText) => readSayings(SAYINGS)(failure),
});
