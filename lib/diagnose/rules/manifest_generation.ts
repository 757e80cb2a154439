/**
 * Rendering takes too long or too much: a fault of Argo CD's size or of the source's.
 *
 * @module
 */
import { inSource } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

const SAYINGS: readonly Saying[] = [
  {
    rule: "manifest-timeout",
    pattern:
      /`?(helm|kustomize|git)?[^`\n]*`? failed timeout after (\w+)|manifest generation (?:timed out|timeout)|hit (\w+) timeout running '?[^'\n]*/i,
    unless: /CMP|plugin sidecar/,
    summary: ([, command, first, second], failure) =>
      `${command ? `'${command}'` : "Rendering"} did not finish within ${
        first ?? second ?? "the time that Argo CD gives it"
      }${inSource(failure)}`,
    then:
      "make the source smaller or its remote parts faster, or raise ARGOCD_EXEC_TIMEOUT of the repo-server",
  },
  {
    rule: "manifest-timeout",
    pattern: /context deadline exceeded|code = DeadlineExceeded/,
    unless: /CMP|plugin sidecar|(?:Get|Post) "|dial tcp|Client\.Timeout/,
    summary: (_match, failure) =>
      `The repo-server did not render the manifests in time${
        inSource(failure)
      }`,
    confidence: 0.9,
    then:
      "check the repo-server's load and the size of the repository; controller.repo.server.timeout.seconds is the limit",
  },
  {
    rule: "manifest-out-of-resources",
    pattern:
      /signal: killed|exit status 137|no space left on device|cannot allocate memory|resource temporarily unavailable|exceed(?:s|ed)? (?:the )?max(?:imum)? (?:combined |allowed )?(?:manifest|size)[^\n]{0,60}|combined manifests? (?:file )?size[^\n]{0,80}|received message larger than max[^\n]{0,40}|trying to send message larger than max[^\n]{0,40}/i,
    unless: /CMP|plugin sidecar/,
    summary: ([said], failure) =>
      /larger than max|max|size/i.test(said)
        ? `The manifests of the source are larger than Argo CD allows${
          inSource(failure)
        }`
        : `The repo-server has not enough memory or disk for this source${
          inSource(failure)
        }`,
    then:
      "give the repo-server more memory or disk, or make the source smaller",
  },
  {
    rule: "repository-locked",
    pattern:
      /(?:shallow|index|packed-refs|HEAD)\.lock'?: File exists|Another git process seems to be running|failed to (?:initialize|cleanup) (?:local |git )repo[^\n]{0,80}|detected dubious ownership/i,
    summary: (_match, failure) =>
      `The repo-server's own copy of the repository is locked or damaged${
        inSource(failure)
      }`,
    then: "restart the repo-server: it fetches the repository anew",
  },
  {
    rule: "source-symlink",
    pattern:
      /repository contains out-of-bounds symlinks?[^\n]{0,120}|illegal filepath symlink[^\n]{0,120}|symlink[^\n]{0,60}outside/i,
    summary: (_match, failure) =>
      `The repository holds symbolic links that lead out of it, which Argo CD refuses${
        inSource(failure)
      }`,
    then: "remove the links from the repository",
  },
];

/** Rendering that does not get through. */
export const manifestGeneration: TextRule = textRule({
  names: [
    "manifest-timeout",
    "manifest-out-of-resources",
    "repository-locked",
    "source-symlink",
  ],
  subjects: ["source", "argocd"],
  read: readSayings(SAYINGS),
});
