/**
 * Argo CD's own parts do not work, or not together: repo-server, Redis.
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

const REDIS: Saying["next"] = () => ({
  tool: "get_server_info",
  arguments: {},
});

const SAYINGS: readonly Saying[] = [
  {
    rule: "argocd-redis",
    pattern:
      /(?:NOAUTH|WRONGPASS|LOADING|READONLY|MASTERDOWN) [^\n]{0,80}|argocd-redis[^\n]{0,120}|\bredis: (?:c|nil|pool|get)[^\n]{0,80}|error getting cached app[^\n]{0,160}|dial tcp [^ ]*:(?:6379|26379)[^\n]{0,80}/,
    unless: /cache: key is missing/,
    summary: ([said]) =>
      /NOAUTH|WRONGPASS/.test(said)
        ? "Argo CD's Redis refuses the password of Argo CD's parts"
        : "Argo CD's cache (Redis) does not answer",
    next: REDIS,
    then:
      "check the Redis pods and the secret argocd-redis; every application of this Argo CD is affected",
  },
  {
    rule: "argocd-versions",
    pattern: /unknown (?:method (\S+) for )?service ([\w.]+)/,
    summary: ([, method, service]) =>
      `Argo CD's parts are of different versions: one asks for ${
        method ? `'${method}'` : `'${service}'`
      }, and ${
        /RepoServer/.test(service ?? "") ? "the repo-server" : "the other"
      } does not know it`,
    next: REDIS,
    then:
      "finish the upgrade: controller, repo-server and server have to be of one version",
  },
  {
    rule: "argocd-repo-server",
    pattern:
      /connection error: desc = [^\n]{0,160}|error reading server preface[^\n]{0,80}|argocd-repo-server[^\n]{0,120}|dial tcp [^ ]*:8081[^\n]{0,80}|code = Unavailable desc[^\n]{0,160}/,
    summary: ({ 0: said }) =>
      `Argo CD's repo-server ${
        /refused/.test(said)
          ? "refuses connections"
          : /no such host|lookup/.test(said)
          ? "is not found by name"
          : "does not answer"
      }`,
    next: REDIS,
    then:
      "check the repo-server's pods (restarts, memory, log); every application of this Argo CD is affected",
  },
];

/** A part of Argo CD that does not work. */
export const argocdComponent: TextRule = textRule({
  names: ["argocd-redis", "argocd-repo-server", "argocd-versions"],
  subjects: ["argocd"],
  read: (failure: FailureText) =>
    /CMP|larger than max/.test(failure.text)
      ? undefined
      : readSayings(SAYINGS)(failure),
});
