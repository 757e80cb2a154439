/**
 * Files of the source are no Kubernetes objects: broken YAML or JSON, Jsonnet that fails, a kind that is missing.
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

function lineOf(text: string): string {
  const [, line] = /(?:yaml: )?line (\d+)/.exec(text) ?? [];
  return line ? ` (line ${line})` : "";
}

const SAYINGS: readonly Saying[] = [
  {
    rule: "manifest-invalid",
    pattern: /Failed to unmarshal "([^"]+)"[^\n]*/,
    summary: ([, file], failure) =>
      `File '${file}' is no valid Kubernetes manifest${lineOf(failure.text)}${
        inSource(failure)
      }`,
    then: "correct the file in the repository",
  },
  {
    rule: "manifest-invalid",
    pattern:
      /(?:failed to (?:evaluate|process) (?:jsonnet|json)|RUNTIME ERROR|jsonnet)[^\n]*/i,
    unless: /kustomize|helm/i,
    summary: (_match, failure) =>
      `A Jsonnet file of the source fails${inSource(failure)}`,
    then: "correct the file in the repository",
  },
  {
    rule: "manifest-invalid",
    pattern:
      /Object '(?:Kind|apiVersion)' is missing in[^\n]*|error (?:converting YAML to JSON|unmarshaling JSON|parsing)[^\n]*|yaml: (?:line \d+|unmarshal errors|control characters)[^\n]*|mapping values are not allowed[^\n]*|cannot unmarshal \w+ into Go[^\n]*|failed to unmarshal manifest[^\n]*|invalid (?:object|manifest)[^\n]*|couldn't get version\/kind[^\n]*|resource name may not be empty|metadata\.name[^\n]{0,30}required|(?:generateName|name) is required[^\n]{0,60}/,
    unless: /kustomiz|helm|Failed to load local manifests/i,
    summary: (_match, failure) =>
      `What the source renders is no valid Kubernetes manifest${
        lineOf(failure.text)
      }${inSource(failure)}`,
    then: "correct the manifest in the repository",
  },
  {
    rule: "manifest-local",
    pattern: /Failed to load local manifests: [^\n]*/,
    summary: () =>
      "The last sync was made with manifests from somebody's own machine, and they cannot be read",
    then:
      "sync once from the source: a sync without local manifests replaces them",
    next: (_match, failure) => ({
      tool: "sync_application",
      arguments: {
        application: /^Application\/(.+?)@/.exec(failure.place)?.[1] ?? "",
      },
    }),
  },
];

/** Files that cannot be read as manifests. */
export const manifestSyntax: TextRule = textRule({
  names: ["manifest-invalid", "manifest-local"],
  subjects: ["source"],
  read: (failure) =>
    /CMP processing|plugin sidecar|running helm|helm template/.test(
        failure.text,
      )
      ? undefined
      : readSayings(SAYINGS)(failure),
});
