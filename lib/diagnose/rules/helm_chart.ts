/**
 * A chart, its version or one of its dependencies is not where it is looked for.
 *
 * @module
 */
import type { FailureText } from "../failure_text.ts";
import { inSource, repositoryTitle, sourceField } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

/** `chart 'redis' version '19.0.0'`, from the text or else from the spec. */
function chartTitle(
  { source }: FailureText,
  name?: string,
  version?: string,
): string {
  const chart = name || source?.chart || "?";
  const wanted = version || source?.targetRevision;
  return `chart '${chart}'${wanted ? ` version '${wanted}'` : ""}`;
}

const VERSION_THEN =
  "choose a version that the repository has: update_application with revision";

const SAYINGS: readonly Saying[] = [
  {
    rule: "chart-incomplete",
    pattern:
      /(?:<[^>\n]+>\/?)?([^\s:>]*)Chart\.yaml: no such file or directory|Chart\.yaml file is missing/,
    summary: ([, folder], failure) =>
      `The chart has no Chart.yaml${folder ? ` in '${folder}'` : ""}${
        inSource(failure)
      }`,
    then:
      "put the file back, or correct the path of the source or of the dependency",
  },
  {
    rule: "chart-dependency",
    pattern:
      /found in Chart\.yaml, but missing in charts\/ directory: ([^\n]+?)(?=\s*(?:Use --debug|$|\n))/,
    summary: ([, names], failure) =>
      `Dependencies of the chart are not in its folder 'charts': ${names}${
        inSource(failure)
      }`,
    then:
      "commit the dependencies, or list them in Chart.yaml with a repository",
  },
  {
    rule: "chart-dependency",
    pattern:
      /no repository definition for ([^\n]+?)(?=\.? Please|\n|$)|no cached repo(?:sitory)? (?:for|found)[^\n]{0,80}|the lock file \(?(?:Chart|requirements)\.lock\)? is out of sync[^\n]{0,60}|could not find protocol handler for: ?(\w*)|can't get a valid version for (?:repositories|dependency|subchart)[^\n]{0,120}/,
    summary: (match, failure) =>
      /out of sync/.test(match[0])
        ? `Chart.lock does not fit the dependencies in Chart.yaml${
          inSource(failure)
        }`
        : `A dependency of the chart cannot be fetched${
          match.slice(1).find(Boolean)
            ? `: '${match.slice(1).find(Boolean)}'`
            : ""
        }${inSource(failure)}`,
    then:
      "correct the dependencies in Chart.yaml, run 'helm dependency update', and have their repository registered and permitted",
  },
  {
    rule: "chart-version-not-found",
    pattern:
      /chart "?([^"\s]+)"? (?:matching|version) "?([^"\s]+)"? not found in/,
    summary: ([, name, version], failure) =>
      `There is no ${chartTitle(failure, name, version)} in ${
        repositoryTitle(failure)
      }${inSource(failure)}`,
    then: VERSION_THEN,
  },
  {
    rule: "chart-version-not-found",
    pattern:
      /no (?:chart )?versions? (?:found )?(?:for|match(?:ing|es)?) (?:the )?constraint|constraint "?[^"\s]*"? (?:not found|no match)|version matching constraint|no chart version found for (\S+)|(?:could not|unable to|failed to) (?:find|resolve|get)[^\n]{0,20} (?:chart )?version[^\n]{0,60}|no matching tags? found|invalid (?:revision|version)[^\n]{0,60}constraint|improper constraint: \S+|Invalid Semantic Version/i,
    unless: /git|unable to resolve '[^']*' to a commit/i,
    summary: (_match, failure) =>
      `No version of the chart fits '${
        failure.source?.targetRevision ?? "?"
      }' in ${repositoryTitle(failure)}${inSource(failure)}`,
    then: VERSION_THEN,
  },
  {
    rule: "chart-not-found",
    pattern:
      /chart "?([^"\s]+)"? not found in|no chart name found|failed to find chart ["']?([^"'\s]+)|chart ['"]([^'"]+)['"] not found/i,
    summary: (match, failure) =>
      `There is no chart '${
        match.slice(1).find(Boolean) ?? failure.source?.chart ?? "?"
      }' in ${repositoryTitle(failure)}${inSource(failure)}`,
    then:
      "correct the chart's name (without the repository's) or the repository of the source",
  },
  {
    rule: "chart-not-found",
    pattern:
      /manifest unknown|(?:failed to (?:resolve revision|get digest|resolve|download|pull)|oci:)[^\n]*?: not found|name unknown[^\n]{0,60}|response status code 404[^\n]{0,40}/i,
    unless: /helm template|kustomize build/,
    summary: (_match, failure) =>
      `${
        failure.source?.chart
          ? `There is no ${chartTitle(failure)}`
          : `There is no artifact '${failure.source?.targetRevision ?? "?"}'`
      } in ${repositoryTitle(failure)}${inSource(failure)}`,
    then: "check name and version against the tags of the registry",
  },
  {
    rule: "chart-repository-invalid",
    pattern:
      /looks like "([^"]+)" is not a valid chart repository or cannot be reached[^\n]{0,160}|failed to (?:get|fetch)[^\n]{0,120}index\.yaml[^\n]{0,40}: 404[^\n]{0,20}|failed to get (?:helm )?index[^\n]{0,200}\b404\b[^\n]{0,20}|error (?:unmarshaling|loading)[^\n]{0,40}index|no API version specified/i,
    // Whoever is not let in does not know what is there.
    unless: /dial tcp|x509|EOF|timeout|\b40[13] (?:Unauthorized|Forbidden)/i,
    summary: ([, url], failure) =>
      `${
        url ? `'${url}'` : repositoryTitle(failure)
      } is no Helm repository: it has no index.yaml that can be read${
        inSource(failure)
      }`,
    then: "correct the URL; a registry (OCI) has to be registered as one",
  },
];

/** A chart that cannot be had. */
export const helmChart: TextRule = textRule({
  names: [
    "chart-not-found",
    "chart-version-not-found",
    "chart-dependency",
    "chart-repository-invalid",
    "chart-incomplete",
  ],
  subjects: ["source"],
  read: (failure) => {
    const reading = readSayings(SAYINGS)(failure);
    if (reading?.rule !== "chart-version-not-found") return reading;
    // Git and other artifacts have tags, which a rule of their own is about.
    const isChart = failure.source?.chart !== undefined ||
      /chart|helm|index/i.test(failure.text);
    return isChart
      ? { ...reading, field: sourceField(failure, "targetRevision") }
      : undefined;
  },
});
