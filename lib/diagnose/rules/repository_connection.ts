/**
 * The host of the repository is not reached.
 *
 * @module
 */
import { connectionFailure } from "../connection_failure.ts";
import type { FailureText } from "../failure_text.ts";
import { repositoryEvidence } from "../repository_evidence.ts";
import { inSource } from "../source_title.ts";
import { type Reading, type TextRule, textRule } from "../text_rule.ts";

/** Templates and YAML have an end that can be unexpected, too. */
const RENDERING_REGEXP =
  /helm template|kustomize build|unmarshal|error converting YAML|parse error|jsonnet|running helm:/i;
const NETWORK_REGEXP =
  /dial tcp|(?:Get|Post|Head) "?https?:|unable to access|Could not resolve|ssh: |lookup |cannot be reached/i;
/** What the repository says once it is reached. */
const REACHED_REGEXP = /authentication required|unable to authenticate/i;

function read(failure: FailureText): Reading | undefined {
  const { text, source } = failure;
  if (RENDERING_REGEXP.test(text) && !NETWORK_REGEXP.test(text)) {
    return undefined;
  }
  if (REACHED_REGEXP.test(text)) return undefined;
  const found = connectionFailure(text);
  if (!found) return undefined;
  const { kind, what, decisive, host, then } = found;
  const url = source?.repoURL;
  const isOwn = !url || !host || url.includes(host.replace(/:\d+$/, ""));
  return {
    rule: `repository-${kind === "certificate" ? kind : "unreachable"}`,
    summary: `${
      isOwn ? "The repository's host" : "A host that the source needs"
    }${host ? ` '${host}'` : ""} ${what}${inSource(failure)}`,
    decisive,
    then,
    next: {
      tool: "list_repositories",
      arguments: url ? { search: url } : {},
    },
  };
}

/** A repository that cannot be reached. */
export const repositoryConnection: TextRule = textRule({
  names: ["repository-unreachable", "repository-certificate"],
  subjects: ["source"],
  read,
  more: repositoryEvidence,
});
