/**
 * Helm has the chart and cannot render it: values, templates, schema.
 *
 * @module
 */
import type { FailureText } from "../failure_text.ts";
import { inSource } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

/** The first template that the text names, with its line. */
function placeIn(text: string): string {
  const [, file, line] =
    /([\w./-]+\/templates\/[\w./-]+\.(?:ya?ml|tpl|txt|json))(?::(\d+))?/.exec(
      text,
    ) ?? [];
  if (!file) return "";
  return ` in '${file}'${line ? ` line ${line}` : ""}`;
}

/** The value that a failing expression reads: `.Values.database.host`. */
function valueIn(text: string): string | undefined {
  return /<(\$?\.Values\.[\w.]+)>/.exec(text)?.[1];
}

function template(what: string, failure: FailureText): string {
  return `${what}${placeIn(failure.text)}${inSource(failure)}`;
}

const VALUES_THEN =
  "set the value in the chart's values files, or with update_application parameters";

const SAYINGS: readonly Saying[] = [
  {
    rule: "helm-value-missing",
    pattern: /nil pointer evaluating (?:interface \{\}|\S+?)\.(\w+)/,
    summary: ([, key], failure) =>
      template(
        `Helm cannot render the chart: ${
          valueIn(failure.text) ?? `'${key}'`
        } is read, and what stands above it has no value`,
        failure,
      ),
    then: VALUES_THEN,
  },
  {
    rule: "helm-value-missing",
    pattern: /error calling (required|fail|include|tpl)[^\n]*?: ([^\n]+)/,
    unless:
      /nil pointer|error calling (?:include|tpl): (?!.*(?:required|fail))/,
    summary: ([, , said = ""], failure) =>
      template(
        `The chart demands a value that is not set: "${short(said)}"`,
        failure,
      ),
    then: VALUES_THEN,
  },
  {
    rule: "helm-value-missing",
    pattern: /execution error at \(([^)]+)\): ([^\n]+)/,
    summary: ([, , said = ""], failure) =>
      template(`The chart refuses its values: "${short(said)}"`, failure),
    then: VALUES_THEN,
  },
  {
    rule: "helm-values-schema",
    pattern:
      /values don't meet the specifications of the schema\(s\)[^\n]*\s*([^\n]*\s*- [^\n]+)?/,
    summary: (_match, failure) =>
      `The values do not fit the schema of the chart${inSource(failure)}`,
    then: VALUES_THEN,
  },
  {
    rule: "helm-values-file-missing",
    pattern:
      /open (?:<[^>\n]+>\/?)?([^\s:]+\.(?:ya?ml|json)): no such file or directory|failed to (?:parse|read|load)[^\n]{0,20}values?[^\n]{0,20}file[^\n]{0,160}|value(?:s)? file(?: path)?[^\n]{0,120}(?:outside|does not exist|not found)[^\n]{0,60}|error resolving (?:helm )?value ?files?[^\n]{0,160}/i,
    unless: /kustomize build|kustomization/i,
    summary: ([said, file], failure) =>
      `A values file of the source cannot be read${
        file
          ? `: '${file}'`
          : /outside/.test(said)
          ? ": it is outside of the repository"
          : ""
      }${inSource(failure)}`,
    then:
      "put the file where the source names it, or correct value_files with update_application",
  },
  {
    rule: "helm-kube-version",
    pattern:
      /chart requires kubeVersion: (.+?) which is incompatible with Kubernetes (\S+)/,
    summary: ([, wanted, has], failure) =>
      `The chart wants Kubernetes ${wanted}, and the cluster has ${has}${
        inSource(failure)
      }`,
    then: "use a version of the chart that supports this cluster",
  },
  {
    rule: "helm-template",
    pattern:
      /parse error (?:at|in) \([^)]+\)[^\n]*|template: [^\n]*?: (?:function "[^"]+" not defined|unexpected [^\n]+|undefined variable[^\n]*)|function "[^"]+" not defined|error calling [^\n]+|can't evaluate field \w+[^\n]*|wrong type for value[^\n]*|(?:no template|template) "[^"]+" (?:associated|not defined)[^\n]*|incompatible types for comparison|error converting YAML to JSON: [^\n]+|YAML parse error on [^\n]+|unable to build kubernetes objects[^\n]+|cannot (?:load|unmarshal)[^\n]+|could not find template[^\n]+|(?:index out of range|range can't iterate)[^\n]*/,
    unless: /kustomize build|Failed to unmarshal "/,
    summary: (_match, failure) =>
      template("Helm cannot render a template of the chart", failure),
    then: "correct the template or the values that it is fed with",
  },
  {
    rule: "helm-template",
    pattern: /Error: ([^\n]{3,200})/,
    summary: (_match, failure) => template("Helm fails on the chart", failure),
    confidence: 0.7,
    then: "run the same 'helm template' command on a copy of the repository",
  },
];

function short(said: string): string {
  const text = said.replace(/\s*Use --debug.*$/, "").trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** What is no matter of rendering. */
const OTHER_REGEXP =
  /kustomize build|helm (?:pull|dependency)|index\.yaml|found in Chart\.yaml|Chart\.yaml(?: file is missing|: no such file)|dial tcp|x509|failed timeout after|signal: killed|CMP|plugin sidecar/;

/** A chart that Helm cannot render. */
export const helmRendering: TextRule = textRule({
  names: [
    "helm-value-missing",
    "helm-values-schema",
    "helm-values-file-missing",
    "helm-kube-version",
    "helm-template",
  ],
  subjects: ["source"],
  read: (failure) => {
    const { text } = failure;
    const isHelm = /helm|\/templates\/|values|Chart\.yaml/i.test(text);
    return isHelm && !OTHER_REGEXP.test(text)
      ? readSayings(SAYINGS)(failure)
      : undefined;
  },
});
