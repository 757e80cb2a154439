/**
 * The host of the repository answers, and does not let Argo CD in.
 *
 * @module
 */
import type { FailureText } from "../failure_text.ts";
import { repositoryEvidence } from "../repository_evidence.ts";
import { inSource, repositoryTitle } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

/** The index of a chart repository, which may be that of a dependency. */
const INDEX_REGEXP = /(https?:\/\/[^\s"']+?)\/?index\.yaml/;

const NEXT: Saying["next"] = (_match, { source, text }) => {
  const url = INDEX_REGEXP.exec(text)?.[1] ?? source?.repoURL;
  return {
    tool: "list_repositories",
    arguments: url ? { search: url } : {},
  };
};

/** Commands that fetch something else in the name of the repository have rules of their own. */
const OTHER = /manifest unknown|helm dependency|kustomize build/i;

/** A submodule comes from a repository of its own, which the text names. */
const SUBMODULE_REGEXP =
  /clone of '([^']+)' into submodule|submodule[^]*?could not read (?:Username|Password) for '([^']+)'/;

/** The repository that lets nobody in. */
function refusing(failure: FailureText): string {
  const [, clone, host] = SUBMODULE_REGEXP.exec(failure.text) ?? [];
  const submodule = clone ?? host;
  const index = INDEX_REGEXP.exec(failure.text)?.[1];
  if (index) return `chart repository '${index}'`;
  return submodule
    ? `the repository of a submodule, '${submodule}',`
    : repositoryTitle(failure);
}

const SAYINGS: readonly Saying[] = [
  {
    rule: "repository-rate-limit",
    pattern:
      /API rate limit exceeded[^"]*?|rate limit (?:reached|exceeded)|Too Many Requests|toomanyrequests|status code:? 429|returned error: 429|secondary rate limit|abuse detection/i,
    summary: (_match, failure) =>
      `The host of ${
        repositoryTitle(failure)
      } limits how often Argo CD may ask${inSource(failure)}`,
    next: NEXT,
    then:
      "give Argo CD credentials with a higher limit, use webhooks, or poll less often",
  },
  {
    rule: "repository-host-key",
    pattern:
      /knownhosts: key (?:is unknown|mismatch)|Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key (?:mismatch|is unknown)|no hostkey|unable to find any valid known_hosts/i,
    summary: ([said], failure) =>
      /mismatch|CHANGED/.test(said)
        ? `The SSH host key of ${
          repositoryTitle(failure)
        } is another one than Argo CD knows${inSource(failure)}`
        : `Argo CD does not know the SSH host key of ${
          repositoryTitle(failure)
        }${inSource(failure)}`,
    next: NEXT,
    then:
      "compare the key with the host's own, then have it put into argocd-ssh-known-hosts-cm",
  },
  {
    rule: "repository-not-found",
    pattern:
      /(?:authentication required: )?repository (?:'[^']*' |"[^"]*" )?not found\.?|remote: Not Found|does not appear to be a git repository|could not be found or you don't have permission to view it|TF401019[^\n]{0,120}|(?:project|repository) does not exist|repository '[^']*' (?:does not exist|not found)|not a git repository/i,
    unless: OTHER,
    summary: (_match, failure) =>
      `There is no ${
        repositoryTitle(failure).replace(/^the /, "")
      } for the credentials that Argo CD has${inSource(failure)}`,
    next: NEXT,
    then:
      "check the URL; a private repository without matching credentials looks the same as none",
  },
  {
    rule: "repository-authentication",
    pattern:
      /could not (?:get access_token|refresh installation)[^\n]*?(?=: received|$)|authentication required|authorization failed|Authentication failed|invalid username or (?:password|token)|incorrect username or password|HTTP Basic: Access denied|unable to authenticate|Permission denied \(publickey[^)]*\)|could not read (?:Username|Password)|Bad credentials|[Pp]assword authentication (?:was|is not)|terminal prompts disabled|error (?:creating|fetching|getting) (?:github app )?(?:installation )?(?:access )?token|(?:401|403) (?:Unauthorized|Forbidden)|status code:? (?:401|403)|returned error: (?:401|403)|access denied or|SSH_AUTH_SOCK not-specified|failed to acquire a token|no ssh key|error in libcrypto|ssh: no key found|cannot decode encrypted private keys|denied: (?:requested )?access|pull access denied|(?:un)?authorized: authentication|failed to fetch anonymous token|no basic auth credentials|ExpiredToken|remote: (?:Invalid|Permission|You are not allowed|Write access)[^"]*?(?=\s|$)/,
    unless: /knownhosts/,
    summary: (_match, failure) =>
      `${
        refusing(failure).replace(/^\w/, (first) => first.toUpperCase())
      } refuses the credentials of Argo CD, or there are none for it${
        inSource(failure)
      }`,
    next: NEXT,
    then:
      "have the repository's credentials renewed or added in Argo CD (URL, user, scope, expiry)",
  },
];

/** A repository that lets nobody in. */
export const repositoryAccess: TextRule = textRule({
  names: [
    "repository-not-found",
    "repository-authentication",
    "repository-host-key",
    "repository-rate-limit",
  ],
  subjects: ["source"],
  read: readSayings(SAYINGS),
  more: repositoryEvidence,
});
