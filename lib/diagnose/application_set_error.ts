/**
 * Why an ApplicationSet does not generate what it should.
 *
 * @module
 */
import type { Manifest } from "../views/manifest_yaml.ts";
import {
  generatorKinds,
  generatorSources,
  setError,
  setPlace,
  setRef,
} from "./application_set.ts";
import { failureText } from "./failure_text.ts";
import type { Finding } from "./finding.ts";
import { quoteAround, quoted } from "./quote.ts";
import { argocdComponent } from "./rules/argocd_component.ts";
import { destinationCluster } from "./rules/destination_cluster.ts";
import { manifestGeneration } from "./rules/manifest_generation.ts";
import { projectRules } from "./rules/project_rules.ts";
import { repositoryAccess } from "./rules/repository_access.ts";
import { repositoryConnection } from "./rules/repository_connection.ts";
import { sourcePath } from "./rules/source_path.ts";
import { sourceRevision } from "./rules/source_revision.ts";
import { type Read, type Reading, readSayings } from "./text_rule.ts";

/** What only an ApplicationSet says. */
const OWN: Read = readSayings([
  {
    rule: "applicationset-duplicate",
    pattern: /contains applications with duplicate name: (\S+)/,
    summary: ([, name]) =>
      `its generators make application '${name}' more than once`,
    then: "make the name in the template differ for each set of parameters",
  },
  {
    rule: "applicationset-owner",
    pattern:
      /(?:Object )?(\S+) is already (?:owned|managed|controlled) by another (?:\w+ )?(?:controller )?(\S*)/,
    summary: ([, name, other]) =>
      `application '${name}' belongs to another one already${
        other ? `: '${other}'` : ""
      }`,
    then: "give one of the two another name in its template",
  },
  {
    rule: "applicationset-template",
    pattern:
      /failed to (?:parse|execute) (?:go )?template[^\n]*|map has no entry for key "([^"]+)"|error rendering[^\n]*|failed to (?:render|replace)[^\n]*(?:template|param)[^\n]*|unresolved (?:template|param)[^\n]*|template: [^\n]+/,
    summary: ({ 0: said }) => {
      const [, key] = /no entry for key "([^"]+)"/.exec(said) ?? [];
      return key
        ? `its template uses parameter '${key}', which the generators do not give`
        : "its template cannot be rendered";
    },
    then: "correct the template or the parameters that it uses",
  },
  {
    rule: "project-not-found",
    pattern: /application references project (\S+) which does not exist/i,
    summary: ([, name]) => `project '${name}' does not exist`,
    then: "create the project, or correct it in the template",
  },
  {
    rule: "applicationset-token",
    // Whatever the provider says of a limit is not about the token.
    pattern:
      /error (?:listing|fetching|getting) [^\n:]*(?:repos|projects|requests|branches)(?![^\n]*rate limit)[^\n]*?: (401|403|404)\b[^\n]*/i,
    summary: ([said, code]) => {
      const host = /https?:\/\/([^/\s:"]+)/.exec(said)?.[1];
      const provider = host ? `'${host}'` : "the provider of its repositories";
      return code === "401"
        ? `${provider} refuses the token of the generator (401)`
        : `${provider} shows the token of the generator no such group, owner or repository (${code})`;
    },
    then:
      "renew the token in the Secret that the generator's tokenRef names, with the right to read what the generator lists; check the name of its group or owner",
  },
  {
    rule: "applicationset-plugin",
    pattern:
      /error generating params from plugin[^\n]*|plugin [^\n]*(?:not found|failed|error)[^\n]*/i,
    summary: () => "its plugin generator fails",
    then: "check the plugin's ConfigMap, address and token",
  },
]);

const READERS: readonly Read[] = [
  OWN,
  ...[
    projectRules,
    destinationCluster,
    sourceRevision,
    sourcePath,
    repositoryAccess,
    repositoryConnection,
    manifestGeneration,
    argocdComponent,
  ].map(({ read }) => read),
];

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

function reading(set: Manifest, message: string): Reading | undefined {
  const failure = failureText(message, {
    place: setPlace(set),
    sources: generatorSources(set),
  });
  return READERS.map((read) => read(failure)).find(Boolean);
}

/** Which generator failed, where the text says so. */
function generatorOf(message: string): string {
  const [, kind] = /error generating params from ([\w ]+?):/.exec(message) ??
    [];
  return kind ? `, by its ${kind} generator` : "";
}

/** The failure of a set; nothing for one without an error. */
export function applicationSetError(set: Manifest): readonly Finding[] {
  const error = setError(set);
  if (!error) return [];
  const { type, reason, message } = error;
  const read = reading(set, message);
  const where = setPlace(set, `status.conditions[${type}]`);
  const why = read
    ? lowerFirst(read.summary)
    : `its controller says ${quoted(message, 140)}`;
  return [{
    rule: read?.rule ?? "applicationset-error",
    severity: "broken",
    confidence: read ? 1 : 0.8,
    summary: `ApplicationSet '${
      setRef(set)
    }' does not generate or update its applications${
      generatorOf(message)
    }: ${why}`,
    where,
    evidence: [{
      where,
      text: quoteAround(
        `${reason ? `${reason}: ` : ""}${message}`,
        read ? new RegExp(escaped(read.decisive)) : /error/,
      ),
    }],
    next: {
      tool: "diagnose_application",
      arguments: { applicationset: setRef(set) },
      then: read?.then ??
        `correct the ${
          generatorKinds(set).join(", ") || "set's"
        } generator or template of the set`,
    },
  }];
}

function escaped(text: string): string {
  return text.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
    .replace(/\s+/g, "\\s+");
}
