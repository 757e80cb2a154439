/**
 * Why an image cannot be pulled, in the words of containerd, CRI-O, Docker, the kubelet and the registries.
 *
 * @module
 */
import type { Phrase } from "./phrase.ts";

/** Special ones first: a rate limit also says "denied", a denial also says "not found". */
export const IMAGE_PHRASES: readonly Phrase[] = [
  {
    rule: "image-platform",
    regexp:
      /no matching manifest for (?<platform>[\w/.]+)|no match for platform|no image found in (?:manifest|image index) for architecture "?(?<architecture>\w+)|does not match the specified platform/i,
    say: ({ platform, architecture }) =>
      `it is not built for the platform of the node${
        platform || architecture ? ` (${platform || architecture})` : ""
      }`,
    then: "build the image for this platform, or choose other nodes",
  },
  {
    rule: "image-rate-limited",
    regexp: /toomanyrequests|\b429\b|too many requests|rate limit/i,
    say: () => "the registry's pull rate limit is reached",
    then:
      "wait for the limit to reset, pull with credentials, or use a mirror of the registry",
  },
  {
    rule: "image-pull-throttled",
    regexp: /pull QPS exceeded/i,
    say: () => "the kubelet throttles its own pulls (registryPullQPS)",
    then: "wait; it is tried again",
  },
  {
    rule: "image-name-short",
    regexp:
      /short-name (?:".*" did not resolve|resolution)|short name mode is enforcing/i,
    say: () =>
      "its name lacks a registry, and the node does not choose one for it",
    then:
      "write the whole name in the source (docker.io/library/… for an official image), or set unqualified-search-registries on the nodes",
  },
  {
    rule: "image-name-invalid",
    regexp:
      /InvalidImageName|invalid reference format|couldn't parse image (?:name|reference)|must be lowercase|invalid image name/i,
    say: () => "its name is not valid",
    then: "correct the image in the source",
  },
  {
    rule: "image-signature",
    regexp:
      /SignatureValidationFailed|source image rejected|signature .*(?:required|invalid|not accepted)|no signatures? (?:was|were|found|exists?)/i,
    say: () => "its signature is not accepted on the node",
    then: "sign the image, or correct the node's signature policy",
  },
  {
    rule: "registry-tls",
    regexp:
      /x509:|tls: |certificate (?:has expired|signed by unknown)|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/i,
    say: () => "the node does not trust the registry's TLS certificate",
    then:
      "repair the registry's certificate, or teach the container runtime of the nodes its CA",
  },
  {
    rule: "registry-unresolved",
    regexp:
      /lookup (?<host>[\w.-]+)|(?<other>no such host|server misbehaving|temporary failure in name resolution|could not resolve)/i,
    say: ({ host }) =>
      `the host name of its registry does not resolve${
        host ? ` (${host})` : ""
      }`,
    then: "correct the registry in the image's name, or the DNS of the nodes",
  },
  {
    rule: "image-pull-denied",
    regexp:
      /no basic auth credentials|authorization (?:failed|token has expired)|unauthorized|insufficient_scope|authentication required|pull access denied|access (?:to the resource )?(?:is |was )?denied|denied:|permission .*denied|incorrect username or password|invalid username\/password|\b40[13]\b|forbidden|failed to (?:authorize|fetch (?:anonymous|oauth) token)/i,
    say: () =>
      "the registry refuses it: no valid credentials, or no such repository",
    then:
      "give the pod imagePullSecrets with rights on this repository (and check that the repository exists)",
  },
  {
    rule: "registry-not-one",
    regexp: /unexpected media type text\/html/i,
    say: () => "a web page answers in place of its registry",
    then:
      "see what stands between the nodes and the registry: a proxy, a page to sign in; and check the registry in the image's name",
  },
  {
    rule: "image-not-found",
    regexp:
      /manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN|name unknown|repository .*not (?:found|exist|known)|not found|\b404\b|does not exist/i,
    say: () => "the registry does not have it",
    then: "correct the image's name or tag in the source, or push the image",
  },
  {
    rule: "node-disk-full",
    regexp: /no space left on device|disk quota exceeded/i,
    say: () => "the node's disk is full",
    then: "make room on the node",
  },
  {
    rule: "registry-unreachable",
    regexp:
      /connection refused|i\/o timeout|timed? ?out|deadline exceeded|no route to host|network is unreachable|connection reset|broken pipe|\bEOF\b|\b50[0-4]\b|RegistryUnavailable|proxyconnect|failed to do request/i,
    say: () => "its registry cannot be reached from the node",
    then: "check the registry, and the network between it and the nodes",
  },
];
